"""The front doors: front page, districts, groups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import HomePage
from tests.factories import at, make_activity, make_district, make_organisation, make_venue

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def page(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def city(now):
    north, south = make_district("kitayoshi"), make_district("minayoshi", name="みなよし")
    ward = make_district("uchikoshi", name="打越", scheme="ward", within=[north])
    group = make_organisation("hidamari", district=ward, description="お茶の会です。")
    other = make_organisation("minami", name="南の会")
    make_activity(group, make_venue(district=ward), title="北の会", rule=WEEKLY)
    make_activity(group, title="北の手伝い", category="volunteer", dated=False)
    make_activity(group, title="下書きの会", live=False)
    make_activity(
        other,
        make_venue(district=south),
        title="南の会合",
        starts_at=at("2026-12-04 13:00"),
    )


def test_front_page_shows_today_and_tomorrow_and_the_ways_on(client, city):
    text = page(client, "/")
    assert ("南の会合</a>" in text, "北の会</a>" in text) == (True, False)
    for link in ("/activities/?when=weekend", "/districts/kitayoshi/", "tel:0561000000"):
        assert f'href="{link}"' in text


def test_front_page_says_its_notice_on_every_page_at_once(client, city):
    client.get("/activities/")
    front = HomePage.objects.get()
    front.notice = "大雪のため、きょうの催しは中止です。"
    front.save_revision().publish()
    for path in ("/", "/activities/", "/districts/", "/no-such-page/"):
        assert front.notice in client.get(path).content.decode()


def test_districts_are_listed_by_scheme(client, city):
    text = page(client, "/districts/")
    assert text.index("日常生活圏域") < text.index("きたよし") < text.index("行政区")


def test_district_shows_its_own_and_what_lies_within(client, city):
    text = page(client, "/districts/kitayoshi/")
    assert ("北の会</a>" in text, "南の会合</a>" in text) == (True, False)
    assert 'href="/districts/uchikoshi/"' in text


def test_district_keeps_its_address_while_one_narrows(client, city):
    text = page(client, "/districts/kitayoshi/?age=older")
    assert 'href="/districts/kitayoshi/?age=older&amp;when=today"' in text
    assert "calendar.ics?district=kitayoshi&amp;age=older" in text


def test_district_of_the_address_wins_over_the_query(client, city):
    text = page(client, "/districts/kitayoshi/?district=minayoshi")
    assert "南の会合</a>" not in text


def test_group_shows_its_coming_activities_by_day_and_undated_ones(client, city):
    text = page(client, "/organisations/hidamari/")
    assert text.index("お茶の会です。") < text.index("12月") < text.index("北の会</a>")
    assert text.index("随時") < text.index("北の手伝い</a>")
    assert ("南の会合</a>" in text, "下書きの会" in text) == (False, False)
    assert "/organisations/hidamari/calendar.ics" in text


def test_group_without_coming_dates_says_so(client, now):
    make_activity(make_organisation("hidamari"), starts_at=now - timedelta(days=3))
    assert "北の会" not in page(client, "/organisations/hidamari/")
    assert client.get("/organisations/nobody/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/districts/kitayoshi/?when=%00&from=0000-00-00&page=1000000000",
        "/organisations/hidamari/?page=%00&x=1",
        "/?page=x",
    ],
)
def test_any_query_is_answered(client, city, path):
    assert "</h1>" in page(client, path)


@pytest.mark.parametrize(
    "path", ["/activities/", "/districts/kitayoshi/", "/organisations/hidamari/"]
)
def test_a_page_too_far_is_the_first_one_with_a_remark(client, city, path):
    text = page(client, f"{path}?page=99")
    assert ("北の会</a>" in text, "notice--warning" in text) == (True, True)


@pytest.mark.parametrize(
    "path", ["/", "/districts/", "/districts/kitayoshi/", "/organisations/hidamari/"]
)
def test_no_cookie_one_vary_and_a_304(client, city, path):
    response = client.get(path)
    assert (dict(response.cookies), response["Vary"]) == ({}, "Accept-Encoding")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
    again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/districts/", 2), ("/districts/kitayoshi/", 8), ("/organisations/hidamari/", 8)],
)
def test_front_doors_cost_the_same_for_one_and_three(client, now, path, queries):
    district = make_district("kitayoshi")
    venue, group = make_venue(district=district), make_organisation("hidamari")
    client.get("/activities/")
    counts = []
    for n in range(3):
        make_activity(group, venue, title=f"会{n}", rule=WEEKLY)
        make_activity(group, venue, title=f"手伝い{n}", dated=False)
        if n in (0, 2):
            client.get("/accounts/login/")  # what is kept a content version, is kept
            with CaptureQueriesContext(connection) as caught:
                client.get(path)
            counts.append(len(caught))
    assert counts == [queries] * 2
