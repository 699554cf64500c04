"""Which addresses from outside may be asked at all: public ones, by http or https; no network here.

Python's `is_global` alone is not enough: in 3.11 it passes site-local (fec0::/10), IPv4-compatible
(::127.0.0.1), IPv4-translated, NAT64 and 6to4 addresses, which all lead somewhere else. So IPv6 is
narrowed to what is handed out for the public network (2000::/3), and what carries an IPv4 address
within is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 500
HANDED_OUT = ip_network("2000::/3")
NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # 6to4 relays
            "2001::/23",  # Teredo, ORCHID and other protocol assignments
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)
ISATAP = (0x00005EFE, 0x02005EFE)


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue: whoever shows it translates it."""
    return message


TOO_LONG = gettext_noop("The address is too long: 500 characters at most.")
UNREADABLE = gettext_noop("This is not an address of a web page or calendar.")
OTHER_SCHEME = gettext_noop("Only addresses that begin with https://, http:// or webcal:// work.")
HAS_USER = gettext_noop("The address must not hold a user name or a password.")
OTHER_PORT = gettext_noop("The address must not name a port of its own.")
NO_NAME = gettext_noop("The address names no computer on the public internet.")
NOT_REACHED = gettext_noop("The address leads into a private network. It cannot be read.")


class BadAddress(ValueError):
    """The address is not asked; the message is for the person who gave it."""


@dataclass(frozen=True)
class Address:
    """A checked address in its parts; `host` is a bare name or a bare IP address."""

    scheme: str
    host: str
    target: str

    @property
    def port(self) -> int:
        return PORTS[self.scheme]

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"

    @property
    def host_header(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def read(text: str) -> Address:
    """The address in a text that a person typed or a server sent; raises BadAddress."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise BadAddress(TOO_LONG)
    if re.search(r"[\x00-\x20\x7f\\]", text) or not text:
        raise BadAddress(UNREADABLE)
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise BadAddress(UNREADABLE) from None
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    if scheme not in PORTS:
        raise BadAddress(OTHER_SCHEME)
    if "@" in parts.netloc:
        raise BadAddress(HAS_USER)
    if port not in (None, PORTS[scheme]):
        raise BadAddress(OTHER_PORT)
    return Address(scheme, _host(host), _target(parts.path, parts.query))


def is_public(text: str) -> bool:
    """Whether an IP address is one that the whole internet reaches, and one computer only."""
    try:
        found = ip_address(text)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address) and (
        found not in HANDED_OUT or found.scope_id or (int(found) >> 32 & 0xFFFFFFFF) in ISATAP
    ):
        return False
    blocked = any(found in network for network in NOT_PUBLIC if network.version == found.version)
    return found.is_global and not found.is_multicast and not found.is_reserved and not blocked


def _host(host: str) -> str:
    """In the form that DNS asks for. A name of digits alone (2130706433, 0x7f.1) is no name."""
    if _is_ip(host):
        if not is_public(host):
            raise BadAddress(NOT_REACHED)
        return host
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadAddress(NO_NAME) from None
    labels = name.split(".")
    if len(labels) < 2 or not re.fullmatch(r"[a-z0-9_.-]{4,253}", name) or not all(labels):
        raise BadAddress(NO_NAME)
    if not re.fullmatch(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}", labels[-1]):
        raise BadAddress(NO_NAME)
    if labels[-1] in {"local", "localhost", "internal", "lan", "home", "corp", "onion"}:
        raise BadAddress(NOT_REACHED)
    return name


def _is_ip(host: str) -> bool:
    try:
        return isinstance(ip_address(host), IPv4Address | IPv6Address)
    except ValueError:
        return False


def _target(path: str, query: str) -> str:
    """Path and query in ASCII; what Japanese people paste is encoded as browsers do."""
    text = urlunsplit(("", "", path or "/", query, ""))
    if not text.startswith("/"):
        raise BadAddress(UNREADABLE)
    return "".join(
        char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in text
    )
