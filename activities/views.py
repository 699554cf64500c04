"""Resident pages about activities: the list and one activity."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import announcing, following, listing
from activities.caching import cached
from activities.detail import activity_context
from activities.filters import LIST_PATH, OccurrenceFilter
from activities.models import Activity


@cached
def activities(request: HttpRequest, *, at_version: int, now: datetime) -> HttpResponse:
    wanted = OccurrenceFilter.from_query(request.GET, now=now, at_version=at_version)
    return TemplateResponse(request, "activities/list.html", list_context(wanted))


@cached
def activity(request: HttpRequest, pk: int, *, at_version: int, now: datetime) -> HttpResponse:
    shown = get_object_or_404(
        Activity.objects.public().select_related("organiser", "venue__district", "picture"), pk=pk
    )
    pauses = announcing.on(timezone.localdate(now), at_version).of(shown.organiser_id)
    context = {**activity_context(shown, now), "pauses": pauses}
    return TemplateResponse(request, "activities/activity.html", context)


def list_context(wanted: OccurrenceFilter) -> dict[str, Any]:
    """Everything the list's template needs; also for districts and groups."""
    found = listing.listing(wanted)
    if wanted.page > 1 and found.is_empty:
        note = _("There is no such page; this is the first one.")
        wanted = replace(wanted, page=1, ignored=(*wanted.ignored, note))
        found = listing.listing(wanted)
    return {
        "heading": heading(wanted),
        "shortcuts": listing.shortcuts(wanted),
        "strip": listing.strip(wanted),
        "tally": listing.tally(wanted, found.total),
        "filter_form": listing.filter_form(wanted),
        "found": found,
        "notes": wanted.ignored,
        "onward": _onward(wanted, found),
        "elsewhere": _elsewhere(wanted),
        "subscribe": following.of_filter(wanted),
    }


def heading(wanted: OccurrenceFilter) -> str:
    if wanted.district_names:
        places = "・".join(wanted.district_names)
        return _("Gatherings in %(places)s") % {"places": places}
    return _("Gatherings in the whole city")


def _onward(wanted: OccurrenceFilter, found: listing.Listing) -> list[dict[str, Any]]:
    """The next page, the page before, and a longer time or more places."""
    links: list[dict[str, Any]] = []
    if found.more:
        label = _("See more (%(number)s left)") % {"number": found.more}
        links.append({"url": wanted.url(page=wanted.page + 1), "label": label, "is_main": True})
    if wanted.page > 1:
        links.append({"url": wanted.url(page=wanted.page - 1), "label": _("Back one page")})
    return links + _elsewhere(wanted)[: 3 - len(links)]


def _elsewhere(wanted: OccurrenceFilter) -> list[dict[str, Any]]:
    """Ways on from a list that holds little: a longer time, all districts, everything."""
    links = []
    if wanted.when in {"today", "weekend", "week"} or wanted.is_single_day:
        url = wanted.url(when="month", from_date=None, to_date=None)
        links.append({"url": url, "label": _("See this month")})
    if wanted.when or wanted.from_date or wanted.to_date:
        url = wanted.url(when="", from_date=None, to_date=None)
        links.append({"url": url, "label": _("See all dates")})
    if wanted.districts:
        links.append({"url": wanted.url(districts=()), "label": _("See all districts")})
    if wanted.has_conditions:
        links.append({"url": LIST_PATH, "label": _("See everything")})
    return links
