"""Cuts a recurrence in two at one moment; knows neither what it is nor the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from activities import rrule
from activities.recurrence import TOKYO, Recurrence

FAR = timedelta(days=20 * 366)


def split(whole: Recurrence, at: datetime) -> tuple[Recurrence | None, Recurrence | None]:
    """What starts before `at` and what starts from it on, together the same dates as before.

    A side without any date is None. An interval keeps its pace across the cut, and of COUNT each
    side has its share.
    """
    at = at.astimezone(TOKYO)
    early = _fixed(whole, [start for start in _by_hand(whole) if start < at])
    late = _fixed(whole, [start for start in _by_hand(whole) if start >= at])
    if not whole.rule:
        return early, late
    rule = rrule.read(whole.rule)
    earlier = list(_raw(whole, whole.starts_at, at))
    passed = len(earlier)
    following = next(_raw(whole, at, at + FAR), None)
    if following is None:
        return _only(whole, before=at), late
    if not passed:
        return early, _only(whole, since=at)
    ended = _without(whole.rule, "COUNT", "UNTIL") + f";UNTIL={earlier[-1]:%Y%m%d}"
    going_on = whole.rule
    if rule.count:
        going_on = _without(whole.rule, "COUNT") + f";COUNT={rule.count - passed}"
    length = whole.ends_at - whole.starts_at
    begun = replace(whole, starts_at=following, ends_at=following + length, rule=going_on)
    return _only(replace(whole, rule=ended), before=at), _only(begun, since=at)


def lasting_like(rule: str, last: Recurrence) -> str:
    """The rule with the end of another recurrence: its last day, or none."""
    if not rule or not last.rule:
        return rule
    text = _without(rule, "COUNT", "UNTIL")
    end = rrule.read(last.rule)
    if end.until is None and end.count is None:
        return text
    dates = list(_raw(last, last.starts_at, last.starts_at + FAR))
    return f"{text};UNTIL={dates[-1]:%Y%m%d}" if dates else text


def _by_hand(whole: Recurrence) -> list[datetime]:
    starts = whole.extra if whole.rule else (whole.starts_at, *whole.extra)
    skipped = {start.astimezone(TOKYO) for start in whole.skipped}
    return sorted({start.astimezone(TOKYO) for start in starts} - skipped)


def _fixed(whole: Recurrence, starts: list[datetime]) -> Recurrence | None:
    if not starts:
        return None
    first, *others = starts
    return replace(
        whole,
        starts_at=first,
        ends_at=first + (whole.ends_at - whole.starts_at),
        rule="",
        extra=tuple(others),
        skipped=(),
    )


def _raw(whole: Recurrence, since: datetime, until: datetime) -> Iterator[datetime]:
    """What the rule gives before holidays and skipped dates are taken out, as COUNT counts."""
    rule, first = rrule.read(whole.rule), whole.starts_at.astimezone(TOKYO)
    since, until = since.astimezone(TOKYO), until.astimezone(TOKYO)
    begin = max(since.date(), first.date())
    for day in rule.days(first.date(), begin, until.date()):
        start = datetime.combine(day, first.time(), TOKYO)
        if rule.until and start.replace(tzinfo=None) > rule.until:
            return
        if since <= start < until:
            yield start


def _only(
    whole: Recurrence, before: datetime | None = None, since: datetime | None = None
) -> Recurrence:
    """The same rule with the single dates of one side."""

    def held(starts: tuple[datetime, ...]) -> tuple[datetime, ...]:
        return tuple(
            start
            for start in starts
            if (before is None or start < before) and (since is None or start >= since)
        )

    return replace(whole, extra=held(whole.extra), skipped=held(whole.skipped))


def _without(rule: str, *keys: str) -> str:
    parts = (part.strip() for part in rule.split(";"))
    return ";".join(part for part in parts if part.partition("=")[0].strip().upper() not in keys)
