"""Days, cards and counts of a list."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from activities import listing, occurrences
from activities.filters import OccurrenceFilter
from tests.factories import at, make_activity, make_organisation

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def wish(query: str, now) -> OccurrenceFilter:
    return OccurrenceFilter.from_query(QueryDict(query), now=now)


def shown(query: str, now) -> listing.Listing:
    return listing.listing(wish(query, now))


def cards(found: listing.Listing) -> list[tuple[str, str]]:
    return [(day["anchor"], card["title"]) for day in found.days for card in day["cards"]]


def only_card(query: str, now) -> dict:
    [day] = shown(query, now).days
    [card] = day["cards"]
    return card


def test_a_series_is_one_card_under_its_first_date(now):
    make_activity(title="毎週の会", rule=WEEKLY)
    make_activity(title="一度の会", starts_at=at("2026-12-05 10:00"))
    found = shown("when=month", now)
    assert cards(found) == [("d2026-12-05", "一度の会"), ("d2026-12-09", "毎週の会")]
    assert found.total == 2


def test_a_card_answers_when_where_whom_and_how_much(now):
    make_activity(rule="FREQ=MONTHLY;BYDAY=2WE,4WE", fee=100, fee_note="お茶代")
    card = only_card("when=month", now)
    said = {key: card[key] for key in ("when", "when_small", "where", "whom", "fee", "state")}
    assert said == {
        "when": "次回 12月9日（水）・あと1回",
        "when_small": "毎月第2・第4水曜 午前10時から11時30分",
        "where": "みどりの家",
        "whom": "どなたでも",
        "fee": "100円（お茶代）",
        "state": "free",
    }


def test_further_dates_are_counted_without_cancelled_ones(now):
    activity = make_activity(rule=WEEKLY)
    occurrences.cancel(activity.occurrences.order_by("starts_at")[2], now=now)
    assert only_card("when=month", now)["when"] == "次回 12月9日（水）・あと2回"


def test_a_cancelled_date_says_why_and_names_the_one_after_it(now):
    activity = make_activity(rule=WEEKLY)
    second, third = activity.occurrences.order_by("starts_at")[1:3]
    occurrences.cancel(second, reason="会場の工事のため", now=now)
    occurrences.cancel(third, now=now)
    card = only_card("from=2026-12-16&to=2026-12-16", now)
    assert (card["state"], card["notice_lead"], card["notice"]) == (
        "stop",
        "この日は中止です。",
        "会場の工事のため。次は12月30日（水）です。",
    )


def test_one_day_counts_and_shows_every_date(now):
    make_activity(title="朝の会", starts_at=at("2026-12-09 09:00"), schedule={
        "extra": [at("2026-12-09 14:00").isoformat()]
    })  # fmt: skip
    found = shown("from=2026-12-09&to=2026-12-09", now)
    assert (found.total, cards(found)) == (2, [("d2026-12-09", "朝の会")] * 2)


@pytest.mark.parametrize("query", ["", "when=month", "from=2026-12-01&to=2026-12-31"])
def test_what_goes_on_stands_under_today(now, query):
    make_activity(title="作品展", starts_at=at("2026-12-02 00:00"), hours=96)
    assert cards(shown(query, now)) == [("d2026-12-04", "作品展")]


def test_the_strip_counts_what_choosing_the_day_shows(now):
    make_activity(starts_at=at("2026-12-02 00:00"), hours=96)
    make_activity(rule="FREQ=DAILY", starts_at=at("2026-12-05 10:00"))
    make_activity(starts_at=at("2026-12-04 06:00"), hours=1)
    strip = listing.strip(wish("", now))
    assert [day["count_label"] for day in strip] == ["1件", "2件", *["1件"] * 5]
    for day in strip:
        query = day["url"].partition("?")[2]
        assert shown(query, now).total == int(day["count_label"].removesuffix("件"))


def test_the_strip_begins_with_the_day_that_was_asked_for(now):
    wanted = wish("from=2026-12-20&to=2026-12-20", now)
    strip = listing.strip(wanted)
    assert (strip[0]["number"], strip[0]["is_current"], strip[1]["is_current"]) == (
        "20",
        True,
        False,
    )


def test_pages_hold_every_card_once(now):
    for n in range(listing.PER_PAGE + 3):
        make_activity(title=f"会{n:02}", starts_at=at(f"2026-12-05 10:{n:02}"))
        make_activity(title=f"手伝い{n:02}", dated=False)
    first, second = shown("", now), shown("page=2", now)
    dated = [title for page in (first, second) for _day, title in cards(page)]
    undated = [card["title"] for page in (first, second) for card in page.undated]
    assert dated == [f"会{n:02}" for n in range(23)]
    assert undated == [f"手伝い{n:02}" for n in reversed(range(23))]
    assert [(page.total, page.more) for page in (first, second)] == [(46, 6), (46, 0)]


def test_undated_needs_wait_where_a_period_is_asked_for(now):
    make_activity(title="話し相手", category="volunteer", dated=False)
    assert [len(shown(q, now).undated) for q in ("", "category=volunteer", "when=week")] == [
        1,
        1,
        0,
    ]


def test_the_sentence_names_each_condition_and_how_to_drop_it(now):
    tally = listing.tally(wish("when=week&age=older&q=会", now), 6)
    assert tally["sentence_before"] == "1週間・75歳以上・「会」は"
    assert [(chip["label"], chip["url"]) for chip in tally["chips"]] == [
        ("1週間", "/activities/?age=older&q=%E4%BC%9A"),
        ("75歳以上", "/activities/?when=week&q=%E4%BC%9A"),
        ("「会」", "/activities/?age=older&when=week"),
    ]


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 4), ("when=week", 3), ("when=weekend", 3), ("from=2026-12-09&to=2026-12-09", 2)],
)
def test_a_listing_costs_the_same_for_one_and_three(now, query, queries, django_assert_num_queries):
    for n in range(3):
        activity = make_activity(
            title=f"会{n}",
            organisation=make_organisation(),
            starts_at=at("2026-12-05 10:00"),
            rule="FREQ=DAILY",
        )
        occurrences.cancel(activity.occurrences.order_by("starts_at")[0], now=now)
        make_activity(title=f"手伝い{n}", dated=False, organisation=make_organisation())
        if n in (0, 2):
            wanted = wish(query, now)
            with django_assert_num_queries(queries + 1):
                assert listing.listing(wanted).days
                listing.strip(wanted)
