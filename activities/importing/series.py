"""The blocks of a calendar file → series with their dates on Tokyo's clock; knows no Django.

One series is one UID: a first date, how it repeats, and the dates that differ (RECURRENCE-ID). A
rule that our own expander reads and that runs on Tokyo's clock stays a rule; any other is laid out
into single dates by recurring-ical-events, within the window and within a second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events

from activities.importing import blocks, plain_text
from activities.importing.addresses import gettext_noop
from activities.importing.bounded import TooLong, within
from activities.importing.content_lines import Block, File, Line
from activities.importing.moments import Refused
from activities.importing.rule_lines import BAD_RULE, TOO_MUCH_WORK, check_rule
from activities.importing.spans import Span, Spans, aligned
from activities.importing.zones import Zones, is_tokyo
from activities.recurrence import MAX_SINGLE_DATES, ImpossibleRule, Recurrence
from activities.rrule import TOKYO, read

BEHIND, AHEAD = timedelta(days=30), timedelta(days=396)
SECONDS_A_SERIES, SECONDS_IN_ALL = 1.0, 8.0
MAX_DATES_IN_ALL = 50_000

BROKE_OFF = gettext_noop("The entry breaks off.")
SAME_UID = gettext_noop("The entry has the same UID as line %(other)d.")
TOO_MANY_DATES = gettext_noop("The entry has more than 500 dates.")


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
        self.spans = Spans(Zones(file.zones))
        self.since, self.until = now - BEHIND, now + AHEAD
        self.ends_at = time.monotonic() + SECONDS_IN_ALL
        self.dates = 0
        self.series: list[Series] = []
        self.refusals: list[dict[str, Any]] = []

    def run(self) -> None:
        firsts, changes = self._sorted()
        for uid, block in firsts.items():
            self._take(uid, block, changes.pop(uid, []))
        for uid, alone in changes.items():
            for block in alone:  # a single date of a series that is not in the file
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
            uid = block.text("UID")[:1_000] or blocks.made_uid(block)
            if block.first("RECURRENCE-ID"):
                changes.setdefault(uid, []).append(block)
            elif uid not in firsts:
                firsts[uid] = block
            else:
                older, newer = sorted((firsts[uid], block), key=blocks.version)
                firsts[uid] = newer
                self._refuse(older, Refused(SAME_UID, older.number, other=newer.number))
        return firsts, changes

    def _take(self, uid: str, block: Block, changes: list[Block]) -> None:
        left = min(SECONDS_A_SERIES, self.ends_at - time.monotonic())
        try:
            if left <= 0 or self.dates > MAX_DATES_IN_ALL:
                raise Refused(TOO_MUCH_WORK, block.number)
            with within(left):
                self.series.append(self._series(uid, block, changes))
        except Refused as refused:
            self._refuse(block, refused)
        except TooLong:
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
        first = self.spans.span(block)
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
        found.left_out = blocks.left_out(block, found.title) or self._outside(found)
        return found

    def _repeat(
        self, found: Series, block: Block, rules: list[Line], changes: list[Block], first: Span
    ) -> None:
        for line in rules:
            check_rule(line)
        is_plain = len(rules) == 1 and is_tokyo(first.zone) and _is_whole(changes)
        if is_plain and self._plain(found, rules[0].value, block, first):
            self._change_plain(found, changes, first)
        else:
            self._lay_out(found, block, rules, changes, first)
        if len(found.extra) > MAX_SINGLE_DATES:
            raise Refused(TOO_MANY_DATES, block.number)

    def _plain(self, found: Series, rule: str, block: Block, first: Span) -> bool:
        """Whether the rule can stay a rule; then it stands in `found`."""
        lists = []
        for name in ("RDATE", "EXDATE"):
            starts = sorted({aligned(each, first) for each in self.spans.starts(block, name)})
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

    def _change_plain(self, found: Series, changes: list[Block], first: Span) -> None:
        length = first.end - first.start
        for change in changes:
            start, span = self.spans.start(change, "RECURRENCE-ID", first), self.spans.span(change)
            key = _iso(start)
            if blocks.is_cancelled(change):
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
        first: Span,
    ) -> None:
        events = [self._event(block, first, rules)]
        for change in changes:
            event = self._event(change, self.spans.span(change), [])
            event["RECURRENCE-ID"] = icalendar.vDDDTypes(
                self.spans.moment(change.first("RECURRENCE-ID") or change.lines[0]).raw
            )
            events.append(event)
        calendar = icalendar.Calendar()
        for event in events:
            calendar.add_component(event)
        spans = self._dates(calendar, block)
        self.dates += len(spans)
        length, cancelled = first.end - first.start, set[datetime]()
        for change in changes:
            if blocks.is_cancelled(change):
                cancelled.add(self.spans.start(change, "RECURRENCE-ID", first))
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

    def _event(self, block: Block, span: Span, rules: list[Line]) -> icalendar.Event:
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
            raws = [each.raw for each in self.spans.starts(block, name)]
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
        return blocks.OUTSIDE


def _recurrence(found: Series) -> Recurrence:
    return Recurrence(
        datetime.fromisoformat(found.starts_at),
        datetime.fromisoformat(found.ends_at),
        found.rule,
        tuple(map(datetime.fromisoformat, found.extra)),
        tuple(map(datetime.fromisoformat, found.skipped)),
    )


def _is_whole(changes: list[Block]) -> bool:
    """No change reaches further than its own date (RANGE=THISANDFUTURE)."""
    lines = [change.first("RECURRENCE-ID") for change in changes]
    return not any(line and "RANGE" in line.parameters for line in lines)


def _iso(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat()


def _local(raw: datetime | date) -> datetime:
    if not isinstance(raw, datetime):
        return datetime(raw.year, raw.month, raw.day, tzinfo=TOKYO)
    return (raw if raw.tzinfo else raw.replace(tzinfo=TOKYO)).astimezone(TOKYO)
