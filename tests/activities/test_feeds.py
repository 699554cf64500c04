"""Feeds hold what the filter gives, byte for byte the same until something changes."""

from __future__ import annotations

import gzip
import time
from datetime import date, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.core.cache import cache

from activities import feeds, occurrences, wording
from activities.enums import Category
from activities.filters import OccurrenceFilter
from activities.models import Activity, Occurrence
from activities.occurrences import rows
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


@pytest.mark.parametrize(
    "query",
    ["", "district=kitayoshi", "q=南", "weekday=wed", "age=older", "district=kitayoshi&q=会"],
)
def test_feed_holds_what_the_filter_gives(client, city, now, query, rf):
    body = client.get(f"/activities/calendar.ics?{query}").content
    wanted = OccurrenceFilter.from_query(rf.get(f"/?{query}").GET, now=now)
    rows = wanted.occurrences((date(2026, 11, 4), date(2027, 12, 5)))
    expected = sorted((f"{row.uid}@tsudoi.example.jp", row.starts_at) for row in rows)
    assert keys(events(body)) == expected
    assert len(expected) >= 50


@pytest.mark.parametrize(
    ("day", "is_held"),
    [("2026-11-03", False), ("2026-11-04", True), ("2027-12-05", True), ("2027-12-06", False)],
)
def test_window_is_thirty_days_back_and_twelve_months_ahead(client, now, day, is_held):
    make_activity(starts_at=at(f"{day} 10:00"))
    assert bool(events(client.get("/activities/calendar.ics").content)) is is_held


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


@pytest.mark.parametrize(
    "path", ["activities", "districts/kitayoshi", "organisations/minami", "activities/{pk}"]
)
def test_not_modified_costs_one_query(client, city, django_assert_num_queries, path):
    path = f"/{path}/calendar.ics".format(pk=Activity.objects.first().pk)
    etag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("hours", [1, 14])
def test_not_modified_costs_one_query_all_day_long(
    client, city, time_machine, now, django_assert_num_queries, hours
):
    etag = client.get("/activities/calendar.ics")["ETag"]
    time_machine.move_to(now + timedelta(hours=hours), tick=False)
    with django_assert_num_queries(1):
        again = client.get("/activities/calendar.ics", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_window_moves_at_midnight_in_tokyo(client, city, time_machine, now):
    make_activity(starts_at=at("2027-12-06 10:00"), title="来年")
    before = client.get("/activities/calendar.ics")
    time_machine.move_to(at("2026-12-05 00:00"), tick=False)
    after = client.get("/activities/calendar.ics", headers={"If-None-Match": before["ETag"]})
    titles = {str(event["SUMMARY"]) for event in events(after.content)}
    assert (after.status_code, titles) == (200, {"北の会", "南の会", "来年"})


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ("*", 304),
        ('"other"', 200),
        ("nonsense", 200),
    ],
)
def test_if_none_match_in_every_form(client, city, written, status):
    etag = client.get("/activities/calendar.ics")["ETag"]
    headers = {"If-None-Match": written.format(etag=etag)}
    assert client.get("/activities/calendar.ics", headers=headers).status_code == status


def test_not_modified_repeats_what_caches_need(client, city):
    whole = client.get("/activities/calendar.ics")
    short = client.get("/activities/calendar.ics", headers={"If-None-Match": whole["ETag"]})
    names = ("ETag", "Cache-Control", "Vary", "Last-Modified")
    assert {name: short[name] for name in names} == {name: whole[name] for name in names}


def test_one_address_for_all_ways_to_ask_the_same(client, city):
    one, other = (
        client.get(f"/activities/calendar.ics?{query}")
        for query in ("age=older&district=kitayoshi", "district=kitayoshi&utm=x&age=older&page=2")
    )
    source = str(icalendar.Calendar.from_ical(one.content)["SOURCE"])
    assert one.content == other.content
    assert source.endswith("/activities/calendar.ics?district=kitayoshi&age=older")


