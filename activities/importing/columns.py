"""Knows what the columns of municipal event lists are called; knows nothing of their values.

Three headers are in use: the 推奨データセット of 32 columns, the 自治体標準オープンデータセット
No.12, and the ベース・レジストリ of 50 columns. A header is data, in any order.
"""

from __future__ import annotations

import re
import unicodedata

NAMES: dict[str, tuple[str, ...]] = {
    "code": ("都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード"),
    "no": ("NO", "ID", "番号"),
    "prefecture": ("都道府県名",),
    "municipality": ("市区町村名", "地方公共団体名"),
    "title": ("イベント名", "名称", "イベント名称"),
    "kana": ("イベント名_カナ", "名称(カナ)"),
    "subtitle": ("サブタイトル",),
    "summary": ("概要",),
    "description": ("説明",),
    "kind": ("イベント種類", "イベント種別"),
    "keywords": ("キーワード",),
    "tags": ("タグ",),
    "state": ("状態",),
    "first_day": ("開始日",),
    "last_day": ("終了日",),
    "start_time": ("開始時間", "開始時刻"),
    "end_time": ("終了時間", "終了時刻"),
    "time_note": ("開始日時特記事項", "日時備考"),
    "place": ("場所名称",),
    "meeting_point": ("集合場所",),
    "address": ("住所", "所在地_連結表記"),
    "address_prefecture": ("住所都道府県", "所在地_都道府県"),
    "address_municipality": ("住所市区町村", "所在地_市区町村"),
    "address_town": ("住所町名", "所在地_町字"),
    "address_number": ("住所丁目以下", "所在地_番地以下"),
    "building": ("方書", "建物名等", "建物名等(方書)"),
    "latitude": ("緯度",),
    "longitude": ("経度",),
    "directions": ("アクセス方法",),
    "parking": ("駐車場情報",),
    "organiser": ("主催者", "主催団体"),
    "audience": ("対象者",),
    "capacity": ("定員",),
    "fee": ("料金(基本)",),
    "fee_note": ("料金(詳細)",),
    "fee_kind": ("料金種別",),
    "deadline_day": ("参加申込終了日", "申込期限日"),
    "deadline_time": ("参加申込終了時間", "申込期限時刻"),
    "sign_up": ("参加申込方法", "申込方法"),
    "contact": ("連絡先名称",),
    "phone": ("連絡先電話番号",),
    "extension": ("連絡先内線番号",),
    "email": ("連絡先メールアドレス",),
    "url": ("URL",),
    "content_url": ("コンテンツURL",),
    "remarks": ("備考",),
}


def normalised(header: str) -> str:
    """A header as it is compared: half-width, without blanks, underscores and marks."""
    return re.sub(r"[\s_*※]+", "", unicodedata.normalize("NFKC", header)).upper()


_KEYS = {normalised(name): key for key, names in NAMES.items() for name in names}


def key_of(header: str) -> str:
    """The key of a column; empty for one that we do not know."""
    return _KEYS.get(normalised(header), "")


def is_header(cells: list[str]) -> bool:
    """Whether this line names columns: a title and a first day at least."""
    return {"title", "first_day"} <= {key_of(cell) for cell in cells}
