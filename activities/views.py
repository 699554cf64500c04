"""Resident pages about activities: the list and one activity."""

from __future__ import annotations

from dataclasses import replace
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
from activities.enums import Access
from activities.filters import LIST_PATH, OccurrenceFilter
from activities.models import Activity, Occurrence, Schedule

FIRST_DATES = 12
MOST_DATES = 420
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
    return TemplateResponse(request, "activities/list.html", list_context(wanted))


@cached
def activity(request: HttpRequest, pk: int, *, at_version: int, now: datetime) -> HttpResponse:
    shown = get_object_or_404(
        Activity.objects.public().select_related("organiser", "venue__district", "picture"), pk=pk
    )
    return TemplateResponse(request, "activities/activity.html", activity_context(shown, now))


def list_context(wanted: OccurrenceFilter) -> dict[str, Any]:
    """Everything the list's template needs; also for districts and groups."""
    found = listing.listing(wanted)
    if wanted.page > 1 and found.is_empty:
        note = _("There is no such page; this is the first one.")
        wanted = replace(wanted, page=1, ignored=(*wanted.ignored, note))
        found = listing.listing(wanted)
    lasting = wanted.without_period().query()
    feed = reverse("activities_feed") + (f"?{lasting}" if lasting else "")
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
        **_contact(activity),
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


def _sheet(activity: Activity, schedules: list[Schedule]) -> list[dict[str, Any]]:
    """いつ どこ だれ いくら 持ち物 申込, each with what is said loudest first; empty ones are left out."""
    venue = activity.venue
    district = venue and venue.district
    sign_up = [
        activity.sign_up_note,
        _("Sign up until %(day)s.")
        % {"day": wording.say_date(timezone.localtime(activity.sign_up_until).date())}
        if activity.sign_up_until
        else "",
        activity.capacity_note,
    ]
    place = f"（{district.name}）" if district else ""
    rows = [
        {"label": pgettext("fact", "When"), **_when(schedules)},
        {
            "label": pgettext("fact", "Where"),
            "strong": showing.where(activity),
            "text": place if venue else "",
            "small": venue.address if venue else "",
        },
        {"label": pgettext("fact", "Who"), "text": showing.whom(activity)},
        {"label": pgettext("fact", "Cost"), "text": showing.fee(activity)},
        {"label": pgettext("fact", "Bring"), "text": activity.bring},
        {"label": pgettext("fact", "Sign-up"), "text": " ".join(filter(None, sign_up))},
    ]
    return [row for row in rows if row.get("strong") or row.get("text")]


def _when(schedules: list[Schedule]) -> dict[str, Any]:
    if not schedules:
        return {"strong": _("At any time; please ask.")}
    if len(schedules) > 1:
        said = [wording.say_recurrence(it.recurrence, it.is_all_day) for it in schedules]
        return {"strong": "、".join(said)}
    recurrence, is_all_day = schedules[0].recurrence, schedules[0].is_all_day
    skips = wording.say_skips(recurrence)
    whole = wording.say_recurrence(recurrence, is_all_day).removesuffix(f"。{skips}")
    rule, _space, span = whole.partition(" ")
    return {"strong": rule, "text": span, "breaks": True, "small": skips}


def _next(row: Occurrence) -> dict[str, str]:
    return {
        **showing.leaf(row),
        "time": "　".join([showing.span(row), *_differences(row)]),
        "ics_url": _ics(row),
        "google_url": _google(row),
    }


def _date(row: Occurrence) -> dict[str, Any]:
    notes = _differences(row)
    if row.is_moved:
        notes.insert(0, showing.span(row))
    return {
        **showing.leaf(row),
        "is_cancelled": row.is_cancelled,
        "why": row.reason if row.is_cancelled else "",
        "time_note": "" if row.is_cancelled else "　".join(notes),
        "ics_url": _ics(row),
    }


def _differences(row: Occurrence) -> list[str]:
    """What is not as usual on this date."""
    place = _("Place: %(venue)s") % {"venue": row.venue.name} if row.venue else ""
    why = row.reason if row.is_moved and not row.is_cancelled else ""
    return [said for said in (showing.moved_note(row), why, place, row.note) if said]


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


def _contact(activity: Activity) -> dict[str, str]:
    """Whom to ask: the activity's own telephone or, where it names none, its group's."""
    it = activity if activity.phone or activity.fax else activity.organiser
    return {
        "contact_name": activity.contact_name or activity.organiser.contact_name,
        "phone": it.phone,
        "phone_href": showing.tel(it.phone),
        "phone_hours": it.phone_hours,
        "fax": it.fax,
        "email": activity.email if activity.email_is_public else "",
    }


def _access(activity: Activity) -> list[tuple[str, str]]:
    codes = [*(activity.venue.access if activity.venue else []), *activity.access]
    items = [
        (ACCESS_ICONS.get(code, "check"), str(Access(code).label))
        for code in dict.fromkeys(codes)
        if code in Access.values
    ]
    if activity.venue and activity.venue.parking:
        label = _("Parking: %(words)s") % {"words": activity.venue.parking}
        items.append(("parking", label))
    return items


def _map_url(activity: Activity) -> str:
    venue = activity.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return ""
    place = f"{venue.latitude:.6f}/{venue.longitude:.6f}"
    return f"https://maps.gsi.go.jp/#17/{place}/"
