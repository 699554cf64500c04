"""The desk's form: an activity as its group thinks of it, dates chosen without seeing a rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities import rules, wording
from activities.enums import Access, AgeBand, Category, SignUpKind, Weekday
from activities.models import Activity, Schedule, Venue
from activities.occurrences import upcoming_starts
from activities.recurrence import ImpossibleRule
from activities.rules import Kind, KindName
from organisations.models import District

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
ANY_TIME = "any-time"
KEEP = "keep"
WHEN = [
    (KindName.FIXED.value, _("On one or more single days")),
    (KindName.WEEKLY.value, _("Every week, or every few weeks")),
    (KindName.MONTHLY_ON_WEEKDAYS.value, _("Every month on a weekday (2nd Wednesday, say)")),
    (KindName.MONTHLY_ON_DAY.value, _("Every month on a date (the 15th, say)")),
    (ANY_TIME, _("At any time (no date)")),
]
NTHS = [(1, "第1"), (2, "第2"), (3, "第3"), (4, "第4"), (5, "第5"), (-1, "最終")]
FIELDS = [
    "category", "title", "reading", "summary", "body", "audience_note", "venue", "venue_note",
    "fee", "fee_note", "sign_up", "sign_up_note", "capacity", "bring", "contact_name", "phone",
    "phone_hours", "fax", "picture_alt",
]  # fmt: skip


class Picks(forms.TypedMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ActivityForm(forms.ModelForm):
    """Fills a draft; `draft()` gives it with its schedules, unsaved."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    when = forms.ChoiceField(label=_("When is it?"), choices=WHEN, widget=forms.RadioSelect)
    first_on = forms.DateField(label=_("First day"), required=False, widget=DateInput)
    starts = forms.TimeField(label=_("From what time"), required=False, widget=TimeInput)
    ends = forms.TimeField(label=_("Until what time"), required=False, widget=TimeInput)
    more_days = forms.CharField(
        label=_("Further single days"),
        required=False,
        max_length=600,
        help_text=_("Only for single days, with commas: 2026-12-19, 2027-01-16"),
    )
    interval = forms.IntegerField(
        label=_("Every how many weeks or months"), min_value=1, max_value=12, initial=1
    )
    nths = Picks(label=_("Which weeks of the month"), choices=NTHS, coerce=int, required=False)
    weekdays = Picks(label=_("Which weekdays"), choices=Weekday.choices, coerce=int, required=False)
    month_day = forms.IntegerField(
        label=_("Which day of the month"), min_value=1, max_value=31, required=False
    )
    short_months = forms.ChoiceField(
        label=_("In months without that day"),
        choices=[("last", _("on the last day")), ("skip", _("not held"))],
        required=False,
    )
    until_on = forms.DateField(label=_("Last day, if it ends"), required=False, widget=DateInput)
    skip_holidays = forms.BooleanField(label=_("Not on public holidays"), required=False)
    skip_new_year = forms.BooleanField(label=_("Not from 29 December to 3 January"), required=False)
    skip_obon = forms.BooleanField(label=_("Not from 13 to 15 August"), required=False)

    new_venue = forms.CharField(label=_("A new place: its name"), required=False, max_length=80)
    new_venue_address = forms.CharField(
        label=_("A new place: its address"), required=False, max_length=160
    )
    new_venue_district = forms.ModelChoiceField(
        label=_("A new place: its district"), queryset=District.objects.all(), required=False
    )
    age_bands = Picks(label=_("For whom? (nothing = everyone)"), choices=AgeBand.choices,
                      required=False)  # fmt: skip
    access = Picks(label=_("Good to know"), choices=Access.choices, required=False)

    class Meta:
        model = Activity
        fields = FIELDS
        widgets = {"category": forms.RadioSelect, "sign_up": forms.RadioSelect}

    def __init__(self, *args: Any, organiser: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organiser, self.now = organiser, now
        self.kept = _kept_schedules(self.instance)
        self.fields["category"].choices = Category.choices
        self.fields["sign_up"].choices = SignUpKind.choices
        if self.kept is not None:
            choice = (KEEP, gettext("As it is: %(rule)s") % {"rule": _said(self.kept)})
            self.fields["when"].choices = [choice, *WHEN]
        if not self.is_bound:
            self.initial = {**self._initial(), **self.initial}

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The questions in the order in which a volunteer thinks."""
        order = [
            (_("What is it?"), ["category", "title", "reading", "summary"]),
            (_("When"), ["when", "first_on", "starts", "ends", "more_days", "nths", "weekdays",
                         "interval", "month_day", "short_months", "until_on", "skip_holidays",
                         "skip_new_year", "skip_obon"]),
            (_("Where"), ["venue", "venue_note", "new_venue", "new_venue_address",
                          "new_venue_district"]),
            (_("For whom"), ["age_bands", "audience_note"]),
            (_("Cost and sign-up"), ["fee", "fee_note", "sign_up", "sign_up_note", "capacity",
                                     "bring"]),
            (_("Who answers questions?"), ["contact_name", "phone", "phone_hours", "fax"]),
            (_("More"), ["body", "access"]),
        ]  # fmt: skip
        return [(label, [self[name] for name in names]) for label, names in order]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("first_on", "until_on"):
            if cleaned.get(name) and not EARLIEST <= cleaned[name] <= LATEST:
                self.add_error(name, gettext("Please choose a year from 2000 to 2100."))
        if cleaned.get("new_venue") and not cleaned.get("new_venue_district"):
            self.add_error("new_venue_district", gettext("Please choose the place's district."))
        if cleaned.get("when") not in {None, ANY_TIME, KEEP} and not self.errors:
            self._clean_dates(cleaned)
        return cleaned

    def draft(self) -> Activity:
        """The filled activity with unsaved schedules; a new venue is saved."""
        activity: Activity = self.instance
        data = self.cleaned_data
        activity.organiser = self.organiser
        activity.age_bands, activity.access = data["age_bands"], data["access"]
        if data["new_venue"]:
            activity.venue = Venue.objects.create(
                name=data["new_venue"],
                address=data["new_venue_address"],
                district=data["new_venue_district"],
            )
        if data["when"] != KEEP:
            activity.schedules = self.schedules()
        if activity.pk is None:
            activity.source, activity.source_id = "desk", str(data["token"])
        return activity

    def schedules(self) -> list[Schedule]:
        """The one schedule that was chosen; the existing one is changed, so that dates keep."""
        data = self.cleaned_data
        if data["when"] == ANY_TIME:
            return []
        if data["when"] == KEEP:
            return self.kept or []
        existing = list(self.instance.schedules.all()) if self.instance.pk else []
        schedule = existing[0] if existing else Schedule()
        zone = timezone.get_default_timezone()
        schedule.starts_at = datetime.combine(data["first_on"], data["starts"], zone)
        schedule.ends_at = datetime.combine(data["first_on"], data["ends"], zone)
        schedule.is_all_day = False
        schedule.rule = self.rule
        schedule.extra = [
            datetime.combine(day, data["starts"], zone).isoformat() for day in self.extra_days
        ]
        schedule.skipped = schedule.skipped if schedule.pk and schedule.rule else []
        schedule.skip_holidays = data["skip_holidays"]
        schedule.skip_new_year = data["skip_new_year"]
        schedule.skip_obon = data["skip_obon"]
        return [schedule]

    def next_dates(self) -> list[str]:
        """The next five dates in words, once the dates are valid."""
        pairs = upcoming_starts(self.schedules(), now=self.now, count=5)
        return [
            f"{wording.say_date(start.date())} {wording.say_span(start, end)}"
            for start, end in pairs
        ]

    def said(self) -> str:
        return _said(self.schedules())

    def _clean_dates(self, cleaned: dict[str, Any]) -> None:
        for name, sentence in (
            ("first_on", _("Please choose the first day.")),
            ("starts", _("Please say from what time.")),
            ("ends", _("Please say until what time.")),
        ):
            if cleaned.get(name) is None:
                self.add_error(name, sentence)
        if self.errors:
            return
        if cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The end must be later than the start."))
            return
        self.extra_days = self._extra_days(cleaned)
        try:
            self.rule = self._rule(cleaned)
            if not self.errors and not upcoming_starts(
                self.schedules(), now=self.now - timedelta(days=1), count=1
            ):
                self.add_error("first_on", _("No date follows from this. Please look again."))
        except ImpossibleRule as error:
            self.add_error("when", gettext(str(error)))

    def _rule(self, cleaned: dict[str, Any]) -> str:
        when, interval, until = cleaned["when"], cleaned["interval"], cleaned["until_on"]
        if when == KindName.WEEKLY:
            chosen = cleaned["weekdays"] or [cleaned["first_on"].weekday()]
            return rules.weekly(chosen, interval, until)
        if when == KindName.MONTHLY_ON_WEEKDAYS:
            for name, sentence in (
                ("nths", _("Please choose at least one week of the month.")),
                ("weekdays", _("Please choose at least one weekday.")),
            ):
                if not cleaned[name]:
                    self.add_error(name, sentence)
            if self.errors:
                return ""
            return rules.monthly_on_weekdays(cleaned["nths"], cleaned["weekdays"], interval, until)
        if when == KindName.MONTHLY_ON_DAY:
            day = cleaned["month_day"] or cleaned["first_on"].day
            return rules.monthly_on_day(day, cleaned["short_months"] or "last", interval, until)
        return ""

    def _extra_days(self, cleaned: dict[str, Any]) -> list[date]:
        if cleaned["when"] != KindName.FIXED:
            return []
        days = []
        for text in cleaned["more_days"].replace("、", ",").split(","):
            if not text.strip():
                continue
            try:
                day = date.fromisoformat(text.strip())
            except ValueError:
                day = date.min
            if not EARLIEST <= day <= LATEST:
                message = gettext("“%(text)s” is not a day. Please write it like 2026-12-19.")
                self.add_error("more_days", message % {"text": text.strip()[:30]})
                break
            days.append(day)
        return days

    def _initial(self) -> dict[str, Any]:
        activity: Activity = self.instance
        if activity.pk is None:
            return {
                "when": KindName.MONTHLY_ON_WEEKDAYS.value,
                "contact_name": self.organiser.contact_name,
                "phone": self.organiser.phone,
                "phone_hours": self.organiser.phone_hours,
                "fax": self.organiser.fax,
            }
        found = {"age_bands": activity.age_bands, "access": activity.access}
        schedules = list(activity.schedules.all())
        if not schedules:
            return {**found, "when": ANY_TIME}
        if self.kept is not None:
            return {**found, "when": KEEP}
        return {**found, **_initial_dates(schedules[0])}


def _initial_dates(schedule: Schedule) -> dict[str, Any]:
    start, end = timezone.localtime(schedule.starts_at), timezone.localtime(schedule.ends_at)
    kind = rules.parse_kind(schedule.rule, start.date())
    weekdays = kind.weekdays or tuple(sorted({weekday for _nth, weekday in kind.pairs}))
    extra = [datetime.fromisoformat(text) for text in schedule.extra]
    return {
        "when": kind.name.value,
        "first_on": start.date(),
        "starts": start.time(),
        "ends": end.time(),
        "more_days": ", ".join(timezone.localtime(day).date().isoformat() for day in extra),
        "interval": kind.interval,
        "nths": kind.nths,
        "weekdays": weekdays,
        "month_day": kind.days[0] if kind.days else None,
        "short_months": kind.short_months,
        "until_on": kind.until.date() if kind.until else None,
        "skip_holidays": schedule.skip_holidays,
        "skip_new_year": schedule.skip_new_year,
        "skip_obon": schedule.skip_obon,
    }


def _kept_schedules(activity: Activity) -> list[Schedule] | None:
    """The schedules, where this form cannot show them and must leave them as they are."""
    schedules = list(activity.schedules.all()) if activity.pk else []
    return None if all(map(_is_shown, schedules)) and len(schedules) < 2 else schedules


def _is_shown(schedule: Schedule) -> bool:
    start, end = timezone.localtime(schedule.starts_at), timezone.localtime(schedule.ends_at)
    kind: Kind = rules.parse_kind(schedule.rule, start.date())
    shown = {KindName.FIXED, KindName.WEEKLY, KindName.MONTHLY_ON_WEEKDAYS, KindName.MONTHLY_ON_DAY}
    one_day = start.date() == end.date() and not schedule.is_all_day
    extra_fits = not schedule.rule or not schedule.extra
    same_time = all(
        timezone.localtime(datetime.fromisoformat(text)).time() == start.time()
        for text in schedule.extra
    )
    readable = kind.is_product and len(kind.days) <= 1 and kind.count is None
    return kind.name in shown and one_day and extra_fits and same_time and readable


def _said(schedules: list[Schedule]) -> str:
    return "、".join(wording.say_recurrence(s.recurrence, s.is_all_day) for s in schedules)


class CancelForm(forms.Form):
    """Why one date is cancelled: a tap, or own words."""

    REASONS = [
        ("講師の都合", "講師の都合"),
        ("会場の都合", "会場の都合"),
        ("天候のため", "天候のため"),
        ("", _("Other")),
    ]
    reason = forms.ChoiceField(
        label=_("Why?"), choices=REASONS, widget=forms.RadioSelect, required=False
    )
    own_words = forms.CharField(label=_("In your own words"), required=False, max_length=190)

    def said(self) -> str:
        return self.cleaned_data["own_words"] or self.cleaned_data["reason"]
