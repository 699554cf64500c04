"""Says an activity's coming dates in schema.org's words, for search engines; asks no query."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from activities import plain
from activities.models import Activity, Occurrence, Venue

MOST_DATES = 10
SCHEMA = "https://schema.org"
# Inside <script> no letter may end the block or begin a comment; JSON reads the escapes back.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def script_text(data: list[dict[str, Any]]) -> SafeString:
    """JSON that cannot leave the script element which it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  the escapes above


def events(
    activity: Activity, rows: Iterable[Occurrence], *, base_url: str, image: str = ""
) -> list[dict[str, Any]]:
    """One Event a date, the next ones first; what a visitor cannot see on the page is not said."""
    usual = _usual(activity, base_url, image)
    shown = islice(rows, MOST_DATES)
    return [{**usual, **_of_date(row, activity, base_url)} for row in shown]


def _usual(activity: Activity, base_url: str, image: str) -> dict[str, Any]:
    url = base_url + activity.get_absolute_url()
    organiser = activity.organiser
    found = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": plain.one_line(activity.title),
        "url": url,
        "description": plain.one_line(activity.summary or activity.body),
        "image": image,
        "eventAttendanceMode": f"{SCHEMA}/{_attendance(activity)}",
        "organizer": {
            "@type": "Organization",
            "name": organiser.name,
            "url": base_url + organiser.get_absolute_url(),
        },
        "offers": _offer(activity, url),
    }
    return {name: value for name, value in found.items() if value}


def _offer(activity: Activity, url: str) -> dict[str, Any]:
    if activity.fee is None:
        return {}
    return {
        "@type": "Offer",
        "price": activity.fee,
        "priceCurrency": "JPY",
        "availability": f"{SCHEMA}/InStock",
        "url": url,
    }


def _of_date(row: Occurrence, activity: Activity, base_url: str) -> dict[str, Any]:
    starts_at, ends_at = _at(row.starts_at), _at(row.ends_at)
    if row.is_all_day:
        starts_at, ends_at = row.date.isoformat(), row.end_date.isoformat()
    found = {
        "startDate": starts_at,
        "endDate": ends_at,
        "eventStatus": f"{SCHEMA}/{_status(row)}",
        "location": _places(row, activity, base_url),
    }
    if _status(row) == "EventRescheduled":
        original = timezone.localtime(row.original_start)
        found["previousStartDate"] = (
            original.date().isoformat() if row.is_all_day else original.isoformat()
        )
    return found


def _status(row: Occurrence) -> str:
    if row.is_cancelled:
        return "EventCancelled"
    if row.is_postponed:
        return "EventPostponed"
    return "EventRescheduled" if row.is_moved else "EventScheduled"


def _attendance(activity: Activity) -> str:
    if not activity.is_online:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if activity.venue else "OnlineEventAttendanceMode"


def _places(row: Occurrence, activity: Activity, base_url: str) -> Any:
    """A hall, a meeting on the net (whose address the page tells), or both."""
    venue = row.venue or activity.venue
    places = []
    if venue or not activity.is_online:
        places.append(_hall(venue, activity))
    if activity.is_online:
        places.append({"@type": "VirtualLocation", "url": base_url + activity.get_absolute_url()})
    return places[0] if len(places) == 1 else places


def _hall(venue: Venue | None, activity: Activity) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "addressCountry": "JP",
        "addressRegion": settings.CITY_PREFECTURE,
        "addressLocality": settings.CITY_NAME,
    }
    if venue is None:
        return {
            "@type": "Place",
            "name": plain.one_line(activity.venue_note) or settings.CITY_NAME,
            "address": address,
        }
    if venue.address:
        street = plain.one_line(venue.address).removeprefix(settings.CITY_PREFECTURE)
        address["streetAddress"] = street.removeprefix(settings.CITY_NAME)
    place = {"@type": "Place", "name": plain.one_line(venue.name), "address": address}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": venue.latitude,
            "longitude": venue.longitude,
        }
    return place


def _at(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()
