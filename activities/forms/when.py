"""The question 「いつ」: dates chosen without seeing a rule, and turned into schedules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities import rules, wording
from activities.enums import Weekday
from activities.forms.fields import (
    EARLIEST,
    LATEST,
    MOST_DAYS,
    DateInput,
    DaysField,
    Picks,
    TimeInput,
)
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


class WhenForm(forms.Form):
    """What is asked depends on `when`; answers to other questions are neither wrong nor used."""

    when = forms.ChoiceField(label=_("When is it?"), choices=WHEN, widget=forms.RadioSelect)
    more_days = DaysField(
        label=_("Further single days"),
        required=False,
        help_text=_("At the same time of day. Checking the dates adds more boxes."),
    )
    interval = forms.TypedChoiceField(
        label=_("How often?"), choices=WEEKS, coerce=int, required=False, empty_value=1
    )
    nths = Picks(label=_("Which weeks of the month"), choices=NTHS, coerce=int, required=False)
    month_day = forms.IntegerField(
        label=_("Which day of the month"), min_value=1, max_value=31, required=False
    )
    short_months = forms.ChoiceField(
        label=_("In months without that day"),
        choices=[("last", _("on the last day")), ("skip", _("not held"))],
        required=False,
    )
    weekdays = Picks(label=_("Which weekdays"), choices=Weekday.choices, coerce=int, required=False)
    months = forms.TypedChoiceField(
        label=_("How many months apart?"), choices=MONTHS, coerce=int, required=False, empty_value=1
    )
    first_on = forms.DateField(label=_("First day"), required=False, widget=DateInput)
    starts = forms.TimeField(label=_("From what time"), required=False, widget=TimeInput)
    ends = forms.TimeField(label=_("Until what time"), required=False, widget=TimeInput)
    until_on = forms.DateField(label=_("Last day, if it ends"), required=False, widget=DateInput)
    skip_holidays = forms.BooleanField(label=_("Not on public holidays"), required=False)
    skip_new_year = forms.BooleanField(label=_("Not from 29 December to 3 January"), required=False)
    skip_obon = forms.BooleanField(label=_("Not from 13 to 15 August"), required=False)

    given: list[Schedule]
    over: list[Schedule]
    kept: list[Schedule] | None
    now: datetime

    def take_up(self, schedules: Iterable[Schedule], now: datetime) -> None:
        """The schedules as they stand; to be called once by the form's `__init__`.

        Those that are over (before a change 「この日以降」) are neither shown nor touched, as long
        as another one goes on.
        """
        self.now, everything = now, list(schedules)
        running = [one for one in everything if _goes_on(one, now)] or everything
        self.over = [one for one in everything if one not in running]
        self.given = running
        self.kept = None if are_shown(self.given) else self.given
        if self.kept is not None:
            choice = (KEEP, gettext("As it is: %(rule)s") % {"rule": say(self.kept)})
            self.fields["when"].choices = [choice, *self.fields["when"].choices]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._pass_over_what_was_not_asked(cleaned)
        for name in ("first_on", "until_on"):
            if cleaned.get(name) and not EARLIEST <= cleaned[name] <= LATEST:
                self.add_error(name, gettext("Please choose a year from 2000 to 2100."))
        if cleaned.get("when") in ASKED and self.dates_are_clear:
            self._clean_dates(cleaned)
        return cleaned

    @property
    def days_off(self) -> list[forms.BoundField]:
        return [self[name] for name in ("skip_holidays", "skip_new_year", "skip_obon")]

    @property
    def dates_are_clear(self) -> bool:
        return not {"when", *ALL_ASKED} & set(self.errors)

    def forget_other_errors(self) -> None:
        """Leave the mistakes in the dates alone: somebody wants to look at these first."""
        for name in set(self.errors) - {"when", *ALL_ASKED}:
            del self.errors[name]

    def schedules(self) -> list[Schedule]:
        """The one schedule that was chosen; the existing one is changed, so that dates keep."""
        data = self.cleaned_data
        if data["when"] == ANY_TIME:
            return []
        if data["when"] == KEEP:
            return self.over + (self.kept or [])
        schedule = self.given[0] if self.given else Schedule()
        schedule.starts_at = at(data["first_on"], data["starts"])
        schedule.ends_at = end_at(data["first_on"], data["ends"])
        schedule.is_all_day = False
        schedule.rule = self.rule
        schedule.extra = [
            at(day, data["starts"]).isoformat()
            for day in data.get("more_days") or []
            if not self.rule and day != data["first_on"]
        ]
        schedule.skipped = [
            at(day, data["starts"]).isoformat() for day in _days(schedule.skipped) if self.rule
        ]
        schedule.skip_holidays = data["skip_holidays"]
        schedule.skip_new_year = data["skip_new_year"]
        schedule.skip_obon = data["skip_obon"]
        return [*self.over, schedule]

    def next_dates(self) -> list[dict[str, str]]:
        """The next five dates in words, once the dates are valid."""
        return next_dates(self.schedules(), self.now)

    def said(self) -> str:
        return say(one for one in self.schedules() if one not in self.over)

    def _pass_over_what_was_not_asked(self, cleaned: dict[str, Any]) -> None:
        for name in ALL_ASKED - ASKED.get(cleaned.get("when", ""), set()):
            self.errors.pop(name, None)
            cleaned[name] = False if name.startswith("skip_") else None

    def _clean_dates(self, cleaned: dict[str, Any]) -> None:
        for name, sentence in (
            ("first_on", _("Please choose the first day.")),
            ("starts", _("Please say from what time.")),
            ("ends", _("Please say until what time.")),
        ):
            if cleaned.get(name) is None:
                self.add_error(name, sentence)
        if not self.dates_are_clear:
            return
        if not ends_later(cleaned["starts"], cleaned["ends"]):
            self.add_error("ends", _("The end must be later than the start."))
        if cleaned.get("until_on") and cleaned["until_on"] < cleaned["first_on"]:
            self.add_error("until_on", _("The last day must not be before the first day."))
        if not self.dates_are_clear:
            return
        try:
            self.rule = self._rule(cleaned)
            if self.dates_are_clear and self._is_over():
                self.add_error("first_on", _("No date follows from this. Please look again."))
        except ImpossibleRule as error:
            self.add_error("when", gettext(str(error)))

    def _rule(self, cleaned: dict[str, Any]) -> str:
        when, months, until = cleaned["when"], cleaned["months"], cleaned["until_on"]
        if when == KindName.WEEKLY:
            chosen = cleaned["weekdays"] or [cleaned["first_on"].weekday()]
            return rules.weekly(chosen, cleaned["interval"], until)
        if when == KindName.MONTHLY_ON_WEEKDAYS:
            for name, sentence in (
                ("nths", _("Please choose at least one week of the month.")),
                ("weekdays", _("Please choose at least one weekday.")),
            ):
                if not cleaned[name]:
                    self.add_error(name, sentence)
            if not self.dates_are_clear:
                return ""
            return rules.monthly_on_weekdays(cleaned["nths"], cleaned["weekdays"], months, until)
        if when == KindName.MONTHLY_ON_DAY:
            day = cleaned["month_day"] or cleaned["first_on"].day
            return rules.monthly_on_day(day, cleaned["short_months"] or "last", months, until)
        return ""

    def _is_over(self) -> bool:
        """Whether nothing comes any more; the text of what is over may still be corrected."""
        if self.given and not {"when", *ALL_ASKED} & set(self.changed_data):
            return False
        yesterday = self.now - timedelta(days=1)
        return not upcoming_starts(self.schedules(), now=yesterday, count=1)


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
        "more_days": _days(schedule.extra),
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


def _goes_on(schedule: Schedule, now: datetime) -> bool:
    try:
        return bool(upcoming_starts([schedule], now=now, count=1))
    except ImpossibleRule:
        return True


def _days(moments: Iterable[str]) -> list[date]:
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
