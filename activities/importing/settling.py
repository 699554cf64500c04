"""Puts single dates where their calendar has them, once their rows are there."""

from __future__ import annotations

from datetime import datetime

from activities import occurrences
from activities.importing import differences, told
from activities.importing.told import Told
from activities.models import Activity, CalendarSeries


def settle(activity: Activity, *, now: datetime, said: Told | None = None) -> None:
    """Put dates where the calendar has them, once their rows are there: when an activity is
    published, and when its rule has changed. A date that people have moved stays."""
    if said is None:
        known = CalendarSeries.objects.filter(activity=activity).first()
        if known is None:
            return
        said = told.of_json(known.dates)
    if not said.moved:
        return
    wanted = {datetime.fromisoformat(key): span for key, span in said.moved.items()}
    rows = activity.occurrences.filter(starts_at__gte=now, original_start__in=list(wanted))
    spans = said.dates(now, now + differences.FAR)
    found, _kept = differences.moves(list(rows.select_related("venue")), spans, {})
    for row, (starts_at, ends_at) in found:
        occurrences.move(
            row, starts_at=starts_at, ends_at=ends_at, venue=row.venue, reason=row.reason, now=now
        )
