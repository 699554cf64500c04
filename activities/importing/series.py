"""The blocks of a calendar file → series with their dates on Tokyo's clock; knows no Django.

One series is one UID: a first date, how it repeats, and the dates that differ (RECURRENCE-ID). A
rule that our own expander reads and that runs on Tokyo's clock stays a rule; any other is laid out
into single dates by recurring-ical-events, within the window and within a second.
"""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import icalendar
import recurring_ical_events

from activities.importing import moments, plain_text
from activities.importing.addresses import gettext_noop
from activities.importing.content_lines import Block, File, Line
from activities.importing.moments import Moment, Refused
from activities.importing.zones import Zones, is_tokyo
from activities.recurrence import MAX_SINGLE_DATES, ImpossibleRule, Recurrence
from activities.rrule import TOKYO, read

BEHIND, AHEAD = timedelta(days=30), timedelta(days=396)
LONGEST = timedelta(days=731)
SECONDS_A_SERIES, SECONDS_IN_ALL = 1.0, 8.0
MAX_DATES_IN_ALL = 50_000
HOUR = timedelta(hours=1)
FINE = ("HOURLY", "MINUTELY", "SECONDLY")

BROKE_OFF = gettext_noop("The entry breaks off.")
NO_START = gettext_noop("The entry has no start.")
ENDS_EARLY = gettext_noop("The end is before the start.")
LASTS_LONG = gettext_noop("The entry lasts more than two years.")
SAME_UID = gettext_noop("The entry has the same UID as line %(other)d.")
TOO_FINE = gettext_noop("An activity can repeat once a day at most.")
TOO_MUCH_WORK = gettext_noop("The entry is too complicated to be worked out.")
BAD_RULE = gettext_noop("The rule of repetition (%(text)s) cannot be read.")
TOO_MANY_DATES = gettext_noop("The entry has more than 500 dates.")

PRIVATE, CANCELLED, UNTITLED, OUTSIDE = "private", "cancelled", "untitled", "outside"
BUSY = {"busy", "予定あり", "予定があります"}


class _TooLong(BaseException):
    """Time is up. Not an Exception: no handler of a library may swallow it."""


@dataclass
class Series:
    """Starts are ISO texts on Tokyo's clock; `moved` maps the start that the rule gives to the
    start and end that hold, `dropped` are starts that the calendar itself marks as cancelled.

    `left_out` says why the series is not to be shown, if it is not.
    """

    uid: str
    line: int
    title: str = ""
    text: str = ""
    place: str = ""
    url: str = ""
    starts_at: str = ""
    ends_at: str = ""
    is_all_day: bool = False
    rule: str = ""
    extra: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    left_out: str = ""


