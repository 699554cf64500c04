"""What residents see: the list and one activity."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import occurrences, publishing
from activities.models import Schedule
from tests.factories import at, make_activity, make_district, make_organisation, make_venue

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def page(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def city(now):
    care_area = make_district("kitayoshi")
    ward = make_district("uchikoshi", name="打越", scheme="ward", within=[care_area])
    other = make_district("minayoshi", name="みなよし")
    make_activity(title="北の茶話会", venue=make_venue(district=ward), rule=WEEKLY)
    make_activity(
        title="南の体操",
        venue=make_venue(name="南の家", district=other),
        category="exercise",
        age_bands=["senior", "older"],
        fee=0,
        starts_at=at("2026-12-05 13:30"),
    )


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"北の茶話会", "南の体操"}),
        ("district=kitayoshi", {"北の茶話会"}),
        ("district=kitayoshi&district=minayoshi", {"北の茶話会", "南の体操"}),
        ("age=school", {"北の茶話会"}),
        ("age=older", {"北の茶話会", "南の体操"}),
        ("category=exercise", {"南の体操"}),
        ("when=today", set()),
        ("when=weekend", {"南の体操"}),
        ("when=week", {"北の茶話会", "南の体操"}),
        ("from=2026-12-06&to=2026-12-09", {"北の茶話会"}),
        ("weekday=sat", {"南の体操"}),
        ("free=1", {"南の体操"}),
        ("q=ｻﾜ", set()),
        ("q=茶話", {"北の茶話会"}),
        ("q=南の家", {"南の体操"}),
    ],
)
def test_list_finds_what_was_asked_for(client, city, query, titles):
    text = page(client, f"/activities/?{query}")
    assert {title for title in ("北の茶話会", "南の体操") if f">{title}<" in text} == titles


@pytest.mark.parametrize(
    "query",
    [
        "district=nowhere",
        "age=%00",
        "when=yesterday",
        "from=0000-01-01",
        "from=9999-12-31",
        "to=tomorrow",
        "page=1000000000",
        "page=-1",
        "q=" + "あ" * 10_000,
        "q=%00%01",
        "weekday=mon&weekday=mon&weekday=x",
        "unknown=1&unknown=2",
        "category=" + "x" * 10_000,
        "q=%ff%fe",
        "from=2026-12-10&to=2026-12-01",
        "when=today&from=2026-12-01",
    ],
)
def test_list_takes_any_query_without_an_error(client, city, query):
    assert client.get(f"/activities/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["district=nowhere", "when=yesterday", "unknown=1", "to=x"])
def test_list_says_what_it_left_out(client, city, query):
    assert "notice--warning" in page(client, f"/activities/?{query}")


def test_a_series_is_one_card(client, city):
    assert page(client, "/activities/?when=month").count("北の茶話会</a>") == 1


def test_one_day_shows_every_date_of_it(client, now):
    schedule_twice = make_activity(title="朝と夕の会", starts_at=at("2026-12-09 10:00"))
    draft = publishing.draft_of(schedule_twice)
    first = draft.schedules.all()[0]
    first.extra = [at("2026-12-09 15:00").isoformat()]
    draft.schedules = [first]
    publishing.publish(draft, None)
    text = page(client, "/activities/?from=2026-12-09&to=2026-12-09")
    assert text.count("朝と夕の会</a>") == 2


def test_a_begun_activity_is_listed_until_it_ends(client, now, time_machine):
    make_activity(title="昼の会", starts_at=at("2026-12-04 08:30"), hours=1)
    assert "昼の会" in page(client, "/activities/?when=today")
    time_machine.move_to(at("2026-12-04 09:31"), tick=False)
    assert "昼の会" not in page(client, "/activities/?when=today")


def test_an_activity_of_several_days_is_found_on_each(client, now):
    make_activity(title="作品展", starts_at=at("2026-12-03 00:00"), hours=72)
    assert "作品展" in page(client, "/activities/?from=2026-12-05&to=2026-12-05")


@pytest.mark.parametrize("query", ["", "when=week&district=kitayoshi", "category=volunteer"])
def test_list_costs_the_same_queries_for_one_and_three_rows(
    client, now, query, django_assert_max_num_queries
):
    make_activity(rule=WEEKLY)
    with django_assert_max_num_queries(9) as few:
        client.get(f"/activities/?{query}")
    for n in range(3):
        make_activity(title=f"会{n}", rule=WEEKLY, organisation=make_organisation())
    with django_assert_max_num_queries(9) as many:
        client.get(f"/activities/?{query}")
    assert len(many) == len(few)


def test_a_kept_list_costs_one_query(client, city, django_assert_num_queries):
    client.get("/activities/")
    with django_assert_num_queries(1):
        client.get("/activities/")


def test_a_change_is_seen_at_once(client, city):
    client.get("/activities/")
    make_activity(title="できたての会")
    assert "できたての会" in page(client, "/activities/")


def test_an_unchanged_page_is_not_sent_twice(client, city):
    etag = client.get("/activities/")["ETag"]
    again = client.get("/activities/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_activity_shows_its_dates_with_cancelled_ones_marked(client, now):
    activity = make_activity(rule="FREQ=MONTHLY;BYDAY=2WE,4WE")
    second = activity.occurrences.order_by("starts_at")[1]
    occurrences.cancel(second, reason="会場の工事のため", now=now)
    text = page(client, f"/activities/{activity.pk}/")
    assert "毎月第2・第4水曜" in text
    assert ("date--stop" in text, "会場の工事のため" in text) == (True, True)


def test_a_draft_has_no_public_page(client, now):
    activity = make_activity(live=False)
    assert client.get(f"/activities/{activity.pk}/").status_code == 404


def test_activity_costs_the_same_queries_for_one_and_three_dates(client, now):
    single, triple = make_activity(), make_activity(rule=WEEKLY)
    client.get("/districts/")  # the notice of the front page is kept from here on
    counts = []
    for activity in (single, triple):
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/activities/{activity.pk}/")
        counts.append(len(caught))
    assert counts == [5, 5]


@pytest.mark.parametrize(
    "path", ["/districts/", "/districts/kitayoshi/", "/organisations/hidamari/"]
)
def test_other_front_doors_answer(client, city, path):
    response = client.get(path)
    assert (response.status_code, dict(response.cookies)) == (200, {})


def test_a_plan_that_ended_with_a_change_is_not_said_any_more(client, now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE;UNTIL=20261202")
    draft = publishing.draft_of(activity)
    start = at("2026-12-10 10:00")
    later = Schedule(starts_at=start, ends_at=at("2026-12-10 11:00"), rule="FREQ=WEEKLY;BYDAY=TH")
    draft.schedules = [*draft.schedules.all(), later]
    publishing.publish(draft, None)
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert ("毎週木曜" in page, "毎週水曜" in page) == (True, False)
