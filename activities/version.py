"""The content version: one number that cached pages and ETags depend on."""

from __future__ import annotations

from django.db.models import F

from activities.models import ContentVersion

ROW = 1


def current() -> int:
    """The number now; one query, 0 before the first change."""
    return ContentVersion.objects.filter(pk=ROW).values_list("number", flat=True).first() or 0


def bump() -> None:
    """Make everything that is cached stale, once the surrounding transaction commits."""
    if not ContentVersion.objects.filter(pk=ROW).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(pk=ROW, defaults={"number": 1})