class Reader:
    """Makes series of one file; bounded in time and in the number of dates."""

    def __init__(self, file: File, *, now: datetime) -> None:
        self.file = file
        self.zones = Zones(file.zones)
        self.since, self.until = now - BEHIND, now + AHEAD
        self.ends_at = time.monotonic() + SECONDS_IN_ALL
        self.dates = 0
        self.series: list[Series] = []
        self.refusals: list[dict[str, Any]] = []

    def run(self) -> None:
        firsts, changes = self._sorted()
        for uid, block in firsts.items():
            self._take(uid, block, changes.pop(uid, []))
        for uid, blocks in changes.items():
            for block in blocks:  # a single date of a series that is not in the file
                day = block.first("RECURRENCE-ID")
                self._take(f"{uid}#{day.value if day else ''}", block, [])

    def _sorted(self) -> tuple[dict[str, Block], dict[str, list[Block]]]:
        """By UID: the first blocks, and those that change one date."""
        firsts: dict[str, Block] = {}
        changes: dict[str, list[Block]] = {}
        for block in self.file.events:
            if not block.is_closed:
                self._refuse(block, Refused(BROKE_OFF, block.number))
                continue
            uid = block.text("UID")[:1_000] or _made_uid(block)
            if block.first("RECURRENCE-ID"):
                changes.setdefault(uid, []).append(block)
            elif uid not in firsts:
                firsts[uid] = block
            else:
                older, newer = sorted((firsts[uid], block), key=_version)
                firsts[uid] = newer
                self._refuse(older, Refused(SAME_UID, older.number, other=newer.number))
        return firsts, changes

    def _take(self, uid: str, block: Block, changes: list[Block]) -> None:
        left = min(SECONDS_A_SERIES, self.ends_at - time.monotonic())
        try:
            if left <= 0 or self.dates > MAX_DATES_IN_ALL:
                raise Refused(TOO_MUCH_WORK, block.number)
            with _within(left):
                self.series.append(self._series(uid, block, changes))
        except Refused as refused:
            self._refuse(block, refused)
        except _TooLong:
            self._refuse(block, Refused(TOO_MUCH_WORK, block.number))

    def _refuse(self, block: Block, refused: Refused) -> None:
        self.refusals.append(
            {
                "uid": block.text("UID")[:1_000],
                "title": " ".join(block.text("SUMMARY").split())[:80],
                "line": refused.line,
                "reason": str(refused),
                "values": refused.values,
            }
        )

    def _series(self, uid: str, block: Block, changes: list[Block]) -> Series:
        first = self._span(block)
        found = Series(
            uid=uid,
            line=block.number,
            title=" ".join(block.text("SUMMARY").split()),
            text=plain_text.described(block),
            place=block.text("LOCATION"),
            url=block.text("URL"),
            starts_at=_iso(first.start),
            ends_at=_iso(first.end),
            is_all_day=first.is_all_day,
        )
        rules = block.every("RRULE")
        if rules or block.first("RDATE"):
            self._repeat(found, block, rules, changes, first)
        found.left_out = _left_out(block, found) or self._outside(found)
        return found

    def _repeat(
        self, found: Series, block: Block, rules: list[Line], changes: list[Block], first: _Span
    ) -> None:
        for line in rules:
            _check_rule(line)
        is_plain = len(rules) == 1 and is_tokyo(first.zone) and _is_whole(changes)
        if is_plain and self._plain(found, rules[0].value, block, first):
            self._change_plain(found, changes, first)
        else:
            self._lay_out(found, block, rules, changes, first)
        if len(found.extra) > MAX_SINGLE_DATES:
            raise Refused(TOO_MANY_DATES, block.number)

    def _plain(self, found: Series, rule: str, block: Block, first: _Span) -> bool:
        """Whether the rule can stay a rule; then it stands in `found`."""
        lists = []
        for name in ("RDATE", "EXDATE"):
            starts = sorted({_aligned(each, first) for each in self._starts(block, name)})
            if len(starts) > MAX_SINGLE_DATES:
                starts = [start for start in starts if start >= self.since]
            lists.append(starts)
        extra, skipped = lists
        text, day = rule.strip().upper().rstrip(";"), first.start.date()
        try:
            Recurrence(first.start, first.end, text, tuple(extra), tuple(skipped))
        except ImpossibleRule:
            return False
        if day not in read(text).days(day, day, day):
            return False  # RFC 5545 counts the first date although the rule does not give it
        found.rule = text
        found.extra, found.skipped = list(map(_iso, extra)), list(map(_iso, skipped))
        return True

    def _change_plain(self, found: Series, changes: list[Block], first: _Span) -> None:
        length = first.end - first.start
        for change in changes:
            start, span = self._start(change, "RECURRENCE-ID", first), self._span(change)
            key = _iso(start)
            if _is_cancelled(change):
                found.dropped.append(key)
            elif (span.start, span.end) != (start, start + length):
                found.moved[key] = (_iso(span.start), _iso(span.end))
                if not _recurrence(found).between(start, start + timedelta(seconds=1)):
                    found.extra.append(key)  # a date that the rule, changed since, gives no more

    def _lay_out(
        self,
        found: Series,
        block: Block,
        rules: list[Line],
        changes: list[Block],
        first: _Span,
    ) -> None:
        events = [self._event(block, first, rules)]
        for change in changes:
            event = self._event(change, self._span(change), [])
            event["RECURRENCE-ID"] = icalendar.vDDDTypes(
                self._moment(change.first("RECURRENCE-ID") or change.lines[0]).raw
            )
            events.append(event)
        calendar = icalendar.Calendar()
        for event in events:
            calendar.add_component(event)
        spans = self._dates(calendar, block)
        self.dates += len(spans)
        length, cancelled = first.end - first.start, set[datetime]()
        for change in changes:
            if _is_cancelled(change):
                cancelled.add(self._start(change, "RECURRENCE-ID", first))
        starts = []
        for key, start, end in spans:
            if key in cancelled:
                found.dropped.append(_iso(key))
                continue
            starts.append(key)
            if (start, end) != (key, key + length):
                found.moved[_iso(key)] = (_iso(start), _iso(end))
        if starts:
            found.starts_at, found.ends_at = _iso(starts[0]), _iso(starts[0] + length)
            found.extra = [_iso(start) for start in starts[1:]]

    def _event(self, block: Block, span: _Span, rules: list[Line]) -> icalendar.Event:
        event: Any = icalendar.Event()
        event["UID"] = "x"
        event["DTSTART"] = icalendar.vDDDTypes(span.raw_start)
        event["DTEND"] = icalendar.vDDDTypes(span.raw_end)
        if sequence := block.text("SEQUENCE"):
            event["SEQUENCE"] = int(sequence) if sequence.isdecimal() else 0
        if len(rules) == 1:
            event["RRULE"] = icalendar.vRecur.from_ical(rules[0].value)
        elif rules:
            event["RRULE"] = [icalendar.vRecur.from_ical(line.value) for line in rules]
        for name in ("RDATE", "EXDATE"):
            raws = [each.raw for each in self._starts(block, name)]
            if raws:
                event[name] = icalendar.vDDDLists(raws)
        return event

    def _dates(
        self, calendar: icalendar.Calendar, block: Block
    ) -> list[tuple[datetime, datetime, datetime]]:
        """(key, start, end) in the window."""
        try:
            query = recurring_ical_events.of(calendar, skip_bad_series=False)
            found = query.between(self.since.astimezone(UTC), self.until.astimezone(UTC))
        except (ValueError, TypeError, KeyError, OverflowError, ArithmeticError) as error:
            text = block.text("RRULE")[:80]
            raise Refused(BAD_RULE, block.number, text=text) from error
        spans = []
        for each in found:
            key = each["RECURRENCE-ID"].dt if "RECURRENCE-ID" in each else each.start
            spans.append((_local(key), _local(each.start), _local(each.end)))
        return sorted(spans)

    def _outside(self, found: Series) -> str:
        """OUTSIDE where no date lies in the window."""
        starts = [datetime.fromisoformat(start) for start, _ in found.moved.values()]
        if any(self.since <= start < self.until for start in starts):
            return ""
        recurrence = _recurrence(found)
        length = recurrence.ends_at - recurrence.starts_at
        for start, _ in recurrence.between(self.since - length, self.until):
            if _iso(start) not in found.moved and _iso(start) not in found.dropped:
                return ""
        return OUTSIDE

    def _span(self, block: Block) -> _Span:
        line = block.first("DTSTART")
        if line is None:
            raise Refused(NO_START, block.number)
        start = self._moment(line)
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
        return _Span(start.at, end.at, is_all_day, start.zone, start.raw, end.raw)

    def _end(self, block: Block, start: Moment) -> Moment:
        if line := block.first("DTEND"):
            end = self._moment(line)
            return end if end.is_day == start.is_day else Moment(end.at, end.at, False, end.zone)
        length = timedelta()
        if line := block.first("DURATION"):
            length = moments.duration(line)
        if start.is_day:
            length = max(length - timedelta(seconds=length.seconds), timedelta(days=1))
        return Moment(start.at + length, start.raw + length, start.is_day, start.zone)

    def _moment(self, line: Line) -> Moment:
        return moments.read(line, line.value, self.zones)

    def _start(self, block: Block, name: str, first: _Span) -> datetime:
        line = block.first(name)
        return _aligned(self._moment(line), first) if line else first.start

    def _starts(self, block: Block, name: str) -> list[Moment]:
        found = []
        for line in block.every(name):
            for value in line.value.split(","):
                if value.strip():
                    found.append(moments.read(line, value.partition("/")[0], self.zones))
        return found


