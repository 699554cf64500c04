"""The desk's form for a whole activity, as its group thinks of it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from activities.enums import Access, AgeBand, Category, SignUpKind
from activities.forms.fields import (
    CONTROL,
    CONTROL_IN_TEXT,
    EARLIEST,
    LATEST,
    DateInput,
    Picks,
    VenueField,
    speak_plainly,
)
from activities.forms.plans import ANY_TIME, KEEP, answers_of, at
from activities.forms.when import WhenForm
from activities.models import Activity, Venue
from activities.rules import KindName
from organisations.models import District

END_OF_DAY = time(23, 59)
MOST_FEE, MOST_PEOPLE = 1_000_000, 100_000
FIELDS = [
    "category", "title", "reading", "summary", "body", "audience_note", "venue", "venue_note",
    "is_online", "online_url", "fee", "fee_note", "sign_up", "sign_up_note", "capacity", "bring",
    "contact_name", "phone", "phone_hours", "fax", "email", "email_is_public",
]  # fmt: skip
FROM_GROUP = ["contact_name", "phone", "phone_hours", "fax", "email", "email_is_public"]


class ActivityForm(WhenForm, forms.ModelForm):
    """Fills a draft; `draft()` gives it with its schedules, unsaved."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
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
        self.organiser = organiser
        self.take_up(self.instance.schedules.all() if self.instance.pk else [], now)
        self.fields["category"].choices = Category.choices
        self.fields["sign_up"].choices = SignUpKind.choices
        self.fields["venue"].choices = list(self.fields["venue"].grouped())
        self.fields["new_venue_district"].empty_label = pgettext_lazy("place", "Please choose")
        self.fields["reading"].help_text = _("In hiragana. For reading aloud and sorting.")
        self.fields["fee"].validators.append(MaxValueValidator(MOST_FEE))
        self.fields["capacity"].validators.append(MaxValueValidator(MOST_PEOPLE))
        self.initial = {**self.initial, **self._initial()}
        for field in self.fields.values():
            speak_plainly(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors.pop("token", None):  # nobody typed it: a new one does as well
            cleaned["token"] = None
        until = cleaned.get("sign_up_until")
        if until and not EARLIEST <= until <= LATEST:
            self.add_error("sign_up_until", gettext("Please choose a year from 2000 to 2100."))
        if cleaned.get("new_venue") and not cleaned.get("new_venue_district"):
            self.add_error("new_venue_district", gettext("Please choose the place's district."))
        for name, value in cleaned.items():
            if isinstance(value, str):
                is_text = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = (
                    CONTROL_IN_TEXT.sub("", value) if is_text else CONTROL.sub(" ", value)
                )
        return cleaned

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

    def _sign_up_until(self) -> datetime | None:
        """The end of the day that was chosen; an hour that staff set stays."""
        day, before = self.cleaned_data["sign_up_until"], self.instance.sign_up_until
        if before and day == timezone.localtime(before).date():
            return before
        return at(day, END_OF_DAY) if day else None

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
        if not self.given:
            return {**found, "when": ANY_TIME}
        if self.kept is not None:
            return {**found, "when": KEEP}
        return {**found, **answers_of(self.given[0])}


def _venue(data: dict[str, Any]) -> Venue:
    """The place of that name in that district, made if nobody has named it before."""
    venue, _made = Venue.objects.get_or_create(
        name=data["new_venue"],
        district=data["new_venue_district"],
        address=data["new_venue_address"],
    )
    return venue
