"""Brings stored dates in line with the rules of published activities."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q, RestrictedError
from django.utils import timezone

from activities import indexing, version
from activities.enums import OccurrenceStatus
from activities.models import Activity, ActivityQuerySet, Occurrence, Schedule
from activities.occurrences import plan, rows, scope, writing
from activities.recurrence import ImpossibleRule

BATCH = 200
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """How many rows a run created, updated, deleted and turned into 中止."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    cancelled: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(
            self.created + other.created,
            self.updated + other.updated,
            self.deleted + other.deleted,
            self.cancelled + other.cancelled,
        )

    def __bool__(self) -> bool:
        return self != Change()


def materialise(activity: Activity, *, now: datetime) -> Change:
    """Bring one activity's rows in line, keeping primary keys and what people did.

    Rows that began before `now` stay as they are.
    """
    return materialise_many([activity.pk], now)


def refresh(activities: ActivityQuerySet, *, now: datetime) -> None:
    """Carry a changed venue or group into search texts and coming dates."""
    live = list(activities.public())
    for activity in live:
        indexing.index(activity)
    keys = [activity.pk for activity in live]
    for begin in range(0, len(keys), BATCH):
        materialise_many(keys[begin : begin + BATCH], now)


@transaction.atomic
def hide(activity: Activity) -> None:
    """Take every date of an unpublished activity out of the public's sight."""
    activity.occurrences.update(is_live=False)
    version.bump()


@dataclass
class Stored:
    """What is stored of one activity."""

    known: list[plan.Known] = field(default_factory=list)
    coming: list[Occurrence] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)


@transaction.atomic
def materialise_many(keys: Sequence[int], now: datetime) -> Change:
    """A fixed number of queries for a batch, and one for each row that falls out.

    A rule that cannot be read keeps its dates, is logged, and does not stop the others; since it
    is written no further, the horizon's alarm names it in the end.
    """
    activities = list(
        Activity.objects.select_for_update(of=("self",))
        .select_related("organiser", "venue")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    stored = load(keys, now)
    closures = scope.in_force(timezone.localdate(now))
    created: list[Occurrence] = []
    updated: list[Occurrence] = []
    deleted = cancelled = 0
    unreadable = set()
    for activity in activities:
        its = stored[activity.pk]
        try:
            made = plan.make(activity, its.schedules, its.known, its.coming, closures, now=now)
        except ImpossibleRule:
            logger.exception("Activity %s has a rule that cannot be read", activity.pk)
            unreadable.add(activity.pk)
            continue
        created += made.created
        updated += made.updated
        gone, stopped = _drop(activity, made.fallen, now)
        deleted, cancelled = deleted + gone, cancelled + stopped
    Occurrence.objects.bulk_update(updated, rows.UPDATED, batch_size=BATCH)
    Occurrence.objects.bulk_create(created, batch_size=BATCH)
    for is_live in (True, False):
        ids = [activity.pk for activity in activities if activity.live is is_live]
        if ids:
            hidden = Occurrence.objects.filter(activity__in=ids, is_live=not is_live)
            hidden.update(is_live=is_live)
    writing.mark([key for key in keys if key not in unreadable], now=now)
    change = Change(len(created), len(updated), deleted, cancelled)
    version.bump()
    return change


def load(keys: Sequence[int], now: datetime) -> dict[int, Stored]:
    """Schedules, the keys of all rows, and the rows from `now` on; three queries."""
    stored = {key: Stored() for key in keys}
    for schedule in Schedule.objects.filter(activity__in=keys).select_related("venue"):
        stored[schedule.activity_id].schedules.append(schedule)
    all_rows = Occurrence.objects.filter(activity__in=keys).order_by()
    named = all_rows.values_list("activity", "schedule_uuid", "original_start", "uid", "sequence")
    for key, *known in named:
        stored[key].known.append((known[0], known[1], known[2], known[3]))
    coming = all_rows.filter(Q(original_start__gte=now) | Q(starts_at__gte=now))
    for row in coming.select_related("venue", "closure"):
        stored[row.activity_id].coming.append(row)
    return stored


def _drop(activity: Activity, fallen: list[Occurrence], now: datetime) -> tuple[int, int]:
    """Delete rows that fell out of the rule; what somebody depends on becomes 中止 instead.

    Such a row remembers that the rule dropped it, so that it takes place again if the rule
    comes back to its day.
    """
    plain = [row for row in fallen if not row.is_changed_by_hand]
    deleted = _delete(plain)
    cancelled = 0
    for row in fallen:
        if row.pk in deleted:
            continue
        if not row.is_stopped or row.closure_id:
            cancelled += not row.is_stopped
            row.reason = "" if row.closure_id else row.reason
            row.status, row.is_dropped = OccurrenceStatus.CANCELLED, True
            row.closure = None
        rows.finish(row, activity, now)
        row.save()
    return len(deleted), cancelled


def _delete(plain: list[Occurrence]) -> set[int]:
    """Keys that the database let go: all at once, or one by one where it refuses some."""
    keys = {row.pk for row in plain}
    if not keys:
        return set()
    try:
        with transaction.atomic():
            Occurrence.objects.filter(pk__in=keys).delete()
        return keys
    except (ProtectedError, RestrictedError):
        return {row.pk for row in plain if _is_deleted(row.pk)}


def _is_deleted(key: int) -> bool:
    try:
        with transaction.atomic():
            Occurrence.objects.filter(pk=key).delete()
    except (ProtectedError, RestrictedError):
        return False
    return True
