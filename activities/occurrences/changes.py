"""One date changed by hand: each change is public at once, stands in the history, can be undone."""

from __future__ import annotations

from datetime import datetime
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
    """Take a cancellation back, also one date out of a closure's: it stays open from then on."""
    return _change(
        occurrence,
        "restore",
        user,
        now,
        status=OccurrenceStatus.SCHEDULED,
        reason="",
        is_dropped=False,
        closure=None,
        restored_at=now,
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
    """Set a date back to what its rule says; one that no rule names keeps its length."""
    schedule = Schedule.objects.filter(uuid=occurrence.schedule_uuid).first()
    length = occurrence.ends_at - occurrence.starts_at
    if schedule is not None:
        length = schedule.ends_at - schedule.starts_at
    return _change(
        occurrence,
        "reset",
        user,
        now,
        starts_at=occurrence.original_start,
        ends_at=occurrence.original_start + length,
        venue=schedule.venue if schedule else None,
        status=OccurrenceStatus.SCHEDULED,
        reason="",
        note="",
        capacity=None,
        is_edited=False,
        is_dropped=False,
        closure=None,
        restored_at=None,
    )


@transaction.atomic
def undo(activity: Activity, *, user: User | None = None, now: datetime) -> Occurrence | None:
    """Take the last change of a date back; None where that was an added date, which goes.

    Raises NothingToUndo.
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
    return _apply(row, "undo", user, now, _values(entry.data["before"]))


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
    if verb == "move" and row.is_postponed:
        values["status"] = OccurrenceStatus.SCHEDULED
    return _apply(row, verb, user, now, values)


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
        "activity__organiser", "activity__venue", "venue"
    )
    return found.filter(pk=key).first()


def _apply(
    row: Occurrence, verb: str, user: User | None, now: datetime, values: dict[str, Any]
) -> Occurrence:
    before = {name: getattr(row, name) for name in KEPT}
    for name, value in values.items():
        setattr(row, name, value)
    scope.in_force(rows.local_date(now)).apply(row, row.activity)
    rows.finish(row, row.activity, now)
    row.save()
    _log(row, verb, user, before, row.reason)
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
