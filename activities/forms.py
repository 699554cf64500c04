"""The desk's form: an activity as its group thinks of it, dates chosen without seeing a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from activities import rules, wording
from activities.enums import Access, AgeBand, Category, SignUpKind, Weekday
from activities.models import Activity, Schedule, Venue
from activities.occurrences import upcoming_starts
from activities.recurrence import ImpossibleRule
from activities.rules import Kind, KindName
from organisations.models import District

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
END_OF_DAY = time(23, 59)
MOST_FEE, MOST_PEOPLE = 1_000_000, 100_000
MOST_DAYS = 60
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
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
FIELDS = [
    "category", "title", "reading", "summary", "body", "audience_note", "venue", "venue_note",
    "is_online", "online_url", "fee", "fee_note", "sign_up", "sign_up_note", "capacity", "bring",
    "contact_name", "phone", "phone_hours", "fax", "email", "email_is_public",
]  # fmt: skip
FROM_GROUP = ["contact_name", "phone", "phone_hours", "fax", "email", "email_is_public"]


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


class DayInputs(forms.Widget):
    """One date input for each day and some blank ones, all of one name; commas are read too."""

    use_fieldset = True
    LEAST, BLANK = 4, 2

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        days = [*(value or [])]
        days += [""] * max(self.BLANK, self.LEAST - len(days))
        said = gettext("Further day %(number)s")
        first = (attrs or {}).get("id", f"id_{name}")
        return format_html_join(
            "",
            '<input type="date" id="{}" name="{}" value="{}" aria-label="{}">',
            (
                (
                    first if number == 1 else f"{first}_{number}",
                    name,
                    day,
                    said % {"number": number},
                )
                for number, day in enumerate(days, 1)
            ),
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [day for text in given for day in re.split(r"[,、\s]+", text) if day]


class DaysField(forms.Field):
    widget = DayInputs

    def to_python(self, value: Any) -> list[date]:
        if len(value or []) > MOST_DAYS:
            message = gettext("%(number)s days at most, please.")
            raise ValidationError(message, "too_many", {"number": MOST_DAYS})
        return sorted({_day(text) for text in value or []})

    def prepare_value(self, value: Any) -> list[str]:
        return [day.isoformat() if isinstance(day, date) else day for day in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class VenueField(forms.ModelChoiceField):
    """Known places under the names of their districts."""

    def __init__(self) -> None:
        venues = Venue.objects.select_related("district").order_by(
            "district__sort_order", "district_id", "reading", "name"
        )
        super().__init__(venues, label=_("venue"), required=False)

    def grouped(self) -> Iterator[tuple[Any, Any]]:
        yield "", pgettext_lazy("place", "Please choose")
        for district, venues in groupby(self.queryset.all(), key=lambda venue: venue.district):
            yield str(district or ""), [(venue.pk, str(venue)) for venue in venues]


class ActivityForm(forms.ModelForm):
    """Fills a draft; `draft()` gives it with its schedules, unsaved."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
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

    venue = VenueField()
    new_venue = forms.CharField(label=_("A new place: its name"), required=False, max_length=80)
    new_venue_district = forms.ModelChoiceField(
        label=_("A new place: its district"), queryset=District.objects.all(), required=False
    )
    new_venue_address = forms.CharField(
        label=_("A new place: its address"), required=False, max_length=160
    )
    online_url = forms.URLField(
        label=_("address of the online meeting"), required=False, assume_scheme="https"
    )
    sign_up_until = forms.DateField(label=_("Sign-up until"), required=False, widget=DateInput)
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
        self.fields["venue"].choices = list(self.fields["venue"].grouped())
        self.fields["new_venue_district"].empty_label = pgettext_lazy("place", "Please choose")
        self.fields["reading"].help_text = _("In hiragana. For reading aloud and sorting.")
        self.fields["fee"].validators.append(MaxValueValidator(MOST_FEE))
        self.fields["capacity"].validators.append(MaxValueValidator(MOST_PEOPLE))
        if self.kept is not None:
            choice = (KEEP, gettext("As it is: %(rule)s") % {"rule": _said(self.kept)})
            self.fields["when"].choices = [choice, *WHEN]
        self.initial = {**self.initial, **self._initial()}
        for field in self.fields.values():
            _speak_plainly(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors.pop("token", None):  # nobody typed it: a new one does as well
            cleaned["token"] = None
        self._pass_over_what_was_not_asked(cleaned)
        for name in ("first_on", "until_on", "sign_up_until"):
            if cleaned.get(name) and not EARLIEST <= cleaned[name] <= LATEST:
                self.add_error(name, gettext("Please choose a year from 2000 to 2100."))
        if cleaned.get("new_venue") and not cleaned.get("new_venue_district"):
            self.add_error("new_venue_district", gettext("Please choose the place's district."))
        if cleaned.get("when") in ASKED and self.dates_are_clear:
            self._clean_dates(cleaned)
        for name, value in cleaned.items():
            if isinstance(value, str):
                is_text = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = (
                    CONTROL_IN_TEXT.sub("", value) if is_text else CONTROL.sub(" ", value)
                )
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

    def draft(self) -> Activity:
        """The filled activity with unsaved schedules; a new venue is saved."""
        activity: Activity = self.instance
        data = self.cleaned_data
        activity.organiser = self.organiser
        activity.age_bands, activity.access = data["age_bands"], data["access"]
        activity.sign_up_until = self._sign_up_until()
        if data["new_venue"]:
            activity.venue = _venue(data)
        if data["when"] != KEEP:
            activity.schedules = self.schedules()
        if activity.pk is None:
            activity.source, activity.source_id = "desk", str(data["token"] or uuid4())
            activity.programmes = self.organiser.programmes
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
        schedule.starts_at = _at(data["first_on"], data["starts"])
        schedule.ends_at = _at(data["first_on"], data["ends"])
        schedule.is_all_day = False
        schedule.rule = self.rule
        schedule.extra = [
            _at(day, data["starts"]).isoformat()
            for day in data.get("more_days") or []
            if not self.rule and day != data["first_on"]
        ]
        schedule.skipped = [
            _at(day, data["starts"]).isoformat() for day in _days(schedule.skipped) if self.rule
        ]
        schedule.skip_holidays = data["skip_holidays"]
        schedule.skip_new_year = data["skip_new_year"]
        schedule.skip_obon = data["skip_obon"]
        return [schedule]

    def next_dates(self) -> list[dict[str, str]]:
        """The next five dates in words, once the dates are valid."""
        return next_dates(self.schedules(), self.now)

    def said(self) -> str:
        return _said(self.schedules())

    def _pass_over_what_was_not_asked(self, cleaned: dict[str, Any]) -> None:
        """Answers to the questions of another kind of dates are neither wrong nor used."""
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
        if cleaned["ends"] <= cleaned["starts"]:
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
        if self.instance.pk and not {"when", *ALL_ASKED} & set(self.changed_data):
            return False
        yesterday = self.now - timedelta(days=1)
        return not upcoming_starts(self.schedules(), now=yesterday, count=1)

    def _sign_up_until(self) -> datetime | None:
        """The end of the day that was chosen; an hour that staff set stays."""
        day, before = self.cleaned_data["sign_up_until"], self.instance.sign_up_until
        if before and day == timezone.localtime(before).date():
            return before
        return _at(day, END_OF_DAY) if day else None

    def _initial(self) -> dict[str, Any]:
        activity: Activity = self.instance
        if activity.pk is None:
            found = {name: getattr(self.organiser, name) for name in FROM_GROUP}
            return {**found, "token": uuid4(), "when": KindName.MONTHLY_ON_WEEKDAYS.value}
        until = activity.sign_up_until
        found = {
            "age_bands": activity.age_bands,
            "access": activity.access,
            "sign_up_until": timezone.localtime(until).date() if until else None,
        }
        schedules = list(activity.schedules.all())
        if not schedules:
            return {**found, "when": ANY_TIME}
        if self.kept is not None:
            return {**found, "when": KEEP}
        return {**found, **_initial_dates(schedules[0])}


def next_dates(schedules: Iterable[Schedule], now: datetime) -> list[dict[str, str]]:
    """The next five dates of unsaved schedules; the year is said once it is another one."""
    this_year = timezone.localtime(now).year
    pairs = [
        (timezone.localtime(start), end)
        for start, end in upcoming_starts(schedules, now=now, count=5)
    ]
    return [
        {
            "datetime": start.isoformat(),
            "day": ("" if start.year == this_year else f"{start.year}年") + wording.say_date(start),
            "span": wording.say_span(start, end),
        }
        for start, end in pairs
    ]


def _speak_plainly(field: forms.Field) -> None:
    """Messages that a volunteer understands, each with the name of its question."""
    name = {"label": field.label}
    is_choice = isinstance(field, forms.ChoiceField)
    required = _("Please choose “%(label)s”.") if is_choice else _("Please fill in “%(label)s”.")
    plain = {
        "required": gettext(required) % name,
        "invalid_choice": gettext("Please choose “%(label)s” from the list.") % name,
        "null_characters_not_allowed": gettext("There is a letter that cannot be used."),
        "max_length": gettext("%(limit_value)d letters at most, please (now %(show_value)d)."),
        "min_value": gettext("%(limit_value)s or more, please."),
        "max_value": gettext("%(limit_value)s or less, please."),
    }
    if isinstance(field, forms.IntegerField):
        plain["invalid"] = gettext("Please fill in a number.")
    elif isinstance(field, forms.DateField):
        plain["invalid"] = gettext("Please choose a day that exists, like 2026-12-19.")
    elif isinstance(field, forms.TimeField):
        plain["invalid"] = gettext("Please write a time like 10:00.")
    field.error_messages |= plain


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        message = gettext("“%(text)s” is not a day. Please write it like 2026-12-19.")
        raise ValidationError(message, "invalid", {"text": text[:30]})
    return day


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, timezone.get_default_timezone())


