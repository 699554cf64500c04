"""Small lists in the headers that municipalities use."""

from __future__ import annotations

import csv
import io


def header(line: str) -> list[str]:
    return next(csv.reader([line]))


OLD = header(
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,"
    "イベント名_英語,開始日,終了日,開始時間,終了時間,開始日時特記事項,説明,料金(基本),料金(詳細),"
    "連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,アクセス方法,"
    "駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考"
)
BASE = header(
    "NO,都道府県コード又は市区町村コード,名称,名称(カナ),名称(英字),名称(通称),サブタイトル,概要,"
    "説明,サブイベント,イベント種類,URL,画像URL,状態,対象となる産業,ステージ,開始日,終了日,"
    "開始時刻,終了時刻,日時備考,場所名称,集合場所,郵便番号,住所都道府県,住所市区町村,住所町名,"
    "住所丁目以下,建物名等,緯度,経度,主催団体,共催団体,その他関係団体,対象者,定員,料金(基本),"
    "料金(詳細),外国語対応,申込期限日,申込期限時刻,申込方法,アクセス方法,駐車場情報,駐輪場情報,"
    "連絡先名称,連絡先電話番号,連絡先内線番号,連絡先メールアドレス,備考"
)
SALON = {
    "都道府県コード又は市区町村コード": "232360",
    "NO": "0000000001",
    "イベント名": "ひだまりサロン",
    "開始日": "2026-12-09",
    "終了日": "2026-12-09",
    "開始時間": "10:00",
    "終了時間": "11:30",
    "場所名称": "みどりの家",
    "住所": "愛知県みよし市三好丘1-1",
}


def salon(**cells: str) -> dict[str, str]:
    return SALON | cells


def text_of(*rows: dict[str, str], header: list[str] = OLD, above: str = "") -> str:
    target = io.StringIO(newline="")
    target.write(above)
    writer = csv.DictWriter(target, header)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()
