"""Knows from which words of a list a category, a sign-up or a fee can be told."""

from __future__ import annotations

import re

from activities.enums import Category, SignUpKind
from activities.importing import values
from activities.importing.reading import Row

# (category, words of its kind or keywords, words of its title); the first that fits is taken.
CATEGORIES: tuple[tuple[Category, str, str], ...] = (
    (Category.VOLUNTEER, "ボランティア募集", "ボランティア(さん)?(を|大)?募集"),
    (Category.SALON, "サロン|通いの場|茶話会", "サロン|茶話会|カフェ"),
    (Category.DINING, "会食|食堂", "食堂|会食"),
    (Category.CHILDCARE, "子育て|乳幼児|保育", "子育て|赤ちゃん|乳幼児|親子|離乳食"),
    (Category.EXERCISE, "体操|運動|スポーツ", "体操|運動教室|ヨガ|ウォーキング"),
    (Category.DINING, "食", "ごはん会|ランチ会"),
    (Category.CLASS, "講座|教室|文化|セミナー|学習|講演", "講座|教室|講習|セミナー|講演"),
)
NO_SIGN_UP = re.compile(
    r"[▽○・]*(事前)?(の)?(申込み?|申し込み|予約)?(は)?(不要|なし|無し|当日直接|直接会場)"
)
SIGN_UP = re.compile(r"申込|申し込|予約|必要|応募|抽選|整理券|チケット|配布|電話|はがき|提出")
OTHER_WAYS = re.compile(
    r"窓口|フォーム|はがき|ハガキ|FAX|ファックス|メール|サイト|ホームページ|インターネット|郵送|送付|来館",
    re.I,
)


def category(row: Row) -> Category:
    title = row.get("title")
    kind = f"{row.get('kind')} {row.get('keywords')} {row.get('tags')}"
    for found, _kinds, titles in CATEGORIES[:3]:
        if re.search(titles, title):
            return found
    for found, kinds, titles in CATEGORIES:
        if re.search(kinds, kind) or (not kind.strip() and re.search(titles, title)):
            return found
    for found, _kinds, titles in CATEGORIES:
        if re.search(titles, title):
            return found
    return Category.OTHER


def sign_up(text: str, *, has_deadline: bool) -> SignUpKind:
    """A list that says nothing means that people simply come."""
    if not has_deadline and (NO_SIGN_UP.match(text) or not SIGN_UP.search(text)):
        return SignUpKind.NOT_NEEDED
    by_phone = "電話" in text and not OTHER_WAYS.search(text)
    return SignUpKind.TELEPHONE if by_phone else SignUpKind.NEEDED


def fee(basic: str, note: str, kind: str) -> tuple[int | None, str]:
    """(yen, words): 0 is free, None not stated; a fee in words (大人500円) stays in words."""
    amount = values.number(basic)
    if amount is None and not values.is_nothing(basic):
        if _says_free(basic):
            amount = 0
        else:
            amount = values.only_number_in(basic) if "円" in basic else None
            note = "\n".join(text for text in (basic, note) if text)
    if amount is None and values.is_nothing(basic):
        if _says_free(note) or _says_free(kind):
            amount = 0
        elif "円" in note:
            amount = values.number(note)
    return amount, "" if amount == 0 and _says_free(note) else note


def _says_free(text: str) -> bool:
    return bool(
        re.fullmatch(r"(参加|入場|受講|観覧)?(料|費)?[:は]?(無料|0円|¥0)[。]?", values.narrow(text))
    )
