"""Knows how Japanese words are made comparable, and which texts of an activity are searched."""

from __future__ import annotations

import unicodedata

from activities.models import Activity

MOST_WORDS = 8
HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}


def normalise(text: str) -> str:
    """One spelling for widths, cases and kana: 「ｻﾛﾝ」 and 「サロン」 are さろん."""
    return unicodedata.normalize("NFKC", text).casefold().translate(HIRAGANA)


def words_of(query: str) -> list[str]:
    """The words that must all be found, without repetitions."""
    return list(dict.fromkeys(normalise(query).split()))[:MOST_WORDS]


def text_of(activity: Activity) -> str:
    """Everything that may be searched, a line each, so that no word is found across two texts."""
    venue, organiser = activity.venue, activity.organiser
    district = (venue and venue.district) or organiser.district
    texts = [activity.title, activity.reading, activity.summary, activity.body]
    for place in (venue, organiser, district):
        if place is not None:
            texts += [place.name, place.reading]
    texts += [tag.name for tag in activity.tags.all()]
    return normalise("\n".join(filter(None, texts)))
