"""The facts of an activity as its page says them: the sheet, the contact, the venue; no query."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities import showing, wording
from activities.enums import Access
from activities.models import Activity, Schedule

ACCESS_ICONS = {
    "wheelchair": "wheelchair",
    "ramp": "ramp",
    "toilet": "toilet",
    "parking": "parking",
    "writing": "pencil",
}


def sheet(activity: Activity, schedules: list[Schedule]) -> list[dict[str, Any]]:
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


def contact(activity: Activity) -> dict[str, str]:
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


def access(activity: Activity) -> list[tuple[str, str]]:
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


def map_url(activity: Activity) -> str:
    venue = activity.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return ""
    place = f"{venue.latitude:.6f}/{venue.longitude:.6f}"
    return f"https://maps.gsi.go.jp/#17/{place}/"


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
