"""The question 「いつ」: dates chosen without seeing a rule, and turned into schedules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities import rules
from activities.enums import Weekday
from activities.forms.fields import EARLIEST, LATEST, DateInput, DaysField, Picks, TimeInput
from activities.forms.plans import (
    ALL_ASKED,
    ANY_TIME,
    ASKED,
    KEEP,
    MONTHS,
    NTHS,
    WEEKS,
    WHEN,
    are_shown,
    at,
    days,
    end_at,
    ends_later,
    goes_on,
    next_dates,
    say,
)  # fmt: skip
from activities.models import Schedule
from activities.occurrences import upcoming_starts
from activities.recurrence import ImpossibleRule
from activities.rules import KindName


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
        running = [one for one in everything if goes_on(one, now)] or everything
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
            at(day, data["starts"]).isoformat() for day in days(schedule.skipped) if self.rule
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
