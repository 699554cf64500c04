"""How far ahead dates are written, and which activities have fallen short."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from activities.models import Activity, Schedule

SHORTEST = timedelta(days=335)


def count_short(*, now: datetime) -> int:
    """Live activities whose endless rule has no date in the last month of the eleven ahead.

    Rules that end (UNTIL, COUNT) have no horizon; a yearly rule is not counted either.
    """
    endless = (
        Schedule.objects.filter(activity=OuterRef("pk"))
        .exclude(rule="")
        .exclude(Q(rule__contains="UNTIL") | Q(rule__contains="COUNT") | Q(rule__contains="YEARLY"))
    )
    reached = timezone.localdate(now + SHORTEST - timedelta(days=70))
    return (
        Activity.objects.public()
        .filter(Exists(endless))
        .annotate(last=Max("occurrences__date"))
        .filter(Q(last__lt=reached) | Q(last=None))
        .count()
    )
