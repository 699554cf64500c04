"""How staff find, fill and preview activities in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import publishing
from activities.models import Activity
from organisations.enums import StaffGroup
from organisations.models import Moderator
from tests.factories import (
    at,
    make_activity,
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db
BASE = "/cms/snippets/activities/activity/"


@pytest.fixture
def council(client, now):
    client.force_login(make_council_user())
    return client


def filled(activity: Activity | None = None, **changes: Any) -> dict[str, Any]:
    """A posted form with one schedule on Wednesday 9 December 2026."""
    organiser = activity.organiser if activity else make_organisation("hidamari")
    schedule = activity.schedules.get() if activity else None
    return {
        "title": "ひだまりサロン",
        "category": "salon",
        "organiser": organiser.pk,
        "sign_up": "not_needed",
        "tags": "",
        "schedules-TOTAL_FORMS": "1",
        "schedules-INITIAL_FORMS": "1" if schedule else "0",
        "schedules-MIN_NUM_FORMS": "0",
        "schedules-MAX_NUM_FORMS": "1000",
        "schedules-0-id": schedule.pk if schedule else "",
        "schedules-0-ORDER": "1",
        "schedules-0-starts_at": "2026-12-09 10:00",
        "schedules-0-ends_at": "2026-12-09 11:30",
        "schedules-0-rule": "",
    } | changes


def listed(client: Any, **query: Any) -> list[str]:
    return [row.title for row in client.get(BASE, query).context["object_list"]]


@pytest.fixture
def four(now):
    """A live one, one that waits, one that came back, a draft; in two districts."""
    north = make_district("kitayoshi")
    ward = make_district("uchikoshi", name="打越", within=[north])
    south = make_district("minayoshi", name="みなよし")
    member = make_member(make_organisation("hidamari"))
    make_activity(title="公開の会", venue=make_venue(district=ward), category="dining")
    waiting = make_activity(title="確認待ちの会", venue=make_venue(district=south), live=False)
    publishing.submit(waiting, member)
    returned = make_activity(title="もどった会", venue=make_venue(district=south), live=False)
    publishing.submit(returned, member)
    publishing.send_back(Activity.objects.get(pk=returned.pk), make_council_user(), "場所は？")
    make_activity(title="下書きの会", venue=make_venue(district=south), live=False)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"state": "waiting"}, ["確認待ちの会"]),
        ({"state": "returned"}, ["もどった会"]),
        ({"state": "draft"}, ["下書きの会"]),
        ({"state": "live"}, ["公開の会"]),
        ({"category": "dining"}, ["公開の会"]),
        ({"q": "待ち"}, ["確認待ちの会"]),
        ({"q": "ひだまり", "state": "draft"}, ["下書きの会"]),
    ],
    ids=lambda value: str(value),
)
def test_the_listing_is_narrowed(council, four, query, titles):
    assert listed(council, **query) == titles


def test_a_district_filter_finds_what_lies_below_it(council, four):
    assert listed(council, district=make_district("kitayoshi").pk) == ["公開の会"]


def test_a_live_post_that_waits_with_a_change_is_found_under_both(council):
    activity = make_activity(title="かわる会")
    publishing.submit(publishing.draft_of(activity), make_member(activity.organiser))
    assert listed(council, state="waiting") == listed(council, state="live") == ["かわる会"]


@pytest.mark.parametrize(
    "query",
    [{"state": "x"}, {"district": "99999"}, {"organiser": "x"}, {"q": "あ" * 5000}, {"p": "9" * 9}],
    ids=["state", "district", "group", "long search", "far page"],
)
def test_broken_filters_are_no_error(council, four, query):
    assert council.get(BASE, query).status_code in {200, 404}


@pytest.mark.parametrize("ordering", ["next_starts_at", "-next_starts_at", "organiser__reading"])
def test_the_listing_is_sorted(council, ordering):
    make_activity(title="後", starts_at=at("2026-12-20 10:00"))
    make_activity(title="先", starts_at=at("2026-12-05 10:00"))
    titles = listed(council, ordering=ordering)
    if ordering.endswith("next_starts_at"):
        assert titles == (["先", "後"] if ordering[0] != "-" else ["後", "先"])
    assert sorted(titles) == ["先", "後"]


def test_a_listing_costs_the_same_queries_for_one_and_three_rows(council):
    counts = []
    publishing.submit(make_activity(live=False), make_council_user())
    for _round in range(2):
        council.get(BASE)
        with CaptureQueriesContext(connection) as caught:
            council.get(BASE)
        counts.append(len(caught))
        for number in range(2):
            venue = make_venue(name=f"家{number}")
            publishing.submit(make_activity(venue=venue, live=False), make_council_user())
    assert counts[0] == counts[1]


def test_the_row_tells_group_district_next_date_and_state(council):
    make_activity(title="みる会")
    page = council.get(BASE).content.decode()
    for word in ("みる会", "ひだまりの会", "きたよし", "12月9日（水）", "公開中", "サロン"):
        assert word in page, word


def test_ticked_boxes_become_lists(council):
    ticked = {"age_bands": ["senior", "older"], "access": ["ramp"], "plan_goals": ["1", "3"]}
    assert council.post(f"{BASE}add/", filled(**ticked)).status_code == 302
    made = Activity.objects.get()
    assert (made.age_bands, made.access, made.plan_goals, made.programmes) == (
        ["senior", "older"],
        ["ramp"],
        [1, 3],
        [],
    )
    page = council.get(f"{BASE}edit/{made.pk}/").content.decode()
    assert re.search(r'name="age_bands" value="older"[^>]*checked', page)


def test_the_dates_are_said_in_words(council):
    activity = make_activity(rule="FREQ=MONTHLY;BYDAY=2WE,4WE")
    page = council.get(f"{BASE}edit/{activity.pk}/").content.decode()
    assert "毎月第2・第4水曜 午前10時から11時30分" in page
    assert re.findall(r"<li>(\d+月\d+日)", page) == [
        "12月9日",
        "12月23日",
        "1月13日",
        "1月27日",
        "2月10日",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"schedules-0-rule": "毎週火曜"}, "rule"),
        ({"schedules-0-rule": "FREQ=SECONDLY"}, "rule"),
        ({"schedules-0-rule": "A" * 501}, "rule"),
        ({"schedules-0-ends_at": "2026-12-09 09:00"}, "ends_at"),
        ({"schedules-0-starts_at": "9999-99-99"}, "starts_at"),
        ({"schedules-0-starts_at": "0001-01-01 00:00"}, "rule"),
        ({"schedules-0-extra": "来週"}, "extra"),
        ({"schedules-0-extra": "2026-02-30"}, "extra"),
        ({"schedules-0-skipped": "2026-12-09 25:00"}, "skipped"),
        ({"schedules-0-extra": "2026-12-09\n" * 101}, "extra"),
        ({"schedules-0-extra": "0001-01-01"}, "rule"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_bad_dates_are_named_at_their_field(council, changes, field):
    response = council.post(f"{BASE}add/", filled(**changes))
    [row] = response.context["form"].formsets["schedules"].forms
    assert (response.status_code, list(row.errors)) == (200, [field])
    assert not Activity.objects.exists()


def test_single_days_are_added_and_left_out(council):
    changes = {
        "schedules-0-rule": "FREQ=WEEKLY;BYDAY=WE",
        "schedules-0-extra": "2026-12-12\n2026-12-13 14:00",
        "schedules-0-skipped": "2026-12-16",
        "action-publish": "1",
    }
    assert council.post(f"{BASE}add/", filled(**changes)).status_code == 302
    activity = Activity.objects.get()
    starts = [f"{row.starts_at.astimezone(at('2026-12-01').tzinfo):%m-%d %H:%M}"
              for row in activity.occurrences.all()[:4]]  # fmt: skip
    assert starts == ["12-09 10:00", "12-12 10:00", "12-13 14:00", "12-23 10:00"]
    page = council.get(f"{BASE}edit/{activity.pk}/").content.decode()
    assert "2026-12-12 10:00\n2026-12-13 14:00" in page


def test_the_preview_shows_what_is_typed(council):
    activity = make_activity(title="もと")
    council.post(f"{BASE}preview/{activity.pk}/", filled(activity, title="ためし"))
    page = council.get(f"{BASE}preview/{activity.pk}/")
    assert (page.status_code, "ためし" in page.content.decode()) == (200, True)


def test_versions_are_compared(council):
    activity = make_activity(title="もと")
    council.post(f"{BASE}edit/{activity.pk}/", filled(activity, title="あたらしい"))
    page = council.get(f"{BASE}history/{activity.pk}/revisions/compare/earliest...latest/")
    assert "あたらしい" in re.sub(r"<[^>]+>", "", page.content.decode())


def test_reading_shows_words_and_no_codes(client, now):
    activity = make_activity(age_bands=["older"], access=["ramp"])
    client.force_login(make_staff(StaffGroup.CITY))
    page = client.get(f"{BASE}inspect/{activity.pk}/").content.decode()
    for word in ("75歳以上", "スロープ"):
        assert word in page, word
    for code in ("search_text", "older", "False"):
        assert re.findall(f"[>'\"]{code}[<'\"]", page) == []


def test_a_venues_facts_are_boxes(council):
    venue = make_venue(access=["ramp"])
    page = council.get(f"/cms/snippets/activities/venue/edit/{venue.pk}/").content.decode()
    assert re.search(r'name="access" value="ramp"[^>]*checked', page)
    data = {"name": "みどりの家", "district": venue.district_id, "access": ["toilet", "ramp"]}
    assert council.post(f"/cms/snippets/activities/venue/edit/{venue.pk}/", data).status_code == 302
    venue.refresh_from_db()
    assert sorted(venue.access) == ["ramp", "toilet"]


def test_the_front_page_counts_and_lists_what_the_user_may_review(client, four):
    make_district("higashi", name="ひがし")
    moderator = make_staff(StaffGroup.MODERATOR)
    districts = Moderator.objects.create(user=moderator).districts
    client.force_login(moderator)
    districts.set([make_district("kitayoshi")])
    assert "確認待ちの会" not in client.get("/cms/").content.decode()
    districts.set([make_district("minayoshi")])
    page = client.get("/cms/").content.decode()
    assert "確認待ちの会" in page
    assert "確認待ちの投稿 1件" in page
