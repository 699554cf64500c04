"""Knows how dates, times and repetitions are said in Japanese; the words are this module's data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from activities import rules
from activities.recurrence import TOKYO, Recurrence
from activities.rules import LAST, Kind, KindName

WEEKDAYS = "月火水木金土日"
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
MEIJI_FIRST_YEAR = 1868
ALL_DAY = "終日"
MIDNIGHT = "夜12時"
SOME_DAYS = "決まった日"
FIXED_DATES_SAID = 3


def say_weekday(day: date | int) -> str:
    """水 for a Wednesday, given as a date or as 2 (Monday = 0)."""
    return WEEKDAYS[day if isinstance(day, int) else _day(day).weekday()]


def say_date(day: date) -> str:
    """12月20日（日）; an aware datetime is taken on Tokyo's clock, here and below."""
    day = _day(day)
    return f"{day.month}月{day.day}日（{say_weekday(day)}）"


def say_year_era(day: date) -> str:
    """令和8年, 令和元年; 1872年 before Japan took the present calendar."""
    day = _day(day)
    for begins_on, era in ERAS:
        if day >= begins_on:
            first = MEIJI_FIRST_YEAR if era == "明治" else begins_on.year
            return f"{era}{'元' if day.year == first else day.year - first + 1}年"
    return f"{day.year}年"


def say_date_era(day: date) -> str:
    """令和8年11月25日（水）."""
    return say_year_era(day) + say_date(day)


def say_time(moment: time | datetime) -> str:
    """午前10時, 午後1時30分, 正午, 午後0時30分, 午前0時; seconds are not said."""
    half, clock = _halves(_time(moment))
    return half + clock


def say_span(starts_at: datetime, ends_at: datetime, all_day: bool = False) -> str:
    """午前10時から11時30分, to stand after the date of its first day.

    The second half of the day is said only where it changes. From midnight to midnight is all
    day. What lasts longer than into the next morning carries its own dates (see `say_when`).
    """
    starts_at, ends_at = _local(starts_at), _local(ends_at)
    if not _is_dated(starts_at, ends_at, all_day):
        if _is_all_day(starts_at, ends_at, all_day):
            return ALL_DAY
        return f"{say_time(starts_at)}から{_say_end(starts_at, ends_at)}"
    if _is_all_day(starts_at, ends_at, all_day):
        last = _last_day(starts_at, ends_at)
        return f"{say_date(starts_at)}から{_say_second_day(starts_at, last)}"
    at_midnight = ends_at.time() == time.min
    second = _say_second_day(starts_at, _last_day(starts_at, ends_at))
    second += MIDNIGHT if at_midnight else say_time(ends_at)
    return f"{say_date(starts_at)}{say_time(starts_at)}から{second}"


def say_when(starts_at: datetime, ends_at: datetime, all_day: bool = False) -> str:
    """Date and time: 12月20日（日） 午前10時から11時30分, 12月5日（土）から7日（月）."""
    starts_at, ends_at = _local(starts_at), _local(ends_at)
    span = say_span(starts_at, ends_at, all_day)
    return span if _is_dated(starts_at, ends_at, all_day) else f"{say_date(starts_at)} {span}"


def say_rule(recurrence: Recurrence) -> str:
    """毎月第2・第4水曜; a rule too odd to say is 決まった日, and no date at all is ""."""
    first = _local(recurrence.starts_at)
    kind = rules.parse_kind(recurrence.rule, first.date())
    if kind.name is KindName.FIXED:
        return _say_fixed(recurrence)
    return _say_kind(kind) + _say_last(kind, first)


def say_skips(recurrence: Recurrence) -> str:
    """祝日と年末年始はお休み, or "" when nothing is skipped."""
    said = [
        word
        for word, is_skipped in (
            ("祝日", recurrence.skip_holidays),
            ("年末年始", recurrence.skip_new_year),
            ("お盆", recurrence.skip_obon),
        )
        if is_skipped
    ]
    if not said or not recurrence.rule:
        return ""
    return f"{('・' if len(said) > 2 else 'と').join(said)}はお休み"


def say_recurrence(recurrence: Recurrence, all_day: bool = False) -> str:
    """毎月第2・第4水曜 午前10時から11時30分。祝日と年末年始はお休み; 毎月第1土曜、2日間."""
    starts_at, ends_at = _local(recurrence.starts_at), _local(recurrence.ends_at)
    said = say_rule(recurrence)
    if not _is_dated(starts_at, ends_at, all_day):
        said = f"{said} {say_span(starts_at, ends_at, all_day)}".strip()
    elif said == say_date(starts_at):
        said = say_span(starts_at, ends_at, all_day)
    else:
        said += f"、{(_last_day(starts_at, ends_at) - starts_at.date()).days + 1}日間"
    return "。".join(filter(None, (said, say_skips(recurrence))))


def _local(moment: datetime) -> datetime:
    return moment.astimezone(TOKYO).replace(tzinfo=None) if moment.tzinfo else moment


def _day(day: date) -> date:
    return _local(day).date() if isinstance(day, datetime) else day


def _time(moment: time | datetime) -> time:
    return _local(moment).time() if isinstance(moment, datetime) else moment