def test_gzip_holds_the_same_bytes_under_an_etag_of_its_own(client, city):
    plain = client.get("/activities/calendar.ics", headers={"Accept-Encoding": "gzip;q=0"})
    packed = client.get("/activities/calendar.ics", headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
    assert client.get("/activities/calendar.ics", headers=headers).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("activities", 5),
        ("districts/kitayoshi", 5),
        ("organisations/hidamari", 5),
        ("activities/{pk}", 5),
    ],
)
def test_a_fresh_feed_costs_the_same_queries_for_one_and_three(
    client, now, django_assert_num_queries, path, queries, count
):
    made = [make_activity(rule=WEEKLY, title=f"会{number}") for number in range(count)]
    path = f"/{path}/calendar.ics".format(pk=made[0].pk)
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_the_zone_of_the_server_changes_nothing(client, city, monkeypatch, zone):
    before = client.get("/activities/calendar.ics").content
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for row in Occurrence.objects.select_related("activity__organiser", "activity__venue"):
            row.ical = ""
            rows.finish(row, row.activity, row.changed_at)
            Occurrence.objects.filter(pk=row.pk).update(ical=row.ical)
        cache.clear()
        assert client.get("/activities/calendar.ics").content == before
    finally:
        monkeypatch.undo()
        time.tzset()


def test_too_many_dates_drop_the_past_then_whole_days_at_the_far_end(client, now, monkeypatch):
    for day in ("2026-12-02", "2026-12-09", "2026-12-10", "2026-12-11"):
        make_activity(starts_at=at(f"{day} 10:00"))
        make_activity(starts_at=at(f"{day} 14:00"))
    size = len(Occurrence.objects.first().ical.encode())
    monkeypatch.setattr(feeds, "MOST_BYTES", feeds.OVERHEAD + int(size * 5.5))
    body = client.get("/activities/calendar.ics").content
    days = [event["DTSTART"].dt.day for event in events(body)]
    said = str(icalendar.Calendar.from_ical(body)["X-WR-CALDESC"])
    assert days == [9, 9, 10, 10]
    assert said == "日にちが多いため、2026-12-04から2026-12-10までを入れています。"


def test_dates_are_counted_before_they_are_read(client, now, monkeypatch):
    for day in ("2026-12-02", "2026-12-09", "2026-12-10"):
        make_activity(starts_at=at(f"{day} 10:00"))
    monkeypatch.setattr(feeds, "MOST_DATES", 1)
    body = client.get("/activities/calendar.ics").content
    assert [event["DTSTART"].dt.day for event in events(body)] == [9]


def test_one_day_alone_that_is_too_much_is_cut_and_not_left_out(client, now, monkeypatch):
    for hour in (10, 11, 12):
        make_activity(starts_at=at(f"2026-12-04 {hour}:00"))
    size = len(Occurrence.objects.first().ical.encode())
    monkeypatch.setattr(feeds, "MOST_BYTES", feeds.OVERHEAD + int(size * 2.5))
    body = client.get("/activities/calendar.ics").content
    assert [event["DTSTART"].dt.hour for event in events(body)] == [10, 11]


def test_a_whole_feed_says_nothing_of_a_cut(client, city):
    body = client.get("/activities/calendar.ics").content
    assert b"CALDESC" not in body


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


def test_cancelled_dates_of_the_last_thirty_days_stay(client, now, time_machine):
    row = make_activity().occurrences.get()
    occurrences.cancel(row, now=now)
    time_machine.move_to(at("2027-01-08 23:00"), tick=False)
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert str(event["STATUS"]) == "CANCELLED"


def test_a_moved_date_is_one_entry_under_its_old_uid(client, now):
    row = make_activity().occurrences.get()
    (old,) = events(client.get("/activities/calendar.ics").content)
    begin, end = at("2026-12-10 13:00"), at("2026-12-10 14:00")
    occurrences.move(row, starts_at=begin, ends_at=end, reason="会場の都合", now=now)
    (new,) = events(client.get("/activities/calendar.ics").content)
    assert (old["UID"], begin, int(old["SEQUENCE"]) + 1) == (
        new["UID"],
        new["DTSTART"].dt,
        int(new["SEQUENCE"]),
    )
    assert "RECURRENCE-ID" not in new


