"""Checks a municipal event list against the rules of both standards, as a reader of files would."""

from __future__ import annotations

import csv
import io
import re

OLDER = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,イベント名_英語,"
    "開始日,終了日,開始時間,終了時間,開始日時特記事項,説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,"
    "連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,アクセス方法,駐車場情報,定員,参加申込終了日,"
    "参加申込終了時間,参加申込方法,URL,備考"
)
CURRENT = (
    "全国地方公共団体コード,ID,地方公共団体名,イベント名,イベント名_カナ,イベント名_英語,イベント通称,"
    "サブタイトル,コンテンツURL,状態,キーワード,タグ,開催パターン,開始日,終了日,開始時間,終了時間,"
    "開始日時特記事項,概要,説明,イベント種類,料金(基本),料金(詳細),料金種別,主催者,共催団体,対象者,場所名称,"
    "所在地_連結表記,所在地_都道府県,所在地_市区町村,建物名等(方書),緯度,経度,アクセス方法,駐車場情報,定員,"
    "参加申込終了日,参加申込終了時間,参加申込方法,連絡先名称,連絡先電話番号,連絡先内線番号,画像,URL,備考"
)
REQUIRED = {
    "イベント名", "開始日", "終了日", "開始時間", "終了時間", "説明", "場所名称", "住所",
    "所在地_連結表記", "ID", "NO",
}  # fmt: skip
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
FORMS = {
    "開始日": r"\d{4}-\d\d-\d\d",
    "終了日": r"\d{4}-\d\d-\d\d",
    "参加申込終了日": r"(?:\d{4}-\d\d-\d\d)?",
    "開始時間": CLOCK,
    "終了時間": f"{CLOCK}|24:00",
    "参加申込終了時間": f"(?:{CLOCK})?",
    "料金(基本)": r"\d*",
    "定員": r"\d*",
    "緯度": r"(?:3[0-9]\.\d+)?",
    "経度": r"(?:13[0-9]\.\d+)?",
    "ID": r"\d{6}-E-\d{6,}",
    "NO": r"\d{6}-E-\d{6,}",
    "全国地方公共団体コード": r"\d{6}",
    "都道府県コード又は市区町村コード": r"\d{6}",
    "イベント名_カナ": r"[^ぁ-ゖ々〆㐀-鿿]*",
    "状態": "開催予定|中止|延期",
    "料金種別": "(?:有料|無料)?",
    "URL": r"https?://\S+",
    "コンテンツURL": r"https?://\S+",
}


def complaints(body: bytes, header: str) -> list[str]:
    """Everything about the file that the standards do not allow."""
    found = [] if body.startswith(b"\xef\xbb\xbf") else ["no BOM"]
    text = body.decode("utf-8-sig")
    if re.search(r"(?<!\r)\n|\r(?!\n)", text):
        found.append("a line end that is not CRLF, or one inside a cell")
    if text.split("\r\n", 1)[0] != header:
        found.append("another header")
    rows = read(body)
    keys = [row.get("ID") or row["NO"] for row in rows]
    if len(set(keys)) != len(keys):
        found.append("an ID twice")
    for row in rows:
        found += [f"empty: {name}" for name in sorted(REQUIRED & row.keys()) if not row[name]]
        found += [
            f"{name}: {row[name]!r}"
            for name, form in FORMS.items()
            if name in row and not re.fullmatch(form, row[name])
        ]
        found += [f"formula: {cell!r}" for cell in row.values() if re.match("[=+@＝＋－＠-]", cell)]
        if row["終了日"] < row["開始日"]:
            found.append("an end before its start")
    return found


def read(body: bytes) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows
