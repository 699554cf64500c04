"""How far ahead dates are written, and which activities have fallen short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from activities.models import Activity, Schedule

SHORTEST = timedelta(days=335)


@dataclass(frozen=True)
class Horizon:
    """`reaches` is the day to which every rule is written, None before the first run."""

    reaches: date | None
    short: int

    @property
    def is_short(self) -> bool:
        return self.short > 0


def look(*, now: datetime) -> Horizon:
    """Asks how far each rule was written, not for dates: a rule may have ended, pause, or give
    one date a year, and is still written as far as any other. One query.
    """
    needed = timezone.localdate(now + SHORTEST)
    rules = Schedule.objects.filter(activity=OuterRef("pk")).exclude(rule="")
    live = Activity.objects.public().filter(Exists(rules))
    is_short = Q(written_until=None) | Q(written_until__lt=needed)
    found = live.aggregate(reaches=Min("written_until"), short=Count("pk", filter=is_short))
    return Horizon(found["reaches"], found["short"])


def count_short(*, now: datetime) -> int:
    """Live activities with a rule whose dates are written for less than eleven months."""
    return look(now=now).short
