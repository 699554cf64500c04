"""Knows how an RFC 5545 RRULE of whole days is read and laid over the calendar; no time, no zone.

Not `dateutil.rrule`: that one looks at UNTIL only when a day matches, so a rule that never matches
(30 February) runs on to the year 9999, and it cannot start anywhere but at the first date. The
tests hold this module against it over some thousand rules.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_LENGTH = 500
MAX_INTERVAL = 1_000
MAX_COUNT = 9_999_999
MAX_DAYS = 50_000


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue: the form that shows it translates it."""
    return message


UNREADABLE = gettext_noop("This repeat rule cannot be read.")
TOO_LONG = gettext_noop("This repeat rule is too long.")
TOO_FINE = gettext_noop("An activity can repeat once a day at most.")
BAD_INTERVAL = gettext_noop("The repeat interval must be a number from 1 to 1000.")
BAD_COUNT = gettext_noop("The number of dates must be 1 or more.")
COUNT_AND_UNTIL = gettext_noop("Give either the last day or the number of dates, not both.")


class ImpossibleRule(ValueError):
    """A rule or its dates make no sense; the message is for the person at the form."""


@dataclass(frozen=True)
class Rule:
    """One RRULE. Weekdays count from Monday = 0; `weekdays` holds (nth, weekday), nth 0 = every.

    `until` is the last possible start in Tokyo wall time, without a zone.
    """

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    months: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()
    week_start: int = 0

    def starting(self, first: date) -> Rule:
        """What the rule leaves unsaid comes from its first date (RFC 5545, 3.3.10)."""
        if self.weeks or self.year_days or self.month_days or self.weekdays:
            return self
        match self.freq:
            case "YEARLY":
                months = self.months or frozenset({first.month})
                return replace(self, months=months, month_days=frozenset({first.day}))
            case "MONTHLY":
                return replace(self, month_days=frozenset({first.day}))
            case "WEEKLY":
                return replace(self, weekdays=frozenset({(0, first.weekday())}))
        return self

    def days(self, first: date, since: date, last: date) -> Iterator[date]:
        """The days of the rule that begins on `first`, in order, from `since` to `last` included.

        Goes straight to `since` unless a COUNT must be counted from the first date. Looks at no
        more than `MAX_DAYS` days (137 years), whatever the rule, and then ends.
        """
        rule = self.starting(first)
        begin = first if rule.count else max(first, since)
        skip = (rule._period(begin) - rule._period(first)) // rule.interval * rule.interval
        looked_at = found = 0
        for period in range(rule._period(first) + skip, rule._period(last) + 1, rule.interval):
            span = rule._span(period)
            looked_at += len(span)
            if looked_at > MAX_DAYS:
                return
            for day in rule._chosen(span):
                if day < first:
                    continue
                found += 1
                if day > last or (rule.count and found > rule.count):
                    return
                if day >= since:
                    yield day

    def _period(self, day: date) -> int:
        match self.freq:
            case "YEARLY":
                return day.year
            case "MONTHLY":
                return day.year * 12 + day.month - 1
            case "WEEKLY":
                return (day.toordinal() - 1 - self.week_start) // 7
        return day.toordinal()

    def _span(self, period: int) -> range:
        match self.freq:
            case "YEARLY":
                begin = date(period, 1, 1).toordinal()
                return range(begin, begin + 365 + calendar.isleap(period))
            case "MONTHLY":
                year, month = divmod(period, 12)
                begin = date(year, month + 1, 1).toordinal()
                return range(begin, begin + calendar.monthrange(year, month + 1)[1])
            case "WEEKLY":
                begin = period * 7 + 1 + self.week_start
                return range(max(begin, 1), min(begin + 7, date.max.toordinal() + 1))
        return range(period, period + 1)

    def _chosen(self, span: range) -> list[date]:
        """The days of one period that the BY parts leave, BYSETPOS last (RFC 5545, 3.3.10)."""
        wanted = {weekday for _, weekday in self.weekdays} or set(range(7))
        near = [date.fromordinal(n) for n in span if (n - 1) % 7 in wanted]
        days = [day for day in near if self._matches(day)]
        if self.positions:
            ends = {p - 1 if p > 0 else len(days) + p for p in self.positions}
            days = [day for n, day in enumerate(days) if n in ends]
        return days

    def _matches(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days:
            length = calendar.monthrange(day.year, day.month)[1]
            if self.month_days.isdisjoint((day.day, day.day - length - 1)):
                return False
        if self.year_days or self.weekdays:
            number, length = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
            if self.year_days and self.year_days.isdisjoint((number, number - length - 1)):
                return False
            if self.weekdays and not self._is_nth(day, number, length):
                return False
        return not self.weeks or not self.weeks.isdisjoint(_week_numbers(day, self.week_start))

    def _is_nth(self, day: date, number: int, length: int) -> bool:
        weekday = day.weekday()
        if (0, weekday) in self.weekdays:
            return True
        if self.freq == "MONTHLY" or self.months:
            number, length = day.day, calendar.monthrange(day.year, day.month)[1]
        nth, from_end = (number - 1) // 7 + 1, -((length - number) // 7 + 1)
        return (nth, weekday) in self.weekdays or (from_end, weekday) in self.weekdays


@lru_cache(maxsize=1024)
def read(text: str) -> Rule:
    """The rule in an RRULE text, with or without its `RRULE:`; raises ImpossibleRule.

    Refuses what has no meaning for activities of whole days: FREQ finer than DAILY, BYHOUR and
    the like, and parts that this module does not know.
    """
    if len(text) > MAX_LENGTH:
        raise ImpossibleRule(TOO_LONG)
    if not text.isascii():
        raise ImpossibleRule(UNREADABLE)
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        key, equals, value = part.partition("=")
        if not equals or key in parts or key not in _PARTS:
            raise ImpossibleRule(TOO_FINE if key in _FINE_PARTS else UNREADABLE)
        parts[key] = value
    freq = parts.get("FREQ", "")
    if freq not in FREQUENCIES:
        raise ImpossibleRule(TOO_FINE if freq in ("HOURLY", "MINUTELY", "SECONDLY") else UNREADABLE)
    if "COUNT" in parts and "UNTIL" in parts:
        raise ImpossibleRule(COUNT_AND_UNTIL)
    weekdays = _weekdays(parts["BYDAY"]) if "BYDAY" in parts else frozenset()
    if any(nth for nth, _ in weekdays) and (freq in ("DAILY", "WEEKLY") or "BYWEEKNO" in parts):
        raise ImpossibleRule(UNREADABLE)

    def numbers(key: str, most: int, least: int) -> frozenset[int]:
        return _numbers(parts[key], most, least) if key in parts else frozenset()

    return Rule(
        freq=freq,
        interval=_number(parts.get("INTERVAL", "1"), MAX_INTERVAL, BAD_INTERVAL),
        count=_number(parts["COUNT"], MAX_COUNT, BAD_COUNT) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        months=numbers("BYMONTH", 12, 1),
        weeks=numbers("BYWEEKNO", 53, -53),
        year_days=numbers("BYYEARDAY", 366, -366),
        month_days=numbers("BYMONTHDAY", 31, -31),
        weekdays=weekdays,
        positions=numbers("BYSETPOS", 366, -366),
        week_start=_weekday(parts.get("WKST", "MO")),
    )


_FINE_PARTS = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSETPOS"}
    | {"BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY"}
)


