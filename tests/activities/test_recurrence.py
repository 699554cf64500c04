"""The dates of a recurrence, worked out by hand, and the work that a hostile rule may cost."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule as dateutil_rrule

from activities import rrule
from activities.recurrence import (
    MESSAGES,
    ImpossibleRule,
    Recurrence,
    is_national_holiday,
)

TOKYO = ZoneInfo("Asia/Tokyo")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """`2026-11-03 10:00` on Tokyo's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def make(start: str, rule: str = "", **options: Any) -> Recurrence:
    starts_at = at(start)
    return Recurrence(starts_at, starts_at + HOUR, rule, **options)


def days(recurrence: Recurrence, since: str, until: str) -> list[str]:
    return [f"{start:%Y-%m-%d}" for start, _ in recurrence.between(at(since), at(until))]


@pytest.mark.parametrize(
    ("start", "rule", "until", "expected"),
    [
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;BYDAY=TU",
            "2026-12-02",
            ["2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24", "2026-12-01"],
            id="every Tuesday",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "RRULE:FREQ=WEEKLY",
            "2026-11-18",
            ["2026-11-03", "2026-11-10", "2026-11-17"],
            id="the weekday comes from the first date, and the prefix may stay",
        ),
        pytest.param(
            "2026-12-11 10:00",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            "2027-02-01",
            ["2026-12-11", "2026-12-25", "2027-01-08", "2027-01-22"],
            id="every two weeks goes on across New Year",
        ),
        pytest.param(
            "2026-12-05 10:00",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU",
            "2027-01-04",
            [
                "2026-12-05",
                "2026-12-06",
                "2026-12-19",
                "2026-12-20",
                "2027-01-02",
                "2027-01-03",
            ],
            id="every second weekend keeps Saturday and Sunday together",
        ),
        pytest.param(
            "2026-12-05 10:00",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=SU",
            "2026-12-28",
            ["2026-12-05", "2026-12-13", "2026-12-19", "2026-12-27"],
            id="a week that starts on Sunday parts the weekend",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=MONTHLY;BYDAY=1TU,3TU",
            "2027-02-01",
            [
                "2026-11-03",
                "2026-11-17",
                "2026-12-01",
                "2026-12-15",
                "2027-01-05",
                "2027-01-19",
            ],
            id="the first and third Tuesday",
        ),
        pytest.param(
            "2026-11-27 10:00",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "2027-03-01",
            ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26"],
            id="the last Friday",
        ),
        pytest.param(
            "2026-11-30 10:00",
            "FREQ=MONTHLY;BYDAY=5MO",
            "2027-09-01",
            ["2026-11-30", "2027-03-29", "2027-05-31", "2027-08-30"],
            id="the fifth Monday, in the months that have one",
        ),
        pytest.param(
            "2026-12-07 10:00",
            "FREQ=MONTHLY;BYDAY=1MO",
            "2027-03-01",
            ["2026-12-07", "2027-01-04", "2027-02-01"],
            id="the first Monday, whose number is nought",
        ),
        pytest.param(
            "2026-12-07 10:00",
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,-1",
            "2027-02-01",
            ["2026-12-07", "2026-12-28", "2027-01-04", "2027-01-25"],
            id="the first and last Monday by position",
        ),
        pytest.param(
            "2026-12-31 10:00",
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "2027-06-01",
            ["2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31"],
            id="the 31st skips short months",
        ),
        pytest.param(
            "2026-12-31 10:00",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "2027-05-01",
            ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"],
            id="the 31st or else the month's last day",
        ),
        pytest.param(
            "2027-01-29 10:00",
            "FREQ=MONTHLY;BYMONTHDAY=29",
            "2027-05-01",
            ["2027-01-29", "2027-03-29", "2027-04-29"],
            id="the 29th skips February",
        ),
        pytest.param(
            "2027-01-30 10:00",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "2027-05-01",
            ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"],
            id="the 30th is the 28th in February",
        ),
        pytest.param(
            "2028-01-30 10:00",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "2028-04-01",
            ["2028-01-30", "2028-02-29", "2028-03-30"],
            id="the 30th is the 29th in the February of a leap year",
        ),
        pytest.param(
            "2026-11-04 10:00",
            "FREQ=WEEKLY;BYDAY=TU",
            "2026-11-18",
            ["2026-11-10", "2026-11-17"],
            id="a first date that the rule does not name is no date",
        ),
        pytest.param(
            "2026-12-01 10:00",
            "FREQ=YEARLY",
            "2030-01-01",
            ["2026-12-01", "2027-12-01", "2028-12-01", "2029-12-01"],
            id="every year on the day of the first",
        ),
        pytest.param(
            "2026-12-30 10:00",
            "FREQ=DAILY;COUNT=3",
            "2027-12-31",
            ["2026-12-30", "2026-12-31", "2027-01-01"],
            id="three days in a row",
        ),
    ],
)
def test_between_gives_the_dates_of_the_rule(
    start: str, rule: str, until: str, expected: list[str]
) -> None:
    assert days(make(start, rule), "2026-11-01", until) == expected


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("", id="no rule"),
        pytest.param("FREQ=DAILY;COUNT=1", id="a rule with one date"),
    ],
)
def test_between_gives_start_and_end_in_tokyo(rule: str) -> None:
    starts_at = datetime(2026, 11, 29, 21, 30, tzinfo=UTC)
    recurrence = Recurrence(starts_at, starts_at + timedelta(minutes=90), rule)

    pairs = recurrence.between(starts_at, starts_at + HOUR)

    assert pairs == [(at("2026-11-30 06:30"), at("2026-11-30 08:00"))]
    assert [moment.tzinfo for moment in pairs[0]] == [TOKYO, TOKYO]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            "FREQ=WEEKLY;BYDAY=MO",
            ["2026-11-30", "2026-12-07", "2026-12-14"],
            id="weekday named",
        ),
        pytest.param(
            "FREQ=WEEKLY",
            ["2026-11-30", "2026-12-07", "2026-12-14"],
            id="weekday unsaid",
        ),
        pytest.param("FREQ=MONTHLY;BYDAY=-1MO", ["2026-11-30"], id="last Monday of the month"),
        pytest.param("FREQ=MONTHLY", ["2026-11-30"], id="day of the month unsaid"),
    ],
)
@pytest.mark.parametrize(
    "zone",
    [
        pytest.param(UTC, id="given in UTC, where it is still Sunday"),
        pytest.param(TOKYO, id="given in Tokyo"),
        pytest.param(timezone(timedelta(hours=-10)), id="given in Hawaii"),
    ],
)
def test_rule_before_nine_in_the_morning_keeps_tokyos_day(
    zone: ZoneInfo, rule: str, expected: list[str]
) -> None:
    starts_at = at("2026-11-30 06:30").astimezone(zone)
    recurrence = Recurrence(starts_at, starts_at + HOUR, rule)

    assert days(recurrence, "2026-11-01", "2026-12-15") == expected


