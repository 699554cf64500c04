"""Asks an address from outside for a file, and lets it do nothing else.

Every name is resolved here, once for each hop; every answer must be public; the connection goes to
the very address that was checked, so a name that changes its answer gains nothing. At most three
redirects, ten seconds in all (a watchdog shuts the connection, however slowly it drips), five
megabytes after decompression; no cookies, no proxies, no environment. See
docs/decisions/0003-guarded-fetch.md.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from activities.importing import addresses
from activities.importing.addresses import Address, BadAddress, gettext_noop

MAX_BYTES = 5_000_000
MAX_REDIRECTS = 3
SECONDS = 10.0
CHUNK = 65_536
AGENT = "community-activity-portal (calendar reader)"
REDIRECTS = {301, 302, 303, 307, 308}

NOT_FOUND = gettext_noop("No computer answers to the name in the address.")
NO_ANSWER = gettext_noop("The computer at the address does not answer.")
TOO_SLOW = gettext_noop("The answer took more than ten seconds.")
TOO_MUCH = gettext_noop("The file is too large: 5 megabytes at most.")
TOO_FAR = gettext_noop("The address sends on to another address again and again.")
TO_NOWHERE = gettext_noop("The address sends on, but does not say where.")
DOWNGRADE = gettext_noop("The address sends on from https to http. It cannot be trusted.")
BAD_CERTIFICATE = gettext_noop("The computer at the address cannot prove its name.")
BROKEN = gettext_noop("The answer broke off or cannot be read.")
REFUSED = gettext_noop("The address is kept private. Please copy the address meant for others.")
GONE = gettext_noop("There is no calendar at the address any more.")
BAD_STATUS = gettext_noop("The computer at the address answers with an error.")

Rule = Callable[[str], bool]
Resolve = Callable[[str, int], list[str]]


class FetchError(Exception):
    """Nothing was read; the message is for the person who gave the address."""


@dataclass(frozen=True)
class Fetched:
    """What came back. `is_unchanged`: the server says that nothing is new, and sent nothing."""

    body: bytes = b""
    etag: str = ""
    modified: str = ""
    is_unchanged: bool = False


def fetch(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    allowed: Rule = addresses.is_public,
    resolve: Resolve | None = None,
    port: int | None = None,
    seconds: float = SECONDS,
) -> Fetched:
    """The file at a public address; raises FetchError.

    `allowed`, `resolve`, `port` and `seconds` are for tests, which have no public network: they
    stand in no setting and no caller of the portal gives them.
    """
    deadline = time.monotonic() + seconds
    address = _read(url)
    for hop in range(MAX_REDIRECTS + 1):
        chosen = _chosen(address, allowed, resolve or _resolve, deadline)
        asked = _Asked(address, chosen, port or address.port, deadline)
        answer = asked.answer({"If-None-Match": etag, "If-Modified-Since": modified})
        if isinstance(answer, Fetched):
            return answer
        if hop == MAX_REDIRECTS:
            break
        onward = _read(urljoin(address.url, answer))
        if address.scheme == "https" and onward.scheme == "http":
            raise FetchError(DOWNGRADE)
        address = onward
    raise FetchError(TOO_FAR)


def _read(text: str) -> Address:
    try:
        return addresses.read(text)
    except BadAddress as error:
        raise FetchError(str(error)) from None


def _chosen(address: Address, allowed: Rule, resolve: Resolve, deadline: float) -> str:
    """One of the name's addresses, if all of them may be asked."""
    answers: list[str] = []
    problems: list[OSError] = []

    def ask() -> None:
        try:
            answers.extend(resolve(address.host, address.port))
        except (OSError, UnicodeError) as error:
            problems.append(OSError(str(error)))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, deadline - time.monotonic()))
    if asking.is_alive():
        raise FetchError(TOO_SLOW)
    if problems or not answers:
        raise FetchError(NOT_FOUND)
    if not all(allowed(answer) for answer in answers):
        raise FetchError(addresses.NOT_REACHED)
    return min(answers, key=lambda answer: ":" in answer)


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in found]


