"""Everything that the page of one activity shows."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractRendition
from wagtail.images.shortcuts import get_rendition_or_not_found

from activities import (
    calendar_links,
    facts,
    following,
    occurrences,
    saying,
    showing,
    structured,
    wording,
)
from activities.enums import OccurrenceStatus
from activities.models import Activity, Occurrence, Schedule
from activities.recurrence import ImpossibleRule

FIRST_DATES = 12
MOST_DATES = 200
PICTURE = "width-720|format-webp"


def activity_context(activity: Activity, now: datetime) -> dict[str, Any]:
    """The page of one activity; also for previews of a draft that has no dates yet."""
    rows = coming_rows(activity, now)
    schedules = _to_be_said(list(activity.schedules.all()), now)
    upcoming = next((row for row in rows if not row.is_stopped), None)
    others = [row for row in rows if row is not upcoming]
    venue = activity.venue
    address = settings.WAGTAILADMIN_BASE_URL + (
        reverse("activity", args=[activity.pk]) if activity.pk else "/"
    )
    picture = _picture(activity)
    return {
        "activity": activity,
        "title_area": _title(activity, rows),
        "sheet": facts.sheet(activity, schedules),
        "next": upcoming and _next(upcoming),
        "dates": [_date(row) for row in others[:FIRST_DATES]],
        "later_months": _months(others[FIRST_DATES:], timezone.localdate(now).year),
        "is_endless": len(rows) == MOST_DATES,
        "subscribe": following.of_activity(activity) if rows else None,
        "structured": _structured(activity, rows, picture),
        "picture": picture,
        "access": facts.access(activity),
        "map_url": facts.map_url(activity),
        "directions": venue.directions if venue else "",
        **facts.contact(activity),
        "line_url": "https://line.me/R/share?text=" + quote(f"{activity.title}\n{address}"),
        "confirmed_on": activity.confirmed_current_on
        and wording.say_date_era(activity.confirmed_current_on),
        "needs": list(activity.volunteer_needs.public()) if activity.pk else [],
    }


def preview_context(draft: Activity, now: datetime) -> dict[str, Any]:
    """The page as an unpublished text would make it, and what becomes of the public dates."""
    parts = changes_of(draft, list(draft.schedules.all()), now)
    return activity_context(draft, now) | {"parts": parts}


def _to_be_said(schedules: list[Schedule], now: datetime) -> list[Schedule]:
    """Without those that a change 「この日以降」 has ended, and without what cannot be read."""
    readable, going_on = [], []
    for schedule in schedules:
        try:
            recurrence = schedule.recurrence
            coming = len(schedules) == 1 or recurrence.between(now, now + occurrences.HORIZON)
        except ImpossibleRule:
            continue
        readable.append(schedule)
        if coming:
            going_on.append(schedule)
    return going_on or readable


def changes_of(draft: Activity, schedules: list[Schedule], now: datetime) -> list[dict[str, Any]]:
    """What publishing these schedules would do to the dates of a public activity, in words."""
    live = Activity.objects.public().select_related("organiser", "venue").filter(pk=draft.pk)
    activity = live.first()
    if activity is None:
        return []
    try:
        found = occurrences.difference(activity, schedules, now=now)
    except ImpossibleRule:  # publishing would leave the dates as they are, too
        return []
    return saying.difference_of(found, activity, timezone.localdate(now))


def coming_rows(activity: Activity, now: datetime) -> list[Occurrence]:
    if not activity.pk:
        return []
    rows = Occurrence.objects.public().filter(activity=activity, ends_at__gt=now)
    found = list(rows.select_related("venue").defer("ical")[:MOST_DATES])
    for row in found:
        row.activity = activity
    return found


def _title(activity: Activity, rows: list[Occurrence]) -> dict[str, str]:
    state, label = showing.sign_up(activity)
    note = _("Just come along.") if state == "free" else ""
    if rows and rows[0].is_stopped:
        said = _("%(day)s is put off") if rows[0].is_postponed else _("%(day)s is cancelled")
        state, label, note = "stop", said % {"day": wording.say_date(rows[0].date)}, rows[0].reason
    return {
        "kind": activity.category,
        "kind_label": showing.category(activity),
        "name": activity.title,
        "lead": activity.summary,
        "state": state,
        "state_label": label,
        "state_note": note,
    }


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
        "stop_label": str(OccurrenceStatus(row.status).label) if row.is_stopped else "",
        "why": "".join(showing.stopped(row)) if row.is_postponed else row.is_stopped and row.reason,
        "time_note": "" if row.is_stopped else "　".join(notes),
        "ics_url": _ics(row),
    }


def _months(rows: list[Occurrence], this_year: int) -> list[dict[str, Any]]:
    """Later dates month by month: the usual ones as short links, the others in full."""
    months = []
    for (year, month), dates in groupby(rows, key=lambda row: (row.date.year, row.date.month)):
        usual: list[dict[str, str]] = []
        unusual: list[dict[str, Any]] = []
        for row in dates:
            if row.is_stopped or _differences(row):
                unusual.append(_date(row))
            else:
                usual.append({"label": _short(row), "ics_url": _ics(row)})
        label = f"{month}月" if year == this_year else f"{year}年{month}月"
        months.append({"label": label, "usual": usual, "unusual": unusual})
    return months


def _short(row: Occurrence) -> str:
    return wording.say_date(row.date).partition("月")[2]


def _differences(row: Occurrence) -> list[str]:
    """What is not as usual on this date."""
    place = _("Place: %(venue)s") % {"venue": row.venue.name} if row.venue else ""
    why = row.reason if row.is_moved and not row.is_stopped else ""
    return [said for said in (showing.moved_note(row), why, place, row.note) if said]


def _ics(row: Occurrence) -> str:
    day = timezone.localtime(row.original_start).date().isoformat()
    return reverse("occurrence_ics", args=[row.activity_id, day])


def _google(row: Occurrence) -> str:
    activity = row.activity
    venue = row.venue or activity.venue
    address = venue.address if venue else ""
    said = [
        row.note,
        activity.summary,
        settings.WAGTAILADMIN_BASE_URL + activity.get_absolute_url(),
    ]
    return calendar_links.google_date(
        title=activity.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_all_day=row.is_all_day,
        place=" ".join(filter(None, [showing.where(activity, row.venue), address])),
        details="\n".join(filter(None, said)),
    )


def _structured(
    activity: Activity, rows: list[Occurrence], picture: AbstractRendition | None
) -> str:
    if not rows:
        return ""
    base_url = settings.WAGTAILADMIN_BASE_URL
    image = urljoin(base_url, picture.url) if picture else ""
    events = structured.events(activity, rows, base_url=base_url, image=image)
    return structured.script_text(events)


def _picture(activity: Activity) -> AbstractRendition | None:
    return activity.picture and get_rendition_or_not_found(activity.picture, PICTURE)
