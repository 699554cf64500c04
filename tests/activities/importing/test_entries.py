from __future__ import annotations

import pytest

from activities.enums import Category, SignUpKind
from activities.importing import reading
from activities.importing.entries import Entry, entry, identify
from activities.importing.reading import Refusal
from tests.activities.importing.event_lists import BASE, salon, text_of
from tests.factories import at


def entry_of(**cells: str) -> Entry:
    [row] = reading.read(text_of(salon(**cells)).encode())
    return entry(row)


def base_entry_of(**cells: str) -> Entry:
    cells = {"名称": "おはなし会", "開始日": "2026-12-09"} | cells
    [row] = reading.read(text_of(cells, header=BASE).encode())
    return entry(row)


@pytest.mark.parametrize(
    ("basic", "detail", "fee", "note"),
    [
        ("500", "材料費", 500, "材料費"),
        ("0", "", 0, ""),
        ("無料", "", 0, ""),
        ("", "無料", 0, ""),
        ("", "", None, ""),
        ("1,420円", "", 1420, ""),
        ("大人500円、子ども200円", "", None, "大人500円、子ども200円"),
        ("", "オイル代", None, "オイル代"),
        ("-", "", None, ""),
    ],
)
def test_fee(basic: str, detail: str, fee: int | None, note: str) -> None:
    fields = entry_of(**{"料金(基本)": basic, "料金(詳細)": detail}).fields

    assert (fields["fee"], fields["fee_note"]) == (fee, note)


@pytest.mark.parametrize(
    ("text", "capacity", "note"),
    [
        ("20", 20, ""),
        ("先着30人", 30, "先着30人"),
        ("15組", 15, "15組"),
        ("各回20名(計60名)", None, "各回20名(計60名)"),
        ("なし", None, ""),
        ("0", None, ""),
    ],
)
def test_capacity(text: str, capacity: int | None, note: str) -> None:
    fields = entry_of(定員=text).fields

    assert (fields["capacity"], fields["capacity_note"]) == (capacity, note)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", SignUpKind.NOT_NEEDED),
        ("不要", SignUpKind.NOT_NEEDED),
        ("▽直接会場へ", SignUpKind.NOT_NEEDED),
        ("定員は、10人です。", SignUpKind.NOT_NEEDED),
        ("電話で申し込んでください", SignUpKind.TELEPHONE),
        ("電話または窓口で申し込み", SignUpKind.NEEDED),
        ("必要", SignUpKind.NEEDED),
    ],
)
def test_sign_up(text: str, kind: SignUpKind) -> None:
    fields = entry_of(参加申込方法=text).fields

    assert (fields["sign_up"], fields["sign_up_note"]) == (kind, text)


def test_deadline_lasts_to_the_end_of_its_day_unless_timed() -> None:
    whole = entry_of(参加申込終了日="R8.12.1").fields
    timed = entry_of(参加申込終了日="2026-12-01", 参加申込終了時間="17:00").fields

    assert whole["sign_up_until"] == at("2026-12-01 23:59")
    assert timed["sign_up_until"] == at("2026-12-01 17:00")


def test_unreadable_deadline_is_kept_as_text() -> None:
    found = entry_of(参加申込終了日="前日まで")

    assert found.fields["sign_up_until"] is None
    assert "参加申込終了日:前日まで" in found.fields["body"]
    assert len(found.warnings) == 1


def test_what_has_no_field_is_a_line_of_the_text() -> None:
    found = base_entry_of(説明="絵本を読みます。", 主催団体="北図書館", 外国語対応="英語")

    assert found.fields["body"] == "絵本を読みます。\n\n主催団体:北図書館\n外国語対応:英語"


def test_long_texts_are_cut_into_the_text_whole() -> None:
    title = "長" * 200

    found = entry_of(イベント名=title)

    assert found.fields["title"] == "長" * 79 + "…"
    assert title in found.fields["body"]


def test_text_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(Refusal):
        entry_of(説明="あ" * 30_000)


@pytest.mark.parametrize("title", ["", "   "])
def test_title_is_needed(title: str) -> None:
    with pytest.raises(Refusal) as refusal:
        entry_of(イベント名=title)

    assert refusal.value.column == "イベント名"


@pytest.mark.parametrize(
    ("latitude", "longitude", "point", "warnings"),
    [
        ("35.09", "137.07", (35.09, 137.07), 0),
        ("137.07", "35.09", (35.09, 137.07), 1),
        ("35.09,137.07", "", (35.09, 137.07), 1),
        ("35.09", "", None, 1),
        ("0", "0", None, 1),
        ("不明", "x" * 5000, None, 1),
        ("", "", None, 0),
    ],
)
def test_coordinates(
    latitude: str, longitude: str, point: tuple[float, float] | None, warnings: int
) -> None:
    found = entry_of(緯度=latitude, 経度=longitude)

    assert found.place is not None
    assert found.place.point == point
    assert len(found.warnings) == warnings


def test_echoes_of_converters_are_dropped_and_their_coordinates_used() -> None:
    found = base_entry_of(
        集合場所="増戸分室",
        経度="35.72746",
        日時備考="雨天実施\n開始日: 2026/12/9",
        備考="講師:市民\n緯度: 139.31565",
    )

    assert found.place is not None
    assert found.place.point == (35.72746, 139.31565)
    assert found.fields["body"] == "日時備考:雨天実施\n備考:講師:市民"


def test_address_is_put_together_from_its_parts() -> None:
    found = base_entry_of(
        集合場所="北図書館",
        住所都道府県="千葉県",
        住所市区町村="野田市",
        住所町名="平井",
        住所丁目以下="401",
        建物名等="2階",
    )

    assert found.place is not None
    assert (found.place.name, found.place.address) == ("北図書館", "千葉県野田市平井401 2階")


@pytest.mark.parametrize(
    ("title", "kind", "category"),
    [
        ("おはなし会", "子育て・教育", Category.CHILDCARE),
        ("卓球", "健康・福祉、スポーツ", Category.EXERCISE),
        ("凧の講座", "文化・芸術", Category.CLASS),
        ("みんなの食堂", "子育て・教育", Category.DINING),
        ("ひだまりサロン", "", Category.SALON),
        ("体操の会", "", Category.EXERCISE),
        ("だるま市", "催事・観光", Category.OTHER),
    ],
)
def test_category(title: str, kind: str, category: Category) -> None:
    assert base_entry_of(名称=title, イベント種類=kind).fields["category"] == category


def test_wrong_addresses_stay_text() -> None:
    found = base_entry_of(URL="javascript:alert(1)", 連絡先メールアドレス="not an address")

    assert (found.fields["url"], found.fields["email"]) == ("", "")
    assert "URL:javascript:alert(1)" in found.fields["body"]
    assert "連絡先メールアドレス:not an address" in found.fields["body"]


def test_formulas_are_just_text() -> None:
    assert entry_of(イベント名='=HYPERLINK("x")').fields["title"] == '=HYPERLINK("x")'


def test_row_is_identified_by_code_and_number() -> None:
    [row] = reading.read(text_of(salon()).encode())
    [nameless] = reading.read(text_of(salon(NO="")).encode())

    assert identify(row) == "232360-0000000001"
    assert identify(nameless).startswith("232360-x")
    assert identify(nameless) == identify(nameless)


@pytest.mark.parametrize(
    ("cells", "is_cancelled"),
    [
        ({"状態": "中止"}, True),
        ({"備考": "中止"}, True),
        ({"備考": "雨天中止"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_cancelled(cells: dict[str, str], is_cancelled: bool) -> None:
    assert base_entry_of(**cells).is_cancelled == is_cancelled
