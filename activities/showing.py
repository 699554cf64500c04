"""Says the facts of an activity in the words of a page; decides nothing and asks no query."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities import wording
from activities.enums import AgeBand, Category, SignUpKind
from activities.models import Activity, Occurrence, Schedule, Venue

SATURDAY, SUNDAY = 5, 6
NUMBER = re.compile(r"0\d{1,4}[-‐−ー\s()]*\d{1,4}[-‐−ー\s()]*\d{3,4}")


def category(activity: Activity) -> str:
    return str(Category(activity.category).label)


def whom(activity: Activity) -> str:
    if activity.audience_note:
        return activity.audience_note
    labels = [str(band.label) for band in AgeBand if band.value in activity.age_bands]
    return "・".join(labels) if labels else _("Everyone is welcome")


def fee(activity: Activity) -> str:
    note = f"（{activity.fee_note}）" if activity.fee_note else ""
    if activity.fee is None:
        is_asked = activity.category != Category.VOLUNTEER
        return activity.fee_note or (_("Please ask") if is_asked else "")
    if activity.fee == 0:
        return _("Free") + note
    return _("%(yen)s yen") % {"yen": f"{activity.fee:,}"} + note


def where(activity: Activity, venue: Venue | None = None) -> str:
    venue = venue or activity.venue
    if venue is None:
        return pgettext("place", "Online") if activity.is_online else activity.venue_note
    return " ".join(filter(None, [venue.name, activity.venue_note]))


def sign_up(activity: Activity, places_left: int | None = None) -> tuple[str, str]:
    """State code and words: 申込不要, or 要申込 with what is left."""
    if activity.category == Category.VOLUNTEER and activity.capacity:
        return "ask", _("%(number)s people wanted") % {"number": activity.capacity}
    if activity.sign_up == SignUpKind.NOT_NEEDED:
        return "free", str(SignUpKind.NOT_NEEDED.label)
    label = str(SignUpKind(activity.sign_up).label)
    if places_left is not None:
        label += "・" + _("%(number)s places left") % {"number": places_left}
    elif activity.capacity:
        label += "・" + _("up to %(number)s people") % {"number": activity.capacity}
    return "ask", label


def rules(schedules: list[Schedule]) -> str:
    """All rules of an activity, one after the other: 「毎月第2・第4水曜」."""
    said = [wording.say_rule(schedule.recurrence) for schedule in schedules]
    return " / ".join(dict.fromkeys(filter(None, said)))


def skips(schedules: list[Schedule]) -> str:
    said = [wording.say_skips(schedule.recurrence) for schedule in schedules]
    return " / ".join(dict.fromkeys(filter(None, said)))


def span(row: Occurrence) -> str:
    return wording.say_span(row.starts_at, row.ends_at, row.is_all_day)


def weekday_class(day: date) -> str:
    return {SATURDAY: "is-sat", SUNDAY: "is-sun"}.get(day.weekday(), "")


def leaf(row: Occurrence) -> dict[str, str]:
    """The parts of one day as a calendar leaf shows them."""
    local = timezone.localtime(row.starts_at)
    return {
        "datetime": row.date.isoformat() if row.is_all_day else local.isoformat(),
        "month": f"{row.date.month}月",
        "number": str(row.date.day),
        "weekday_label": f"（{wording.say_weekday(row.date)}）",
        "weekday_class": weekday_class(row.date),
    }


def tel(phone: str) -> str:
    """A `tel:` address of the first number; an extension or a second number is not dialled."""
    found = NUMBER.search(unicodedata.normalize("NFKC", phone))
    return "tel:" + re.sub(r"\D", "", found[0]) if found else ""


def stopped(row: Occurrence, today: date | None = None) -> tuple[str, str]:
    """What is said of a date on which nobody need come, and why."""
    if row.is_postponed:
        lead = _("This day is put off; the new day is not known yet.")
    elif row.date == today:
        lead = _("Cancelled today.")
    else:
        lead = _("This day is cancelled.")
    return lead, sentence(row.reason)


def moved_note(row: Occurrence) -> str:
    if not row.is_moved or row.is_stopped:
        return ""
    original: datetime = timezone.localtime(row.original_start)
    is_same_day = original.date() == row.date
    was = wording.say_time(original) if is_same_day else wording.say_date(original)
    return _("Moved from %(day)s") % {"day": was}


def sentence(text: str) -> str:
    """A reason as people type it, closed so that another sentence may follow."""
    text = text.strip()
    return text if not text or text[-1] in "。．.！!？?" else f"{text}。"
