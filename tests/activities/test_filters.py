"""A query string becomes a filter, and a filter becomes rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict

from activities import asked, version
from activities.filters import OccurrenceFilter, period_of
from tests.factories import at, make_activity, make_district, make_organisation, make_venue

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def wish(query: str, now) -> OccurrenceFilter:
    return OccurrenceFilter.from_query(QueryDict(query), now=now)


def titles(wanted: OccurrenceFilter, within=None) -> set[str]:
    rows = wanted.occurrences(within).select_related("activity")
    return {row.activity.title for row in rows}


@pytest.mark.parametrize(
    ("when", "today", "first", "last"),
    [
        ("today", "2026-12-04", "2026-12-04", "2026-12-04"),
        ("weekend", "2026-12-04", "2026-12-05", "2026-12-06"),
        ("weekend", "2026-12-05", "2026-12-05", "2026-12-06"),
        ("weekend", "2026-12-06", "2026-12-06", "2026-12-06"),
        ("week", "2026-12-04", "2026-12-04", "2026-12-10"),
        ("month", "2026-12-04", "2026-12-01", "2026-12-31"),
        ("month", "2028-02-10", "2028-02-01", "2028-02-29"),
    ],
)
def test_a_word_means_days(when, today, first, last):
    days = tuple(map(date.fromisoformat, (first, last)))
    assert period_of(when, date.fromisoformat(today)) == days


def test_what_is_said_comes_back_in_one_order(now):
    make_district("kitayoshi")
    wanted = wish("q=ラジオ 体操&page=3&age=older&district=kitayoshi&when=week&age=senior", now)
    assert wanted.query(page=2) == (
        "district=kitayoshi&age=older&age=senior&when=week"
        "&q=%E3%83%A9%E3%82%B8%E3%82%AA+%E4%BD%93%E6%93%8D&page=2"
    )


def test_a_feed_keeps_all_but_the_period(now):
    wanted = wish("free=1&when=today&page=2&weekday=sun&access=ramp", now)
    assert wanted.without_period().query() == "weekday=sun&free=1&access=ramp"


@pytest.mark.parametrize(
    "query",
    [
        "district=nowhere",
        "age=old",
        "category=party",
        "when=tomorrow",
        "from=2026-13-01",
        "from=0000-01-01",
        "to=9999-12-31",
        "weekday=monday",
        "free=yes",
        "access=lift",
        "q=" + "あ" * 10_000,
        "page=1000000000",
        "page=0",
        "page=%EF%BC%92",
        "sort=asc",
    ],
)
def test_what_cannot_be_used_leaves_one_sentence(query, now):
    wanted = wish(query, now)
    assert len(wanted.ignored) == 1
    assert wanted.query() in {"", "q=" + "%E3%81%82" * 200}


@pytest.mark.parametrize(
    "query",
    ["", "district=", "when=&from=&to=&q=&page=", "q=%00%01", "age=older&age=older", "when=week"],
)
def test_an_empty_or_repeated_value_needs_no_remark(query, now):
    assert wish(query, now).ignored == ()


def test_dates_in_the_wrong_order_are_exchanged(now):
    wanted = wish("from=2026-12-10&to=2026-12-05", now)
    assert wanted.period == (date(2026, 12, 5), date(2026, 12, 10))


def test_a_word_for_when_wins_over_dates(now):
    assert wish("when=today&from=2027-01-01", now).period == (date(2026, 12, 4),) * 2


def test_a_district_holds_all_districts_below_it_even_in_a_circle(now):
    outer = make_district("outer")
    middle = make_district("middle", within=[outer])
    inner = make_district("inner", within=[middle])
    outer.within.add(inner)
    other = make_district("other", within=[middle])
    wanted = wish("district=middle", now)
    assert set(wanted.district_ids) == {outer.pk, middle.pk, inner.pk, other.pk}
    assert set(wish("district=other", now).district_ids) == {other.pk}


def test_districts_are_read_once_a_content_version(now, django_assert_num_queries):
    make_district("kitayoshi")
    number = version.current()
    with django_assert_num_queries(1):
        asked.districts_at(number)
        asked.districts_at(number)
    version.bump()
    with django_assert_num_queries(1):
        asked.districts_at(number + 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("age=older", {"大人の会", "みんなの会"}),
        ("age=school", {"みんなの会"}),
        ("age=school&age=senior", {"大人の会", "みんなの会"}),
        ("access=ramp", {"大人の会"}),
        ("access=ramp&access=toilet", {"大人の会"}),
        ("access=ramp&access=parking", set()),
        ("q=オトナ 大人の会", {"大人の会"}),
        ("q=大人 みんな", set()),
        ("q=100%25", set()),
        ("q=_", set()),
        ("free=1", {"みんなの会"}),
        ("weekday=wed", {"大人の会"}),
    ],
)
def test_conditions_narrow(now, query, found):
    make_activity(
        title="大人の会", reading="おとなのかい", age_bands=["senior", "older"],
        venue=make_venue(access=["ramp"]), access=["toilet"],
    )  # fmt: skip
    make_activity(
        title="みんなの会", fee=0, venue=make_venue(), starts_at=at("2026-12-10 10:00")
    )  # fmt: skip
    assert titles(wish(query, now)) == found


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("from=2026-12-04&to=2026-12-04", True),
        ("from=2026-12-05&to=2026-12-05", True),
        ("from=2026-12-06&to=2026-12-06", False),
        ("when=weekend", True),
        ("", True),
        ("to=2026-12-03", False),
        ("from=2026-12-01&to=2026-12-03", False),
    ],
)
def test_several_days_are_found_on_each_that_is_not_over(now, query, is_found):
    make_activity(title="作品展", starts_at=at("2026-12-02 00:00"), hours=96)
    assert (titles(wish(query, now)) == {"作品展"}) == is_found


def test_within_gives_past_days_too(now):
    make_activity(title="きのうの会", starts_at=at("2026-12-03 10:00"))
    within = (date(2026, 12, 1), date(2026, 12, 5))
    assert titles(wish("", now), within) == {"きのうの会"}
    assert titles(wish("from=2026-12-01", now)) == set()


def test_drafts_are_never_found(now):
    make_activity(live=False)
    assert titles(wish("", now)) == set()


def test_undated_needs_meet_the_conditions(now):
    make_activity(title="話し相手", category="volunteer", dated=False)
    make_activity(title="手伝い", category="volunteer", dated=False, live=False)
    assert [it.title for it in wish("category=volunteer&q=話し", now).undated()] == ["話し相手"]
    assert list(wish("category=salon", now).undated()) == []


def test_a_group_of_its_own_narrows_dated_and_undated(now):
    group = make_organisation("hitotsu")
    make_activity(title="うちの会", organisation=group)
    make_activity(title="うちの手伝い", organisation=group, dated=False)
    make_activity(title="よその会")
    make_activity(title="よその手伝い", dated=False)
    wanted = replace(wish("", now), organiser=group.pk)
    assert titles(wanted) == {"うちの会"}
    assert [it.title for it in wanted.undated()] == ["うちの手伝い"]


def test_a_list_with_its_own_address_keeps_it(now):
    make_district("kitayoshi")
    own = replace(
        wish("district=kitayoshi&when=week", now),
        path="/districts/kitayoshi/",
        own_district="kitayoshi",
    )
    assert [own.url(), own.url(when=""), own.url(page=2), own.url(districts=())] == [
        "/districts/kitayoshi/?when=week",
        "/districts/kitayoshi/",
        "/districts/kitayoshi/?when=week&page=2",
        "/activities/?when=week",
    ]
