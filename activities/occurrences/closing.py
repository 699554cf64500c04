"""一斉休止 put into force and taken back: one record, whatever the number of dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from activities import version
from activities.enums import OccurrenceStatus
from activities.models import Closure, Occurrence
from activities.occurrences import rows, scope
from organisations.districts import ids_below
from organisations.models import User

BATCH = 500


@dataclass(frozen=True)
class Meeting:
    """How many dates of how many groups a closure meets."""

    dates: int
    groups: int


def meeting(closure: Closure, district_ids: list[int], *, now: datetime) -> Meeting:
    """Counts for a closure that is not saved yet; one query. `district_ids` as chosen."""
    reached = ids_below(district_ids) if district_ids else frozenset()
    met = _dates(closure, reached, now).filter(status=OccurrenceStatus.SCHEDULED)
    groups = met.order_by().values("activity__organiser").distinct().count()
    return Meeting(met.count(), groups)


@transaction.atomic
def close(closure: Closure, *, now: datetime) -> int:
    """Close the coming dates of a saved closure; gives their number."""
    reached = scope.scope_of(closure).district_ids
    met = _dates(closure, reached, now).filter(status=OccurrenceStatus.SCHEDULED)
    closed = 0
    for batch in _batches(met):
        for row in batch:
            scope.shut(row, closure)
            rows.finish(row, row.activity, now)
        Occurrence.objects.bulk_update(batch, rows.UPDATED, batch_size=BATCH)
        closed += len(batch)
    version.bump()
    return closed


@transaction.atomic
def undo(closure: Closure, *, user: User | None, now: datetime) -> int:
    """Open exactly the dates that this closure closed; what was cancelled before stays so.

    A date that another closure covers as well passes to that one.
    """
    closure.undone_at, closure.undone_by = now, user
    closure.save(update_fields=["undone_at", "undone_by"])
    others = scope.in_force(rows.local_date(now))
    opened = 0
    for batch in _batches(Occurrence.objects.filter(closure=closure)):
        for row in batch:
            scope.open_again(row)
            others.apply(row, row.activity)
            opened += row.closure_id is None
            rows.finish(row, row.activity, now)
        Occurrence.objects.bulk_update(batch, rows.UPDATED, batch_size=BATCH)
    version.bump()
    return opened


def _dates(closure: Closure, reached: frozenset[int], now: datetime) -> QuerySet[Occurrence]:
    met = Occurrence.objects.public().filter(starts_at__gte=now, date__gte=closure.starts_on)
    narrowing = Q()
    if closure.ends_on:
        narrowing &= Q(date__lte=closure.ends_on)
    if closure.organiser_id:
        narrowing &= Q(activity__organiser=closure.organiser_id)
    if closure.categories:
        narrowing &= Q(category__in=closure.categories)
    if reached:
        narrowing &= Q(district__in=reached)
    return met.filter(narrowing)


def _batches(met: QuerySet[Occurrence]) -> Iterator[list[Occurrence]]:
    """Rows with all that their calendar text needs, some hundred at a time."""
    keys = list(met.order_by("pk").values_list("pk", flat=True))
    loaded = Occurrence.objects.select_related("activity__organiser", "activity__venue", "venue")
    for begin in range(0, len(keys), BATCH):
        yield list(loaded.filter(pk__in=keys[begin : begin + BATCH]))
