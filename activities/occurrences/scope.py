"""Which dates a closure covers, and what it makes of them; reads closures once, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from activities.enums import OccurrenceStatus
from activities.models import Activity, Closure, Occurrence
from activities.occurrences import rows
from organisations.districts import Graph, graph, ids_below

LATE = timedelta(days=92)


@dataclass(frozen=True)
class Scope:
    """One closure with its districts resolved to ids, those below them too."""

    closure: Closure
    district_ids: frozenset[int]

    def covers(self, row: Occurrence, activity: Activity) -> bool:
        """Whether a date begins within it; one that began before and lasts on is not closed."""
        closure = self.closure
        day = rows.local_date(row.starts_at)
        return (
            closure.starts_on <= day
            and (closure.ends_on is None or day <= closure.ends_on)
            and (closure.organiser_id in {None, activity.organiser_id})
            and (not closure.categories or activity.category in closure.categories)
            and (not self.district_ids or _district(row, activity) in self.district_ids)
        )


@dataclass(frozen=True)
class Scopes:
    """All closures in force, the newest last; an earlier one keeps the dates that it closed."""

    scopes: tuple[Scope, ...] = ()

    def without(self, closure: Closure) -> Scopes:
        return Scopes(tuple(scope for scope in self.scopes if scope.closure.pk != closure.pk))

    def apply(self, row: Occurrence, activity: Activity) -> None:
        """Close a row that has come under a closure, open one that has left its own.

        What somebody held in spite of a closure stays open, until a closure made later meets it.
        """
        own = next((s for s in self.scopes if s.closure.pk == row.closure_id), None)
        if row.closure_id and (own is None or not own.covers(row, activity)):
            open_again(row)
        if row.closure_id or row.status != OccurrenceStatus.SCHEDULED:
            return
        for scope in self.scopes:
            if scope.covers(row, activity) and not _was_known(scope.closure, row):
                shut(row, scope.closure)
                return


def in_force(day: date) -> Scopes:
    """Closures that close a day from `day` on, and those of late, which a date of several days
    that is still going on may belong to; three queries at most."""
    closures = list(
        Closure.objects.in_force()
        .exclude(ends_on__lt=day - LATE)
        .order_by("pk")
        .prefetch_related("districts")
    )
    is_narrowed = any(closure.districts.all() for closure in closures)
    below = graph() if is_narrowed else {}
    return Scopes(tuple(scope_of(closure, below) for closure in closures))


def scope_of(closure: Closure, below: Graph | None = None) -> Scope:
    ids = [district.pk for district in closure.districts.all()]
    return Scope(closure, ids_below(ids, below) if ids else frozenset())


def shut(row: Occurrence, closure: Closure) -> None:
    row.status, row.reason, row.closure = OccurrenceStatus.CANCELLED, closure.said, closure


def open_again(row: Occurrence) -> None:
    row.status, row.reason, row.closure = OccurrenceStatus.SCHEDULED, "", None


def _was_known(closure: Closure, row: Occurrence) -> bool:
    return row.restored_at is not None and closure.created_at <= row.restored_at


def _district(row: Occurrence, activity: Activity) -> int | None:
    venue = row.venue or activity.venue
    return (venue and venue.district_id) or activity.organiser.district_id
