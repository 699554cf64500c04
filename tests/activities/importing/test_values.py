from __future__ import annotations

from datetime import date, timedelta

import pytest

from activities.importing import values


@pytest.mark.parametrize(
    "text",
    [
        "2022-01-05",
        "2022/1/5",
        "2022.1.5",
        "20220105",
        "２０２２年１月５日（水）",
        "2022年1月5日 (水・祝)",
        "令和4年1月5日",
        "R4.1.5",
        "Ｒ４／１／５",
        "2022-01-05T00:00:00",
        "2022/1/5 0:00",
        "44566",
    ],
)
def test_day_is_read_however_it_is_written(text: str) -> None:
    assert values.day(text) == date(2022, 1, 5)


def test_day_reads_the_first_year_of_an_era() -> None:
    assert values.day("令和元年5月1日") == date(2019, 5, 1)
    assert values.day("平成31年4月30日") == date(2019, 4, 30)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "未定",
        "1月5日",
        "2022-02-30",
        "0000-01-01",
        "9999-12-31",
        "令和0年1月1日",
        "2022-01-05 から",
        "2022-01-05 10:00",
        "1" * 10_000,
    ],
)
def test_day_is_none_where_it_would_be_a_guess(text: str) -> None:
    assert values.day(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:00", 600),
        ("10:00:00", 600),
        ("１０：３０", 630),
        ("10時", 600),
        ("10時半", 630),
        ("午前9時", 540),
        ("午後1時30分", 810),
        ("午後12時30分", 750),
        ("午前12時", 0),
        ("正午", 720),
        ("1:30 PM", 810),
        ("0930", 570),
        ("0.4375", 630),
        ("24:00", 1440),
        ("10:00～", 600),
    ],
)
def test_clock_is_read_however_it_is_written(text: str, minutes: int) -> None:
    assert values.clock(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "夕方", "25:00", "10:60", "24:01", "10:00 と 14:00"])
def test_clock_is_none_where_it_would_be_a_guess(text: str) -> None:
    assert values.clock(text) is None


def test_span_parts_two_times_in_one_cell() -> None:
    assert values.span("10:00～11:30") == ("10:00", "11:30")
    assert values.span("10時から12時") == ("10時", "12時")
    assert values.span("10:00") == ("10:00", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30", 30),
        ("先着30人", 30),
        ("定員三十名", 30),
        ("二百五十人", 250),
        ("１,０００人程度", 1000),
        ("各回20名（計60名）", None),
        ("若干名", None),
        ("9" * 30, None),
    ],
)
def test_number_in_words_is_taken_if_it_is_the_only_one(text: str, found: int | None) -> None:
    assert values.only_number_in(text) == found


def test_place_puts_a_swapped_pair_in_order() -> None:
    assert values.place(137.07, 35.09) == (35.09, 137.07)
    assert values.place(35.09, 137.07) == (35.09, 137.07)


@pytest.mark.parametrize("pair", [(35.0, None), (0.0, 0.0), (35.0, 35.0), (51.5, -0.1)])
def test_place_is_none_outside_japan(pair: tuple[float | None, float | None]) -> None:
    assert values.place(*pair) is None


def test_hiragana_takes_half_width_kana_too() -> None:
    assert values.hiragana("ｻﾛﾝ ヒダマリ") == "さろん ひだまり"