@pytest.mark.parametrize(
    ("until", "last"),
    [
        pytest.param("20261117T100000", "2026-11-17", id="local time, on the very instant"),
        pytest.param("20261117T095959", "2026-11-10", id="local time, a second before"),
        pytest.param("20261117T010000Z", "2026-11-17", id="UTC, on the very instant"),
        pytest.param("20261117T005959Z", "2026-11-10", id="UTC, a second before"),
        pytest.param("20261116T150000Z", "2026-11-10", id="UTC, midnight in Tokyo"),
        pytest.param("20261117", "2026-11-17", id="a date means the whole day"),
        pytest.param("20261116", "2026-11-10", id="the date before"),
        pytest.param("99991231T235959Z", "2026-11-24", id="past the end of the calendar"),
    ],
)
def test_until_is_included(until: str, last: str) -> None:
    recurrence = make("2026-11-03 10:00", f"FREQ=WEEKLY;UNTIL={until}")

    assert days(recurrence, "2026-11-01", "2026-12-01")[-1] == last


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(
            "2026-11-10 10:00",
            "2026-11-17 10:00",
            ["2026-11-10"],
            id="the start counts",
        ),
        pytest.param(
            "2026-11-10 10:01",
            "2026-11-17 10:01",
            ["2026-11-17"],
            id="a minute later it does not",
        ),
        pytest.param("2026-11-10 10:00", "2026-11-10 10:00", [], id="an empty window"),
        pytest.param(
            "2026-11-20 10:00",
            "2026-11-10 10:00",
            [],
            id="a window the wrong way round",
        ),
        pytest.param("2026-10-01 10:00", "2026-11-03 10:00", [], id="before the first date"),
    ],
)
def test_window_is_half_open_on_the_start(since: str, until: str, expected: list[str]) -> None:
    assert days(make("2026-11-03 10:00", "FREQ=WEEKLY"), since, until) == expected


def test_a_date_that_has_begun_is_not_in_the_window() -> None:
    recurrence = make("2026-11-03 10:00")

    assert recurrence.between(at("2026-11-03 10:30"), at("2026-11-04")) == []


@pytest.mark.parametrize(
    ("start", "rule", "options", "until", "expected"),
    [
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY",
            {"skip_holidays": True},
            "2026-11-12",
            ["2026-11-10"],
            id="Culture Day falls out",
        ),
        pytest.param(
            "2027-03-15 10:00",
            "FREQ=WEEKLY",
            {"skip_holidays": True},
            "2027-04-01",
            ["2027-03-15", "2027-03-29"],
            id="the substitute for a Sunday holiday falls out",
        ),
        pytest.param(
            "2026-12-27 10:00",
            "FREQ=DAILY",
            {"skip_new_year": True},
            "2027-01-06",
            ["2026-12-27", "2026-12-28", "2027-01-04", "2027-01-05"],
            id="29 December to 3 January fall out",
        ),
        pytest.param(
            "2027-08-11 10:00",
            "FREQ=DAILY",
            {"skip_obon": True},
            "2027-08-18",
            ["2027-08-11", "2027-08-12", "2027-08-16", "2027-08-17"],
            id="13 to 15 August fall out",
        ),
        pytest.param(
            "2026-12-27 10:00",
            "FREQ=DAILY",
            {"skip_holidays": True},
            "2027-01-03",
            [
                "2026-12-27",
                "2026-12-28",
                "2026-12-29",
                "2026-12-30",
                "2026-12-31",
                "2027-01-02",
            ],
            id="only New Year's Day itself is a national holiday",
        ),
        pytest.param(
            "2026-12-28 23:30",
            "FREQ=DAILY",
            {"skip_new_year": True},
            "2026-12-30",
            ["2026-12-28"],
            id="the day it starts on decides",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;COUNT=3",
            {"skip_holidays": True},
            "2027-01-01",
            ["2026-11-10", "2026-11-17"],
            id="COUNT counts a holiday before it falls out",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;COUNT=3",
            {"skipped": (at("2026-11-10 10:00"),)},
            "2027-01-01",
            ["2026-11-03", "2026-11-17"],
            id="COUNT counts a skipped date before it falls out",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;COUNT=2",
            {"skipped": (at("2026-11-10 11:00"),)},
            "2027-01-01",
            ["2026-11-03", "2026-11-10"],
            id="a skipped start at another hour skips nothing",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;COUNT=2",
            {"skipped": (datetime(2026, 11, 10, 1, tzinfo=UTC),)},
            "2027-01-01",
            ["2026-11-03"],
            id="a skipped start may be given in UTC",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;COUNT=2",
            {"extra": (at("2026-11-05 10:00"), at("2026-11-01 10:00"))},
            "2027-01-01",
            ["2026-11-01", "2026-11-03", "2026-11-05", "2026-11-10"],
            id="extra dates take their place in the order, also before the first",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=WEEKLY;COUNT=2",
            {"extra": (at("2026-11-10 10:00"), datetime(2026, 11, 10, 1, tzinfo=UTC))},
            "2027-01-01",
            ["2026-11-03", "2026-11-10"],
            id="an extra date that is there already is one date",
        ),
        pytest.param(
            "2026-11-10 10:00",
            "FREQ=WEEKLY;COUNT=2",
            {"extra": (at("2026-11-23 10:00"),), "skip_holidays": True},
            "2027-01-01",
            ["2026-11-10", "2026-11-17", "2026-11-23"],
            id="an extra date on a holiday stays",
        ),
        pytest.param(
            "2026-11-10 10:00",
            "",
            {"extra": (at("2026-11-23 10:00"),), "skipped": (at("2026-11-23 10:00"),)},
            "2027-01-01",
            ["2026-11-10"],
            id="a skipped extra date falls out",
        ),
        pytest.param(
            "2026-12-05 10:00",
            "",
            {"extra": (at("2027-01-09 10:00"), at("2026-12-12 10:00"))},
            "2027-02-01",
            ["2026-12-05", "2026-12-12", "2027-01-09"],
            id="fixed dates without a rule",
        ),
        pytest.param(
            "2027-01-01 10:00",
            "",
            {"skip_holidays": True, "skip_new_year": True},
            "2027-02-01",
            ["2027-01-01"],
            id="a fixed date on New Year's Day stays",
        ),
        pytest.param(
            "2026-12-05 10:00",
            "",
            {"skipped": (at("2026-12-05 10:00"),)},
            "2027-02-01",
            [],
            id="the only date skipped leaves none",
        ),
    ],
)
def test_dates_added_and_taken_out(
    start: str, rule: str, options: dict[str, Any], until: str, expected: list[str]
) -> None:
    assert days(make(start, rule, **options), "2026-10-01", until) == expected


