"""Tops up the horizon: the days that came into reach since the last night, and nothing else.

What changes by hand, by a venue or by a group reaches the rows at once; only where holidays or the
text's form have changed are an activity's rows gone through one by one.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from activities import version
from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import plan, rows, scope, writing
from activities.occurrences.rule import BATCH, Change, materialise_many
from activities.recurrence import ImpossibleRule

logger = logging.getLogger(__name__)
BEYOND = plan.FIXED_HORIZON - plan.HORIZON


def extend_all(*, now: datetime) -> Change:
    """Every live activity, some hundred at a time.

    Each batch stands by itself: a run that was killed is simply run again, and two runs at once
    wait for each other.
    """
    dated = Activity.objects.public().filter(schedules__isnull=False).distinct()
    current = dated.filter(written_with=writing.stamp(now.year), written_until__isnull=False)
    up_to_date = set(current.values_list("pk", flat=True))
    keys = sorted(dated.values_list("pk", flat=True))
    behind = [key for key in keys if key not in up_to_date]
    total = Change()
    for batch in _batches(behind):
        total += materialise_many(batch, now)
    for batch in _batches([key for key in keys if key in up_to_date]):
        total += _top_up(batch, now)
    return total


@transaction.atomic
def _top_up(keys: Sequence[int], now: datetime) -> Change:
    """A fixed number of queries for a batch."""
    activities = list(
        Activity.objects.select_for_update(of=("self",))
        .select_related("organiser", "venue")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    since = {activity.pk: _midnight(activity.written_until, now) for activity in activities}
    schedules = defaultdict(list)
    for schedule in Schedule.objects.filter(activity__in=keys).select_related("venue"):
        schedules[schedule.activity_id].append(schedule)
    stored, taken = _beyond(keys, min(since.values(), default=now))
    closures = scope.in_force(timezone.localdate(now))
    created: list[Occurrence] = []
    written = []
    for activity in activities:
        try:
            pairs = [
                (schedule, starts_at, ends_at)
                for schedule in schedules[activity.pk]
                for starts_at, ends_at in _new_pairs(schedule, since[activity.pk], now)
            ]
        except ImpossibleRule:
            logger.exception("Activity %s has a rule that cannot be read", activity.pk)
            continue
        written.append(activity.pk)
        for schedule, starts_at, ends_at in pairs:
            if (schedule.uuid, starts_at) not in stored:
                row = rows.blank(activity, schedule, starts_at, ends_at, taken)
                closures.apply(row, activity)
                rows.finish(row, activity, now)
                created.append(row)
    Occurrence.objects.bulk_create(created, batch_size=BATCH)
    writing.mark(written, now=now)
    if created:
        version.bump()
    return Change(created=len(created))


def _midnight(written_until: date | None, now: datetime) -> datetime:
    """The last day that was written may have been written in part."""
    if written_until is None:
        return now
    zone = timezone.get_default_timezone()
    return max(datetime.combine(written_until, time.min, zone), now)


def _new_pairs(schedule: Schedule, since: datetime, now: datetime) -> plan.Starts:
    """Single dates are written further ahead than rules, so they come into reach further out."""
    beyond = timedelta() if schedule.rule else BEYOND
    return schedule.recurrence.between(since + beyond, now + plan.HORIZON + beyond)


def _beyond(keys: Sequence[int], since: datetime) -> tuple[set[tuple[UUID, datetime]], set[str]]:
    """What is written from there on: keys of rows, and their uids."""
    stored, taken = set(), set()
    found = Occurrence.objects.filter(activity__in=keys, original_start__gte=since).order_by()
    for uuid, start, uid in found.values_list("schedule_uuid", "original_start", "uid"):
        stored.add((uuid, start))
        taken.add(uid)
    return stored, taken


def _batches(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[begin : begin + BATCH] for begin in range(0, len(keys), BATCH)]
