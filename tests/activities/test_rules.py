"""Rules as people choose them, to a rule text and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from activities import rules
from activities.recurrence import ImpossibleRule
from activities.rules import Kind, KindName

WEDNESDAY = 2
END_OF_YEAR = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(rules.weekly([1]), "FREQ=WEEKLY;BYDAY=TU", id="every Tuesday"),
        pytest.param(rules.weekly([0]), "FREQ=WEEKLY;BYDAY=MO", id="every Monday, number nought"),
        pytest.param(
            rules.weekly([4, 0, 4], 2, END_OF_YEAR),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270331",
            id="every second Monday and Friday until the end of March",
        ),
        pytest.param(
            rules.monthly_on_weekdays([4, 2], [WEDNESDAY]),
            "FREQ=MONTHLY;BYDAY=2WE,4WE",
            id="the second and fourth Wednesday",
        ),
        pytest.param(
            rules.monthly_on_weekdays([-1, 1], [5, 6]),
            "FREQ=MONTHLY;BYDAY=1SA,1SU,-1SA,-1SU",
            id="the first and last weekend",
        ),
        pytest.param(
            rules.monthly_on_pairs([(3, 2), (1, 0)]),
            "FREQ=MONTHLY;BYDAY=1MO,3WE",
            id="the first Monday and the third Wednesday",
        ),
        pytest.param(rules.monthly_on_day(15), "FREQ=MONTHLY;BYMONTHDAY=15", id="the 15th"),
        pytest.param(
            rules.monthly_on_day(15, "last"),
            "FREQ=MONTHLY;BYMONTHDAY=15",
            id="the 15th needs no rule for short months",
        ),
        pytest.param(rules.monthly_on_day(-1), "FREQ=MONTHLY;BYMONTHDAY=-1", id="the last day"),
        pytest.param(
            rules.monthly_on_day(31, "skip"), "FREQ=MONTHLY;BYMONTHDAY=31", id="the 31st if any"
        ),
        pytest.param(
            rules.monthly_on_day(31, "last"),
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            id="the 31st or the last day",
        ),
        pytest.param(
            rules.monthly_on_day(29, "last"),
            "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
            id="the 29th or the last day",
        ),
        pytest.param(
            rules.monthly_on_days([-1, 15, 1]),
            "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
            id="the 1st, the 15th and the last day",
        ),
    ],
)
def test_builders_write_the_rule_text(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: rules.weekly([]), id="no weekday"),
        pytest.param(lambda: rules.weekly([7]), id="an eighth weekday"),
        pytest.param(lambda: rules.weekly([-1]), id="a weekday from the end"),
        pytest.param(lambda: rules.weekly([0], 0), id="every nought weeks"),
        pytest.param(lambda: rules.weekly([0], 1001), id="every 1001 weeks"),
        pytest.param(lambda: rules.monthly_on_weekdays([], [0]), id="no week of the month"),
        pytest.param(lambda: rules.monthly_on_weekdays([6], [0]), id="the sixth Monday"),
        pytest.param(lambda: rules.monthly_on_weekdays([0], [0]), id="the noughth Monday"),
        pytest.param(lambda: rules.monthly_on_weekdays([-2], [0]), id="the last Monday but one"),
        pytest.param(lambda: rules.monthly_on_day(0), id="the noughth"),
        pytest.param(lambda: rules.monthly_on_day(32), id="the 32nd"),
        pytest.param(lambda: rules.monthly_on_day(32, "last"), id="the 32nd or the last"),
    ],
)
def test_builders_refuse_what_cannot_be_read_back(build: Callable[[], str]) -> None:
    with pytest.raises(ImpossibleRule):
        build()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("", Kind(KindName.FIXED), id="fixed dates"),
        pytest.param("FREQ=DAILY;INTERVAL=3", Kind(KindName.DAILY, 3), id="every three days"),
        pytest.param(
            rules.weekly([0, 4], 2), Kind(KindName.WEEKLY, 2, weekdays=(0, 4)), id="every two weeks"
        ),
        pytest.param(
            rules.weekly([1], until=END_OF_YEAR),
            Kind(KindName.WEEKLY, weekdays=(1,), until=datetime(2027, 3, 31, 23, 59, 59, 999999)),
            id="every week until a date",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331T100000",
            Kind(KindName.WEEKLY, weekdays=(1,), until=datetime(2027, 3, 31, 10)),
            id="every week until an instant",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=TU;COUNT=10",
            Kind(KindName.WEEKLY, weekdays=(1,), count=10),
            id="every week ten times",
        ),
        pytest.param(
            rules.monthly_on_weekdays([2, 4], [2]),
            Kind(KindName.MONTHLY_ON_WEEKDAYS, pairs=((2, 2), (4, 2))),
            id="the second and fourth Wednesday",
        ),
        pytest.param(
            rules.monthly_on_weekdays([5, -1], [0], 2),
            Kind(KindName.MONTHLY_ON_WEEKDAYS, 2, pairs=((5, 0), (-1, 0))),
            id="the fifth and last Monday every second month",
        ),
        pytest.param(
            rules.monthly_on_pairs([(1, 0), (3, 2)]),
            Kind(KindName.MONTHLY_ON_WEEKDAYS, pairs=((1, 0), (3, 2))),
            id="pairs that are no product",
        ),
        pytest.param(
            rules.monthly_on_day(31, "skip"),
            Kind(KindName.MONTHLY_ON_DAY, days=(31,)),
            id="the 31st if any",
        ),
        pytest.param(
            rules.monthly_on_day(31, "last"),
            Kind(KindName.MONTHLY_ON_DAY, days=(31,), short_months="last"),
            id="the 31st or the last day",
        ),
        pytest.param(
            rules.monthly_on_days([1, 15, -1]),
            Kind(KindName.MONTHLY_ON_DAY, days=(1, 15, -1)),
            id="the 1st, the 15th and the last day",
        ),
    ],
)
def test_a_rule_is_read_as_its_kind_and_written_again(text: str, kind: Kind) -> None:
    assert rules.parse_kind(text) == kind
    assert rules.build(kind) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("FREQ=WEEKLY", KindName.WEEKLY, id="a week without its weekday"),
        pytest.param("FREQ=MONTHLY", KindName.MONTHLY_ON_DAY, id="a month without its day"),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=2,4",
            KindName.MONTHLY_ON_WEEKDAYS,
            id="the second and fourth Wednesday by position",
        ),
        pytest.param("FREQ=YEARLY", KindName.OTHER, id="every year"),
        pytest.param("FREQ=WEEKLY;BYMONTH=4,5", KindName.OTHER, id="weeks of some months"),
        pytest.param("FREQ=MONTHLY;BYDAY=WE", KindName.OTHER, id="each Wednesday of a month"),
        pytest.param("FREQ=MONTHLY;BYDAY=-2WE", KindName.OTHER, id="the last Wednesday but one"),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", KindName.OTHER, id="the first Monday or Tuesday"
        ),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=-2", KindName.OTHER, id="the last day but one"),
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=28,30;BYSETPOS=-1", KindName.OTHER, id="a gap in the days"
        ),
        pytest.param("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", KindName.OTHER, id="Friday the 13th"),
        pytest.param(
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=SU",
            KindName.OTHER,
            id="every second week from Sunday, which a builder would move",
        ),
        pytest.param("FREQ=DAILY;BYDAY=MO,TU", KindName.OTHER, id="days of some weekdays"),
    ],
)
def test_kinds_of_rules_from_elsewhere(text: str, name: KindName) -> None:
    assert rules.parse_kind(text, date(2026, 11, 25)).name == name


def test_a_weekday_left_out_is_the_first_dates() -> None:
    assert rules.parse_kind("FREQ=WEEKLY", date(2026, 11, 25)).weekdays == (WEDNESDAY,)
    assert rules.parse_kind("FREQ=WEEKLY").name == KindName.OTHER


def test_two_rows_of_boxes_can_show_a_product_only() -> None:
    product = rules.parse_kind(rules.monthly_on_weekdays([1, 3], [0, 2]))
    pairs = rules.parse_kind(rules.monthly_on_pairs([(1, 0), (3, 2)]))

    assert (product.is_product, product.nths) == (True, (1, 3))
    assert pairs.is_product is False


def test_another_kind_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="another kind"):
        rules.build(rules.parse_kind("FREQ=YEARLY"))


def test_an_unreadable_rule_has_no_kind() -> None:
    with pytest.raises(ImpossibleRule):
        rules.parse_kind("every week")
