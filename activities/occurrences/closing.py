"""一斉休止 put into force, changed and taken back: one record, whatever the number of dates."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from wagtail.log_actions import log

from activities import version
from activities.enums import OccurrenceStatus
from activities.models import Activity, Closure, Occurrence
from activities.occurrences import rows, scope
from organisations.districts import ids_below
from organisations.models import District, Organisation, User

PREFIX = "activities.closure"
BATCH = 1000
WRITTEN = ["status", "reason", "closure", "sequence", "changed_at", "ical"]


@dataclass(frozen=True)
class Meeting:
    """How many dates of how many groups a closure meets."""

    dates: int
    groups: int


def meeting(closure: Closure, district_ids: list[int], *, now: datetime) -> Meeting:
    """Counts for a closure that is not saved yet. `district_ids` as chosen."""
    return _count(met_by(closure, district_ids, now=now))


def met_by(closure: Closure, district_ids: list[int], *, now: datetime) -> QuerySet[Occurrence]:
    """The dates that a closure would close, also one that is not saved yet."""
    reached = ids_below(district_ids) if district_ids else frozenset()
    return _dates(closure, reached, now).filter(status=OccurrenceStatus.SCHEDULED)


def closed_by(closure: Closure, *, now: datetime) -> QuerySet[Occurrence]:
    """The coming dates that a closure closed and that its undoing opens."""
    return Occurrence.objects.filter(closure=closure, starts_at__gte=now)


def opened_by_undoing(closure: Closure, *, now: datetime) -> Meeting:
    """The dates that undoing opens: not those that another closure covers as well."""
    return _freed(closure, closed_by(closure, now=now), now)


def moved_by_end(
    closure: Closure, ends_on: date | None, *, now: datetime
) -> tuple[Meeting, Meeting]:
    """What another last day would close, and what it would open."""
    changed = copy(closure)
    changed.ends_on = ends_on
    added = _count(_added(changed, closure.ends_on, now))
    leaving = closed_by(closure, now=now)
    leaving = leaving.filter(date__gt=ends_on) if ends_on else leaving.none()
    return added, _freed(closure, leaving, now)


def wait_for_others(organiser: Organisation | None = None) -> None:
    """Until the transaction ends nobody else begins a closure: of this group, or of the city.

    Who asks whether the same closure is there already, asks after this. What is locked is a row
    that always exists and is never locked by whoever holds activities; its key stays free, since
    what others write points to it.
    """
    if organiser is not None:
        Organisation.objects.select_for_update(no_key=True).get(pk=organiser.pk)
    else:
        of_closures = {"app_label": Closure._meta.app_label, "model": Closure._meta.model_name}
        ContentType.objects.select_for_update(no_key=True).get(**of_closures)


@transaction.atomic
def close(closure: Closure, *, user: User | None = None, now: datetime) -> int:
    """Close the coming dates of a saved closure; gives their number."""
    ids = [district.pk for district in closure.districts.all()]
    closed = _shut(met_by(closure, ids, now=now), closure, now)
    _log(closure, "close", user, dates=closed)
    version.bump()
    return closed


@transaction.atomic
def change(
    closure: Closure,
    *,
    ends_on: date | None,
    words: str,
    user: User | None = None,
    now: datetime,
) -> tuple[int, int] | None:
    """Let a closure last longer or shorter, or say it otherwise; numbers of closed and opened.

    None where it was taken back meanwhile: it stays so.
    """
    closure = Closure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
    if closure.undone_at is not None:
        return None
    ended_on = closure.ends_on
    before = {"ends_on": ended_on and ended_on.isoformat(), "words": closure.words}
    closure.ends_on, closure.words = ends_on, words
    closure.save(update_fields=["ends_on", "words"])
    opened = _let_go(closure, now)
    closed = _shut(_added(closure, ended_on, now), closure, now)
    _log(closure, "change", user, before=before, dates=closed, opened=opened)
    version.bump()
    return closed, opened


@transaction.atomic
def undo(closure: Closure, *, user: User | None, now: datetime) -> int:
    """Open exactly the coming dates that this closure closed; what was cancelled before stays so.

    A date that another closure covers as well passes to that one. What is past did not take
    place and stays 中止.
    """
    closure = Closure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
    if closure.undone_at is not None:
        return 0
    closure.undone_at, closure.undone_by = now, user
    closure.save(update_fields=["undone_at", "undone_by"])
    opened = _let_go(closure, now)
    _log(closure, "undo", user, dates=opened)
    version.bump()
    return opened


def forget_district(district: District, *, now: datetime) -> None:
    """Take back what closes this district alone, before it is deleted: a closure that names no
    district closes the whole city.
    """
    for closure in Closure.objects.in_force().filter(districts=district):
        if closure.districts.count() == 1:
            undo(closure, user=None, now=now)


def _added(closure: Closure, ended_on: date | None, now: datetime) -> QuerySet[Occurrence]:
    """Dates after the last day that it had: what was held before that day is not closed again."""
    ids = [district.pk for district in closure.districts.all()]
    met = met_by(closure, ids, now=now)
    return met.filter(date__gt=ended_on) if ended_on else met.none()


def _freed(closure: Closure, dates: QuerySet[Occurrence], now: datetime) -> Meeting:
    others = scope.in_force(rows.local_date(now)).without(closure)
    if not others.scopes:
        return _count(dates)
    free, groups = 0, set()
    its = ("activity__organiser", "activity__venue", "venue")
    for row in dates.select_related(*its).defer("ical").order_by():
        others.apply(row, row.activity)
        if row.closure_id is None:
            free += 1
            groups.add(row.activity.organiser_id)
    return Meeting(free, len(groups))


def _count(met: QuerySet[Occurrence]) -> Meeting:
    groups = Count("activity__organiser", distinct=True)
    return Meeting(**met.order_by().aggregate(dates=Count("pk"), groups=groups))


def _shut(met: QuerySet[Occurrence], closure: Closure, now: datetime) -> int:
    closed = 0
    for batch in _batches(met):
        shut = [row for row in batch if row.status == OccurrenceStatus.SCHEDULED]
        for row in shut:
            scope.shut(row, closure)
            rows.finish(row, row.activity, now)
        _write(shut)
        closed += len(shut)
    return closed


def _let_go(closure: Closure, now: datetime) -> int:
    """Open what the closure covers no longer, or hand it to another closure; its new words too."""
    in_force = scope.in_force(rows.local_date(now))
    opened = 0
    for batch in _batches(closed_by(closure, now=now)):
        own = [row for row in batch if row.closure_id == closure.pk]
        for row in own:
            in_force.apply(row, row.activity)
            if row.closure_id == closure.pk:
                scope.shut(row, closure)
            opened += row.closure_id is None
            rows.finish(row, row.activity, now)
        _write(own)
    return opened


def _write(changed: list[Occurrence]) -> None:
    """An upsert by key: some times quicker than `bulk_update`, whose SQL is one CASE a field."""
    Occurrence.objects.bulk_create(
        changed, update_conflicts=True, update_fields=WRITTEN, unique_fields=["id"]
    )


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
    """Rows with all that their calendar text needs, some hundred at a time.

    Their activities are locked first, as the nightly run does, so that neither overwrites what
    the other has written.
    """
    found = list(met.order_by("activity", "pk").values_list("pk", "activity"))
    locked = Activity.objects.select_for_update(of=("self",)).select_related("organiser", "venue")
    loaded = Occurrence.objects.select_related("venue").order_by("activity", "pk")
    for begin in range(0, len(found), BATCH):
        these = found[begin : begin + BATCH]
        activities = locked.order_by("pk").in_bulk({activity for _, activity in these})
        batch = list(loaded.filter(pk__in=[key for key, _ in these]))
        for row in batch:
            row.activity = activities[row.activity_id]
        yield batch


def _log(closure: Closure, verb: str, user: User | None, **data: Any) -> None:
    log(
        instance=closure,
        action=f"{PREFIX}.{verb}",
        user=user,
        data={"reason": closure.said, **data},
    )