def test_extra_dates_last_as_long_as_the_first() -> None:
    recurrence = make("2026-11-03 10:00", extra=(at("2026-11-05 14:00"),))

    assert recurrence.between(at("2026-11-05"), at("2026-11-06")) == [
        (at("2026-11-05 14:00"), at("2026-11-05 15:00"))
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 11, 23), True, id="Labour Thanksgiving Day"),
        pytest.param(date(2027, 1, 11), True, id="Coming-of-Age Day"),
        pytest.param(date(2027, 3, 21), True, id="the spring equinox, a Sunday"),
        pytest.param(date(2027, 3, 22), True, id="its substitute on Monday"),
        pytest.param(date(2027, 8, 11), True, id="Mountain Day"),
        pytest.param(date(2027, 8, 13), False, id="Obon is none"),
        pytest.param(date(2026, 12, 31), False, id="New Year's Eve is none"),
        pytest.param(date(9999, 12, 31), False, id="the calendar's last day"),
    ],
)
def test_national_holidays(day: date, expected: bool) -> None:
    assert is_national_holiday(day) == expected


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        pytest.param("weekly", rrule.UNREADABLE, id="no rule at all"),
        pytest.param(" ", rrule.UNREADABLE, id="a space"),
        pytest.param("RRULE:", rrule.UNREADABLE, id="a bare prefix"),
        pytest.param("INTERVAL=2", rrule.UNREADABLE, id="no frequency"),
        pytest.param("FREQ=FORTNIGHTLY", rrule.UNREADABLE, id="an unknown frequency"),
        pytest.param("FREQ=WEEKLY;COLOUR=RED", rrule.UNREADABLE, id="an unknown part"),
        pytest.param("FREQ=WEEKLY;BYEASTER=1", rrule.UNREADABLE, id="an extension of dateutil"),
        pytest.param("FREQ=WEEKLY;FREQ=DAILY", rrule.UNREADABLE, id="a part twice"),
        pytest.param("FREQ=WEEKLY;", rrule.UNREADABLE, id="an empty part"),
        pytest.param("FREQ=WEEKLY;BYDAY=", rrule.UNREADABLE, id="an empty list"),
        pytest.param("FREQ=WEEKLY;BYDAY=XX", rrule.UNREADABLE, id="an unknown weekday"),
        pytest.param("FREQ=WEEKLY;BYDAY=1MO", rrule.UNREADABLE, id="the first Monday of a week"),
        pytest.param("FREQ=MONTHLY;BYDAY=0MO", rrule.UNREADABLE, id="the noughth Monday"),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=32", rrule.UNREADABLE, id="the 32nd"),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=0", rrule.UNREADABLE, id="the noughth"),
        pytest.param("FREQ=YEARLY;BYMONTH=13", rrule.UNREADABLE, id="the 13th month"),
        pytest.param("FREQ=YEARLY;BYMONTH=-1", rrule.UNREADABLE, id="a month from the end"),
        pytest.param("FREQ=WEEKLY\x00", rrule.UNREADABLE, id="a NUL byte"),
        pytest.param(
            "FREQ=WEEKLY;INTERVAL=2\nEXDATE:20261110",
            rrule.BAD_INTERVAL,
            id="two lines",
        ),
        pytest.param("FREQ=WEEKLY;BYDAY=\u017fU", rrule.UNREADABLE, id="a long s for an S"),
        pytest.param("FREQ=WEEKLY;UNTIL=soon", rrule.UNREADABLE, id="UNTIL in words"),
        pytest.param("FREQ=WEEKLY;UNTIL=20261131", rrule.UNREADABLE, id="UNTIL on 31 November"),
        pytest.param("FREQ=WEEKLY;UNTIL=00000101", rrule.UNREADABLE, id="UNTIL in the year 0"),
        pytest.param("FREQ=WEEKLY;UNTIL=20261103T99", rrule.UNREADABLE, id="UNTIL cut short"),
        pytest.param("FREQ=WEEKLY;BYDAY=" + "MO," * 200 + "MO", rrule.TOO_LONG, id="603 letters"),
        pytest.param("FREQ=HOURLY", rrule.TOO_FINE, id="every hour"),
        pytest.param("FREQ=MINUTELY", rrule.TOO_FINE, id="every minute"),
        pytest.param("FREQ=SECONDLY;COUNT=2", rrule.TOO_FINE, id="every second"),
        pytest.param("FREQ=DAILY;BYHOUR=9,10", rrule.TOO_FINE, id="hours of the day"),
        pytest.param("FREQ=DAILY;BYMINUTE=0", rrule.TOO_FINE, id="minutes"),
        pytest.param("FREQ=DAILY;BYSECOND=0", rrule.TOO_FINE, id="seconds"),
        pytest.param("FREQ=DAILY;INTERVAL=0", rrule.BAD_INTERVAL, id="an interval of nought"),
        pytest.param("FREQ=DAILY;INTERVAL=-1", rrule.BAD_INTERVAL, id="a negative interval"),
        pytest.param("FREQ=DAILY;INTERVAL=1001", rrule.BAD_INTERVAL, id="an interval too long"),
        pytest.param("FREQ=DAILY;INTERVAL=" + "9" * 400, rrule.BAD_INTERVAL, id="a huge interval"),
        pytest.param("FREQ=DAILY;INTERVAL=\uff12", rrule.UNREADABLE, id="a full-width digit"),
        pytest.param("FREQ=DAILY;COUNT=0", rrule.BAD_COUNT, id="no dates"),
        pytest.param("FREQ=DAILY;COUNT=-5", rrule.BAD_COUNT, id="a negative count"),
        pytest.param("FREQ=DAILY;COUNT=" + "9" * 400, rrule.BAD_COUNT, id="a huge count"),
        pytest.param(
            "FREQ=DAILY;COUNT=2;UNTIL=20261110",
            rrule.COUNT_AND_UNTIL,
            id="COUNT and UNTIL",
        ),
    ],
)
def test_an_impossible_rule_is_refused_with_its_message(rule: str, message: str) -> None:
    with pytest.raises(ImpossibleRule) as refused:
        make("2026-11-03 10:00", rule)

    assert str(refused.value) == message
    assert message in MESSAGES


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(
            {"starts_at": datetime(2026, 11, 3, 10)},
            "A date needs its time zone.",
            id="naive start",
        ),
        pytest.param(
            {"ends_at": datetime(2026, 11, 3, 11)},
            "A date needs its time zone.",
            id="naive end",
        ),
        pytest.param(
            {"extra": (datetime(2026, 11, 3, 11),)},
            "A date needs its time zone.",
            id="naive extra",
        ),
        pytest.param(
            {"skipped": (date(2026, 11, 3),)},
            "A date needs its time zone.",
            id="a date to skip",
        ),
        pytest.param(
            {"ends_at": at("2026-11-03 10:00")},
            "The end must be later than the start.",
            id="no duration",
        ),
        pytest.param(
            {"ends_at": at("2026-11-03 09:00")},
            "The end must be later than the start.",
            id="an end before the start",
        ),
        pytest.param(
            {"starts_at": at("0001-01-01 00:00")},
            "The year must be from 1900 to 9999.",
            id="the year 1",
        ),
        pytest.param(
            {"starts_at": at("1899-12-31 23:59")},
            "The year must be from 1900 to 9999.",
            id="the year 1899",
        ),
        pytest.param(
            {"ends_at": datetime(9999, 12, 31, 23, tzinfo=UTC)},
            "The year must be from 1900 to 9999.",
            id="the year 10000 in Tokyo",
        ),
        pytest.param(
            {"extra": (at("2026-11-03 10:00"),) * 501},
            "There are too many single dates: 500 at most.",
            id="501 extra dates",
        ),
        pytest.param(
            {"skipped": (at("2026-11-03 10:00"),) * 501},
            "There are too many single dates: 500 at most.",
            id="501 skipped dates",
        ),
    ],
)
def test_impossible_dates_are_refused_with_their_message(
    fields: dict[str, Any], message: str
) -> None:
    possible = {"starts_at": at("2026-11-03 10:00"), "ends_at": at("2026-11-03 11:00")}

    with pytest.raises(ImpossibleRule) as refused:
        Recurrence(**(possible | fields))

    assert str(refused.value) == message
    assert message in MESSAGES


