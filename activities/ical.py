"""Plain facts become iCalendar text (RFC 5545); knows no request, no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
LINE_OCTETS = 75
LINE_END = re.compile("\r\n?|\u2028|\u2029")
CANCELLED_MARK = "【中止】"
PRODID = "-//Community activity portal//JA"

# The one zone that feeds use: no daylight saving since 1951, so one component says everything.
VTIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nTZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@dataclass(frozen=True)
class VEventFacts:
    """One date of an activity; datetimes are aware, the span is half-open."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    is_cancelled: bool
    sequence: int
    changed_at: datetime
    title: str
    url: str
    summary: str = ""
    reason: str = ""
    note: str = ""
    location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    organiser: str = ""
    phone: str = ""
    categories: tuple[str, ...] = field(default=())


def vevent(facts: VEventFacts) -> str:
    """The VEVENT of one date, folded, with CRLF line ends."""
    stamp = _utc(facts.changed_at)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escape(facts.uid)}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"SEQUENCE:{facts.sequence}",
        *_span(facts),
        f"SUMMARY:{escape((CANCELLED_MARK if facts.is_cancelled else '') + facts.title)}",
        f"STATUS:{'CANCELLED' if facts.is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
    ]
    if facts.location:
        lines.append(f"LOCATION:{escape(facts.location)}")
    if facts.latitude is not None and facts.longitude is not None:
        lines.append(f"GEO:{facts.latitude:.6f};{facts.longitude:.6f}")
    if facts.categories:
        lines.append("CATEGORIES:" + ",".join(escape(word) for word in facts.categories))
    lines.append(f"URL:{facts.url}")
    lines.append(f"DESCRIPTION:{escape(_description(facts))}")
    lines.append("END:VEVENT")
    return "".join(fold(line) for line in lines)


def calendar(*, events: Iterable[str], name: str = "", url: str = "", comment: str = "") -> bytes:
    """A calendar around texts that `vevent` made.

    A feed has a name and the address where it is served; without them it is a file to import into
    a calendar that exists, for which some readers would otherwise make a new one.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    if name:
        lines += [
            f"NAME:{escape(name)}",
            f"X-WR-CALNAME:{escape(name)}",
            "X-WR-TIMEZONE:Asia/Tokyo",
            f"SOURCE;VALUE=URI:{url}",
            f"URL:{url}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            "X-PUBLISHED-TTL:PT6H",
            "COLOR:darkgreen",
        ]
    if comment:
        lines += [f"DESCRIPTION:{escape(comment)}", f"X-WR-CALDESC:{escape(comment)}"]
    head = "".join(fold(line) for line in lines)
    return "".join([head, VTIMEZONE, *events, "END:VCALENDAR\r\n"]).encode()


def escape(text: str) -> str:
    """TEXT values (RFC 5545 3.3.11): line ends of every kind become \\n, a tab becomes a space,
    other control characters are dropped."""
    text = LINE_END.sub("\n", text).replace("\t", " ")
    text = "".join(letter for letter in text if letter == "\n" or _is_printable(letter))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """Break a line after at most 75 octets (RFC 5545 3.1), never inside a character."""
    if len(line) * 4 <= LINE_OCTETS or len(line.encode()) <= LINE_OCTETS:
        return line + "\r\n"
    parts, start, size = [], 0, 0
    for place, letter in enumerate(line):
        octets = len(letter.encode())
        if size + octets > LINE_OCTETS:
            parts.append(line[start:place])
            start, size = place, 1
        size += octets
    parts.append(line[start:])
    return "\r\n ".join(parts) + "\r\n"


def _span(facts: VEventFacts) -> list[str]:
    starts_at, ends_at = facts.starts_at.astimezone(TOKYO), facts.ends_at.astimezone(TOKYO)
    if facts.is_all_day:
        return [f"DTSTART;VALUE=DATE:{starts_at:%Y%m%d}", f"DTEND;VALUE=DATE:{ends_at:%Y%m%d}"]
    return [
        f"DTSTART;TZID=Asia/Tokyo:{starts_at:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Asia/Tokyo:{ends_at:%Y%m%dT%H%M%S}",
    ]


def _description(facts: VEventFacts) -> str:
    phone = f"電話 {facts.phone}" if facts.phone else ""
    parts = [facts.reason, facts.note, facts.summary, facts.organiser, phone, facts.url]
    return "\n".join(part for part in parts if part)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _is_printable(letter: str) -> bool:
    code = ord(letter)
    return code >= 0x20 and not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000
