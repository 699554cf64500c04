"""What of an activity's dates has to change so that they agree with its calendar; writes nothing.

Three things are compared: what the calendar says now, what it said last time, and what stands in
the portal. Where the portal differs from what was said last time, somebody has corrected it by
hand, and it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from activities.enums import OccurrenceStatus
from activities.importing.told import Told
from activities.models import Occurrence, Schedule
from activities.occurrences import HORIZON
from activities.rrule import TOKYO

FAR = timedelta(days=5 * 366)
Span = tuple[datetime, datetime]


@dataclass
class Difference:
    """Rows to be changed; `schedule` is what the rule becomes, None where it stays.

    `added` counts dates that have no row yet, `kept` those that people have changed by hand.
    """

    schedule: Told | None = None
    cancelled: list[Occurrence] = field(default_factory=list)
    restored: list[Occurrence] = field(default_factory=list)
    moved: list[tuple[Occurrence, Span]] = field(default_factory=list)
    reset: list[Occurrence] = field(default_factory=list)
    is_replanned: bool = False
    added: int = 0
    kept: int = 0

    def __bool__(self) -> bool:
        rows = self.cancelled or self.restored or self.moved or self.reset
        return bool(rows or self.added or self.is_replanned)


def of_dates(
    new: Told | None,
    old: Told,
    rows: Sequence[Occurrence],
    schedule: Schedule | None,
    *,
    stopped: Sequence[str],
    was_gone: bool = False,
    now: datetime,
) -> Difference:
    """`rows` are the coming dates in the portal, `schedule` the live rule that was written from the
    calendar (None where people have replaced it), `stopped` the dates that readings cancelled.
    `new` is None where the entry is gone.
    """
    found = Difference()
    is_ours = schedule is not None and old.is_in(schedule)
    wanted = new.dates(now, now + FAR) if new else {}
    before = {} if was_gone else old.dates(now, now + FAR)
    replanned = new is not None and new.is_replanned_from(old)
    ours = set(map(datetime.fromisoformat, stopped))
    for row in rows:
        if row.is_added:
            continue
        key = row.original_start
        if key not in wanted:
            _gone(found, row, before.get(key), stays=replanned and is_ours)
        elif key not in before and key in ours and row.is_cancelled:
            found.restored.append(row)
    standing = [] if replanned else _standing(rows, set(wanted))
    target = replace(new or old.ended(now), standing=standing)
    if is_ours and schedule is not None and not target.is_in(schedule):
        found.schedule = target
    if replanned and is_ours:
        found.is_replanned = True
        found.reset = [row for row in rows if row.is_edited and _is_at(row, before)]
    else:
        found.moved, kept = moves(rows, wanted, before)
        found.kept += kept
    if new is not None and found.schedule is not None:
        found.added = _added(new, old, rows, before, now)
    return found


def moves(
    rows: Sequence[Occurrence], wanted: dict[datetime, Span], before: dict[datetime, Span]
) -> tuple[list[tuple[Occurrence, Span]], int]:
    """Rows that the calendar has moved since, and how many of these stay where people put them."""
    found, kept = [], 0
    for row in rows:
        span = wanted.get(row.original_start)
        if row.is_added or span is None or span == before.get(row.original_start):
            continue
        if (row.starts_at, row.ends_at) == span:
            continue
        if row.is_edited and not _is_at(row, before):
            kept += 1
        else:
            found.append((row, span))
    return found, kept


def _gone(found: Difference, row: Occurrence, said: Span | None, *, stays: bool) -> None:
    """A date that the calendar said last time and says no more."""
    if said is None or (row.status != OccurrenceStatus.SCHEDULED and not row.closure_id):
        return
    if row.is_edited and (row.starts_at, row.ends_at) != said:
        found.kept += 1
    elif not stays:
        found.cancelled.append(row)


def _standing(rows: Sequence[Occurrence], wanted: set[datetime]) -> list[str]:
    """Coming dates that the calendar does not have: as 中止, or as people moved or restored them.

    They stay part of the schedule, or the next nightly run would take them for leftovers.
    """
    gone = [row for row in rows if not row.is_added and row.original_start not in wanted]
    return sorted(row.original_start.astimezone(TOKYO).isoformat() for row in gone)


def _added(
    new: Told,
    old: Told,
    rows: Sequence[Occurrence],
    before: dict[datetime, Span],
    now: datetime,
) -> int:
    """Dates without a row; those that the portal could not have known last time are no news."""
    until = now + HORIZON
    if not new.rule and old.until:
        until = min(until, datetime.fromisoformat(old.until))
    known = {row.original_start for row in rows} | set(before)
    return len(set(new.dates(now, until)) - known)


def _is_at(row: Occurrence, spans: dict[datetime, Span]) -> bool:
    return (row.starts_at, row.ends_at) == spans.get(row.original_start)