def _number(text: str, most: int, message: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise ImpossibleRule(message)
    return int(text)


def _numbers(text: str, most: int, least: int) -> frozenset[int]:
    found = text.split(",")
    if not all(re.fullmatch(r"[+-]?[0-9]{1,3}", number) for number in found):
        raise ImpossibleRule(UNREADABLE)
    numbers = frozenset(map(int, found))
    if 0 in numbers or not least <= min(numbers) <= max(numbers) <= most:
        raise ImpossibleRule(UNREADABLE)
    return numbers


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise ImpossibleRule(UNREADABLE)
    return WEEKDAYS.index(text)


def _weekdays(text: str) -> frozenset[tuple[int, int]]:
    weekdays = set()
    for part in text.split(","):
        found = re.fullmatch(r"([+-]?[0-9]{1,2})?([A-Z]{2})", part)
        if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
            raise ImpossibleRule(UNREADABLE)
        weekdays.add((int(found[1] or 0), _weekday(found[2])))
    return frozenset(weekdays)


def _until(text: str) -> datetime:
    """UNTIL as Tokyo wall time: a date means all of that day, a time without Z is local."""
    read_as: tuple[tuple[str, Callable[[datetime], datetime]], ...] = (
        (r"[0-9]{8}", lambda day: datetime.combine(day, time.max)),
        (r"[0-9]{8}T[0-9]{6}", lambda moment: moment),
        (r"[0-9]{8}T[0-9]{6}Z", _from_utc),
    )
    for pattern, meaning in read_as:
        if re.fullmatch(pattern, text):
            try:
                return meaning(datetime.fromisoformat(text.removesuffix("Z")))
            except ValueError:
                break
    raise ImpossibleRule(UNREADABLE)


def _from_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC).astimezone(TOKYO).replace(tzinfo=None)
    except OverflowError:
        return datetime.max


def _week_numbers(day: date, week_start: int) -> tuple[int, int]:
    """The week's number in its year, from the front and from the end (ISO 8601 for Monday)."""
    year = _week_year(day, week_start)
    begin, end = _first_week(year, week_start), _first_week(year + 1, week_start)
    number = (day.toordinal() - begin) // 7 + 1
    return number, number - (end - begin) // 7 - 1


def _week_year(day: date, week_start: int) -> int:
    if day.toordinal() >= _first_week(day.year + 1, week_start):
        return day.year + 1
    return day.year - (day.toordinal() < _first_week(day.year, week_start))


def _first_week(year: int, week_start: int) -> int:
    """The ordinal on which the first week with four days in the year begins."""
    before = year - 1
    fourth = before * 365 + before // 4 - before // 100 + before // 400 + 4
    return fourth - (fourth - 1 - week_start) % 7
