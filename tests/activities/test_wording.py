"""Dates, times and repetitions as the city's people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from activities import rules, wording
from activities.recurrence import Recurrence

TOKYO = ZoneInfo("Asia/Tokyo")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def make(rule: str = "", start: str = "2026-12-09 10:00", **options: Any) -> Recurrence:
    starts_at = at(start)
    return Recurrence(starts_at, starts_at + timedelta(minutes=90), rule, **options)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2026, 12, 20), "12月20日（日）", id="a Sunday"),
        pytest.param(date(2026, 12, 7), "12月7日（月）", id="a Monday, number nought"),
        pytest.param(
            datetime(2026, 12, 19, 21, 30, tzinfo=UTC),
            "12月20日（日）",
            id="Tokyo's day, not UTC's",
        ),
    ],
)
def test_say_date(day: date, said: str) -> None:
    assert wording.say_date(day) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2026, 11, 25), "令和8年11月25日（水）", id="Reiwa 8"),
        pytest.param(date(2019, 5, 1), "令和元年5月1日（水）", id="the first day of Reiwa"),
        pytest.param(date(2019, 4, 30), "平成31年4月30日（火）", id="the last day of Heisei"),
        pytest.param(date(1989, 1, 8), "平成元年1月8日（日）", id="the first day of Heisei"),
        pytest.param(date(1989, 1, 7), "昭和64年1月7日（土）", id="the last day of Showa"),
        pytest.param(date(1926, 12, 25), "昭和元年12月25日（土）", id="the first day of Showa"),
        pytest.param(date(1926, 12, 24), "大正15年12月24日（金）", id="the last day of Taisho"),
        pytest.param(date(1912, 7, 29), "明治45年7月29日（月）", id="the last day of Meiji"),
        pytest.param(date(1872, 1, 1), "1872年1月1日（月）", id="before the calendar"),
        pytest.param(date(9999, 12, 31), "令和7981年12月31日（金）", id="the calendar's last day"),
    ],
)
def test_say_date_era(day: date, said: str) -> None:
    assert wording.say_date_era(day) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(0, "月", id="nought is Monday"),
        pytest.param(6, "日", id="six is Sunday"),
        pytest.param(date(2026, 11, 25), "水", id="a date"),
    ],
)
def test_say_weekday(day: date | int, said: str) -> None:
    assert wording.say_weekday(day) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        pytest.param(time(10), "午前10時", id="ten"),
        pytest.param(time(10, 30), "午前10時30分", id="half past ten"),
        pytest.param(time(9, 5), "午前9時5分", id="five past nine"),
        pytest.param(time(12), "正午", id="noon"),
        pytest.param(time(12, 30), "午後0時30分", id="half past noon"),
        pytest.param(time(13, 30), "午後1時30分", id="half past one"),
        pytest.param(time(0), "午前0時", id="midnight"),
        pytest.param(time(0, 15), "午前0時15分", id="a quarter past midnight"),
        pytest.param(time(11, 59), "午前11時59分", id="a minute to noon"),
        pytest.param(time(23, 59), "午後11時59分", id="a minute to midnight"),
        pytest.param(
            datetime(2026, 12, 9, 1, tzinfo=UTC), "午前10時", id="Tokyo's time, not UTC's"
        ),
    ],
)
def test_say_time(moment: time | datetime, said: str) -> None:
    assert wording.say_time(moment) == said


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        pytest.param("2026-12-05 10:00", "2026-12-05 11:30", "午前10時から11時30分", id="morning"),
        pytest.param(
            "2026-12-05 13:30", "2026-12-05 15:30", "午後1時30分から3時30分", id="afternoon"
        ),
        pytest.param(
            "2026-12-05 11:30", "2026-12-05 13:30", "午前11時30分から午後1時30分", id="over noon"
        ),
        pytest.param("2026-12-05 10:00", "2026-12-05 12:00", "午前10時から正午", id="until noon"),
        pytest.param("2026-12-05 12:00", "2026-12-05 14:00", "正午から午後2時", id="from noon"),
        pytest.param(
            "2026-12-05 12:30", "2026-12-05 14:00", "午後0時30分から2時", id="from half past noon"
        ),
        pytest.param("2026-12-05 10:00", "2026-12-05 14:00", "午前10時から午後2時", id="long"),
        pytest.param(
            "2026-12-05 22:00", "2026-12-06 00:00", "午後10時から夜12時", id="to midnight"
        ),
        pytest.param(
            "2026-12-05 22:00", "2026-12-06 01:00", "午後10時から翌日の午前1時", id="past midnight"
        ),
        pytest.param("2026-12-05 00:00", "2026-12-06 00:00", "終日", id="all day"),
        pytest.param(
            "2026-12-05 00:00",
            "2026-12-08 00:00",
            "12月5日（土）から7日（月）",
            id="three whole days",
        ),
        pytest.param(
            "2026-12-30 00:00",
            "2027-01-03 00:00",
            "12月30日（水）から翌年1月2日（土）",
            id="whole days over New Year",
        ),
        pytest.param(
            "2026-12-30 00:00",
            "2029-01-03 00:00",
            "12月30日（水）から2029年1月2日（火）",
            id="whole years",
        ),
        pytest.param(
            "2026-11-28 10:00",
            "2026-12-02 15:00",
            "11月28日（土）午前10時から12月2日（水）午後3時",
            id="some days with times",
        ),
        pytest.param(
            "2026-12-05 10:00",
            "2026-12-07 00:00",
            "12月5日（土）午前10時から6日（日）夜12時",
            id="some days to midnight",
        ),
    ],
)
def test_say_span(starts_at: str, ends_at: str, said: str) -> None:
    assert wording.say_span(at(starts_at), at(ends_at)) == said


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "all_day", "said"),
    [
        pytest.param(
            "2026-12-20 10:00",
            "2026-12-20 11:30",
            False,
            "12月20日（日） 午前10時から11時30分",
            id="a morning",
        ),
        pytest.param(
            "2026-12-20 00:00", "2026-12-21 00:00", False, "12月20日（日） 終日", id="a whole day"
        ),
        pytest.param(
            "2026-12-20 09:00",
            "2026-12-20 17:00",
            True,
            "12月20日（日） 終日",
            id="said to be all day",
        ),
        pytest.param(
            "2026-12-05 00:00",
            "2026-12-07 23:59",
            True,
            "12月5日（土）から7日（月）",
            id="days that end at a minute to midnight",
        ),
        pytest.param(
            "2026-12-05 10:00",
            "2026-12-07 15:00",
            False,
            "12月5日（土）午前10時から7日（月）午後3時",
            id="the first day is not said twice",
        ),
    ],
)
def test_say_when(starts_at: str, ends_at: str, all_day: bool, said: str) -> None:
    assert wording.say_when(at(starts_at), at(ends_at), all_day) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        pytest.param(rules.monthly_on_weekdays([2, 4], [2]), "毎月第2・第4水曜", id="2nd, 4th Wed"),
        pytest.param(rules.weekly([1]), "毎週火曜", id="every Tuesday"),
        pytest.param("FREQ=WEEKLY", "毎週水曜", id="every week on the first date's weekday"),
        pytest.param(rules.weekly([0, 2, 4]), "毎週月・水・金曜", id="three weekdays"),
        pytest.param(rules.weekly([5, 6]), "毎週土・日曜", id="the weekend"),
        pytest.param(rules.weekly([0, 1, 2, 3, 4]), "毎週月曜から金曜", id="Monday to Friday"),
        pytest.param(rules.weekly([0, 1, 2, 4]), "毎週月・火・水・金曜", id="four with a gap"),
        pytest.param(rules.weekly(range(7)), "毎日", id="all seven weekdays"),
        pytest.param("FREQ=DAILY", "毎日", id="every day"),
        pytest.param("FREQ=DAILY;INTERVAL=2", "1日おき", id="every second day"),
        pytest.param("FREQ=DAILY;INTERVAL=10", "10日ごと", id="every ten days"),
        pytest.param(rules.weekly([4], 2), "隔週金曜", id="every second Friday"),
        pytest.param(rules.weekly([0], 3), "3週間ごとの月曜", id="every third Monday"),
        pytest.param(rules.monthly_on_weekdays([-1], [6]), "毎月最終日曜", id="the last Sunday"),
        pytest.param(rules.monthly_on_weekdays([5], [0]), "毎月第5月曜", id="the fifth Monday"),
        pytest.param(
            rules.monthly_on_weekdays([1, -1], [6]),
            "毎月第1・最終日曜",
            id="the first and last Sunday",
        ),
        pytest.param(
            rules.monthly_on_pairs([(1, 0), (3, 2)]), "毎月第1月曜と第3水曜", id="1st Mon, 3rd Wed"
        ),
        pytest.param(
            rules.monthly_on_pairs([(1, 2), (2, 0), (3, 2)]),
            "毎月第1・第3水曜と第2月曜",
            id="1st and 3rd Wed, 2nd Mon",
        ),
        pytest.param(
            rules.monthly_on_weekdays([1, 3], [1, 3]), "毎月第1・第3の火曜と木曜", id="two by two"
        ),
        pytest.param(
            rules.monthly_on_weekdays([2], [4], 2), "隔月第2金曜", id="every second month"
        ),
        pytest.param(
            rules.monthly_on_weekdays([2], [4], 3), "3か月ごとの第2金曜", id="every third month"
        ),
        pytest.param(rules.monthly_on_day(15), "毎月15日", id="the 15th"),
        pytest.param(rules.monthly_on_days([1, 15]), "毎月1日・15日", id="the 1st and 15th"),
        pytest.param(rules.monthly_on_day(-1), "毎月末日", id="the last day"),
        pytest.param(
            rules.monthly_on_day(31, "last"), "毎月31日（ない月は月末）", id="31st or last"
        ),
        pytest.param(rules.monthly_on_day(31), "毎月31日（ない月はお休み）", id="the 31st if any"),
        pytest.param(rules.monthly_on_day(28), "毎月28日", id="the 28th is in every month"),
        pytest.param(
            rules.weekly([1], until=date(2027, 3, 31)), "毎週火曜（3月31日まで）", id="until March"
        ),
        pytest.param(
            rules.weekly([1], until=date(2027, 12, 8)),
            "毎週火曜（12月8日まで）",
            id="until a day short of a year",
        ),
        pytest.param(
            rules.weekly([1], until=date(2027, 12, 9)),
            "毎週火曜（令和9年12月9日まで）",
            id="until a year later",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331T000000",
            "毎週火曜（3月30日まで）",
            id="until midnight, which is the day before",
        ),
        pytest.param(
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330T150000Z",
            "毎週火曜（3月30日まで）",
            id="until midnight given in UTC",
        ),
        pytest.param("FREQ=WEEKLY;UNTIL=99991231", "毎週水曜", id="until the end of time"),
        pytest.param("FREQ=WEEKLY;COUNT=10", "毎週水曜（全10回）", id="ten times"),
        pytest.param("FREQ=YEARLY;BYWEEKNO=20", "決まった日", id="too odd to say"),
        pytest.param(
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;UNTIL=20270331",
            "決まった日（3月31日まで）",
            id="too odd to say, until March",
        ),
    ],
)
def test_say_rule(rule: str, said: str) -> None:
    assert wording.say_rule(make(rule)) == said


@pytest.mark.parametrize(
    ("extra", "skipped", "said"),
    [
        pytest.param([], [], "12月5日（土）", id="one date"),
        pytest.param(["2026-12-12 10:00"], [], "12月5日（土）・12日（土）", id="two dates"),
        pytest.param(["2027-01-09 10:00"], [], "12月5日（土）・1月9日（土）", id="two months"),
        pytest.param(
            ["2027-12-11 10:00"], [], "12月5日（土）・12月11日（土）", id="a month of two years"
        ),
        pytest.param(
            ["2026-12-19 10:00", "2026-12-12 10:00"],
            [],
            "12月5日（土）・12日（土）・19日（土）",
            id="three dates in order",
        ),
        pytest.param(
            ["2026-12-12 10:00", "2026-12-19 10:00", "2026-12-26 10:00"],
            [],
            "12月5日（土）・12日（土）ほか",
            id="two of four dates",
        ),
        pytest.param(
            ["2026-12-05 14:00", "2026-12-05 10:00"], [], "12月5日（土）", id="a day twice is one"
        ),
        pytest.param(
            ["2026-12-12 10:00"],
            ["2026-12-05 10:00"],
            "12月12日（土）",
            id="a skipped date is not said",
        ),
        pytest.param([], ["2026-12-05 10:00"], "", id="no date left"),
    ],
)
def test_say_rule_of_fixed_dates(extra: list[str], skipped: list[str], said: str) -> None:
    recurrence = make(
        start="2026-12-05 10:00", extra=tuple(map(at, extra)), skipped=tuple(map(at, skipped))
    )

    assert wording.say_rule(recurrence) == said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(["skip_holidays"], "祝日はお休み", id="holidays"),
        pytest.param(
            ["skip_new_year", "skip_holidays"], "祝日と年末年始はお休み", id="holidays and New Year"
        ),
        pytest.param(
            ["skip_obon", "skip_new_year"], "年末年始とお盆はお休み", id="New Year and Obon"
        ),
        pytest.param(
            ["skip_holidays", "skip_new_year", "skip_obon"],
            "祝日・年末年始・お盆はお休み",
            id="all three",
        ),
    ],
)
def test_say_skips(options: list[str], said: str) -> None:
    assert wording.say_skips(make("FREQ=WEEKLY", **dict.fromkeys(options, True))) == said


def test_fixed_dates_skip_nothing() -> None:
    assert wording.say_skips(make(skip_holidays=True)) == ""


@pytest.mark.parametrize(
    ("recurrence", "said"),
    [
        pytest.param(
            make(rules.monthly_on_weekdays([2, 4], [2]), skip_holidays=True, skip_new_year=True),
            "毎月第2・第4水曜 午前10時から11時30分。祝日と年末年始はお休み",
            id="a salon",
        ),
        pytest.param(make(), "12月9日（水） 午前10時から11時30分", id="one date"),
        pytest.param(
            Recurrence(at("2026-12-05 00:00"), at("2026-12-08 00:00")),
            "12月5日（土）から7日（月）",
            id="one exhibition of three days",
        ),
        pytest.param(
            Recurrence(
                at("2026-12-05 10:00"), at("2026-12-06 15:00"), rules.monthly_on_weekdays([1], [5])
            ),
            "毎月第1土曜、2日間",
            id="two days every month",
        ),
        pytest.param(
            Recurrence(at("2026-12-05 00:00"), at("2026-12-06 00:00"), rules.weekly([5])),
            "毎週土曜 終日",
            id="a whole day every week",
        ),
    ],
)
def test_say_recurrence(recurrence: Recurrence, said: str) -> None:
    assert wording.say_recurrence(recurrence) == said
