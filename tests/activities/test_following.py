"""Every page offers the feeds of what it shows, with its filter."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import make_activity, make_district, make_organisation, make_venue

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def city(now):
    make_activity(
        make_organisation("kai", name="ひだまりの会"),
        make_venue(district=make_district("kitayoshi")),
        title="茶話会",
        rule="FREQ=WEEKLY;BYDAY=WE",
    )


@pytest.mark.parametrize(
    ("shown", "calendar", "news", "name"),
    [
        ("/", "/activities/calendar.ics", "/activities/feed.atom", "みよし つどいの地図"),
        (
            "/activities/?district=kitayoshi&when=month&q=茶&page=1",
            "/activities/calendar.ics?district=kitayoshi&q=%E8%8C%B6",
            "/activities/feed.atom?district=kitayoshi&q=%E8%8C%B6",
            "みよし つどいの地図・きたよし",
        ),
        (
            "/districts/kitayoshi/?age=older",
            "/activities/calendar.ics?district=kitayoshi&age=older",
            "/activities/feed.atom?district=kitayoshi&age=older",
            "みよし つどいの地図・きたよし",
        ),
        ("/organisations/kai/", "/organisations/kai/calendar.ics", "", "ひだまりの会"),
    ],
    ids=["front page", "filtered list", "district", "group"],
)
def test_a_page_offers_the_feeds_of_what_it_shows(client, city, shown, calendar, news, name):
    text = html.unescape(client.get(shown).content.decode())
    address = BASE + calendar
    webcal = "webcal" + address.removeprefix("http")
    assert f'<link rel="alternate" type="text/calendar" title="{name}" href="{calendar}">' in text
    atom = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" [^>]*href="([^"]*)">', text
    )
    assert atom == [news] * bool(news)
    assert (f'value="{address}" readonly' in text, f'href="{webcal}"' in text) == (True, True)
    (google,) = re.findall(r'href="(https://calendar\.google\.com/calendar/r\?[^"]*)"', text)
    (outlook,) = re.findall(r'href="(https://outlook\.live\.com[^"]*)"', text)
    assert parse_qs(urlsplit(google).query) == {"cid": [webcal]}
    assert parse_qs(urlsplit(outlook).query) == {"url": [address], "name": [name]}
    assert client.get(calendar).content.count(b"BEGIN:VEVENT") > 50


def test_what_to_expect_of_each_calendar_is_said(client, city):
    text = client.get("/activities/").content.decode()
    for words in (
        "急な中止は間に合わないことがある",
        "スマートフォンからは登録できません",
        "1日ほどかかる",
    ):
        assert words in text