def test_five_hundred_single_dates_are_possible() -> None:
    extra = tuple(at("2026-11-03 10:00") + timedelta(days=day) for day in range(500))

    assert len(days(make("2026-11-03 10:00", extra=extra), "2026-11-01", "2030-01-01")) == 500


def test_a_naive_window_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        make("2026-11-03 10:00").between(datetime(2026, 11, 1), at("2026-12-01"))


def test_a_recurrence_is_a_value() -> None:
    first = make("2026-11-03 10:00", "FREQ=WEEKLY", extra=[at("2026-11-05 10:00")])
    second = make("2026-11-03 10:00", "FREQ=WEEKLY", extra=(at("2026-11-05 10:00"),))

    assert first == second
    assert hash(first) == hash(second)


def calls_of(action: Callable[[], object]) -> int:
    """How many functions an action calls, Python's and C's: work without a clock."""
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    ("start", "rule", "window", "most", "number"),
    [
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            ("2026-11-01", "2027-12-01"),
            5_000,
            0,
            id="30 February over a year",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
            ("2026-11-01", "9999-12-31"),
            100_000,
            0,
            id="31 February over all time",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31;COUNT=1000000",
            ("2026-11-01", "9999-12-31"),
            100_000,
            0,
            id="31 February a million times",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=DAILY;COUNT=1000000",
            ("9000-01-01", "9999-12-31"),
            1_000_000,
            0,
            id="a million days, asked for in the year 9000",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=DAILY",
            ("0001-01-01", "9999-12-31"),
            200_000,
            7_306,
            id="every day for ever is followed for twenty years",
        ),
        pytest.param(
            "1996-11-03 10:00",
            "FREQ=DAILY",
            ("2026-11-01", "2026-12-01"),
            2_000,
            30,
            id="every day since thirty years ago goes straight to the window",
        ),
        pytest.param(
            "1996-11-03 10:00",
            "FREQ=DAILY;COUNT=20000",
            ("2026-11-01", "2026-12-01"),
            200_000,
            30,
            id="a count from thirty years ago is counted",
        ),
        pytest.param(
            "2026-11-03 10:00",
            "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 101))) + ";BYSETPOS="
            "" + ",".join(map(str, range(1, 51))) + ";BYDAY=MO,TU,WE,TH,FR,SA,SU",
            ("2026-11-01", "2028-01-01"),
            20_000,
            50,
            id="positions in lists in lists",
        ),
    ],
)
def test_a_rule_costs_bounded_work(
    start: str, rule: str, window: tuple[str, str], most: int, number: int
) -> None:
    recurrence = make(start, rule)
    found: list[str] = []

    calls = calls_of(lambda: found.extend(days(recurrence, *window)))

    assert calls < most
    assert len(found) == number


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        pytest.param("9999-12-30 10:00", "FREQ=DAILY", 2, id="the last two days"),
        pytest.param("9999-12-30 10:00", "FREQ=WEEKLY", 1, id="the last week"),
        pytest.param(
            "9999-12-30 10:00",
            "FREQ=WEEKLY;BYDAY=TH,FR,SA,SU",
            2,
            id="the last week has no weekend",
        ),
        pytest.param("9999-12-01 10:00", "FREQ=MONTHLY", 1, id="the last month"),
        pytest.param("9999-12-01 10:00", "FREQ=YEARLY;INTERVAL=1000", 1, id="the last year"),
        pytest.param(
            "9999-12-01 10:00",
            "FREQ=YEARLY;BYWEEKNO=-1",
            5,
            id="the last week, cut on a Friday",
        ),
        pytest.param("9999-12-30 23:30", "FREQ=DAILY", 1, id="a day that would end in 10000"),
    ],
)
def test_the_calendars_end_is_the_end(start: str, rule: str, expected: int) -> None:
    recurrence = make(start, rule, skip_obon=True, skip_holidays=True)
    everything = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))

    assert len(recurrence.between(*everything)) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            "FREQ=MONTHLY;BYMONTHDAY=9,10,11", [date(2026, 11, 9), date(2026, 11, 10)], id="a month"
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=MO,TU,WE", [date(2026, 11, 9), date(2026, 11, 10)], id="a week"
        ),
    ],
)
def test_days_end_with_the_last_one_in_the_middle_of(rule: str, expected: list[date]) -> None:
    first, last = date(2026, 11, 9), date(2026, 11, 10)

    assert list(rrule.read(rule).days(first, first, last)) == expected


