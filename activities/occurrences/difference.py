"""Which dates appear, change and disappear under other rules; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import plan, rule, scope


@dataclass(frozen=True)
class Shift:
    """One date before and after; both are unsaved copies."""

    before: Occurrence
    after: Occurrence


@dataclass(frozen=True)
class Difference:
    """Dates from now on. `stopping` were changed by hand, so they stay to be seen, as 中止;
    `kept` were changed by hand and stay as they are."""

    appearing: list[Occurrence]
    changing: list[Shift]
    disappearing: list[Occurrence]
    stopping: list[Occurrence]
    kept: list[Occurrence]

    def __bool__(self) -> bool:
        return bool(self.appearing or self.changing or self.disappearing or self.stopping)


def difference(activity: Activity, schedules: Sequence[Schedule], *, now: datetime) -> Difference:
    """What publishing `activity` with these schedules would do to its dates."""
    stored = rule.load([activity.pk], now)[activity.pk]
    before = {row.pk: _copy(row) for row in stored.coming}
    closures = scope.in_force(timezone.localdate(now))
    made = plan.make(activity, schedules, stored.known, stored.coming, closures, now=now)
    changing = [
        Shift(before[row.pk], row) for row in made.updated if _seen(before[row.pk]) != _seen(row)
    ]
    by_hand = [row for row in made.fallen if row.is_changed_by_hand]
    told = {row.pk for row in made.fallen} | {shift.after.pk for shift in changing}
    return Difference(
        appearing=sorted(made.created, key=_start),
        changing=sorted(changing, key=lambda shift: shift.after.starts_at),
        disappearing=sorted((row for row in made.fallen if row not in by_hand), key=_start),
        stopping=sorted((row for row in by_hand if not row.is_cancelled), key=_start),
        kept=[row for row in stored.coming if row.is_changed_by_hand and row.pk not in told],
    )


def _copy(row: Occurrence) -> Occurrence:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    copy = Occurrence(**fields)
    copy.venue = row.venue
    return copy


def _seen(row: Occurrence) -> tuple[object, ...]:
    return row.starts_at, row.ends_at, row.is_all_day, row.venue_id, row.status


def _start(row: Occurrence) -> datetime:
    return row.starts_at
