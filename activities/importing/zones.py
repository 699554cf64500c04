"""Time zones as other software names them; knows no Django.

An unknown name is looked for, in this order: IANA, Windows (Tokyo Standard Time), the file's own
VTIMEZONE, the IANA name at the end of a path, an offset in the name ((UTC+09:00) …). Times without
a zone are the city's own.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from activities.importing.content_lines import Block
from activities.rrule import TOKYO

ALIASES = {"JST": TOKYO, "JAPAN STANDARD TIME": TOKYO, "日本標準時": TOKYO, "UTC": UTC, "GMT": UTC}
WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}

_IANA = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d{2})?")


class UnknownZone(ValueError):
    """Nobody can tell what time it is there; the message is the zone's name."""


class Zones:
    """The zones of one file."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = {name: block for block in blocks if (name := _name(block))}
        self.known: dict[str, tzinfo] = {}

    def named(self, name: str) -> tzinfo:
        """Raises UnknownZone."""
        if name not in self.known:
            self.known[name] = self._find(name.strip())
        return self.known[name]

    def _find(self, name: str) -> tzinfo:
        if zone := ALIASES.get(name.upper()) or _iana(name):
            return zone
        if zone := _iana(WINDOWS.get(name.casefold(), "")):
            return zone
        if name in self.blocks:
            return _defined(self.blocks[name])
        parts = name.strip("/").split("/")
        for length in (3, 2):
            if zone := _iana("/".join(parts[-length:])):
                return zone
        if found := _OFFSET.search(name):
            return _fixed(name, found[1], int(found[2]), int(found[3] or 0))
        raise UnknownZone(name[:80])


def is_tokyo(zone: tzinfo | None) -> bool:
    """Whether the zone's clock is Tokyo's on every day, so that a rule may stay a rule."""
    if isinstance(zone, ZoneInfo):
        return zone.key in {"Asia/Tokyo", "Japan"}
    return isinstance(zone, timezone) and zone.utcoffset(None) == timedelta(hours=9)


def _iana(name: str) -> tzinfo | None:
    if not _IANA.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found, a folder, not a name
        return None


def _name(block: Block) -> str:
    for text in block.raw:
        if text.upper().startswith("TZID"):
            return text.partition(":")[2].strip()
    return ""


def _defined(block: Block) -> tzinfo:
    """A zone with one offset is that offset; others are left to icalendar."""
    offsets = {
        text.partition(":")[2].strip()
        for text in block.raw
        if text.upper().startswith("TZOFFSETTO")
    }
    if len(offsets) == 1 and (found := re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", offsets.pop())):
        return _fixed(_name(block), found[1], int(found[2]), int(found[3]))
    text = "\r\n".join(["BEGIN:VTIMEZONE", *block.raw, "END:VTIMEZONE", ""])
    try:
        component: Any = icalendar.Timezone.from_ical(text)
        zone: tzinfo = component.to_tz()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UnknownZone(_name(block)[:80]) from error
    return zone


def _fixed(name: str, sign: str, hours: int, minutes: int) -> tzinfo:
    offset = timedelta(hours=hours, minutes=minutes)
    if offset >= timedelta(hours=24):
        raise UnknownZone(name[:80])
    return timezone(-offset if sign == "-" else offset)
