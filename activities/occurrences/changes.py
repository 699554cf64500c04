"""One date changed by hand: each change is public at once, stands in the history, can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from activities import version
from activities.enums import OccurrenceStatus
from activities.models import Activity, Occurrence, Schedule, Venue
from activities.occurrences import record, rows, scope
from organisations.models import User


def cancel(
    occurrence: Occurrence, *, reason: str = "", user: User | None = None, now: datetime
) -> Occurrence:
    """Mark one date 中止; it stays visible with its reason, also when a closure ends."""
    return _change(
        occurrence,
        "cancel",
        user,
        now,
        status=OccurrenceStatus.CANCELLED,
        reason=reason,
        is_dropped=False,
        closure=None,
    )


def postpone(
    occurrence: Occurrence, *, reason: str = "", user: User | None = None, now: datetime
) -> Occurrence:
    """Say that a date is put off and that nobody knows yet to when (延期)."""
    return _change(
        occurrence,
        "postpone",
        user,
        now,
        status=OccurrenceStatus.POSTPONED,
        reason=reason,
        is_dropped=False,
        closure=None,
    )


def restore(occurrence: Occurrence, *, user: User | None = None, now: datetime) -> Occurrence:
    """Take a cancellation back, also one date out of a closure's: it stays open from then on.

    A date that the rule has dropped stands by itself from then on.
    """

    def restored(row: Occurrence) -> dict[str, Any]:
        return {
            "status": OccurrenceStatus.SCHEDULED,
            "reason": "",
            "is_added": row.is_added or row.is_dropped,
            "is_dropped": False,
            "closure": None,
            "restored_at": now if row.closure_id else row.restored_at,
        }

    return _change(occurrence, "restore", user, now, restored)


def move(
    occurrence: Occurrence,
    *,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    reason: str = "",
    user: User | None = None,
    now: datetime,
) -> Occurrence:
    """Give one date another time or place; its original start, and so its UID, stays.

    A postponed date that gets a day takes place again.
    """
    given = {"starts_at": starts_at, "ends_at": ends_at, "venue": venue, "reason": reason}

    def moved(row: Occurrence) -> dict[str, Any]:
        if row.closure_id:
            scope.open_again(row)
        elif row.is_postponed:
            row.status = OccurrenceStatus.SCHEDULED
        is_same_day = rows.local_date(starts_at) == row.date
        return {**given, "is_edited": True, "restored_at": is_same_day and row.restored_at or None}

    return _change(occurrence, "move", user, now, moved)


def adjust(
    occurrence: Occurrence,
    *,
    note: str,
    capacity: int | None,
    user: User | None = None,
    now: datetime,
) -> Occurrence:
    """Change what is said of one date, or how many may come."""
    return _change(occurrence, "adjust", user, now, note=note, capacity=capacity)


@transaction.atomic
def add(
    activity: Activity,
    *,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    note: str = "",
    user: User | None = None,
    now: datetime,
) -> Occurrence:
    """One date more, outside the rule; the rule neither moves nor drops it."""
    schedule = activity.schedules.first() or Schedule(uuid=uuid4())
    taken = set(activity.occurrences.values_list("uid", flat=True))
    added = Schedule(uuid=schedule.uuid, is_all_day=False, venue=venue)
    row = rows.blank(activity, added, starts_at, ends_at, taken)
    row.schedule_uuid = uuid4()  # a key of its own: the rule may come to this start one day
    row.is_added, row.note = True, note
    scope.in_force(rows.local_date(now)).apply(row, activity)
    rows.finish(row, activity, now)
    row.save()
    record.write(row, "add", user, {}, "")
    version.bump()
    return row


def reset(occurrence: Occurrence, *, user: User | None = None, now: datetime) -> Occurrence:
    """Set a date back to what its rule says; one that no rule gives stays as it is."""
    schedule = planned_by(occurrence)
    if schedule is None:
        return occurrence
    length = schedule.ends_at - schedule.starts_at
    return _change(
        occurrence,
        "reset",
        user,
        now,
        starts_at=occurrence.original_start,
        ends_at=occurrence.original_start + length,
        venue=schedule.venue,
        status=OccurrenceStatus.SCHEDULED,
        reason="",
        note="",
        capacity=None,
        is_edited=False,
        is_dropped=False,
        closure=None,
        restored_at=None,
    )


def planned_by(occurrence: Occurrence) -> Schedule | None:
    """The schedule that gives the date now, if any."""
    start = occurrence.original_start
    for schedule in Schedule.objects.filter(uuid=occurrence.schedule_uuid).select_related("venue"):
        if schedule.recurrence.between(start, start + timedelta(seconds=1)):
            return schedule
    return None


def _change(
    occurrence: Occurrence,
    verb: str,
    user: User | None,
    now: datetime,
    change: Callable[[Occurrence], dict[str, Any]] | None = None,
    **values: Any,
) -> Occurrence:
    """Set `values`, or what `change` makes of the row as it is now, under a lock."""
    with transaction.atomic():
        row = locked(occurrence.pk)
        if row is None:
            raise Occurrence.DoesNotExist
        before = record.snapshot(row)
        return apply(row, verb, user, now, change(row) if change else values, before)


def locked(key: int) -> Occurrence | None:
    """The row as it is now; its activity is locked first, as whoever writes many rows does."""
    holder = Activity.objects.select_for_update(of=("self",)).filter(occurrences=key)
    if not holder.values_list("pk", flat=True).first():
        return None
    found = Occurrence.objects.select_for_update(of=("self",)).select_related(
        "activity__organiser", "activity__venue", "venue", "closure"
    )
    return found.filter(pk=key).first()


def apply(
    row: Occurrence,
    verb: str,
    user: User | None,
    now: datetime,
    values: dict[str, Any],
    before: dict[str, Any],
) -> Occurrence:
    """Write and log what is new; the same change made twice (two taps) is one."""
    for name, value in values.items():
        setattr(row, name, value)
    reason = row.reason
    scope.in_force(rows.local_date(now)).apply(row, row.activity)
    changed = {name: value for name, value in before.items() if getattr(row, name) != value}
    if not changed:
        return row
    rows.finish(row, row.activity, now)
    row.save()
    record.write(row, verb, user, changed, reason)
    version.bump()
    return row
