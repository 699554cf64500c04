"""What plans the forms can ask for, and how a schedule is read back into them and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities import rules, wording
from activities.forms.fields import MOST_DAYS
from activities.models import Schedule
from activities.occurrences import upcoming_starts
from activities.recurrence import ImpossibleRule
from activities.rules import Kind, KindName

ANY_TIME = "any-time"
KEEP = "keep"
WHEN = [
    (KindName.FIXED.value, _("On one or more single days")),
    (KindName.WEEKLY.value, _("Every week, or every few weeks")),
    (KindName.MONTHLY_ON_WEEKDAYS.value, _("Every month on a weekday (2nd Wednesday, say)")),
    (KindName.MONTHLY_ON_DAY.value, _("Every month on a date (the 15th, say)")),
    (ANY_TIME, _("At any time (no date)")),
]
TIMES = {"first_on", "starts", "ends"}
LASTING = {"until_on", "skip_holidays", "skip_new_year", "skip_obon"}
ASKED = {
    KindName.FIXED.value: TIMES | {"more_days"},
    KindName.WEEKLY.value: TIMES | LASTING | {"weekdays", "interval"},
    KindName.MONTHLY_ON_WEEKDAYS.value: TIMES | LASTING | {"nths", "weekdays", "months"},
    KindName.MONTHLY_ON_DAY.value: TIMES | LASTING | {"month_day", "short_months", "months"},
}
ALL_ASKED = set().union(*ASKED.values())
NTHS = [(1, "第1"), (2, "第2"), (3, "第3"), (4, "第4"), (5, "第5"), (-1, "最終")]
WEEKS = [
    (1, _("Every week")),
    (2, _("Every second week")),
    (3, _("Every third week")),
    (4, _("Every fourth week")),
    (6, _("Every sixth week")),
    (8, _("Every eighth week")),
]
MONTHS = [
    (1, _("Every month")),
    (2, _("Every second month")),
    (3, _("Every third month")),
    (4, _("Every fourth month")),
    (6, _("Every sixth month")),
    (12, _("Once a year")),
]


def answers_of(schedule: Schedule) -> dict[str, Any]:
    """What the form shows for a schedule that it can show."""
    start, end = timezone.localtime(schedule.starts_at), timezone.localtime(schedule.ends_at)
    kind = rules.parse_kind(schedule.rule, start.date())
    weekdays = kind.weekdays or tuple(sorted({weekday for _nth, weekday in kind.pairs}))
    is_last = kind.days == (rules.LAST,)  # said as the 31st, or the last day of a shorter month
    return {
        "when": kind.name.value,
        "first_on": start.date(),
        "starts": start.time(),
        "ends": end.time(),
        "more_days": days(schedule.extra),
        "interval": kind.interval,
        "months": kind.interval,
        "nths": kind.nths,
        "weekdays": weekdays,
        "month_day": 31 if is_last else kind.days[0] if kind.days else None,
        "short_months": "last" if is_last else kind.short_months,
        "until_on": kind.until.date() if kind.until else None,
        "skip_holidays": schedule.skip_holidays,
        "skip_new_year": schedule.skip_new_year,
        "skip_obon": schedule.skip_obon,
    }


def are_shown(schedules: Sequence[Schedule]) -> bool:
    """Whether the form can show them all; otherwise it must leave them as they are."""
    return len(schedules) < 2 and all(map(_is_shown, schedules))


def next_dates(schedules: Iterable[Schedule], now: datetime) -> list[dict[str, str]]:
    """The next five dates of unsaved schedules; the year is said once it is another one.

    None of a rule that cannot be read, of which `say` tells.
    """
    this_year = timezone.localtime(now).year
    try:
        coming = upcoming_starts(schedules, now=now, count=5)
    except ImpossibleRule:
        return []
    pairs = [(timezone.localtime(start), end) for start, end in coming]
    return [
        {
            "datetime": start.isoformat(),
            "day": ("" if start.year == this_year else f"{start.year}年") + wording.say_date(start),
            "span": wording.say_span(start, end),
        }
        for start, end in pairs
    ]


def say(schedules: Iterable[Schedule]) -> str:
    try:
        return "、".join(wording.say_recurrence(s.recurrence, s.is_all_day) for s in schedules)
    except ImpossibleRule:  # stored past every form: nothing here can mend it
        return gettext("a plan that cannot be read; please ask the council")


def at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, timezone.get_default_timezone())


def end_at(day: date, moment: time) -> datetime:
    """An end at 0:00 is the midnight that closes the day."""
    return at(day + timedelta(days=moment == time.min), moment)


def ends_later(starts: time, ends: time) -> bool:
    return ends > starts or (ends == time.min and starts != time.min)


def goes_on(schedule: Schedule, now: datetime) -> bool:
    try:
        return bool(upcoming_starts([schedule], now=now, count=1))
    except ImpossibleRule:
        return True


def days(moments: Iterable[str]) -> list[date]:
    return [timezone.localtime(datetime.fromisoformat(text)).date() for text in moments]


def _is_shown(schedule: Schedule) -> bool:
    try:
        start, end = timezone.localtime(schedule.starts_at), timezone.localtime(schedule.ends_at)
        kind: Kind = rules.parse_kind(schedule.rule, start.date())
    except ImpossibleRule:
        return False
    intervals = dict(WEEKS if kind.name == KindName.WEEKLY else MONTHS)
    one_day = end_at(start.date(), end.time()) == end and not schedule.is_all_day
    same_time = all(
        timezone.localtime(datetime.fromisoformat(text)).time() == start.time()
        for text in schedule.extra
    )
    by_rule = not schedule.extra and kind.is_product and len(kind.days) <= 1 and kind.count is None
    single = not schedule.skipped and same_time and len(schedule.extra) <= MOST_DAYS
    return (
        kind.name.value in ASKED
        and one_day
        and kind.interval in intervals
        and (by_rule if schedule.rule else single)
    )
