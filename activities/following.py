"""Which feeds a page offers: its dates for a calendar, and its news for a reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from activities import calendar_links
from activities.filters import OccurrenceFilter
from activities.models import Activity
from organisations.models import Organisation


@dataclass(frozen=True)
class Follow:
    """Paths of a page's feeds, and what they are called in a calendar; `news` may be missing."""

    path: str
    name: str
    news: str = ""

    @cached_property
    def links(self) -> dict[str, str]:
        address = settings.WAGTAILADMIN_BASE_URL + self.path
        return calendar_links.subscriptions(address, self.name)


def of_filter(wanted: OccurrenceFilter) -> Follow:
    """What the list shows, whenever it takes place: the period and the page are left out."""
    lasting = wanted.without_period().query()
    query = f"?{lasting}" if lasting else ""
    return Follow(reverse("activities_feed") + query, name_of(wanted), reverse("news_feed") + query)


def of_organisation(organisation: Organisation) -> Follow:
    return Follow(reverse("organisation_feed", args=[organisation.slug]), organisation.name)


def of_activity(activity: Activity) -> Follow:
    return Follow(reverse("activity_feed", args=[activity.pk]), activity.title)


def name_of(wanted: OccurrenceFilter) -> str:
    return "・".join([settings.WAGTAIL_SITE_NAME, *wanted.district_names])
