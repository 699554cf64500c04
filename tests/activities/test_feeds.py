"""Feeds hold what the filter gives, byte for byte the same until something changes."""

from __future__ import annotations

import icalendar
import pytest
import recurring_ical_events
from django.utils import timezone

from activities import occurrences
from activities.feeds import feed_rows
from activities.filters import OccurrenceFilter
from tests.factories import at, make_activity, make_district, make_organisation, make_venue

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


@pytest.fixture
def city(now):
    kita, minami = make_district("kitayoshi"), make_district("minayoshi", name="みなよし")
    make_activity(title="北の会", venue=make_venue(district=kita), rule=WEEKLY)
    make_activity(
        title="南の会",
        venue=make_venue(district=minami),
        rule=WEEKLY,
        organisation=make_organisation("minami"),
        starts_at=at("2026-12-09 08:00"),
    )


def events(body: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def keys(found) -> list[tuple[str, object]]:
    return sorted((str(event["UID"]), event["DTSTART"].dt) for event in found)


@pytest.mark.parametrize("query", ["", "district=kitayoshi", "q=南", "weekday=wed", "age=older"])
def test_feed_holds_what_the_filter_gives(client, city, now, query, rf):
    body = client.get(f"/activities/calendar.ics?{query}").content
    wanted = OccurrenceFilter.from_query(rf.get(f"/?{query}").GET, now=now)
    rows, _window = feed_rows(wanted)
    expected = sorted(
        (f"{row.uid}@tsudoi.example.jp", timezone.localtime(row.starts_at)) for row in rows
    )
    assert keys(events(body)) == expected
    assert expected != []


def test_another_parser_reads_the_same_dates(client, city):
    body = client.get("/activities/calendar.ics").content
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(
        at("2026-11-01 00:00"), at("2028-01-01 00:00")
    )
    assert keys(found) == keys(events(body))


def test_feed_ignores_the_period_and_the_page(client, city):
    whole = client.get("/activities/calendar.ics").content
    part = client.get("/activities/calendar.ics?when=today&page=3").content
    assert keys(events(part)) == keys(events(whole))


def test_same_bytes_twice_then_not_modified(client, city):
    first, second = (client.get("/activities/calendar.ics") for _ in range(2))
    again = client.get("/activities/calendar.ics", headers={"If-None-Match": first["ETag"]})
    assert first.content == second.content
    assert (again.status_code, again.content) == (304, b"")


def test_not_modified_costs_one_query(client, city, django_assert_num_queries):
    etag = client.get("/activities/calendar.ics")["ETag"]
    with django_assert_num_queries(1):
        client.get("/activities/calendar.ics", headers={"If-None-Match": etag})


def test_cancelling_changes_the_etag_and_marks_the_entry(client, now):
    row = make_activity().occurrences.get()
    before = client.get("/activities/calendar.ics")
    occurrences.cancel(row, reason="台風のため", now=now)
    after = client.get("/activities/calendar.ics")
    (old,), (new,) = events(before.content), events(after.content)
    assert before["ETag"] != after["ETag"]
    assert (old["UID"], int(old["SEQUENCE"])) == (new["UID"], int(new["SEQUENCE"]) - 1)
    assert (str(new["SUMMARY"]), str(new["STATUS"])) == ("【中止】サロン ひだまり", "CANCELLED")


def test_time_before_nine_keeps_its_tokyo_day(client, city):
    south = client.get("/organisations/minami/calendar.ics").content
    assert events(south)[0]["DTSTART"].dt == at("2026-12-09 08:00")


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/districts/kitayoshi/calendar.ics", {"北の会"}),
        ("/organisations/minami/calendar.ics", {"南の会"}),
    ],
)
def test_district_and_group_have_feeds_of_their_own(client, city, path, titles):
    assert {str(event["SUMMARY"]) for event in events(client.get(path).content)} == titles


def test_one_date_alone(client, now):
    activity = make_activity(rule=WEEKLY)
    response = client.get(f"/activities/{activity.pk}/2026-12-09.ics")
    assert [event["DTSTART"].dt for event in events(response.content)] == [at("2026-12-09 10:00")]


@pytest.mark.parametrize("day", ["2026-12-10", "0000-00-00", "x", "9999-12-31", "2026-12-9"])
def test_a_day_without_a_date_is_not_found(client, now, day):
    activity = make_activity(rule=WEEKLY)
    assert client.get(f"/activities/{activity.pk}/{day}.ics").status_code == 404


def test_all_day_has_an_exclusive_end(client, now):
    make_activity(starts_at=at("2026-12-05 00:00"), hours=48, schedule={"is_all_day": True})
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert (str(event["DTSTART"].dt), str(event["DTEND"].dt)) == ("2026-12-05", "2026-12-07")


def test_drafts_are_in_no_feed(client, now):
    activity = make_activity(live=False)
    assert events(client.get("/activities/calendar.ics").content) == []
    assert client.get(f"/activities/{activity.pk}/calendar.ics").status_code == 404


def test_headers(client, city):
    response = client.get("/activities/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (response["X-Robots-Tag"], dict(response.cookies)) == ("noindex", {})
    assert client.head("/activities/calendar.ics")["ETag"] == response["ETag"]
