"""Lists of codes and yes or no: checkboxes where they are edited, words where they are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from wagtail.snippets.views.snippets import InspectView


class Ticks(forms.MultipleChoiceField):
    """Gives the ticked codes as a plain list, in the order of the choices."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Any, label: Any, coerce: type = str, **options: Any) -> None:
        super().__init__(choices=choices, label=label, required=False, **options)
        self.coerce_to = coerce

    def clean(self, value: Any) -> list[Any]:
        return [self.coerce_to(code) for code in super().clean(value)]


class SaidInspectView(InspectView):
    """`lists` names the fields of codes and gives their choices."""

    def lists(self) -> dict[str, Any]:
        return {}

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = getattr(self.object, field_name, None)
        if value is not None and (choices := self.lists().get(field_name)):
            return "、".join(str(label) for code, label in choices if code in value) or "-"
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        return super().get_field_display_value(field_name, field)
