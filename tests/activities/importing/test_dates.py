from __future__ import annotations

from datetime import datetime

import pytest

from activities.importing import reading
from activities.importing.dates import When, when
from activities.importing.reading import Refusal
from activities.recurrence import Recurrence
from tests.activities.importing.event_lists import salon, text_of
from tests.factories import at


def when_of(**cells: str) -> When:
    [row] = reading.read(text_of(salon(**cells)).encode())
    return when(row)


def starts(found: When) -> list[str]:
    pure = Recurrence(found.starts_at, found.ends_at, found.rule, found.extra)
    pairs = pure.between(at("2026-01-01 00:00"), at("2028-01-01 00:00"))
    return [f"{start:%m-%d %H:%M}" for start, _end in pairs]


def test_one_day_with_times() -> None:
    found = when_of()

    assert (found.starts_at, found.ends_at) == (at("2026-12-09 10:00"), at("2026-12-09 11:30"))
    assert not found.is_all_day


@pytest.mark.parametrize(
    ("start", "end"),
    [("", ""), ("00:00", "00:00"), ("0:00", "23:59"), ("00:00", "24:00"), ("終日", "")],
)
def test_no_time_is_all_day_to_the_next_midnight(start: str, end: str) -> None:
    found = when_of(開始時間=start, 終了時間=end)

    assert found.is_all_day
    assert (found.starts_at, found.ends_at) == (at("2026-12-09 00:00"), at("2026-12-10 00:00"))


def test_time_in_words_is_kept() -> None:
    assert when_of(開始時間="夕方", 終了時間="").unsaid == (("開始時間", "夕方"),)


def test_period_without_times_is_one_long_date() -> None:
    found = when_of(終了日="2026-12-28", 開始時間="", 終了時間="")

    assert found.rule == ""
    assert (found.starts_at, found.ends_at) == (at("2026-12-09 00:00"), at("2026-12-29 00:00"))


def test_period_with_times_is_every_day() -> None:
    assert starts(when_of(終了日="2026-12-11")) == ["12-09 10:00", "12-10 10:00", "12-11 10:00"]


@pytest.mark.parametrize(
    ("note", "days"),
    [
        ("毎週水曜日", ["12-09", "12-16", "12-23", "12-30"]),
        ("毎水曜日開催", ["12-09", "12-16", "12-23", "12-30"]),
        ("毎週月・木曜日", ["12-10", "12-14", "12-17", "12-21", "12-24", "12-28", "12-31"]),
        ("毎月第2、第4土曜日", ["12-12", "12-26"]),
        ("毎月第２・４土曜", ["12-12", "12-26"]),
        ("体験日は12月9日と12月31日の2日間", ["12-09", "12-31"]),
        ("12月9日(水)、16日(水)、31日(木)", ["12-09", "12-16", "12-31"]),
    ],
)
def test_remark_on_the_time_gives_the_days(note: str, days: list[str]) -> None:
    found = when_of(終了日="2026-12-31", 開始日時特記事項=note)

    assert starts(found) == [f"{day} 10:00" for day in days]


def test_remark_that_is_not_understood_is_warned_of() -> None:
    found = when_of(終了日="2026-12-11", 開始日時特記事項="最終日は12時まで")

    assert len(starts(found)) == 3
    assert len(found.warnings) == 1


def test_camp_over_night_is_one_date() -> None:
    found = when_of(終了日="2026-12-10", 開始時間="13:00", 終了時間="11:00")

    assert starts(found) == ["12-09 13:00"]
    assert found.ends_at == at("2026-12-10 11:00")


def test_end_after_midnight_is_the_next_day() -> None:
    assert when_of(開始時間="23:00", 終了時間="1:00").ends_at == at("2026-12-10 01:00")


def test_missing_end_is_an_hour_and_said() -> None:
    found = when_of(終了時間="")

    assert found.ends_at == at("2026-12-09 11:00")
    assert [header for header, _text in found.unsaid] == ["終了時間"]


def test_both_times_in_one_cell() -> None:
    found = when_of(開始時間="10:00～12:00", 終了時間="")

    assert found.ends_at == at("2026-12-09 12:00")


def test_missing_last_day_is_the_first() -> None:
    assert when_of(終了日="").ends_at == at("2026-12-09 11:30")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"開始日": ""}, "開始日"),
        ({"開始日": "未定"}, "開始日"),
        ({"開始日": "2026-13-01"}, "開始日"),
        ({"終了日": "あした"}, "終了日"),
        ({"終了日": "2026-12-08"}, "終了日"),
        ({"終了日": "2036-12-09"}, "終了日"),
        ({"開始時間": "25:00"}, "開始時間"),
        ({"開始時間": "10:00", "終了時間": "9:00"}, "終了時間"),
        (
            {"終了日": "2026-12-11", "開始日時特記事項": "毎週月曜日"},
            "開始日時特記事項",
        ),
    ],
    ids=str,
)
def test_impossible_dates_are_refused_by_column(cells: dict[str, str], column: str) -> None:
    with pytest.raises(Refusal) as refusal:
        when_of(**cells)

    assert refusal.value.column == column
    assert column in refusal.value.reason


def test_dates_do_not_depend_on_the_servers_zone() -> None:
    assert when_of().starts_at == datetime.fromisoformat("2026-12-09T01:00:00+00:00")