def test_twenty_years_from_a_leap_day_end_in_a_year_without_one() -> None:
    recurrence = make("2080-02-29 10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")

    found = days(recurrence, "2080-01-01", "2200-01-01")

    assert (len(found), found[0], found[-1]) == (21, "2080-02-29", "2100-02-28")


def test_a_window_from_the_year_one_reaches_the_dates() -> None:
    recurrence = make("2026-11-03 10:00", "FREQ=WEEKLY;COUNT=2")
    everything = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=TOKYO))

    assert len(recurrence.between(*everything)) == 2


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_the_servers_own_zone_changes_nothing(zone: str) -> None:
    code = (
        "from datetime import datetime, UTC\n"
        "from activities.recurrence import Recurrence\n"
        "r = Recurrence(datetime(2026, 11, 29, 21, 30, tzinfo=UTC),"
        " datetime(2026, 11, 29, 22, tzinfo=UTC), 'FREQ=WEEKLY;UNTIL=20261214')\n"
        "print(*(start.isoformat() for start, _ in"
        " r.between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))))"
    )
    environment = os.environ | {"TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}

    printed = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )

    assert printed.stdout.split() == [
        "2026-11-30T06:30:00+09:00",
        "2026-12-07T06:30:00+09:00",
        "2026-12-14T06:30:00+09:00",
    ]


