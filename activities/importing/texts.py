"""What a calendar's entry says, in the fields of an activity."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from activities.enums import Category
from activities.importing import kinds, values
from activities.importing.reading import Row
from activities.importing.series import Series
from activities.models import Activity, Venue

ONLINE = re.compile(r"オンライン|zoom|teams|meet\.google|webex", re.I)
LINK = re.compile(r"https?://\S+")
POSTCODE = re.compile(r"^(日本)?[、,]?\s*〒?\d{3}-?\d{4}\s*")
WRITTEN = ("title", "summary", "body", "venue_id", "venue_note", "is_online", "url")


class Venues:
    """Known places by name; a calendar makes none."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Venue]] = {}
        for venue in Venue.objects.order_by("pk"):
            self.by_name.setdefault(_folded(venue.name), []).append(venue)

    def find(self, place: str) -> tuple[Venue | None, str]:
        """(the one venue of that name, what is said beyond it): 「みどりの家 2階 和室」."""
        head = re.split(r"[\n,、，]", place, maxsplit=1)[0].strip()
        words = re.split(r"[\s　]+", head)
        for length in range(len(words), 0, -1):
            named = self.by_name.get(_folded("".join(words[:length])), [])
            if len(named) == 1:
                return named[0], " ".join(words[length:])
        return None, " ".join(place.split())


def of_series(series: Series, venues: Venues) -> dict[str, Any]:
    """Plain values, so that they can be kept and compared at the next reading."""
    text = series.text
    title = _cut(series.title, "title")
    if title != series.title:
        text = f"{series.title}\n\n{text}".strip()
    is_online = bool(ONLINE.search(values.narrow(series.place)))
    # The address of an online meeting lets anybody in: people decide whether to publish it.
    venue, note = venues.find(LINK.sub("", series.place).strip())
    note = POSTCODE.sub("", note)
    cut = _cut(note, "venue_note")
    if cut != note:
        text = f"{text}\n\n{note}".strip()
    has_one_line = "\n" not in text and len(text) <= _longest("summary")
    return {
        "title": title,
        "summary": text if has_one_line else "",
        "body": "" if has_one_line else _cut(text, "body"),
        "venue_id": venue.pk if venue else None,
        "venue_note": cut,
        "is_online": is_online,
        "url": _url(series.url),
    }


def category_of(series: Series) -> Category:
    found = kinds.category(Row(series.line, {"title": series.title}, {}))
    return Category(found)


def _url(text: str) -> str:
    if not text or len(text) > _longest("url"):
        return ""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return ""
    return text


def _cut(text: str, name: str) -> str:
    longest = _longest(name)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _longest(name: str) -> int:
    field: Any = Activity._meta.get_field(name)
    return int(field.max_length)


def _folded(text: str) -> str:
    return "".join(values.narrow(text).casefold().split())
