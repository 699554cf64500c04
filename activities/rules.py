"""Knows the kinds of repetition that people ask for, and their RRULE texts, there and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal

from activities import rrule

LAST = -1
NTHS = (1, 2, 3, 4, 5, LAST)
ShortMonths = Literal["skip", "last"]


class KindName(StrEnum):
    """What the form asks first; OTHER is a rule it cannot show, to be kept as it is."""

    FIXED = "fixed"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_ON_WEEKDAYS = "monthly-on-weekdays"
    MONTHLY_ON_DAY = "monthly-on-day"
    OTHER = "other"


@dataclass(frozen=True)
class Kind:
    """A rule as people say it. Weekdays count from Monday = 0.

    `pairs` are (nth, weekday) of MONTHLY_ON_WEEKDAYS, `days` the days of the month (-1 = its
    last); `short_months` says what a month without that day does: it is skipped, or its last day
    is taken. `until` is the last possible start in Tokyo wall time.
    """

    name: KindName
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    days: tuple[int, ...] = ()
    short_months: ShortMonths = "skip"
    until: datetime | None = None
    count: int | None = None

    @property
    def nths(self) -> tuple[int, ...]:
        return tuple(nth for nth in NTHS if nth in {pair[0] for pair in self.pairs})

    @property
    def is_product(self) -> bool:
        """Whether every weekday has every nth, which is all that two rows of boxes can show."""
        return len(self.pairs) == len(self.nths) * len({weekday for _, weekday in self.pairs})


def weekly(weekdays: Iterable[int], interval: int = 1, until: date | None = None) -> str:
    """The weeks counted from the first date's, Monday first, so that 隔週 土・日 is one weekend."""
    by_day = ",".join(map(_code, sorted(set(weekdays))))
    return _text("WEEKLY", interval, until, BYDAY=by_day)


def monthly_on_weekdays(
    nths: Iterable[int],
    weekdays: Iterable[int],
    interval: int = 1,
    until: date | None = None,
) -> str:
    """Every weekday at every nth (1 to 5, or -1 for the month's last)."""
    nths = tuple(nths)
    pairs = [(nth, weekday) for weekday in weekdays for nth in nths]
    return monthly_on_pairs(pairs, interval, until)


def monthly_on_pairs(
    pairs: Iterable[tuple[int, int]], interval: int = 1, until: date | None = None
) -> str:
    """Single (nth, weekday) pairs: the first Monday and the third Wednesday, say."""
    chosen = sorted(set(pairs), key=_pair_order)
    if not {nth for nth, _ in chosen} <= set(NTHS):
        raise rrule.ImpossibleRule(rrule.UNREADABLE)
    by_day = ",".join(f"{nth}{_code(weekday)}" for nth, weekday in chosen)
    return _text("MONTHLY", interval, until, BYDAY=by_day)


def monthly_on_day(
    day: int,
    short_months: ShortMonths = "skip",
    interval: int = 1,
    until: date | None = None,
) -> str:
    """One day of the month, 1 to 31 or -1 for its last.

    With "last" a month too short for the day has it on its last day: the latest of the days from
    the 28th to the one asked for (BYSETPOS=-1).
    """
    if short_months == "last" and day > 28:
        days = ",".join(map(str, range(28, day + 1)))
        return _text("MONTHLY", interval, until, BYMONTHDAY=days, BYSETPOS="-1")
    return monthly_on_days([day], interval, until)


def monthly_on_days(days: Iterable[int], interval: int = 1, until: date | None = None) -> str:
    """Several days of the month, each skipped where a month has no such day."""
    by_month_day = ",".join(map(str, sorted(set(days), key=_day_order)))
    return _text("MONTHLY", interval, until, BYMONTHDAY=by_month_day)