def some_rules(number: int) -> Iterator[tuple[datetime, str]]:
    """Rules that match now and then, so that dateutil does not run on to the year 9999."""
    chance = random.Random(5545)

    def some(numbers: range, most: int) -> str:
        chosen = chance.sample([n for n in numbers if n], chance.randint(1, most))
        return ",".join(map(str, chosen))

    def weekdays(nths: range | None = None) -> str:
        chosen = chance.sample(rrule.WEEKDAYS, chance.randint(1, 3))
        return ",".join(
            f"{chance.choice([n for n in nths if n])}{day}" if nths else day for day in chosen
        )

    for _ in range(number):
        start = datetime(2020, 1, 1, 10) + timedelta(days=chance.randrange(4000))
        freq = chance.choice(rrule.FREQUENCIES)
        parts = [f"FREQ={freq}"]
        if chance.random() < 0.5:
            parts.append(f"INTERVAL={chance.randint(2, 5)}")
        elif freq != "YEARLY" and chance.random() < 0.3:
            parts.append(f"BYMONTH={some(range(1, 13), 4)}")
        if freq == "YEARLY":
            parts.append(
                chance.choice(
                    [
                        f"BYWEEKNO={some(range(-40, 54), 3)}",
                        f"BYYEARDAY={some(range(-366, 367), 3)}",
                        f"BYDAY={weekdays(range(-53, 54))}",
                        f"BYMONTH={some(range(1, 13), 3)};BYDAY={weekdays(range(-4, 5))}",
                        f"BYMONTH={some(range(1, 13), 3)};BYMONTHDAY={some(range(-28, 29), 3)}",
                        f"BYDAY={weekdays()};BYSETPOS={some(range(-40, 41), 3)}",
                    ]
                )
            )
        elif freq == "MONTHLY":
            parts.append(
                chance.choice(
                    [
                        f"BYDAY={weekdays(range(-4, 5))}",
                        f"BYMONTHDAY={some(range(-28, 29), 3)}",
                        f"BYMONTHDAY={some(range(-28, 29), 9)};BYDAY={weekdays()}",
                        f"BYDAY={weekdays()};BYSETPOS={some(range(-4, 5), 2)}",
                    ]
                )
            )
        elif chance.random() < 0.7:
            parts.append(f"BYDAY={weekdays()}")
        if chance.random() < 0.3:
            parts.append(f"WKST={chance.choice(rrule.WEEKDAYS)}")
        if chance.random() < 0.2:
            parts.append(f"COUNT={chance.randint(1, 40)}")
        yield start, ";".join(parts)


def test_rules_mean_what_dateutil_takes_them_to_mean() -> None:
    for start, text in some_rules(1_500):
        since, until = start + timedelta(days=200), start + timedelta(days=1500)
        theirs = itertools.takewhile(
            lambda moment, end=until: moment < end,
            dateutil_rrule.rrulestr(text, dtstart=start),
        )
        recurrence = Recurrence(
            start.replace(tzinfo=TOKYO), start.replace(tzinfo=TOKYO) + HOUR, text
        )

        ours = recurrence.between(since.replace(tzinfo=TOKYO), until.replace(tzinfo=TOKYO))

        assert [start.replace(tzinfo=None) for start, _ in ours] == [
            moment for moment in theirs if moment >= since
        ], (start, text)
