"""Reads a date and its activity into the plain facts of a calendar entry; asks no query.

The caller has `activity.organiser`, `activity.venue` and `row.venue` loaded.
"""

from __future__ import annotations

from django.utils.translation import override, pgettext

from activities.enums import Category
from activities.ical import VEventFacts
from activities.models import Activity, Occurrence

LANGUAGE = "ja"
COLOURS = {
    Category.SALON: "saddlebrown",
    Category.DINING: "firebrick",
    Category.VOLUNTEER: "purple",
    Category.CLASS: "teal",
    Category.CHILDCARE: "mediumvioletred",
    Category.EXERCISE: "darkgreen",
    Category.OTHER: "dimgray",
}


def facts_of(row: Occurrence, activity: Activity, *, domain: str, base_url: str) -> VEventFacts:
    venue = row.venue or activity.venue
    place = " ".join(part for part in (venue.name, venue.address) if part) if venue else ""
    if activity.venue_note and not row.venue_id:
        place = f"{place} {activity.venue_note}".strip()
    with override(LANGUAGE):
        if activity.is_online and not place:
            place = pgettext("place", "Online")
        category = str(Category(activity.category).label)
    return VEventFacts(
        uid=f"{row.uid}@{domain}",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_all_day=row.is_all_day,
        is_cancelled=row.is_cancelled,
        is_postponed=row.is_postponed,
        moved_from=row.original_start if row.is_moved and not row.is_stopped else None,
        sequence=row.sequence,
        changed_at=row.changed_at,
        title=activity.title,
        url=f"{base_url}{activity.get_absolute_url()}",
        summary=activity.summary,
        reason=row.reason,
        note=row.note,
        location=place,
        latitude=venue.latitude if venue else None,
        longitude=venue.longitude if venue else None,
        organiser=activity.organiser.name,
        email=activity.email if activity.email_is_public else "",
        phone=activity.phone,
        colour=COLOURS[Category(activity.category)],
        categories=(category,),
    )