def parse_kind(text: str, first: date | None = None) -> Kind:
    """The kind of a rule text; raises ImpossibleRule when it cannot be read.

    `first`, the first date in Tokyo, tells the weekday or the day of a rule that leaves it out
    (`FREQ=WEEKLY` alone); without it such a rule is OTHER.
    """
    if not text:
        return Kind(KindName.FIXED)
    rule = rrule.read(text)
    if first:
        rule = rule.starting(first)
    if rule.months or rule.weeks or rule.year_days:
        return _kind(rule, KindName.OTHER)
    match rule.freq:
        case "DAILY" if not (rule.weekdays or rule.month_days or rule.positions):
            return _kind(rule, KindName.DAILY)
        case "WEEKLY" if rule.weekdays and not (rule.month_days or rule.positions):
            weekdays = tuple(sorted(weekday for _, weekday in rule.weekdays))
            if rule.interval == 1 or rule.week_start == 0 or len(weekdays) == 1:
                return _kind(rule, KindName.WEEKLY, weekdays=weekdays)
        case "MONTHLY" if rule.weekdays and not rule.month_days:
            if pairs := _pairs(rule):
                return _kind(rule, KindName.MONTHLY_ON_WEEKDAYS, pairs=pairs)
        case "MONTHLY" if rule.month_days and not rule.weekdays:
            days = tuple(sorted(rule.month_days, key=_day_order))
            if not rule.positions and min(days) >= LAST:
                return _kind(rule, KindName.MONTHLY_ON_DAY, days=days)
            if rule.positions == {-1} and days == tuple(range(28, days[-1] + 1)):
                return _kind(rule, KindName.MONTHLY_ON_DAY, days=days[-1:], short_months="last")
    return _kind(rule, KindName.OTHER)


def build(kind: Kind) -> str:
    """The rule text of a kind; OTHER raises ValueError, since its text must be kept as it is."""
    until, interval = _date_if_whole(kind.until), kind.interval
    match kind.name:
        case KindName.FIXED:
            return ""
        case KindName.DAILY:
            text = _text("DAILY", interval, until)
        case KindName.WEEKLY:
            text = weekly(kind.weekdays, interval, until)
        case KindName.MONTHLY_ON_WEEKDAYS:
            text = monthly_on_pairs(kind.pairs, interval, until)
        case KindName.MONTHLY_ON_DAY if kind.short_months == "last":
            text = monthly_on_day(kind.days[0], "last", interval, until)
        case KindName.MONTHLY_ON_DAY:
            text = monthly_on_days(kind.days, interval, until)
        case _:
            raise ValueError("A rule of another kind cannot be built from its parts.")
    text = f"{text};COUNT={kind.count}" if kind.count else text
    rrule.read(text)
    return text


def _text(freq: str, interval: int, until: date | None, **parts: str) -> str:
    """The text, once it has been read back: what cannot be read raises ImpossibleRule here."""
    fields = [f"FREQ={freq}"]
    if interval != 1:
        fields.append(f"INTERVAL={interval}")
    fields += [f"{key}={value}" for key, value in parts.items()]
    if until:
        whole_day = not isinstance(until, datetime)
        fields.append(f"UNTIL={until:%Y%m%d}" if whole_day else f"UNTIL={until:%Y%m%dT%H%M%S}")
    text = ";".join(fields)
    rrule.read(text)
    return text


def _code(weekday: int) -> str:
    if weekday not in range(7):
        raise rrule.ImpossibleRule(rrule.UNREADABLE)
    return rrule.WEEKDAYS[weekday]


def _date_if_whole(until: datetime | None) -> date | None:
    return until.date() if until and until.time() == time.max else until


def _kind(
    rule: rrule.Rule,
    name: KindName,
    *,
    weekdays: tuple[int, ...] = (),
    pairs: tuple[tuple[int, int], ...] = (),
    days: tuple[int, ...] = (),
    short_months: ShortMonths = "skip",
) -> Kind:
    return Kind(name, rule.interval, weekdays, pairs, days, short_months, rule.until, rule.count)


def _pairs(rule: rrule.Rule) -> tuple[tuple[int, int], ...]:
    """The pairs of a monthly rule, also of `BYDAY=WE;BYSETPOS=2`; none when it is another kind."""
    pairs = rule.weekdays
    if rule.positions:
        if len(pairs) > 1 or any(nth for nth, _ in pairs):
            return ()
        pairs = frozenset((nth, weekday) for nth in rule.positions for _, weekday in pairs)
    if not {nth for nth, _ in pairs} <= set(NTHS):
        return ()
    return tuple(sorted(pairs, key=_pair_order))


def _pair_order(pair: tuple[int, int]) -> tuple[int, int]:
    nth, weekday = pair
    return (nth if nth > 0 else 99, weekday)


def _day_order(day: int) -> int:
    return day if day > 0 else 99
