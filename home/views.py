"""Front doors: the front page, districts and groups, put together from the apps below."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from activities import announcing, following, listing, showing
from activities.caching import cached
from activities.filters import OccurrenceFilter
from activities.views import list_context
from home.models import HomePage
from organisations.enums import Scheme
from organisations.models import District, Organisation


def front(request: HttpRequest, page: HomePage) -> HttpResponse:
    return _front(request, page_pk=page.pk)


@cached
def _front(request: HttpRequest, page_pk: int, *, at_version: int, now: datetime) -> HttpResponse:
    wanted = OccurrenceFilter.from_query({}, now=now, at_version=at_version)
    soon = replace(wanted, from_date=wanted.today, to_date=wanted.today + timedelta(days=1))
    found = listing.listing(soon)
    districts = list(District.objects.in_scheme(Scheme.CARE_AREA))
    context = {
        "page": HomePage.objects.get(pk=page_pk),
        "shortcuts": listing.shortcuts(wanted),
        "filter_form": listing.filter_form(wanted),
        "strip": listing.strip(wanted),
        "found": found,
        "districts": districts,
        "subscribe": following.of_filter(wanted),
    }
    return TemplateResponse(request, "home/front.html", context)


@cached
def districts(request: HttpRequest, *, at_version: int, now: datetime) -> HttpResponse:
    schemes: dict[str, list[District]] = {}
    for district in District.objects.all():
        schemes.setdefault(district.scheme, []).append(district)
    groups = [(scheme.label, schemes[scheme]) for scheme in Scheme if scheme in schemes]
    return TemplateResponse(request, "home/districts.html", {"groups": groups})


@cached
def district(request: HttpRequest, slug: str, *, at_version: int, now: datetime) -> HttpResponse:
    near = list(District.objects.with_nearby(slug))
    shown = next((it for it in near if it.slug == slug), None)
    if shown is None:
        raise Http404
    query = request.GET.copy()
    query.setlist("district", [shown.slug])
    wanted = replace(
        OccurrenceFilter.from_query(query, now=now, at_version=at_version),
        path=shown.get_absolute_url(),
        own_district=shown.slug,
    )
    context: dict[str, Any] = {
        **list_context(wanted),
        "district": shown,
        "nearby": [it for it in near if it != shown],
    }
    return TemplateResponse(request, "home/district.html", context)


@cached
def organisation(
    request: HttpRequest, slug: str, *, at_version: int, now: datetime
) -> HttpResponse:
    shown = get_object_or_404(Organisation.objects.select_related("district"), slug=slug)
    asked = {"page": request.GET.get("page", "")}
    wanted = replace(
        OccurrenceFilter.from_query(asked, now=now, at_version=at_version),
        path=shown.get_absolute_url(),
        organiser=shown.pk,
    )
    context = {
        **list_context(wanted),
        "organisation": shown,
        "pauses": announcing.on(wanted.today, at_version).of(shown.pk),
        "phone_href": showing.tel(shown.phone),
        "subscribe": following.of_organisation(shown),
        "lead": _("Activities of %(name)s") % {"name": shown.name},
    }
    return TemplateResponse(request, "home/organisation.html", context)
