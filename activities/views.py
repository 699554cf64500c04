"""Resident pages about activities: the list and one activity."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities import listing, showing, wording
from activities.caching import cached
from activities.filters import OccurrenceFilter
from activities.models import Activity, Occurrence

FIRST_DATES = 6
MOST_DATES = 60
ACCESS_ICONS = {
    "wheelchair": "wheelchair",
    "ramp": "ramp",
    "toilet": "toilet",
    "parking": "parking",
    "writing": "pencil",
}


@cached
def activities(request: HttpRequest, *, at_version: int, now: datetime) -> HttpResponse:
    wanted = OccurrenceFilter.from_query(request.GET, now=now, at_version=at_version)
    found = listing.listing(wanted)
    if wanted.page > 1 and not found.total:
        wanted = OccurrenceFilter.from_query(_without_page(request), now=now, at_version=at_version)
        found = listing.listing(wanted)
    return TemplateResponse(request, "activities/list.html", list_context(wanted, found))


@cached
def activity(request: HttpRequest, pk: int, *, at_version: int, now: datetime) -> HttpResponse:
    shown = get_object_or_404(
        Activity.objects.public().select_related("organiser", "venue__district", "picture"), pk=pk
    )
    return TemplateResponse(request, "activities/activity.html", activity_context(shown, now))


def list_context(wanted: OccurrenceFilter, found: listing.Listing) -> dict[str, Any]:
    """Everything the list's template needs; also for districts and groups."""
    lasting = wanted.without_period().query()
    feed = reverse("activities_feed") + (f"?{lasting}" if lasting else "")
    onward = []
    if found.has_more:
        onward.append(
            {
                "url": "?" + wanted.query(page=wanted.page + 1),
                "label": _("See more (%(number)s left)") % {"number": found.has_more},
                "is_main": True,
            }
        )
    return {
        "heading": heading(wanted),
        "shortcuts": listing.shortcuts(wanted),
        "strip": listing.strip(wanted),
        "tally": listing.tally(wanted, found.total),
        "filter_form": listing.filter_form(wanted),
        "found": found,
        "notes": wanted.ignored,
        "onward": onward,
        "elsewhere": _elsewhere(wanted),
        "subscribe": subscribe_links(feed),
    }


def heading(wanted: OccurrenceFilter) -> str:
    if wanted.district_names:
        places = "・".join(wanted.district_names)
        return _("Gatherings in %(places)s") % {"places": places}
    return _("Gatherings in the whole city")


def activity_context(activity: Activity, now: datetime) -> dict[str, Any]:
    """The page of one activity; also for previews of a draft that has no dates yet."""
    rows = coming_rows(activity, now)
    schedules = list(activity.schedules.all())
    following = next((row for row in rows if not row.is_cancelled), None)
    dates = [_date(row) for row in rows if row is not following]
    venue = activity.venue
    address = settings.WAGTAILADMIN_BASE_URL + (
        reverse("activity", args=[activity.pk]) if activity.pk else "/"
    )
    feed = reverse("activity_feed", args=[activity.pk]) if activity.pk else ""
    return {
        "activity": activity,
        "title_area": _title(activity, rows),
        "sheet": _sheet(activity, schedules),
        "next": following and _next(following),
        "dates": dates[:FIRST_DATES],
        "later_dates": dates[FIRST_DATES:],
        "subscribe": subscribe_links(feed) if feed and rows else {},
        "access": _access(activity),
        "map_url": _map_url(activity),
        "directions": venue.directions if venue else "",
        "phone_href": showing.tel(activity.phone),
        "line_url": "https://line.me/R/share?text=" + quote(f"{activity.title}\n{address}"),
        "confirmed_on": activity.confirmed_current_on
        and wording.say_date_era(activity.confirmed_current_on),
        "needs": list(activity.volunteer_needs.public()) if activity.pk else [],
    }


def coming_rows(activity: Activity, now: datetime) -> list[Occurrence]:
    if not activity.pk:
        return []
    rows = Occurrence.objects.public().filter(activity=activity, ends_at__gt=now)
    found = list(rows.select_related("venue")[:MOST_DATES])
    for row in found:
        row.activity = activity
    return found


def subscribe_links(path: str) -> dict[str, str]:
    """Addresses that add a feed to a calendar: one for each kind of calendar that people use."""
    address = settings.WAGTAILADMIN_BASE_URL + path
    webcal = "webcal://" + address.split("://", 1)[1]
    outlook = urlencode({"url": address, "name": settings.WAGTAIL_SITE_NAME})
    return {
        "address": address,
        "webcal": webcal,
        "google": "https://calendar.google.com/calendar/r?" + urlencode({"cid": webcal}),
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?{outlook}",
    }


def _without_page(request: HttpRequest) -> Any:
    query = request.GET.copy()
    query.pop("page", None)
    return query