def test_one_date_alone(client, now):
    activity = make_activity(rule=WEEKLY)
    response = client.get(f"/activities/{activity.pk}/2026-12-09.ics")
    assert [event["DTSTART"].dt for event in events(response.content)] == [at("2026-12-09 10:00")]
    assert response["Content-Disposition"] == (
        f'attachment; filename="activity-{activity.pk}-2026-12-09.ics"'
    )


def test_one_date_keeps_its_address_when_it_moves(client, now):
    row = make_activity().occurrences.get()
    begin, end = at("2026-12-10 13:00"), at("2026-12-10 14:00")
    occurrences.move(row, starts_at=begin, ends_at=end, now=now)
    (event,) = events(client.get(f"/activities/{row.activity_id}/2026-12-09.ics").content)
    assert event["DTSTART"].dt == begin


def test_two_dates_on_one_day_are_two_entries_in_one_file(client, now):
    extra = [at("2026-12-09 14:00").isoformat()]
    activity = make_activity(schedule={"extra": extra})
    found = events(client.get(f"/activities/{activity.pk}/2026-12-09.ics").content)
    uids = [str(event["UID"]).split("@")[0][37:] for event in found]
    assert uids == ["20261209", "20261209T1400"]


@pytest.mark.parametrize(
    "day",
    [
        "2026-12-10",
        "0000-00-00",
        "0001-01-01",
        "x",
        "9999-12-31",
        "2026-12-9",
        "20261209",
        "2026-W50-3",
    ],
)
def test_a_day_without_a_date_is_not_found(client, now, day):
    activity = make_activity(rule=WEEKLY)
    assert client.get(f"/activities/{activity.pk}/{day}.ics").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 10_000,
        "district=%FF&age=x",
        "from=0000-01-01",
        "page=1000000000",
        "a&a&=b",
    ],
)
def test_bad_input_is_left_out(client, city, query):
    response = client.get(f"/activities/calendar.ics?{query}")
    assert response.status_code == 200
    icalendar.Calendar.from_ical(response.content)


@pytest.mark.parametrize(
    "path",
    [
        "/districts/none/calendar.ics",
        "/organisations/none/calendar.ics",
        "/activities/0/calendar.ics",
    ],
)
def test_unknown_feeds_are_not_found(client, now, path):
    assert client.get(path).status_code == 404


def test_hostile_text_reaches_the_reader_as_it_was(client, now):
    title = "👨‍👩‍👧‍👦お茶;a,b\\c"
    make_activity(title=title, summary="あ" * 160, venue_note="x\x07\n二")
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert str(event["SUMMARY"]) == title
    assert "あ" * 160 in str(event["DESCRIPTION"])
    assert str(event["LOCATION"]) == "みどりの家 x\n二"


def test_online_is_a_place(client, now):
    make_activity(is_online=True)
    Activity.objects.update(venue=None)
    occurrences.materialise(Activity.objects.get(), now=now)
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert str(event["LOCATION"]) == "オンライン"


def test_all_day_has_an_exclusive_end(client, now):
    make_activity(starts_at=at("2026-12-05 00:00"), hours=48, schedule={"is_all_day": True})
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert (str(event["DTSTART"].dt), str(event["DTEND"].dt)) == ("2026-12-05", "2026-12-07")


def test_drafts_are_in_no_feed(client, now):
    activity = make_activity(live=False)
    assert events(client.get("/activities/calendar.ics").content) == []
    assert client.get(f"/activities/{activity.pk}/calendar.ics").status_code == 404


def test_cancel_restore_and_cancel_again_rises_each_time_under_one_uid(client, now):
    row = make_activity().occurrences.get()
    found = []
    for change in (None, occurrences.cancel, occurrences.restore, occurrences.cancel):
        if change:
            change(row, now=now)
        (event,) = events(client.get("/activities/calendar.ics").content)
        found.append((str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])))
    uid = f"{row.uid}@tsudoi.example.jp"
    assert found == [
        (uid, 0, "CONFIRMED"),
        (uid, 1, "CANCELLED"),
        (uid, 2, "CONFIRMED"),
        (uid, 3, "CANCELLED"),
    ]


