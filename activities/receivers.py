"""Tells `occurrences` when something was published, hidden or renamed."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published, unpublished

from activities import indexing, occurrences, version
from activities.models import Activity, Venue
from organisations.models import District, Organisation


@receiver(published, sender=Activity)
def activity_published(instance: Activity, **kwargs: Any) -> None:
    indexing.index(instance)
    occurrences.materialise(instance, now=timezone.now())


@receiver(unpublished, sender=Activity)
def activity_unpublished(instance: Activity, **kwargs: Any) -> None:
    occurrences.hide(instance)


@receiver(post_save, sender=Venue)
def venue_saved(instance: Venue, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw:
        occurrences.refresh(Activity.objects.filter(venue=instance), now=timezone.now())


@receiver(post_save, sender=Organisation)
def organisation_saved(
    instance: Organisation, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if not created and not raw:
        occurrences.refresh(Activity.objects.of(instance), now=timezone.now())


@receiver([post_save, post_delete], sender=District)
def district_changed(**kwargs: Any) -> None:
    version.bump()


@receiver(post_delete, sender=Activity)
def activity_deleted(**kwargs: Any) -> None:
    version.bump()
