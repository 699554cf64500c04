"""Plain facts become iCalendar text (RFC 5545); knows no request, no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from activities import plain, wording

TOKYO = ZoneInfo("Asia/Tokyo")
LINE_OCTETS = 75
CANCELLED_MARK = "【中止】"
POSTPONED_MARK = "【延期】"
POSTPONED_SAID = "延期になりました。新しい日はまだ決まっていません。"
IN_ADDRESSES = "@!$'*+-._~"
PRODID = "-//Community activity portal//JA"

# The one zone that feeds use: no daylight saving since 1951, so one component says everything.
VTIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nTZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@dataclass(frozen=True)
class VEventFacts:
    """One date of an activity; datetimes are aware, the span is half-open.

    `moved_from` is the start that was announced first, where it is another now; `colour` is a name
    of CSS3 (RFC 7986 5.9).
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    is_cancelled: bool
    sequence: int
    changed_at: datetime
    title: str
    url: str
    is_postponed: bool = False
    moved_from: datetime | None = None
    summary: str = ""
    reason: str = ""
    note: str = ""
    location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    organiser: str = ""
    email: str = ""
    phone: str = ""
    colour: str = ""
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
        f"SUMMARY:{escape(_mark(facts) + facts.title)}",
        f"STATUS:{_status(facts)}",
        "TRANSP:TRANSPARENT",
    ]
    if facts.location:
        lines.append(f"LOCATION:{escape(facts.location)}")
    if facts.latitude is not None and facts.longitude is not None:
        lines.append(f"GEO:{facts.latitude:.6f};{facts.longitude:.6f}")
    if facts.categories:
        lines.append("CATEGORIES:" + ",".join(escape(word) for word in facts.categories))
    if facts.colour:
        lines.append(f"COLOR:{facts.colour}")
    if facts.email:
        lines.append(f"ORGANIZER;CN={_quoted(facts.organiser)}:mailto:{_mailbox(facts.email)}")
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
    """TEXT values (RFC 5545 3.3.11), of which control characters are no part."""
    text = plain.printable(text)
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


def _mark(facts: VEventFacts) -> str:
    if facts.is_cancelled:
        return CANCELLED_MARK
    return POSTPONED_MARK if facts.is_postponed else ""


def _status(facts: VEventFacts) -> str:
    if facts.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if facts.is_postponed else "CONFIRMED"


def _description(facts: VEventFacts) -> str:
    parts = [
        POSTPONED_SAID if facts.is_postponed else "",
        _moved(facts),
        facts.reason,
        facts.note,
        facts.summary,
        facts.organiser,
        f"電話 {facts.phone}" if facts.phone else "",
        facts.url,
    ]
    return "\n".join(plain.printable(part) for part in parts if part)


def _moved(facts: VEventFacts) -> str:
    if facts.moved_from is None:
        return ""
    said = wording.say_date(facts.moved_from)
    if facts.moved_from.astimezone(TOKYO).date() == facts.starts_at.astimezone(TOKYO).date():
        said += wording.say_time(facts.moved_from)
    return f"もとの予定：{said}"


def _quoted(name: str) -> str:
    """A parameter's value: no quotation mark can stand in it, and readers know no escape."""
    return '"' + plain.one_line(name).replace('"', "'") + '"'


def _mailbox(address: str) -> str:
    return quote(address, safe=IN_ADDRESSES)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