def _elsewhere(wanted: OccurrenceFilter) -> list[dict[str, Any]]:
    """Ways on from a list that holds little: a longer time, all districts, everything."""
    links = []
    if wanted.when in {"today", "weekend", "week"} or wanted.is_single_day:
        query = wanted.query(when="month", from_date=None, to_date=None)
        links.append({"url": f"?{query}", "label": _("See this month")})
    if wanted.when or wanted.from_date or wanted.to_date:
        query = wanted.query(when="", from_date=None, to_date=None)
        links.append({"url": f"{reverse('activities')}?{query}", "label": _("See all dates")})
    if wanted.districts:
        query = wanted.query(districts=())
        links.append({"url": f"{reverse('activities')}?{query}", "label": _("See all districts")})
    if wanted.has_conditions:
        links.append({"url": reverse("activities"), "label": _("See everything")})
    return links


def _title(activity: Activity, rows: list[Occurrence]) -> dict[str, str]:
    state, label = showing.sign_up(activity)
    note = _("Just come along.") if state == "free" else ""
    if rows and rows[0].is_cancelled:
        day = wording.say_date(rows[0].date)
        state, label, note = "stop", _("%(day)s is cancelled") % {"day": day}, rows[0].reason
    return {
        "kind": activity.category,
        "kind_label": showing.category(activity),
        "name": activity.title,
        "lead": activity.summary,
        "state": state,
        "state_label": label,
        "state_note": note,
    }


def _sheet(activity: Activity, schedules: list[Any]) -> list[dict[str, Any]]:
    venue = activity.venue
    sign_up = [
        activity.sign_up_note,
        _("Sign up until %(day)s.")
        % {"day": wording.say_date(timezone.localtime(activity.sign_up_until).date())}
        if activity.sign_up_until
        else "",
        activity.capacity_note,
    ]
    rows = [
        (pgettext("fact", "When"), *_when(schedules)),
        (
            pgettext("fact", "Where"),
            showing.where(activity),
            venue.address if venue else "",
        ),
        (pgettext("fact", "Who"), showing.whom(activity), ""),
        (pgettext("fact", "Cost"), showing.fee(activity), ""),
        (pgettext("fact", "Bring"), activity.bring, ""),
        (pgettext("fact", "Sign-up"), " ".join(filter(None, sign_up)), ""),
    ]
    return [
        {"label": label, "strong": strong, "text": "", "small": small, "breaks": False}
        for label, strong, small in rows
        if strong
    ]


def _when(schedules: list[Any]) -> tuple[str, str]:
    if not schedules:
        return _("At any time; please ask."), ""
    said = wording.say_recurrence(schedules[0].recurrence, schedules[0].is_all_day)
    more = [wording.say_recurrence(s.recurrence, s.is_all_day) for s in schedules[1:]]
    return "、".join([said, *more]), ""


def _next(row: Occurrence) -> dict[str, str]:
    return {
        **showing.leaf(row),
        "time": showing.span(row),
        "ics_url": _ics(row),
        "google_url": _google(row),
    }


def _date(row: Occurrence) -> dict[str, Any]:
    notes = [showing.moved_note(row), row.note]
    if row.is_moved:
        notes.insert(0, showing.span(row))
    if row.venue:
        notes.append(_("Place: %(venue)s") % {"venue": row.venue.name})
    return {
        **showing.leaf(row),
        "is_cancelled": row.is_cancelled,
        "why": row.reason if row.is_cancelled else "",
        "time_note": "" if row.is_cancelled else "　".join(filter(None, notes)),
        "ics_url": _ics(row),
    }


def _ics(row: Occurrence) -> str:
    day = timezone.localtime(row.original_start).date().isoformat()
    return reverse("occurrence_ics", args=[row.activity_id, day])


def _google(row: Occurrence) -> str:
    if row.is_all_day:
        span = (
            f"{timezone.localtime(row.starts_at):%Y%m%d}/{timezone.localtime(row.ends_at):%Y%m%d}"
        )
    else:
        starts_at, ends_at = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        span = f"{starts_at:%Y%m%dT%H%M%S}/{ends_at:%Y%m%dT%H%M%S}"
    activity = row.activity
    fields = {
        "action": "TEMPLATE",
        "text": activity.title,
        "dates": span,
        "ctz": "Asia/Tokyo",
        "location": showing.where(activity, row.venue),
        "details": settings.WAGTAILADMIN_BASE_URL + activity.get_absolute_url(),
    }
    return "https://calendar.google.com/calendar/render?" + urlencode(fields)


def _access(activity: Activity) -> list[tuple[str, str]]:
    from activities.enums import Access

    codes = [*(activity.venue.access if activity.venue else []), *activity.access]
    items = [
        (ACCESS_ICONS.get(code, "check"), str(Access(code).label))
        for code in dict.fromkeys(codes)
        if code in Access.values
    ]
    if activity.venue and activity.venue.parking:
        items.append(("parking", activity.venue.parking))
    return items


def _map_url(activity: Activity) -> str:
    venue = activity.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return ""
    place = f"{venue.latitude:.6f}/{venue.longitude:.6f}"
    return f"https://maps.gsi.go.jp/#17/{place}/"
