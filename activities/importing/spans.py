"""When the entries of one file begin and end, on Tokyo's clock; knows no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from activities.importing import moments
from activities.importing.addresses import gettext_noop
from activities.importing.content_lines import Block, Line
from activities.importing.moments import Moment, Refused
from activities.importing.zones import Zones

HOUR = timedelta(hours=1)
LONGEST = timedelta(days=731)

NO_START = gettext_noop("The entry has no start.")
ENDS_EARLY = gettext_noop("The end is before the start.")
LASTS_LONG = gettext_noop("The entry lasts more than two years.")


@dataclass(frozen=True)
class Span:
    """`raw_…` are what the file says, in its own zone or as a date, for the expander."""

    start: datetime
    end: datetime
    is_all_day: bool
    zone: tzinfo | None
    raw_start: datetime | date
    raw_end: datetime | date

    @property
    def is_day(self) -> bool:
        """Whether the file gives dates without times."""
        return not isinstance(self.raw_start, datetime)


class Spans:
    """Reads times by the zones that the file itself describes."""

    def __init__(self, zones: Zones) -> None:
        self.zones = zones

    def span(self, block: Block) -> Span:
        line = block.first("DTSTART")
        if line is None:
            raise Refused(NO_START, block.number)
        start = self.moment(line)
        is_all_day = start.is_day
        end = self._end(block, start)
        flagged = block.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
        if flagged and not is_all_day and _is_midnight(start.at) and _is_midnight(end.at):
            is_all_day = True
        if end.at == start.at:
            more = timedelta(days=1) if is_all_day else HOUR
            end = Moment(end.at + more, end.raw + more, end.is_day, end.zone)
        if end.at < start.at:
            raise Refused(ENDS_EARLY, line.number)
        if end.at - start.at > LONGEST:
            raise Refused(LASTS_LONG, line.number)
        return Span(start.at, end.at, is_all_day, start.zone, start.raw, end.raw)

    def _end(self, block: Block, start: Moment) -> Moment:
        if line := block.first("DTEND"):
            end = self.moment(line)
            return end if end.is_day == start.is_day else Moment(end.at, end.at, False, end.zone)
        length = timedelta()
        if line := block.first("DURATION"):
            length = moments.duration(line)
        if start.is_day:
            length = max(length - timedelta(seconds=length.seconds), timedelta(days=1))
        return Moment(start.at + length, start.raw + length, start.is_day, start.zone)

    def moment(self, line: Line) -> Moment:
        return moments.read(line, line.value, self.zones)

    def start(self, block: Block, name: str, first: Span) -> datetime:
        line = block.first(name)
        return aligned(self.moment(line), first) if line else first.start

    def starts(self, block: Block, name: str) -> list[Moment]:
        found = []
        for line in block.every(name):
            for value in line.value.split(","):
                if value.strip():
                    found.append(moments.read(line, value.partition("/")[0], self.zones))
        return found


def aligned(each: Moment, first: Span) -> datetime:
    """A date among times (Outlook's EXDATE) means that day's start, whatever its hour."""
    if each.is_day == first.is_day:
        return each.at
    return datetime.combine(each.at.date(), first.start.timetz())


def _is_midnight(moment: datetime) -> bool:
    return moment.timetz().replace(tzinfo=None) == datetime.min.time()
