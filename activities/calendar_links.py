"""Addresses that put a date or a feed into somebody's calendar; knows no request, no database."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from activities.recurrence import TOKYO

GOOGLE = "https://calendar.google.com/calendar"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
MOST_DETAILS = 600


def google_date(
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    is_all_day: bool,
    place: str,
    details: str,
) -> str:
    """One date for Google Calendar, which asks before it saves; an all-day end is exclusive."""
    form = "%Y%m%d" if is_all_day else "%Y%m%dT%H%M%S"
    span = "/".join(moment.astimezone(TOKYO).strftime(form) for moment in (starts_at, ends_at))
    fields = {
        "action": "TEMPLATE",
        "text": title,
        "dates": span,
        "ctz": TOKYO.key,
        "location": place,
        "details": details[-MOST_DETAILS:],
    }
    return f"{GOOGLE}/render?{urlencode(fields)}"


def subscriptions(address: str, name: str) -> dict[str, str]:
    """A feed for each kind of calendar that people use; Google takes it on a computer only."""
    webcal = "webcal://" + address.split("://", 1)[1]
    return {
        "address": address,
        "webcal": webcal,
        "google": f"{GOOGLE}/r?{urlencode({'cid': webcal})}",
        "outlook": f"{OUTLOOK}?{urlencode({'url': address, 'name': name})}",
    }