def _days(moments: Iterable[str]) -> list[date]:
    return [timezone.localtime(datetime.fromisoformat(text)).date() for text in moments]


def _venue(data: dict[str, Any]) -> Venue:
    """The place of that name in that district, made if nobody has named it before."""
    venue, _made = Venue.objects.get_or_create(
        name=data["new_venue"],
        district=data["new_venue_district"],
        address=data["new_venue_address"],
    )
    return venue


def _initial_dates(schedule: Schedule) -> dict[str, Any]:
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


def _kept_schedules(activity: Activity) -> list[Schedule] | None:
    """The schedules, where this form cannot show them and must leave them as they are."""
    schedules = list(activity.schedules.all()) if activity.pk else []
    return None if all(map(_is_shown, schedules)) and len(schedules) < 2 else schedules


def _is_shown(schedule: Schedule) -> bool:
    try:
        start, end = timezone.localtime(schedule.starts_at), timezone.localtime(schedule.ends_at)
        kind: Kind = rules.parse_kind(schedule.rule, start.date())
    except ImpossibleRule:
        return False
    intervals = dict(WEEKS if kind.name == KindName.WEEKLY else MONTHS)
    one_day = start.date() == end.date() and not schedule.is_all_day
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _speak_plainly(field)

    def said(self) -> str:
        return CONTROL.sub(" ", self.cleaned_data["own_words"]) or self.cleaned_data["reason"]
