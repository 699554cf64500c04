"""What is asked when one date changes: why, to when, where, and whether the rule changes with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from activities import wording
from activities.forms.fields import (
    CONTROL,
    EARLIEST,
    LATEST,
    DateInput,
    TimeInput,
    VenueField,
    speak_plainly,
)
from activities.forms.plans import ANY_TIME, WHEN, answers_of, at, end_at, ends_later
from activities.forms.when import WhenForm
from activities.models import Activity, Occurrence, Schedule, Venue

LONGEST_REASON, LONGEST_NOTE = 190, 200
MOST_PEOPLE = 100_000


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)

    def text(self, name: str) -> str:
        return CONTROL.sub(" ", self.cleaned_data[name]).strip()


class CancelForm(PlainForm):
    """Why one date is cancelled or put off: a tap, or own words."""

    REASONS = [
        ("講師の都合", "講師の都合"),
        ("会場の都合", "会場の都合"),
        ("天候のため", "天候のため"),
        ("", _("Other")),
    ]
    reason = forms.ChoiceField(
        label=_("Why?"), choices=REASONS, widget=forms.RadioSelect, required=False
    )
    own_words = forms.CharField(
        label=_("In your own words"), required=False, max_length=LONGEST_REASON
    )

    def said(self) -> str:
        return self.text("own_words") or str(self.cleaned_data["reason"])


class DayForm(PlainForm):
    """A day with its times; what lasts all day or over days keeps its length and has no times."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    starts = forms.TimeField(label=_("From what time"), widget=TimeInput)
    ends = forms.TimeField(label=_("Until what time"), widget=TimeInput)
    venue = VenueField()

    def __init__(self, *args: Any, usual: Venue | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].choices = list(self.fields["venue"].grouped())
        self.usual, self.length = usual, timedelta()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day and not EARLIEST <= day <= LATEST:
            self.add_error("day", gettext("Please choose a year from 2000 to 2100."))
        if starts and ends and not ends_later(starts, ends):
            self.add_error("ends", gettext("The end must be later than the start."))
        return cleaned

    def moved_to(self) -> tuple[datetime, datetime, Venue | None]:
        return self.starts_at, self.ends_at, self.venue_of_date

    @property
    def starts_at(self) -> datetime:
        return at(self.cleaned_data["day"], self.cleaned_data["starts"])

    @property
    def ends_at(self) -> datetime:
        if self.length:
            return self.starts_at + self.length
        return end_at(self.cleaned_data["day"], self.cleaned_data["ends"])

    @property
    def venue_of_date(self) -> Venue | None:
        """None where the date is at the usual place, so that it follows when that changes."""
        chosen: Venue | None = self.cleaned_data["venue"]
        return None if chosen == self.usual else chosen


class MoveForm(DayForm):
    reason = forms.CharField(
        label=_("Why? (may be left empty)"), required=False, max_length=LONGEST_REASON
    )

    def __init__(self, *args: Any, row: Occurrence, now: datetime) -> None:
        usual = row.activity.venue
        start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        shown = {
            "day": start.date(),
            "starts": start.time(),
            "ends": end.time(),
            "venue": row.venue or usual,
            "reason": row.reason,
        }
        super().__init__(*args, usual=usual, initial=shown)
        self.now = now
        is_one_day = end_at(start.date(), end.time()) == end
        if row.is_all_day or not is_one_day or start.time() == end.time():
            self.length = row.ends_at - row.starts_at
            self.start_time = start.time()
            del self.fields["starts"], self.fields["ends"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.length:
            cleaned["starts"] = self.start_time
        if not self.errors and self.ends_at <= self.now:
            self.add_error("day", gettext("This is over already. Please choose a coming day."))
        return cleaned


class AddForm(DayForm):
    note = forms.CharField(
        label=_("A word about this date (may be left empty)"),
        required=False,
        max_length=LONGEST_NOTE,
    )

    def __init__(self, *args: Any, activity: Activity, now: datetime) -> None:
        shown: dict[str, Any] = {"venue": activity.venue}
        schedule = activity.schedules.last()
        if schedule is not None and not schedule.is_all_day:
            shown["starts"] = timezone.localtime(schedule.starts_at).time()
            shown["ends"] = timezone.localtime(schedule.ends_at).time()
        super().__init__(*args, usual=activity.venue, initial=shown)
        self.activity, self.now = activity, now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if self.ends_at <= self.now:
            self.add_error("day", gettext("This is over already. Please choose a coming day."))
        elif self.activity.occurrences.filter(starts_at=self.starts_at).exists():
            self.add_error("day", gettext("There is a date at this time already."))
        return cleaned


class AdjustForm(PlainForm):
    note = forms.CharField(
        label=_("A word about this date"),
        help_text=_("Shown beside the date: “bring a cup today”, say."),
        required=False,
        max_length=LONGEST_NOTE,
    )
    capacity = forms.IntegerField(
        label=_("How many may come on this date"),
        help_text=_("Empty: as always."),
        required=False,
        min_value=1,
        validators=[MaxValueValidator(MOST_PEOPLE)],
    )

    def __init__(self, *args: Any, row: Occurrence) -> None:
        super().__init__(*args, initial={"note": row.note, "capacity": row.capacity})


class RuleForm(WhenForm):
    """A schedule from one date on, or as a whole; what the form cannot show may be kept."""

    venue = VenueField()

    def __init__(
        self,
        *args: Any,
        schedule: Schedule,
        usual: Venue | None,
        since: date | None,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.since = since
        self.fields["when"].choices = [choice for choice in WHEN if choice[0] != ANY_TIME]
        self.fields["venue"].choices = list(self.fields["venue"].grouped())
        self.fields["venue"].empty_label = pgettext_lazy("place", "Please choose")
        self.take_up([schedule], now)
        self.usual = usual
        shown: dict[str, Any] = {"venue": schedule.venue or usual}
        shown |= {"when": "keep"} if self.kept is not None else answers_of(schedule)
        self.initial = {**self.initial, **shown}
        for field in self.fields.values():
            speak_plainly(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first = cleaned.get("first_on")
        if self.since and first and first < self.since:
            day = {"day": wording.say_date(self.since)}
            self.add_error("first_on", gettext("Please choose %(day)s or a later day.") % day)
        return cleaned

    def schedule(self) -> Schedule:
        """The schedule as it was chosen, unsaved."""
        schedule = self.schedules()[-1]
        chosen: Venue | None = self.cleaned_data["venue"]
        schedule.venue = None if chosen == self.usual else chosen
        return schedule
