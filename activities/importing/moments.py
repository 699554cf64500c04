"""Dates, times and durations of iCalendar, brought to Tokyo's clock; knows no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from activities.importing.addresses import gettext_noop
from activities.importing.content_lines import Line
from activities.importing.zones import UnknownZone, Zones
from activities.rrule import TOKYO

FIRST_YEAR, LAST_YEAR = 1900, 2200

BAD_MOMENT = gettext_noop("%(name)s (%(text)s) cannot be read as a date.")
BAD_ZONE = gettext_noop("The time zone “%(text)s” is not known.")
BAD_DURATION = gettext_noop("The duration (%(text)s) cannot be read.")

_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z|[+-]\d{4})?)?", re.I)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.I
)


class Refused(Exception):
    """One entry cannot be used; `line` is where, `values` fill the message."""

    def __init__(self, message: str, line: int, **values: object) -> None:
        super().__init__(message)
        self.line = line
        self.values = values


@dataclass(frozen=True)
class Moment:
    """`at` on Tokyo's clock; `raw` as the file has it: in its zone, or a date."""

    at: datetime
    raw: datetime | date
    is_day: bool
    zone: tzinfo | None


def read(line: Line, value: str, zones: Zones) -> Moment:
    """Raises Refused. A time without a zone is the city's own (RFC 5545 calls it floating)."""
    text = value.strip()
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Refused(BAD_MOMENT, line.number, name=line.name, text=text[:40])
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            at = datetime(day.year, day.month, day.day, tzinfo=TOKYO)
            return Moment(_checked(at), day, True, TOKYO)
        second = min(int(found[6] or 0), 59)  # a leap second
        at = datetime(day.year, day.month, day.day, int(found[4]), int(found[5]), second)
        zone = _zone(line, (found[7] or "").upper(), zones)
        raw = at.replace(tzinfo=zone)
        return Moment(_checked(raw.astimezone(TOKYO)), raw, False, zone)
    except UnknownZone as error:
        raise Refused(BAD_ZONE, line.number, text=str(error)) from None
    except (ValueError, OverflowError):
        raise Refused(BAD_MOMENT, line.number, name=line.name, text=text[:40]) from None


def duration(line: Line) -> timedelta:
    """Raises Refused."""
    text = line.value.strip()
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise Refused(BAD_DURATION, line.number, text=text[:40])
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _zone(line: Line, suffix: str, zones: Zones) -> tzinfo:
    if suffix == "Z":
        return UTC
    if suffix:
        return zones.named(f"UTC{suffix}")
    name = line.parameters.get("TZID", "")
    return zones.named(name) if name else TOKYO


def _checked(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError
    return at
