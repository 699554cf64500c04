"""How far dates are written, and with what beside their rules; a change of that writes all anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from activities import recurrence
from activities.models import Activity
from activities.occurrences.plan import HORIZON

# Rises with every change of the calendar text that an upgrade must carry into stored rows.
FORM = 1
YEARS = 3


def stamp(year: int) -> str:
    """Names the text's form, the addresses in it, and the public holidays within reach."""
    told = [FORM, settings.SITE_DOMAIN, settings.WAGTAILADMIN_BASE_URL]
    for one in range(year, year + YEARS):
        told += [day.toordinal() for day in recurrence.holidays_of(one)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def mark(keys: Sequence[int], *, now: datetime) -> None:
    """Say that all dates of these activities are written, as of now."""
    until, current = timezone.localdate(now + HORIZON), stamp(now.year)
    Activity.objects.filter(pk__in=keys).update(written_until=until, written_with=current)
