"""What an officer fills in to close activities, and to change how long a closure lasts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities import closures
from activities.enums import Category, ClosureReason
from activities.models import Closure
from activities.plain import one_line
from organisations.enums import Scheme
from organisations.models import District, Organisation
from organisations.ticks import Ticks

UNSAID = {ClosureReason.OTHER.value}
# A group's own break; what the council closes, only the council opens.
REASONS = [choice for choice in ClosureReason.choices if choice[0] != ClosureReason.PAUSE]
LONGEST_KEY = 18


def day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class Districts(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        if any(len(str(key)) > LONGEST_KEY for key in value or []):  # no database takes it
            raise ValidationError(_("Please choose the districts from the list."), "invalid_choice")
        return super().clean(value)

    def offer(self, districts: Any) -> None:
        """Under a heading for each kind of district."""
        self.queryset = districts
        schemes: dict[str, list[tuple[int, str]]] = {}
        for district in districts:
            schemes.setdefault(district.scheme, []).append((district.pk, district.name))
        self.choices = [(scheme.label, schemes[scheme]) for scheme in Scheme if scheme in schemes]


class ClosureForm(forms.ModelForm):
    reason = forms.ChoiceField(label=_("reason"), choices=REASONS, widget=forms.RadioSelect)
    starts_on = day_field(_("first day"))
    ends_on = day_field(
        _("last day"),
        required=False,
        help_text=_("Left empty, it lasts until you take it back."),
    )
    districts = Districts(
        queryset=District.objects.none(),
        label=_("districts"),
        required=False,
        help_text=_("Nothing ticked: all districts. What lies within a district is closed too."),
    )
    categories = Ticks(
        Category.choices, _("kinds of activity"), help_text=_("Nothing ticked: all kinds.")
    )

    class Meta:
        model = Closure
        fields = [
            "reason",
            "words",
            "starts_on",
            "ends_on",
            "districts",
            "categories",
            "organiser",
            "is_announced",
        ]
        help_texts = {
            "words": _("Residents read this instead of the reason above."),
            "organiser": _("Only to close the activities of one group."),
            "is_announced": _(
                "From three days before until the last day; not when one group is chosen."
            ),
        }

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        districts: Any = self.fields["districts"]
        districts.offer(closures.districts_closable_by(user))
        districts.required = closures.user_must_narrow(user)
        organiser: Any = self.fields["organiser"]
        organiser.queryset = Organisation.objects.filter(is_active=True)
        organiser.empty_label = _("All groups")

    def clean_ends_on(self) -> date | None:
        return not_over(self.cleaned_data["ends_on"], self.today)

    def clean_words(self) -> str:
        return one_line(self.cleaned_data["words"])

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or {}
        if filled.get("reason") in UNSAID and not filled.get("words"):
            self.add_error("words", _("Please write the reason in your own words."))
        if not self.errors and self._is_there_already(filled):
            raise ValidationError(_("The same closure is there already."))
        return filled

    def district_ids(self) -> list[int]:
        return [district.pk for district in self.cleaned_data["districts"]]

    def answers(self) -> list[tuple[str, Any]]:
        """What was answered, by name, in plain values."""
        keys = {"districts": sorted(self.district_ids()), "organiser": self.instance.organiser_id}
        return sorted((self.cleaned_data | keys).items())

    def _is_there_already(self, filled: dict[str, Any]) -> bool:
        """Two taps on the button make one closure."""
        names = ("reason", "words", "starts_on", "ends_on", "categories", "organiser")
        same = Closure.objects.in_force().filter(**{name: filled[name] for name in names})
        chosen = set(filled["districts"])
        return any(set(closure.districts.all()) == chosen for closure in same)


class LastingForm(forms.Form):
    """Another last day, other words; what is closed beside that stays as it is."""

    ends_on = day_field(
        _("last day"),
        required=False,
        help_text=_("Left empty, it lasts until you take it back."),
    )
    words = forms.CharField(label=_("in your own words"), max_length=160, required=False)

    def __init__(self, posted: Any, *, closure: Closure, today: date) -> None:
        super().__init__(posted, initial={"ends_on": closure.ends_on, "words": closure.words})
        self.closure, self.today = closure, today

    def clean_ends_on(self) -> date | None:
        ends_on = not_over(self.cleaned_data["ends_on"], self.today)
        if ends_on and ends_on < self.closure.starts_on:
            raise ValidationError(_("The last day is before the first."))
        return ends_on

    def clean_words(self) -> str:
        words = one_line(self.cleaned_data["words"])
        if self.closure.reason in UNSAID and not words:
            raise ValidationError(_("Please write the reason in your own words."))
        return words


def not_over(ends_on: date | None, today: date) -> date | None:
    if ends_on and ends_on < today:
        raise ValidationError(_("This day is over already; past dates stay as they were."))
    return ends_on
