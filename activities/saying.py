"""Says dates and what happens to them, for those who change them: the desk, the editor's preview."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from activities import showing, wording
from activities.models import Activity, Occurrence, Venue
from activities.occurrences import Difference

MOST_SHOWN = 12


def date_of(row: Occurrence, activity: Activity) -> dict[str, Any]:
    return {
        "row": row,
        "day": wording.say_date(row.date),
        "span": showing.span(row),
        "where": showing.where(activity, row.venue),
        "marks": marks_of(row),
    }


def marks_of(row: Occurrence) -> list[str]:
    """What a person did to a date, in words."""
    marks = []
    if row.is_added:
        marks.append(_("added by hand"))
    elif row.is_edited:
        marks.append(showing.moved_note(row) or _("changed by hand"))
    if row.capacity is not None:
        marks.append(_("up to %(number)s people") % {"number": row.capacity})
    if row.note:
        marks.append(row.note)
    return marks


def difference_of(found: Difference, activity: Activity, today: date) -> list[dict[str, Any]]:
    """The parts of a preview that hold anything: a heading, its first dates, how many more."""
    by_hand = _("Dates changed by hand that the new plan does not have: they become “cancelled”")
    shifts = [
        (shift.after.date, _shift(shift.before, shift.after, activity)) for shift in found.changing
    ]
    parts = [
        _part(_("Dates that disappear"), "stop", list(map(_when, found.disappearing)), today),
        _part(by_hand, "stop", list(map(_when, found.stopping)), today),
        _part(_("Dates that change"), "ask", shifts, today),
        _part(_("New dates"), "free", list(map(_when, found.appearing)), today),
    ]
    return [part for part in parts if part["number"]]


def moved(
    row: Occurrence, starts_at: datetime, ends_at: datetime, venue: Venue | None
) -> dict[str, Any]:
    """The preview of one date that moves."""
    day = timezone.localdate(starts_at)
    after = Occurrence(
        starts_at=starts_at, ends_at=ends_at, is_all_day=row.is_all_day, venue=venue, date=day
    )
    shift = _shift(row, after, row.activity)
    return _part(_("Dates that change"), "ask", [(day, shift)], timezone.localdate())


def _part(title: str, state: str, said: list[tuple[date, str]], today: date) -> dict[str, Any]:
    """Days carry their year where that is another one than the line before has."""
    lines, year = [], today.year
    for day, text in said[:MOST_SHOWN]:
        lines.append(text if day.year == year else f"{day.year}年{text}")
        year = day.year
    more = max(len(said) - MOST_SHOWN, 0)
    return {"title": title, "state": state, "number": len(said), "dates": lines, "more": more}


def _when(row: Occurrence) -> tuple[date, str]:
    return row.date, wording.say_when(row.starts_at, row.ends_at, row.is_all_day)


def _shift(before: Occurrence, after: Occurrence, activity: Activity) -> str:
    """Before and after, with day and place only where these differ."""
    said = [_when(row)[1] for row in (before, after)]
    if before.date == after.date and said[0].startswith(wording.say_date(after.date)):
        said[1] = showing.span(after)
    if before.venue_id != after.venue_id:
        said = [
            f"{when} {showing.where(activity, row.venue)}"
            for when, row in zip(said, (before, after), strict=True)
        ]
    return _("%(before)s → %(after)s") % {"before": said[0], "after": said[1]}
