from __future__ import annotations

import pytest

from activities.importing import reading
from activities.importing.reading import ListError
from tests.activities.importing.event_lists import BASE, OLD, salon, text_of

TWO = text_of(salon(), salon(NO="2", 説明="1行目\n2行目"), salon(NO="3"))


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode(),
        TWO.encode("utf-8-sig"),
        TWO.encode("cp932"),
        TWO.encode("euc_jp"),
        TWO.encode("utf-16"),
        TWO.encode("utf-16-le"),
        TWO.replace("\r\n", "\n").encode(),
        TWO.replace(",", "\t").encode("utf-16"),
    ],
    ids=["utf-8", "bom", "cp932", "euc-jp", "utf-16", "utf-16-le", "lf", "tabs"],
)
def test_encodings_give_the_same_rows(content: bytes) -> None:
    rows = list(reading.read(content))

    assert [row.get("title") for row in rows] == ["ひだまりサロン"] * 3
    assert rows[1].get("description") == "1行目\n2行目"


def test_line_is_the_one_where_a_row_begins() -> None:
    above = "イベント一覧,,\r\n\r\n（令和8年度）\r\n"

    rows = list(reading.read((above + TWO).encode("cp932")))

    assert [row.line for row in rows] == [5, 6, 8]


def test_columns_are_known_in_any_order_and_width() -> None:
    text = "備考,開始日,料金（基本）,イベント名,謎の列\nなし,2026-12-09,500,サロン,内容\n"

    [row] = reading.read(text.encode())

    assert row.get("fee") == "500"
    assert row.header("fee") == "料金（基本）"
    assert row.others == (("謎の列", "内容"),)


@pytest.mark.parametrize("header", [OLD, BASE], ids=["32 columns", "50 columns"])
def test_both_headers_are_recognised(header: list[str]) -> None:
    assert list(reading.read(",".join(header).encode())) == []


def test_empty_rows_are_no_rows() -> None:
    assert len(list(reading.read((TWO + ",,,\r\n\r\n   ,\r\n").encode()))) == 3


def test_control_characters_are_taken_out() -> None:
    text = text_of(salon(イベント名="サ\x00ロ\x07ン\u200b"))

    [row] = reading.read(text.encode())

    assert row.get("title") == "サロン"


def test_unclosed_quotation_mark_costs_one_row_only() -> None:
    text = 'イベント名,開始日\nサロン,2026-12-09\n"食堂,2026-12-10\n体操,2026-12-11\n'

    rows = list(reading.read(text.encode()))

    assert [(row.line, row.get("title"), bool(row.problem)) for row in rows] == [
        (2, "サロン", False),
        (3, "", True),
        (4, "体操", False),
    ]


def test_row_with_too_many_cells_is_a_problem() -> None:
    text = "イベント名,開始日\nサロン,2026-12-09,余り\n食堂,2026-12-10,,\n"

    rows = list(reading.read(text.encode()))

    assert [bool(row.problem) for row in rows] == [True, False]


def test_very_long_cells_are_read() -> None:
    text = text_of(salon(説明="あ" * 200_000))

    [row] = reading.read(text.encode())

    assert len(row.get("description")) == 200_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \r\n ",
        b"PK\x03\x04" + b"\x00" * 100,
        b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
        b"%PDF-1.7",
        b"<html><body>404</body></html>",
        b"\xef\xbb\xbf\xff\xfe\xfd",
        bytes(range(128, 256)),
        b"a,b\n1,2\n",
    ],
    ids=["empty", "blank", "xlsx", "xls", "pdf", "html", "bad-utf8", "binary", "no-header"],
)
def test_file_that_is_no_list_is_said_so(content: bytes) -> None:
    with pytest.raises(ListError):
        reading.read(content)


def test_undecodable_file_names_the_line() -> None:
    with pytest.raises(ListError, match="3"):
        reading.read(b"\xef\xbb\xbfa,b\n1,2\n\xff\xff,2\n")
