"""Knows on which dates something takes place; knows neither what it is nor the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import jpholiday

from activities import rrule
from activities.rrule import TOKYO, ImpossibleRule, gettext_noop

__all__ = ["MESSAGES", "TOKYO", "ImpossibleRule", "Recurrence", "is_national_holiday"]

FIRST_YEAR = 1900
MAX_SINGLE_DATES = 500
MAX_YEARS = 20

NAIVE = gettext_noop("A date needs its time zone.")
ENDS_TOO_EARLY = gettext_noop("The end must be later than the start.")
BAD_YEAR = gettext_noop("The year must be from 1900 to 9999.")
TOO_MANY_DATES = gettext_noop("There are too many single dates: 500 at most.")

MESSAGES = (
    rrule.UNREADABLE,
    rrule.TOO_LONG,
    rrule.TOO_FINE,
    rrule.BAD_INTERVAL,
    rrule.BAD_COUNT,
    rrule.COUNT_AND_UNTIL,
    NAIVE,
    ENDS_TOO_EARLY,
    BAD_YEAR,
    TOO_MANY_DATES,
)


@dataclass(frozen=True)
class Recurrence:
    """A first date, how it repeats (RRULE text), what was added and what falls out.

    Aware datetimes in any zone; the rule is laid over Tokyo's wall clock, where a meeting at 08:00
    on Mondays is on Mondays although UTC still says Sunday. `extra` and `skipped` are starts; an
    extra date lasts as long as the first. With a rule, `starts_at` itself is a date only where the
    rule says so; without one it is the first of the fixed dates.

    The three `skip_` options take dates from the rule only: what a person put in by hand
    (`extra`, and `starts_at` without a rule) stays. `skipped` takes out either. COUNT counts
    before anything is taken out. Raises ImpossibleRule with one of `MESSAGES`.
    """

    starts_at: datetime
    ends_at: datetime
    rule: str = ""
    extra: tuple[datetime, ...] = ()
    skipped: tuple[datetime, ...] = ()
    skip_holidays: bool = False
    skip_new_year: bool = False
    skip_obon: bool = False

    def __post_init__(self) -> None:
        for name in ("extra", "skipped"):
            dates = tuple(getattr(self, name))
            if len(dates) > MAX_SINGLE_DATES:
                raise ImpossibleRule(TOO_MANY_DATES)
            object.__setattr__(self, name, dates)
        for moment in (self.starts_at, self.ends_at, *self.extra, *self.skipped):
            _check(moment)
        if self.ends_at <= self.starts_at:
            raise ImpossibleRule(ENDS_TOO_EARLY)
        if self.rule:
            rrule.read(self.rule)

    def between(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """The dates that start from `since` on and before `until`, in order, each once, in Tokyo.

        What the rule makes is followed for at most `MAX_YEARS` years from `since` (or from the
        first date, when that is later) and dates past the year 9999 are left out, so that no
        window and no rule costs more than some thousand dates.
        """
        since, until = _local(since), _local(until)
        starts = {*self._by_rule(since, until), *self._by_hand()}
        starts -= {_local(start) for start in self.skipped}
        length = _local(self.ends_at) - _local(self.starts_at)
        return [
            (start, start + length)
            for start in sorted(starts)
            if since <= start < until and start.replace(tzinfo=None) <= datetime.max - length
        ]

    def _by_hand(self) -> Iterable[datetime]:
        fixed = self.extra if self.rule else (self.starts_at, *self.extra)
        return map(_local, fixed)

    def _by_rule(self, since: datetime, until: datetime) -> Iterator[datetime]:
        if not self.rule:
            return
        rule, first = rrule.read(self.rule), _local(self.starts_at)
        begin = max(since.date(), first.date())
        ends = rule.until.date() if rule.until else date.max
        last = min(until.date(), ends, _years_later(begin))
        for day in rule.days(first.date(), begin, last):
            start = datetime.combine(day, first.time(), TOKYO)
            if rule.until and start.replace(tzinfo=None) > rule.until:
                return
            if not self._is_closed(day):
                yield start

    def _is_closed(self, day: date) -> bool:
        month_day = (day.month, day.day)
        return (
            (self.skip_new_year and (month_day >= (12, 29) or month_day <= (1, 3)))
            or (self.skip_obon and (8, 13) <= month_day <= (8, 15))
            or (self.skip_holidays and is_national_holiday(day))
        )


def is_national_holiday(day: date) -> bool:
    """Whether the day is a 国民の祝日, a substitute or a day between two of them."""
    return day in _holidays(day.year)


def holidays_of(year: int) -> list[date]:
    """The year's public holidays, in order."""
    return sorted(_holidays(year))


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    """Without 31 December, never a holiday: jpholiday looks a day ahead, past the year 9999."""
    ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    return frozenset(filter(jpholiday.is_holiday, map(date.fromordinal, ordinals)))


def _check(moment: datetime) -> None:
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ImpossibleRule(NAIVE)
    try:
        year = moment.astimezone(TOKYO).year
    except OverflowError:
        raise ImpossibleRule(BAD_YEAR) from None
    if year < FIRST_YEAR:
        raise ImpossibleRule(BAD_YEAR)


def _local(moment: datetime) -> datetime:
    """The moment on Tokyo's clock; what lies past the calendar's ends becomes its end."""
    if moment.utcoffset() is None:
        raise ValueError(NAIVE)
    try:
        return moment.astimezone(TOKYO)
    except OverflowError:
        return (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=TOKYO)


def _years_later(day: date) -> date:
    if day.year + MAX_YEARS > date.max.year:
        return date.max
    return date(day.year + MAX_YEARS, day.month, min(day.day, 28))