def _halves(moment: time) -> tuple[str, str]:
    if (moment.hour, moment.minute) == (12, 0):
        return "", "正午"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return "午前" if moment.hour < 12 else "午後", f"{moment.hour % 12}時{minutes}"


def _say_end(starts_at: datetime, ends_at: datetime) -> str:
    if ends_at.date() > starts_at.date():
        return MIDNIGHT if ends_at.time() == time.min else f"翌日の{say_time(ends_at)}"
    half, clock = _halves(ends_at.time())
    return clock if half == _halves(starts_at.time())[0] else half + clock


def _is_all_day(starts_at: datetime, ends_at: datetime, all_day: bool) -> bool:
    return all_day or (starts_at.time() == ends_at.time() == time.min and ends_at > starts_at)


def _is_dated(starts_at: datetime, ends_at: datetime, all_day: bool) -> bool:
    """Whether it lasts over days, so that its span names them."""
    if _is_all_day(starts_at, ends_at, all_day):
        return _last_day(starts_at, ends_at) > starts_at.date()
    return ends_at - starts_at >= timedelta(days=1)


def _last_day(starts_at: datetime, ends_at: datetime) -> date:
    """All-day ends are half-open: the midnight that ends the last day is not a day of its own."""
    at_midnight = ends_at.time() == time.min and ends_at > starts_at
    return ends_at.date() - timedelta(days=at_midnight)


def _say_second_day(first: date, second: date) -> str:
    """7日（月） in the same month; the year is said where it changes."""
    if second.year == first.year:
        said = say_date(second)
        return said.partition("月")[2] if second.month == first.month else said
    return ("翌年" if second.year == first.year + 1 else f"{second.year}年") + say_date(second)


def _say_fixed(recurrence: Recurrence) -> str:
    starts = {_local(start) for start in (recurrence.starts_at, *recurrence.extra)}
    starts -= {_local(start) for start in recurrence.skipped}
    days = sorted({start.date() for start in starts})
    shown = days if len(days) <= FIXED_DATES_SAID else days[: FIXED_DATES_SAID - 1]
    said = [
        say_date(day).partition("月")[2]
        if number and (day.year, day.month) == (shown[number - 1].year, shown[number - 1].month)
        else say_date(day)
        for number, day in enumerate(shown)
    ]
    return "・".join(said) + ("ほか" if len(days) > len(shown) else "")


def _say_kind(kind: Kind) -> str:
    match kind.name:
        case KindName.DAILY:
            return _every(kind.interval, "毎日", "1日おき", "日ごと")
        case KindName.WEEKLY if kind.interval == 1 and len(kind.weekdays) == 7:
            return "毎日"
        case KindName.WEEKLY:
            every = _every(kind.interval, "毎週", "隔週", "週間ごとの")
            return every + _say_weekdays(kind.weekdays)
        case KindName.MONTHLY_ON_WEEKDAYS:
            return _every(kind.interval, "毎月", "隔月", "か月ごとの") + _say_pairs(kind)
        case KindName.MONTHLY_ON_DAY:
            return _every(kind.interval, "毎月", "隔月", "か月ごとの") + _say_month_days(kind)
    return SOME_DAYS


def _every(interval: int, one: str, two: str, more: str) -> str:
    return {1: one, 2: two}.get(interval, f"{interval}{more}")


def _say_weekdays(weekdays: tuple[int, ...]) -> str:
    if len(weekdays) > 3 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return f"{WEEKDAYS[weekdays[0]]}曜から{WEEKDAYS[weekdays[-1]]}曜"
    return "・".join(WEEKDAYS[weekday] for weekday in weekdays) + "曜"


def _say_pairs(kind: Kind) -> str:
    weekdays = list(dict.fromkeys(weekday for _, weekday in kind.pairs))
    if kind.is_product and len(weekdays) > 1:
        days = "と".join(f"{WEEKDAYS[weekday]}曜" for weekday in sorted(weekdays))
        return f"{_say_nths(kind.nths)}の{days}"
    return "と".join(
        _say_nths(nth for nth, its_day in kind.pairs if its_day == weekday)
        + f"{WEEKDAYS[weekday]}曜"
        for weekday in weekdays
    )


def _say_nths(nths: Iterable[int]) -> str:
    return "・".join("最終" if nth == LAST else f"第{nth}" for nth in nths)


def _say_month_days(kind: Kind) -> str:
    said = "・".join("末日" if day == LAST else f"{day}日" for day in kind.days)
    if kind.short_months == "last":
        return f"{said}（ない月は月末）"
    return f"{said}（ない月はお休み）" if max(kind.days) > 28 else said


def _say_last(kind: Kind, first: datetime) -> str:
    """（3月31日まで）, with the year when that is a year or more after the first date."""
    if kind.count:
        return f"（全{kind.count}回）"
    if kind.until is None or kind.until.year == date.max.year:
        return ""
    last_on = kind.until.date() - timedelta(days=kind.until.time() < first.time())
    far = (last_on.year - 1, last_on.month, last_on.day) >= (
        first.year,
        first.month,
        first.day,
    )
    return f"（{say_year_era(last_on) if far else ''}{last_on.month}月{last_on.day}日まで）"
