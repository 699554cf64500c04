"""Search engines read the dates as schema.org's Event; no text leaves its block."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from activities import occurrences, structured
from activities.models import Activity
from tests.factories import at, make_activity, make_organisation, make_venue

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


class Scripts(HTMLParser):
    """What stands in each script element, with its type."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.is_inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.is_inside = True
            self.found.append([dict(attrs).get("type", ""), ""])

    def handle_endtag(self, tag):
        self.is_inside = self.is_inside and tag != "script"

    def handle_data(self, data):
        if self.is_inside:
            self.found[-1][1] += data


def events(client, activity: Activity) -> list[dict]:
    parser = Scripts()
    parser.feed(client.get(f"/activities/{activity.pk}/").content.decode())
    blocks = [text for kind, text in parser.found if kind == "application/ld+json"]
    return [event for block in blocks for event in json.loads(block)]


def test_everything_that_the_page_says_of_a_date(client, now):
    hall = make_venue(
        name="みどりの家", address="みよし市三好町1-2", latitude=35.09, longitude=137.07
    )
    group = make_organisation("kai", name="ひだまりの会")
    activity = make_activity(group, hall, title="茶話会", summary="お茶とお話", fee=300)
    url = f"{BASE}/activities/{activity.pk}/"
    assert events(client, activity) == [
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": "茶話会",
            "url": url,
            "description": "お茶とお話",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "organizer": {
                "@type": "Organization",
                "name": "ひだまりの会",
                "url": f"{BASE}/organisations/kai/",
            },
            "offers": {
                "@type": "Offer",
                "price": 300,
                "priceCurrency": "JPY",
                "availability": "https://schema.org/InStock",
                "url": url,
            },
            "startDate": "2026-12-09T10:00:00+09:00",
            "endDate": "2026-12-09T11:30:00+09:00",
            "eventStatus": "https://schema.org/EventScheduled",
            "location": {
                "@type": "Place",
                "name": "みどりの家",
                "address": {
                    "@type": "PostalAddress",
                    "addressCountry": "JP",
                    "addressRegion": "愛知県",
                    "addressLocality": "みよし市",
                    "streetAddress": "三好町1-2",
                },
                "geo": {"@type": "GeoCoordinates", "latitude": 35.09, "longitude": 137.07},
            },
        }
    ]


def test_each_state_of_a_date_has_its_word(client, now):
    activity = make_activity(rule=WEEKLY)
    first, second, third = activity.occurrences.order_by("starts_at")[:3]
    occurrences.cancel(first, now=now)
    occurrences.postpone(second, now=now)
    begin, end = at("2026-12-24 10:00"), at("2026-12-24 11:00")
    occurrences.move(third, starts_at=begin, ends_at=end, now=now)
    found = events(client, activity)
    assert [event["eventStatus"].rpartition("/")[2] for event in found[:4]] == [
        "EventCancelled",
        "EventPostponed",
        "EventRescheduled",
        "EventScheduled",
    ]
    assert [event.get("previousStartDate") for event in found[:4]] == [
        None,
        None,
        "2026-12-23T10:00:00+09:00",
        None,
    ]


def test_whole_days_are_dates_and_the_last_one_counts(client, now):
    activity = make_activity(
        starts_at=at("2026-12-05 00:00"), hours=48, schedule={"is_all_day": True}
    )
    (event,) = events(client, activity)
    assert (event["startDate"], event["endDate"]) == ("2026-12-05", "2026-12-06")


@pytest.mark.parametrize(
    ("has_hall", "mode", "kinds"),
    [
        (True, "MixedEventAttendanceMode", ["Place", "VirtualLocation"]),
        (False, "OnlineEventAttendanceMode", ["VirtualLocation"]),
    ],
)
def test_a_meeting_on_the_net_has_a_place_there(client, now, has_hall, mode, kinds):
    activity = make_activity(is_online=True, online_url="https://secret.example.jp/")
    if not has_hall:
        Activity.objects.filter(pk=activity.pk).update(venue=None)
    (event,) = events(client, activity)
    places = event["location"] if isinstance(event["location"], list) else [event["location"]]
    assert event["eventAttendanceMode"].endswith(mode)
    assert [place["@type"] for place in places] == kinds
    assert "secret" not in json.dumps(event)


@pytest.mark.parametrize(("fee", "price"), [(0, 0), (None, None)])
def test_a_price_is_said_where_it_is_known(client, now, fee, price):
    (event,) = events(client, make_activity(fee=fee))
    assert event.get("offers", {}).get("price") == price


def test_ten_dates_are_enough(client, now):
    assert len(events(client, make_activity(rule="FREQ=DAILY"))) == structured.MOST_DATES


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>&amp;\u2028'\"\\"]
)
def test_no_text_leaves_its_block(client, now, text):
    activity = make_activity(title=text, summary=text)
    (event,) = events(client, activity)
    assert (event["name"], event["description"]) == (text.replace("\u2028", " "),) * 2
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert page.count("<script") == 2
    assert "alert(1)</script>" not in page


def test_undated_needs_and_past_ones_say_nothing(client, now):
    undated = make_activity(dated=False, category="volunteer")
    past = make_activity(starts_at=at("2026-12-01 10:00"))
    assert (events(client, undated), events(client, past)) == ([], [])
