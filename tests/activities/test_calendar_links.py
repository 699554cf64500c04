"""Addresses of other people's calendars say what we mean."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from activities import calendar_links
from tests.factories import at


def google(**changes) -> dict[str, str]:
    facts = {
        "title": "サロン & お茶 #1",
        "starts_at": at("2026-12-09 08:00"),
        "ends_at": at("2026-12-09 09:30"),
        "is_all_day": False,
        "place": "みどりの家 三好町1+2",
        "details": "https://tsudoi.example.jp/activities/1/",
    }
    parts = urlsplit(calendar_links.google_date(**facts | changes))
    assert (parts.netloc, parts.path) == ("calendar.google.com", "/calendar/render")
    return {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}


def test_a_date_for_google_stands_on_tokyos_clock():
    assert google() == {
        "action": "TEMPLATE",
        "text": "サロン & お茶 #1",
        "dates": "20261209T080000/20261209T093000",
        "ctz": "Asia/Tokyo",
        "location": "みどりの家 三好町1+2",
        "details": "https://tsudoi.example.jp/activities/1/",
    }


def test_whole_days_for_google_end_on_the_day_after():
    found = google(
        starts_at=at("2026-12-05 00:00"), ends_at=at("2026-12-07 00:00"), is_all_day=True
    )
    assert found["dates"] == "20261205/20261207"


def test_long_details_keep_their_end_which_is_the_address():
    details = google(details="あ" * 5000 + "https://x.jp/")["details"]
    assert (len(details), details[-13:]) == (calendar_links.MOST_DETAILS, "https://x.jp/")


def test_a_feed_for_each_kind_of_calendar():
    address = "https://tsudoi.example.jp/activities/calendar.ics?district=kitayoshi&q=%E8%8C%B6"
    links = calendar_links.subscriptions(address, "北と南")
    webcal = "webcal" + address.removeprefix("https")
    assert (links["address"], links["webcal"]) == (address, webcal)
    assert parse_qs(urlsplit(links["google"]).query) == {"cid": [webcal]}
    assert parse_qs(urlsplit(links["outlook"]).query) == {"url": [address], "name": ["北と南"]}
