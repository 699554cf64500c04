"""Kinds of fields that the desk's forms share, and the plain sentences with which they refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from activities.models import Venue

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MOST_DAYS = 60
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")


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


def speak_plainly(field: forms.Field) -> None:
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
