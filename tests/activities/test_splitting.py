"""A recurrence cut in two gives the same dates as before, on every side of the cut."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from activities.recurrence import Recurrence
from activities.splitting import split
from tests.factories import at

FAR = timedelta(days=3 * 366)


def starts(recurrence, since, until):
    return [start for start, _ in recurrence.between(since, until)] if recurrence else []


def rule(text, first="2026-12-01 10:00", **more):
    start = at(first)
    return Recurrence(starts_at=start, ends_at=start + timedelta(hours=1), rule=text, **more)


def assert_same(whole, cut):
    begin = min(whole.starts_at, cut) - timedelta(days=400)
    end = cut + FAR
    before, after = split(whole, cut)
    assert starts(before, begin, end) == starts(whole, begin, cut)
    assert starts(after, begin, end) == starts(whole, cut, end)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,MO",
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "FREQ=DAILY;INTERVAL=10;COUNT=30",
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331",
        "FREQ=YEARLY",
    ],
)
def test_every_date_of_a_rule_may_be_the_cut(text):
    whole = rule(text)
    for cut in starts(whole, whole.starts_at, whole.starts_at + timedelta(days=500)):
        assert_same(whole, cut)


def test_single_dates_added_and_left_out_go_to_their_side():
    whole = rule(
        "FREQ=WEEKLY;BYDAY=TU",
        extra=(at("2026-12-05 10:00"), at("2027-02-06 10:00")),
        skipped=(at("2026-12-15 10:00"), at("2027-01-26 10:00")),
        skip_new_year=True,
    )
    for cut in starts(whole, whole.starts_at, whole.starts_at + timedelta(days=100)):
        assert_same(whole, cut)


def test_fixed_days_are_shared_out():
    whole = rule("", extra=(at("2026-12-20 10:00"), at("2026-12-08 10:00")))
    for cut in starts(whole, whole.starts_at, whole.starts_at + FAR):
        assert_same(whole, cut)


def test_count_is_shared_although_holidays_fall_out():
    whole = rule("FREQ=DAILY;COUNT=40", first="2026-12-20 10:00", skip_new_year=True)
    before, after = split(whole, at("2027-01-05 10:00"))
    assert (len(starts(before, whole.starts_at, at("2028-01-01 00:00"))),
            len(starts(after, whole.starts_at, at("2028-01-01 00:00")))) == (10, 24)  # fmt: skip


def test_nothing_before_the_first_date_and_nothing_after_the_last():
    whole = rule("FREQ=WEEKLY;COUNT=3")
    assert split(whole, whole.starts_at)[0] is None
    assert split(whole, at("2027-06-01 10:00"))[1] is None


def test_an_interval_keeps_its_pace_across_the_cut():
    whole = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH")
    _before, after = split(whole, at("2026-12-15 10:00"))
    assert [f"{start:%m%d}" for start in starts(after, whole.starts_at, at("2027-01-20 00:00"))] == [
        "1215", "1217", "1229", "1231", "0112", "0114",
    ]  # fmt: skip


def test_many_seeded_rules_cut_anywhere():
    chance = random.Random(7)
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    for _ in range(150):
        text = chance.choice(
            [
                f"FREQ=WEEKLY;INTERVAL={chance.randint(1, 4)};BYDAY={','.join(sorted(chance.sample(days, chance.randint(1, 3))))}",
                f"FREQ=MONTHLY;INTERVAL={chance.randint(1, 3)};BYDAY={chance.choice([1, 2, 3, 4, 5, -1])}{chance.choice(days)}",
                f"FREQ=MONTHLY;BYMONTHDAY={chance.randint(1, 31)}",
            ]
        )
        if chance.random() < 0.3:
            text += f";COUNT={chance.randint(1, 30)}"
        whole = rule(text, skip_holidays=chance.random() < 0.5)
        assert_same(whole, whole.starts_at + timedelta(days=chance.randint(0, 300), minutes=1))
