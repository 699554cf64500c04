"""One date changed by hand: each change is public at once, stands in the history, can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from activities import version
from activities.enums import OccurrenceStatus
from activities.models import Activity, Occurrence, Schedule, Venue
from activities.occurrences import rows, scope
from activities.occurrences.rule import materialise
from organisations.models import User

PREFIX = "activities.date"
UNDOABLE = r"^activities\.(date|rule)\."
KEPT = (
    "starts_at",
    "ends_at",
    "is_all_day",
    "venue_id",
    "status",
    "reason",
    "note",
    "capacity",
    "is_edited",
    "is_added",
    "is_dropped",
    "closure_id",
    "restored_at",
)
MOMENTS = {"starts_at", "ends_at", "restored_at"}


class NothingToUndo(Exception):
    """The last change was undone already, or its date is gone."""


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
    return _change(
        occurrence,
        "restore",
        user,
        now,
        status=OccurrenceStatus.SCHEDULED,
        reason="",
        is_dropped=False,
        closure=None,
    )


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
    moved: dict[str, Any] = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue": venue,
        "reason": reason,
        "is_edited": True,
    }
    return _change(occurrence, "move", user, now, **moved)


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
    _log(row, "add", user, {}, "")
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


@transaction.atomic
def undo(activity: Activity, *, user: User | None = None, now: datetime) -> Occurrence | None:
    """Take the last change of a date back; None where that was an added date, which goes.

    Only what that change has set is set back. Raises NothingToUndo.
    """
    entry = last_change(activity)
    if entry is None or not entry.action.startswith(PREFIX) or entry.action == f"{PREFIX}.undo":
        raise NothingToUndo
    row = _locked(entry.data["occurrence"])
    if row is None:
        raise NothingToUndo
    if entry.action == f"{PREFIX}.add":
        _remove(row, user)
        return None
    values = _values(entry.data["before"])
    venue = values.get("venue_id")
    if venue and not Venue.objects.filter(pk=venue).exists():
        raise NothingToUndo
    before = {name: getattr(row, name) for name in KEPT}
    row = _apply(row, "undo", user, now, values, before)
    materialise(row.activity, now=now)  # the rule may have changed meanwhile
    return Occurrence.objects.filter(pk=row.pk).first()


def last_change(activity: Activity) -> ModelLogEntry | None:
    """The newest entry in the history that is about one date, or about the rule."""
    entries = ModelLogEntry.objects.for_instance(activity).order_by("-timestamp", "-pk")
    found: ModelLogEntry | None = entries.filter(action__regex=UNDOABLE).first()
    return found


@transaction.atomic
def _change(
    occurrence: Occurrence, verb: str, user: User | None, now: datetime, **values: Any
) -> Occurrence:
    row = _locked(occurrence.pk)
    if row is None:
        raise Occurrence.DoesNotExist
    before = {name: getattr(row, name) for name in KEPT}
    if verb == "move":
        if row.is_postponed:
            values["status"] = OccurrenceStatus.SCHEDULED
        if rows.local_date(values["starts_at"]) != row.date:
            values["restored_at"] = None
        if row.closure_id:
            scope.open_again(row)
    if verb == "restore":
        values["is_added"] = row.is_added or row.is_dropped
        values["restored_at"] = now if row.closure_id else row.restored_at
    return _apply(row, verb, user, now, values, before)


def _remove(row: Occurrence, user: User | None) -> None:
    _log(row, "undo", user, {}, "")
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError) as error:  # somebody has signed up meanwhile
        raise NothingToUndo from error
    version.bump()


def _locked(key: int) -> Occurrence | None:
    """The row as it is now; its activity is locked first, as whoever writes many rows does."""
    holder = Activity.objects.select_for_update(of=("self",)).filter(occurrences=key)
    if not holder.values_list("pk", flat=True).first():
        return None
    found = Occurrence.objects.select_for_update(of=("self",)).select_related(
        "activity__organiser", "activity__venue", "venue", "closure"
    )
    return found.filter(pk=key).first()


def _apply(
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
    _log(row, verb, user, changed, reason)
    version.bump()
    return row


def _log(
    row: Occurrence, verb: str, user: User | None, before: dict[str, Any], reason: str
) -> None:
    """Who, when, which date, why, and what it was before: enough to show and to undo."""
    data = {
        "occurrence": row.pk,
        "day": rows.local_date(row.original_start).isoformat(),
        "reason": reason,
        "before": {name: _plain(value) for name, value in before.items()},
    }
    log(instance=row.activity, action=f"{PREFIX}.{verb}", user=user, data=data)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _values(before: dict[str, Any]) -> dict[str, Any]:
    return {
        name: parse_datetime(value) if value and name in MOMENTS else value
        for name, value in before.items()
    }