def test_a_renamed_venue_reaches_every_coming_date(client, now):
    activity = make_activity(rule=WEEKLY)
    before = client.get("/activities/calendar.ics")
    venue = activity.venue
    venue.name = "新しい家"
    venue.save()
    after = client.get("/activities/calendar.ics", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    old = {str(event["UID"]): int(event["SEQUENCE"]) for event in events(before.content)}
    new = {str(event["UID"]): int(event["SEQUENCE"]) for event in events(after.content)}
    assert len(new) > 50
    assert new == {uid: sequence + 1 for uid, sequence in old.items()}
    assert {str(event["LOCATION"]) for event in events(after.content)} == {"新しい家"}


def test_a_postponed_date_stays_and_says_so(client, now):
    row = make_activity().occurrences.get()
    occurrences.postpone(row, reason="講師の都合", now=now)
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert (str(event["SUMMARY"]), str(event["STATUS"]), int(event["SEQUENCE"])) == (
        "【延期】サロン ひだまり",
        "TENTATIVE",
        1,
    )


def test_a_moved_date_says_where_it_was_and_a_postponed_one_that_got_a_day_too(client, now):
    row = occurrences.postpone(make_activity().occurrences.get(), now=now)
    begin, end = at("2026-12-16 10:00"), at("2026-12-16 11:30")
    occurrences.move(row, starts_at=begin, ends_at=end, now=now)
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert str(event["DESCRIPTION"]).splitlines()[0] == "もとの予定：12月9日（水）"
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == ("サロン ひだまり", "CONFIRMED")


@pytest.mark.parametrize(("is_public", "found"), [(True, "mailto:kai@example.jp"), (False, None)])
def test_an_organiser_is_named_where_the_address_is_public(client, now, is_public, found):
    make_activity(email="kai@example.jp", email_is_public=is_public)
    body = client.get("/activities/calendar.ics").content
    (event,) = events(body)
    assert event.get("ORGANIZER") == found
    assert (b"kai@" in body) is is_public


def test_kinds_have_colours_that_are_names_of_css(client, now):
    for number, kind in enumerate(Category):
        make_activity(title=f"会{number}", category=kind)
    colours = {
        str(event["COLOR"]) for event in events(client.get("/activities/calendar.ics").content)
    }
    assert len(colours) == len(Category)
    assert colours <= {
        "saddlebrown", "firebrick", "purple", "teal", "mediumvioletred", "darkgreen", "dimgray",
    }  # fmt: skip


def test_a_date_until_midnight_is_a_date_of_its_own_day(client, now):
    activity = make_activity(starts_at=at("2026-12-09 22:00"), hours=2)
    row = activity.occurrences.get()
    (event,) = events(client.get("/activities/calendar.ics").content)
    assert (row.date, row.end_date) == (date(2026, 12, 9), date(2026, 12, 9))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (row.starts_at, row.ends_at)
    assert "12月9日（水） 午後10時から夜12時" in wording.say_when(row.starts_at, row.ends_at)
    assert "夜12時" in client.get(f"/activities/{activity.pk}/").content.decode()


def test_long_texts_keep_a_feed_of_many_dates_under_a_megabyte(client, now):
    for number in range(3):
        make_activity(
            title=f"会{number}", summary="あ" * 160, rule="FREQ=DAILY", venue_note="い" * 120
        )
    body = client.get("/activities/calendar.ics").content
    found = icalendar.Calendar.from_ical(body)
    assert 800_000 < len(body) < 1_000_000
    assert "日にちが多いため" in str(found["DESCRIPTION"])


def test_headers(client, city):
    response = client.get("/activities/calendar.ics")
    assert dict(response.cookies) == {}
    names = ("Content-Type", "X-Robots-Tag", "Vary", "Cache-Control", "Content-Disposition")
    assert {name: response[name] for name in names} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "X-Robots-Tag": "noindex",
        "Vary": "Accept-Encoding",
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Content-Disposition": 'inline; filename="calendar.ics"',
    }


def test_head_says_the_same_without_a_body(client, city):
    got, head = (call("/activities/calendar.ics") for call in (client.get, client.head))
    assert (head.content, head["ETag"]) == (b"", got["ETag"])
    assert client.post("/activities/calendar.ics").status_code == 405
