"""Knows how cells of municipal lists write dates, times, numbers and coordinates.

Every function takes the text of a cell and gives None where it says nothing readable; what that
means for the row is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta

ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
FIRST_YEAR, LAST_YEAR = 1950, 2100
EXCEL_EPOCH = date(1899, 12, 30)
MIDNIGHT = time(0)
NOTHING = {"", "-", "ー", "―", "—", "–", "なし", "無し", "未定", "N/A", "NULL", "不明"}
KANJI_DIGITS = {digit: place for place, digit in enumerate("〇一二三四五六七八九")}
KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGEST = 1_000_000
JAPAN = ((20.0, 46.0), (122.0, 154.0))

_ERA_DATE = re.compile(
    r"(令和|平成|昭和|R|H|S)\s*(元|\d{1,2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
)
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_REST = re.compile(
    r"\s*(\(?[月火水木金土日](曜日?)?[・、]?(祝日?)?\)?)?[T\s]*(0{1,2}:00(:00(\.0+)?)?Z?)?\s*"
)
_TIME = re.compile(
    r"(午前|午後|AM|PM)?\s*(\d{1,2})\s*(?:[:.時]\s*(?:(\d{1,2})|(半))?\s*分?)"
    r"(?:\s*:\s*\d{1,2}(?:\.\d+)?)?\s*(AM|PM)?\s*(?:頃|ごろ|から|まで|開始|終了|予定|[~-])?"
)
_RANGE = re.compile(r"\s*(?:[~〜-]|から)\s*")
_NUMBER = re.compile(r"\d[\d,]*")
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十百千]+(?=人|名|組|円|家族|席|台)")


def narrow(text: str) -> str:
    """Half-width digits and signs, so that １０：００ reads like 10:00."""
    text = unicodedata.normalize("NFKC", text).strip()
    return re.sub("[〜～∼]", "~", text)


def is_nothing(text: str) -> bool:
    return narrow(text).upper() in NOTHING


def day(text: str) -> date | None:
    """ISO, 2022/1/5, 20220105, 2022年1月5日(水), 令和4年1月5日, R4.1.5, Excel's day number."""
    text = narrow(text).upper()
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return EXCEL_EPOCH + timedelta(days=int(text[:5]))
    if match := _ERA_DATE.match(text):
        years = 1 if match[2] == "元" else int(match[2])
        parts = (ERAS[match[1]] + years if years else 0, int(match[3]), int(match[4]))
    elif match := _DATE.match(text) or _COMPACT.match(text):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    else:
        return None
    if not _REST.fullmatch(text[match.end() :]):
        return None
    try:
        found = date(*parts)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def clock(text: str) -> timedelta | None:
    """Time since midnight, up to 24:00: 10:00, 10:00:00, 10時半, 午後1時30分, 正午, 0.4166."""
    text = re.sub(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}[T\s]+", "", narrow(text).upper())
    if text in {"正午", "12時正午"}:
        return timedelta(hours=12)
    if re.fullmatch(r"0?\.\d+|0", text):
        return timedelta(minutes=round(float(text) * 24 * 60))
    if re.fullmatch(r"\d{3,4}", text):
        text = f"{text[:-2]}:{text[-2:]}"
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hours, minutes = int(match[2]), 30 if match[4] else int(match[3] or 0)
    half = match[1] or match[5]
    if half in {"午後", "PM"} and hours < 12:
        hours += 12
    if half in {"午前", "AM"} and hours == 12:
        hours = 0
    found = timedelta(hours=hours, minutes=minutes)
    return found if minutes < 60 and found <= timedelta(days=1) else None


def span(text: str) -> tuple[str, str]:
    """(start, end) of one cell that holds both, as in 10:00～11:30; else (text, "")."""
    parts = _RANGE.split(narrow(text))
    if len(parts) == 2 and all(clock(part) is not None for part in parts):
        return parts[0], parts[1]
    return text, ""


def number(text: str) -> int | None:
    """A bare number, with 円, 人 or commas at most."""
    text = narrow(text).replace(",", "")
    match = re.fullmatch(r"[¥\\]?(\d{1,9})(\.0+)?(円|人|名|組)?", text)
    return int(match[1]) if match and int(match[1]) <= LARGEST else None


def only_number_in(text: str) -> int | None:
    """The number in words around it (先着30人, 定員三十名), if there is just one."""
    text = narrow(text)
    numbers = [int(digits.replace(",", "")[:10]) for digits in _NUMBER.findall(text)]
    numbers += [_kanji_number(digits) for digits in _KANJI_NUMBER.findall(text)]
    return numbers[0] if len(numbers) == 1 and numbers[0] <= LARGEST else None


def coordinate(text: str) -> float | None:
    text = re.sub(r"[°度NE]|北緯|東経", "", narrow(text).upper()).strip()
    return float(text) if re.fullmatch(r"-?\d{1,3}(\.\d{1,20})?", text) else None


def place(one: float | None, other: float | None) -> tuple[float, float] | None:
    """(latitude, longitude) of a point in Japan; the two have no value in common, so a swapped
    pair can be told."""
    for latitude, longitude in ((one, other), (other, one)):
        if (
            latitude is not None
            and longitude is not None
            and JAPAN[0][0] <= latitude <= JAPAN[0][1]
            and JAPAN[1][0] <= longitude <= JAPAN[1][1]
        ):
            return latitude, longitude
    return None


def hiragana(text: str) -> str:
    """Readings are kept in hiragana: ｻﾛﾝ and サロン become さろん."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)


def _kanji_number(text: str) -> int:
    total, digit = 0, 0
    for char in text:
        if char in KANJI_UNITS:
            total += (digit or 1) * KANJI_UNITS[char]
            digit = 0
        else:
            digit = digit * 10 + KANJI_DIGITS[char]
    return total + digit
