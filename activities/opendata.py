"""Dates become rows of the municipal event lists; knows no request.

One row a date, sorted by activity; two activities or two dates are never joined.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from activities import plain, showing
from activities.enums import AgeBand, Category, OccurrenceStatus, SignUpKind
from activities.models import Activity, Occurrence, TaggedActivity, Venue
from activities.municipal_columns import RENAMED
from activities.recurrence import TOKYO

STATES = {
    OccurrenceStatus.SCHEDULED: "開催予定",
    OccurrenceStatus.CANCELLED: "中止",
    OccurrenceStatus.POSTPONED: "延期",
}
NUMBERS = {"料金(基本)", "緯度", "経度", "定員"}
READ = (
    "activity", "venue", "original_start", "starts_at", "ends_at", "is_all_day", "date", "end_date",
    "status", "reason", "note", "capacity",
)  # fmt: skip
BOM = b"\xef\xbb\xbf"
DAYS_AHEAD = 92
ROWS_AT_ONCE = 2000
MIDNIGHT = "24:00"
KANJI = re.compile("[々〆\u3400-\u9fff\U00020000-\U0003ffff]")
KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
ANY_PREFECTURE = re.compile("(?:東京都|北海道|京都府|大阪府|.{2,3}県)")
ANY_CITY = re.compile("[^市町村0-9０-９]{1,5}市(?!場)")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class City:
    """Who publishes: code of the 全国地方公共団体コード, prefecture and name."""

    code: str
    prefecture: str
    name: str


def lines(header: tuple[str, ...], city: City, *, base_url: str, today: date) -> Iterator[bytes]:
    """The file piece by piece: BOM and header, then the public dates from today on, an activity at
    a time; three queries."""
    yield BOM + _table([header])
    names = [RENAMED.get(name, name) for name in header]
    for activity, rows in _coming(today):
        usual = _of_activity(activity, city, base_url) | _where(activity.venue, activity, city)
        yield _table(_lines(names, _cells(usual), activity, rows, city))


def _lines(
    names: list[str],
    usual: dict[str, str],
    activity: Activity,
    rows: Iterable[Occurrence],
    city: City,
) -> Iterator[list[str]]:
    """What is the same for all dates of an activity is made once."""
    places = {name: place for place, name in enumerate(names)}
    same = [usual.get(name, "") for name in names]
    for row in rows:
        cells = same.copy()
        own = _of_date(row, activity, city)
        if row.venue:
            own |= _cells(_where(row.venue, activity, city))
        for name, text in own.items():
            if name in places:
                cells[places[name]] = text
        yield cells


def last_day(today: date) -> date:
    return today + timedelta(days=DAYS_AHEAD)


def _coming(today: date) -> Iterator[tuple[Activity, Iterator[Occurrence]]]:
    """Activities with their dates, read side by side so that neither is in memory as a whole."""
    wanted = Occurrence.objects.public().filter(end_date__gte=today, date__lte=last_day(today))
    rows = wanted.select_related("venue").only(*READ).order_by("activity", "starts_at", "pk")
    tags: dict[int, list[str]] = {}
    for key, name in TaggedActivity.objects.values_list("content_object", "tag__name"):
        tags.setdefault(key, []).append(name)
    activities = Activity.objects.public().select_related("organiser", "venue").order_by("pk")
    waiting = activities.iterator(ROWS_AT_ONCE)
    activity = next(waiting, None)
    for key, dates in groupby(rows.iterator(ROWS_AT_ONCE), key=lambda row: row.activity_id):
        while activity is not None and activity.pk < key:
            activity = next(waiting, None)
        if activity is not None and activity.pk == key:
            activity.tag_names = tags.get(key, [])  # type: ignore[attr-defined]
            yield activity, dates


def _of_activity(activity: Activity, city: City, base_url: str) -> dict[str, str]:
    organiser, url = activity.organiser, base_url + activity.get_absolute_url()
    asked = activity if activity.phone else organiser
    kind = str(Category(activity.category).label)
    fee = activity.fee
    until = activity.sign_up_until
    return {
        "全国地方公共団体コード": city.code,
        "地方公共団体名": city.prefecture + city.name,
        "_prefecture": city.prefecture,
        "_city": city.name,
        "イベント名": activity.title,
        "イベント名_カナ": kana(activity.title, activity.reading),
        "コンテンツURL": url,
        "タグ": joined(activity.tag_names),
        "開催パターン": activity.rule_said,
        "概要": activity.summary,
        "説明": activity.body or activity.summary or f"{kind} {activity.title}",
        "イベント種類": kind,
        "料金(基本)": "" if fee is None else str(fee),
        "料金(詳細)": activity.fee_note,
        "料金種別": "" if fee is None else ("有料" if fee else "無料"),
        "主催者": organiser.name,
        "対象者": activity.audience_note or joined(_bands(activity)),
        "参加申込終了日": _day(until) if until else "",
        "参加申込終了時間": _clock(until) if until else "",
        "参加申込方法": joined([str(SignUpKind(activity.sign_up).label), activity.sign_up_note]),
        "連絡先名称": activity.contact_name or organiser.contact_name or organiser.name,
        "連絡先電話番号": asked.phone,
        "定員": "" if activity.capacity is None else str(activity.capacity),
        "URL": url,
        "備考": joined(_remarks(activity)),
    }


def _of_date(row: Occurrence, activity: Activity, city: City) -> dict[str, str]:
    state = STATES[OccurrenceStatus(row.status)]
    found = {"ID": f"{city.code}-E-{row.pk:06d}", "状態": state, **_when(row)}
    if row.capacity is not None:
        found["定員"] = str(row.capacity)
    if row.is_stopped or row.reason or row.note:
        remarks = [state if row.is_stopped else "", row.reason, row.note, *_remarks(activity)]
        found["備考"] = _cell(joined(remarks))
    return found


def _remarks(activity: Activity) -> list[str]:
    return [activity.capacity_note, f"持ち物：{activity.bring}" if activity.bring else ""]


def _when(row: Occurrence) -> dict[str, str]:
    """24:00 closes the last day: neither list has a half-open end."""
    starts_at, ends_at = _clock(row.starts_at), _clock(row.ends_at)
    if row.is_all_day:
        starts_at = ends_at = "00:00"
    return {
        "開始日": row.date.isoformat(),
        "終了日": row.end_date.isoformat(),
        "開始時間": starts_at,
        "終了時間": MIDNIGHT if ends_at == "00:00" else ends_at,
        "開始日時特記事項": joined(["終日" if row.is_all_day else "", showing.moved_note(row)]),
    }


def _where(venue: Venue | None, activity: Activity, city: City) -> dict[str, str]:
    address = full_address(venue.address if venue else "", city)
    is_here = address.startswith(city.prefecture + city.name)
    located = venue is not None and venue.latitude is not None and venue.longitude is not None
    note = activity.venue_note if venue and venue == activity.venue else ""
    return {
        "場所名称": venue.name if venue else showing.where(activity) or activity.organiser.name,
        "所在地_連結表記": address,
        "所在地_都道府県": city.prefecture if address.startswith(city.prefecture) else "",
        "所在地_市区町村": city.name if is_here else "",
        "建物名等(方書)": note,
        "緯度": f"{venue.latitude:.6f}" if venue and located else "",
        "経度": f"{venue.longitude:.6f}" if venue and located else "",
        "アクセス方法": venue.directions if venue else "",
        "駐車場情報": venue.parking if venue else "",
    }


def kana(title: str, reading: str) -> str:
    """The reading in katakana; a title without kanji reads as it is written. Readings are typed by
    people, so without one a title with kanji has none."""
    known = reading or ("" if KANJI.search(title) else title)
    return known.translate(KATAKANA)


def full_address(address: str, city: City) -> str:
    """An address as typed, from the prefecture on; the city itself where none is given."""
    address = address.strip()
    if ANY_PREFECTURE.match(address):
        return address
    if address.startswith(city.name) or ANY_CITY.match(address):
        return city.prefecture + address
    return city.prefecture + city.name + address


def joined(texts: Iterable[str]) -> str:
    """A list in one cell: a half-width semicolon between its members and in none of them."""
    return ";".join(text.replace(";", "；") for text in texts if text)


def _bands(activity: Activity) -> list[str]:
    return [str(band.label) for band in AgeBand if band.value in activity.age_bands]


def _day(moment: datetime) -> str:
    return moment.astimezone(TOKYO).date().isoformat()


def _clock(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat()[11:16]


def _cells(texts: dict[str, str]) -> dict[str, str]:
    return {name: text if name in NUMBERS else _cell(text) for name, text in texts.items()}


def _cell(text: str) -> str:
    """One line, and no formula where a spreadsheet opens the file: a blank before it makes it text
    again, and goes when a reader strips its cells."""
    text = plain.one_line(text)
    return f" {text}" if text.startswith(FORMULA) else text


def _table(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()
