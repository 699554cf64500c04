"""What residents read of closures: when it begins to stand, when it goes, how it is said."""

from __future__ import annotations

from datetime import date

import pytest

from activities import announcing
from activities.occurrences import closing
from tests.factories import (
    at,
    make_activity,
    make_closure,
    make_district,
    make_organisation,
)

pytestmark = pytest.mark.django_db
NINTH = date(2026, 12, 9)
SAID = {
    "台風のため、12月9日（水）は、すべての活動をお休みします。": {},
    "12月9日（水）は、すべての活動をお休みします。警報が出ています。": {
        "words": "警報が出ています"
    },
    "年末年始のため、12月29日（火）から1月3日（日）までは、すべての活動をお休みします。": {
        "reason": "year_end",
        "starts_on": date(2026, 12, 29),
        "ends_on": date(2027, 1, 3),
    },
    "感染症のため、12月9日（水）からしばらくのあいだは、すべての活動をお休みします。": {
        "reason": "infection",
        "ends_on": None,
    },
    "猛暑のため、12月9日（水）は、きたよし・みなよしの体操・運動をお休みします。": {
        "reason": "heat",
        "categories": ["exercise"],
        "districts": ["きたよし", "みなよし"],
    },
}


def notices(day: date, at_version: int = 1) -> tuple[str, ...]:
    return announcing.on(day, at_version).for_all


@pytest.mark.parametrize(("words", "closure"), [*zip(SAID, SAID.values(), strict=True)], ids=SAID)
def test_a_closure_is_said_with_its_reason_days_and_reach(db, words, closure):
    closure = dict(closure)
    districts = [make_district(name=name) for name in closure.pop("districts", [])]
    make_closure(**closure, districts=districts)
    assert notices(closure.get("starts_on", NINTH)) == (words,)


@pytest.mark.parametrize(
    ("day", "stands"),
    [(5, False), (6, True), (9, True), (10, False)],
    ids=["four days before", "three days before", "on the day", "the day after"],
)
def test_a_notice_stands_from_three_days_before_to_the_last_day(now, day, stands):
    make_closure()
    assert bool(notices(date(2026, 12, day))) is stands


def test_what_is_undone_quiet_or_of_one_group_is_not_announced_to_all(now):
    closing.undo(make_closure(), user=None, now=now)
    make_closure(is_announced=False)
    make_closure(organiser=make_organisation())
    assert notices(NINTH) == ()


def test_the_notice_is_on_every_page_and_leaves_at_midnight(client, now, time_machine):
    make_activity()
    closing.close(make_closure(), now=now)
    said = "台風のため、12月9日（水）は、すべての活動をお休みします。"
    for moment, stands in (("2026-12-09 23:59:50", True), ("2026-12-10 00:00:05", False)):
        time_machine.move_to(at(moment), tick=False)
        pages = [client.get(path).content.decode() for path in ("/", "/activities/", "/districts/")]
        assert [said in page for page in pages] == [stands] * 3


def test_undoing_takes_the_notice_from_kept_pages_at_once(client, now):
    closure = make_closure(starts_on=date(2026, 12, 4))
    closing.close(closure, now=now)
    before = client.get("/activities/").content.decode()
    closing.undo(closure, user=None, now=now)
    after = client.get("/activities/").content.decode()
    assert ("台風のため" in before, "台風のため" in after) == (True, False)


def test_a_pause_stands_on_the_pages_of_its_group_alone(client, now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    other = make_activity(organisation=make_organisation("tonari"))
    closing.close(
        make_closure(
            reason="pause", organiser=activity.organiser, ends_on=None, starts_on=now.date()
        ),
        now=now,
    )
    paths = [activity, activity.organiser, other, other.organiser]
    pages = [client.get(it.get_absolute_url()).content.decode() for it in paths]
    said = ["しばらくお休みしています。" in page for page in pages]
    assert said == [True, True, False, False]


def test_a_pause_that_comes_or_ends_says_its_day(now):
    group, other = make_organisation(), make_organisation()
    make_closure(reason="pause", organiser=group, ends_on=None)
    make_closure(reason="pause", organiser=other, starts_on=now.date(), words="会場の工事です")
    said = announcing.on(now.date(), 1)
    assert said.of(group.pk) == ["12月9日（水）からしばらくのあいだお休みします。"]
    assert said.of(other.pk) == ["12月9日（水）まで、お休みしています。会場の工事です。"]


@pytest.mark.parametrize("number", [1, 3])
def test_notices_cost_the_same_queries_and_none_when_known(now, number, django_assert_num_queries):
    for _ in range(number):
        make_closure(districts=[make_district()])
    with django_assert_num_queries(2):
        announcing.on(NINTH, 1)
    with django_assert_num_queries(0):
        announcing.on(NINTH, 1)


@pytest.mark.parametrize(
    ("ends_on", "said"),
    [
        (date(2027, 1, 3), "12月9日（水）から1月3日（日）まで"),
        (date(2027, 10, 4), "12月9日（水）から10月4日（月）まで"),
        (date(2027, 10, 5), "12月9日（水）から2027年10月5日（火）まで"),
        (date(2027, 12, 9), "12月9日（水）から2027年12月9日（木）まで"),
        (date(2028, 1, 3), "12月9日（水）から2028年1月3日（月）まで"),
    ],
    ids=["over New Year", "299 days", "300 days", "a year", "over two New Years"],
)
def test_the_last_day_of_a_long_closure_says_its_year(now, ends_on, said):
    assert announcing.say_days(make_closure(ends_on=ends_on)) == said


def test_a_long_pause_says_the_year_as_long_as_it_is_far(now):
    group = make_organisation()
    make_closure(reason="pause", organiser=group, ends_on=date(2027, 12, 9))
    said = [announcing.on(day, 1).of(group.pk) for day in (NINTH, date(2027, 6, 1))]
    assert said == [
        ["2027年12月9日（木）まで、お休みしています。"],
        ["12月9日（木）まで、お休みしています。"],
    ]


@pytest.mark.parametrize(
    ("narrowing", "said"),
    [
        ({"categories": ["dining"]}, "ひだまりの会の食堂・会食"),
        ({"districts": ["みなよし"]}, "ひだまりの会のみなよしのすべての活動"),
    ],
    ids=["to a kind", "to a district"],
)
def test_a_group_closed_in_part_is_not_said_to_take_a_break(now, narrowing, said):
    group = make_organisation()
    districts = [make_district(name=name) for name in narrowing.get("districts", [])]
    make_closure(organiser=group, **narrowing | {"districts": districts})
    assert announcing.on(NINTH, 1).of(group.pk) == [
        f"台風のため、12月9日（水）は、{said}をお休みします。"
    ]
