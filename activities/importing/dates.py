"""The date and time columns of a row → one schedule, or the reason why there is none.

What was chosen where the lists leave room:

- no time: all-day, to the midnight after the last day;
- several days with times: every day at these times (an exhibition from 10 to 17), unless the
  remark on the time gives the weekdays or the single days; without times one long date; where
  the end is not later than the start, one date from the first day to the last (a camp);
- one day that ends before it starts: the next day if it ends by 5 o'clock, else refused;
- no end: an hour, and the text says that the list gives no end;
- a period of more than two years is refused: it is a mistyped year more often than not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from activities import recurrence, rules
from activities.importing import values
from activities.importing.reading import Refusal, Row

MAX_DAYS = 731
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT_ENDS = timedelta(hours=5)
WHOLE_DAY_ENDS = {timedelta(0), timedelta(hours=23, minutes=59), DAY}
WEEKDAYS = "月火水木金土日"

_EVERY = re.compile(
    r"毎週?の?([月火水木金土日](?:曜日?)?(?:[・、,と及び]*[月火水木金土日](?:曜日?)?)*)"
)
_MONTHLY = re.compile(
    r"毎月?の?((?:第?[1-5一二三四五](?:[・、,と]|及び)*)+)([月火水木金土日])曜日?"
)
_REPEATED = re.compile(r"(開催|実施|に開催|に実施|開館)?[。.]?")
_DAYS = re.compile(
    r"(?:(?:\d{1,2}月)?\d{1,2}日(?:\([月火水木金土日・祝]+\))?(?:と|、|,|・|及び)?){2,}"
)
_ONE_DAY = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})日")
_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True)
class When:
    """A schedule before it is a row; `unsaid` are (header, words) that found no place in it."""

    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False
    rule: str = ""
    extra: tuple[datetime, ...] = ()
    unsaid: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class _Notes:
    unsaid: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def when(row: Row) -> When:
    """The dates of a row; raises Refusal naming the column."""
    notes = _Notes()
    first, last = _days(row)
    start, end = _times(row, notes)
    several = last > first
    if start is None:
        starts_at, ends_at = _at(first), _at(last + DAY)
        pattern = _pattern(row, first, last) if several else None
        if pattern:
            ends_at = _at(first + DAY)
    else:
        end = _end(row, start, end, several, notes)
        overnight = several and end <= start
        starts_at, ends_at = _at(first, start), _at(last if overnight else first, end)
        pattern = None
        if several and not overnight:
            pattern = _pattern(row, first, last) or _every_day(row, last, notes)
    rule, single_days = pattern or ("", ())
    extra = tuple(_at(day, start or timedelta(0)) for day in single_days)
    found = When(
        starts_at,
        ends_at,
        start is None,
        rule,
        extra,
        tuple(notes.unsaid),
        tuple(notes.warnings),
    )
    _check(row, found)
    return found


def _days(row: Row) -> tuple[date, date]:
    text = row.get("first_day")
    if values.is_nothing(text):
        raise Refusal(_("%(column)s is missing.") % _named(row, "first_day"), _h(row, "first_day"))
    first = _day(row, "first_day")
    last = first if values.is_nothing(row.get("last_day")) else _day(row, "last_day")
    if last < first:
        raise _refusal(row, "last_day", _("%(column)s (%(text)s) is before the first day."))
    if (last - first).days >= MAX_DAYS:
        raise _refusal(
            row, "last_day", _("%(column)s (%(text)s) is more than two years after the start.")
        )
    return first, last


def _day(row: Row, key: str) -> date:
    found = values.day(row.get(key))
    if found is None:
        raise _refusal(row, key, _("%(column)s (%(text)s) cannot be read as a date."))
    return found


def _times(row: Row, notes: _Notes) -> tuple[timedelta | None, timedelta | None]:
    start_text, end_text = row.get("start_time"), row.get("end_time")
    if start_text and not end_text:
        start_text, end_text = values.span(start_text)
    start = _clock(row, "start_time", start_text, notes)
    end = _clock(row, "end_time", end_text, notes)
    if start is None and end is not None and end not in WHOLE_DAY_ENDS:
        notes.unsaid.append((_h(row, "end_time"), end_text))
        notes.warnings.append(_("There is an end but no start: the date was taken as all-day."))
    if start == timedelta(0) and (end is None or end in WHOLE_DAY_ENDS):
        return None, None
    return start, end


def _clock(row: Row, key: str, text: str, notes: _Notes) -> timedelta | None:
    """A time in words (終日, 夕方) is kept as text; one in digits must be readable."""
    if values.is_nothing(text):
        return None
    found = values.clock(text)
    if found is None and re.search(r"\d", values.narrow(text)):
        raise _refusal(row, key, _("%(column)s (%(text)s) cannot be read as a time."), text)
    if found is None:
        notes.unsaid.append((_h(row, key), text))
    return found


def _end(
    row: Row, start: timedelta, end: timedelta | None, several: bool, notes: _Notes
) -> timedelta:
    if end is None or (end == start and not several):
        notes.unsaid.append((_h(row, "end_time"), _("not stated (entered as one hour)")))
        notes.warnings.append(_("There is no end: one hour was taken."))
        return start + HOUR
    if end > start or several:
        return end
    if end <= NIGHT_ENDS:
        return end + DAY
    raise _refusal(row, "end_time", _("%(column)s (%(text)s) is before the start."))


def _pattern(row: Row, first: date, last: date) -> tuple[str, tuple[date, ...]] | None:
    """(rule, further days) from a remark such as 毎週水曜日, 毎月第2・4土曜日, 4月3日と7月20日."""
    text = values.narrow(row.get("time_note")).replace(" ", "")
    if (match := _MONTHLY.match(text)) and _REPEATED.fullmatch(text[match.end() :]):
        digits = [
            _ORDINALS.get(char) or int(char) for char in re.findall("[1-5一二三四五]", match[1])
        ]
        weekday = WEEKDAYS.index(match[2])
        return rules.monthly_on_weekdays(sorted(set(digits)), [weekday], until=last), ()
    if (match := _EVERY.match(text)) and _REPEATED.fullmatch(text[match.end() :]):
        letters = re.findall("[月火水木金土日]", re.sub("曜日?", "", match[1]))
        return rules.weekly([WEEKDAYS.index(char) for char in letters], until=last), ()
    if (match := _DAYS.search(text)) and not re.match("から|まで|[~-]", text[match.end() :]):
        days = _single_days(match[0], first, last)
        if days and days[0] == first and days[-1] == last:
            return "", tuple(days[1:])
    return None


def _single_days(text: str, first: date, last: date) -> list[date]:
    days, month = [], first.month
    for month_text, day_text in _ONE_DAY.findall(text):
        month = int(month_text or month)
        for year in (first.year, first.year + 1, first.year + 2):
            try:
                day = date(year, month, int(day_text))
            except ValueError:
                return []
            if first <= day <= last:
                days.append(day)
                break
        else:
            return []
    return sorted(set(days))


def _every_day(row: Row, last: date, notes: _Notes) -> tuple[str, tuple[date, ...]]:
    if row.get("time_note"):
        notes.warnings.append(
            _("%(column)s (%(text)s) was kept as text: every day of the period became a date.")
            % _named(row, "time_note")
        )
    until = datetime.combine(last, time.max)
    return rules.build(rules.Kind(rules.KindName.DAILY, until=until)), ()


def _at(day: date, since_midnight: timedelta = timedelta(0)) -> datetime:
    return datetime.combine(day, time(0), tzinfo=recurrence.TOKYO) + since_midnight


def _check(row: Row, found: When) -> None:
    """A rule may leave no date at all (毎週水曜日 in a period from Thursday to Tuesday)."""
    pure = recurrence.Recurrence(found.starts_at, found.ends_at, found.rule, found.extra)
    if not pure.between(found.starts_at, found.starts_at + (MAX_DAYS + 1) * DAY):
        raise _refusal(row, "time_note", _("%(column)s (%(text)s) gives no date in the period."))


def _named(row: Row, key: str, text: str = "") -> dict[str, str]:
    text = text or row.get(key)
    return {"column": row.header(key), "text": text if len(text) <= 40 else f"{text[:40]}…"}


def _refusal(row: Row, key: str, reason: str, text: str = "") -> Refusal:
    return Refusal(reason % _named(row, key, text), row.header(key))


def _h(row: Row, key: str) -> str:
    return row.header(key)
