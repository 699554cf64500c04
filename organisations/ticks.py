"""A JSON list of codes as checkboxes."""

from __future__ import annotations

from typing import Any

from django import forms


class Ticks(forms.MultipleChoiceField):
    """Gives the ticked codes as a plain list, in the order of the choices."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Any, label: Any, coerce: type = str, **options: Any) -> None:
        super().__init__(choices=choices, label=label, required=False, **options)
        self.coerce_to = coerce

    def clean(self, value: Any) -> list[Any]:
        return [self.coerce_to(code) for code in super().clean(value)]