@dataclass(frozen=True)
class _Span:
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


def _check_rule(line: Line) -> None:
    parts = dict(part.partition("=")[::2] for part in line.value.upper().strip().split(";"))
    if parts.get("FREQ") in FINE:
        raise Refused(TOO_FINE, line.number)
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        if "," in parts.get(name, ""):
            raise Refused(TOO_FINE, line.number)
    if len(line.value) > 1_000:
        raise Refused(TOO_MUCH_WORK, line.number)
    try:
        icalendar.vRecur.from_ical(line.value)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(BAD_RULE, line.number, text=line.value[:80]) from error


def _aligned(each: Moment, first: _Span) -> datetime:
    """A date among times (Outlook's EXDATE) means that day's start, whatever its hour."""
    if each.is_day == first.is_day:
        return each.at
    return datetime.combine(each.at.date(), first.start.timetz())


def _recurrence(found: Series) -> Recurrence:
    return Recurrence(
        datetime.fromisoformat(found.starts_at),
        datetime.fromisoformat(found.ends_at),
        found.rule,
        tuple(map(datetime.fromisoformat, found.extra)),
        tuple(map(datetime.fromisoformat, found.skipped)),
    )


def _left_out(block: Block, found: Series) -> str:
    if block.text("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        return PRIVATE
    if _is_cancelled(block):
        return CANCELLED
    if found.title.casefold() in BUSY:
        return PRIVATE
    return "" if found.title else UNTITLED


def _is_cancelled(block: Block) -> bool:
    return block.text("STATUS").upper() == "CANCELLED"


def _is_whole(changes: list[Block]) -> bool:
    """No change reaches further than its own date (RANGE=THISANDFUTURE)."""
    lines = [change.first("RECURRENCE-ID") for change in changes]
    return not any(line and "RANGE" in line.parameters for line in lines)


def _version(block: Block) -> tuple[int, str, int]:
    sequence = block.text("SEQUENCE")
    number = int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0
    return number, block.text("LAST-MODIFIED"), -block.number


def _made_uid(block: Block) -> str:
    told = f"{block.text('DTSTART')}\n{block.text('SUMMARY')}"
    return f"x{hashlib.sha256(told.encode()).hexdigest()}"


def _is_midnight(moment: datetime) -> bool:
    return moment.timetz().replace(tzinfo=None) == datetime.min.time()


def _iso(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat()


def _local(raw: datetime | date) -> datetime:
    if not isinstance(raw, datetime):
        return datetime(raw.year, raw.month, raw.day, tzinfo=TOKYO)
    return (raw if raw.tzinfo else raw.replace(tzinfo=TOKYO)).astimezone(TOKYO)


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Stops what takes longer; only in the process that reads apart, where nobody else counts."""

    def stop(*args: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