class _Asked:
    """One question to one computer; everything it sends passes here, counted and timed."""

    def __init__(self, address: Address, chosen: str, port: int, deadline: float) -> None:
        self.address = address
        self.chosen = chosen
        self.port = port
        self.deadline = deadline
        self.sockets: list[socket.socket] = []

    def answer(self, conditions: dict[str, str]) -> Fetched | str:
        """The file, or the text of the address that it is sent on to."""
        watchdog = threading.Timer(self._left(), self._shut)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._answer(conditions)
        except ssl.SSLCertVerificationError:
            raise FetchError(BAD_CERTIFICATE) from None
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            self._left()
            is_slow = isinstance(error, TimeoutError)
            is_refused = isinstance(error, ConnectionRefusedError | socket.gaierror)
            raise FetchError(
                TOO_SLOW if is_slow else NO_ANSWER if is_refused else BROKEN
            ) from error
        finally:
            watchdog.cancel()
            for each in self.sockets:
                each.close()

    def _answer(self, conditions: dict[str, str]) -> Fetched | str:
        connection = http.client.HTTPConnection(self.address.host_header, self.port)
        connection.auto_open = 0  # it never resolves or connects by itself
        connection.sock = self._connect()
        connection.request("GET", self.address.target, headers=self._headers(conditions))
        response = connection.getresponse()
        if response.status == 304:
            return Fetched(is_unchanged=True)
        if response.status in REDIRECTS:
            onward = response.getheader("Location", "")
            if not onward:
                raise FetchError(TO_NOWHERE)
            return onward
        if response.status != 200:
            private = response.status in {401, 403, 407}
            gone = response.status in {404, 410}
            raise FetchError(REFUSED if private else GONE if gone else BAD_STATUS)
        body = self._body(response)
        return Fetched(
            body,
            etag=_safe(response.getheader("ETag", "")),
            modified=_safe(response.getheader("Last-Modified", "")),
        )

    def _connect(self) -> socket.socket:
        """To the checked address; TLS proves the name that was asked for, not the address."""
        plain = socket.create_connection((self.chosen, self.port), timeout=self._left())
        self.sockets.append(plain)
        if self.address.scheme == "http":
            return plain
        wrapped = _tls().wrap_socket(
            plain, server_hostname=self.address.host, do_handshake_on_connect=False
        )
        self.sockets.append(wrapped)
        wrapped.do_handshake()
        return wrapped

    def _headers(self, conditions: dict[str, str]) -> dict[str, str]:
        headers = {
            "Host": self.address.host_header,
            "User-Agent": AGENT,
            "Accept": "text/calendar, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        return headers | {name: value for name, value in conditions.items() if value}

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        opener = _opener(response.getheader("Content-Encoding", ""))
        sent, parts, size = 0, [], 0
        while chunk := response.read1(CHUNK):
            self._left()
            sent += len(chunk)
            part = opener.decompress(chunk, MAX_BYTES + 1) if opener else chunk
            size += len(part)
            if max(sent, size) > MAX_BYTES:
                raise FetchError(TOO_MUCH)
            parts.append(part)
        self._left()
        if response.length or (opener and not opener.eof):
            raise FetchError(BROKEN)
        return b"".join(parts)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchError(TOO_SLOW)
        return left

    def _shut(self) -> None:
        """Ends every wait on the connection from outside of it."""
        for each in self.sockets:
            with suppress(OSError):  # closed already, or never connected: nothing waits on it
                each.shutdown(socket.SHUT_RDWR)


def _opener(coding: str) -> zlib._Decompress | None:
    """What opens a compressed answer; gzip and zlib are told apart by their first bytes."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return None
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(BROKEN)
    return zlib.decompressobj(zlib.MAX_WBITS | 32)


def _safe(header: str) -> str:
    """A header that may be sent back one day."""
    return header if len(header) <= 200 and header.isascii() and header.isprintable() else ""


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
