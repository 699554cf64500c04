"""The admin's form for an activity: checkboxes for lists, rules checked and said in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from activities.enums import Access, AgeBand, PlanGoal, Programme
from activities.recurrence import ImpossibleRule


class Ticks(forms.MultipleChoiceField):
    """A JSON list of codes as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Any, label: Any, coerce: type = str) -> None:
        super().__init__(choices=choices, label=label, required=False)
        self.coerce_to = coerce

    def clean(self, value: Any) -> list[Any]:
        return [self.coerce_to(code) for code in super().clean(value)]


class ActivityForm(WagtailAdminModelForm):
    age_bands = Ticks(AgeBand.choices, _("for whom"))
    access = Ticks(Access.choices, _("access beyond the venue's"))
    programmes = Ticks(Programme.choices, _("programmes"))
    plan_goals = Ticks(PlanGoal.choices, _("goals of the plan"), coerce=int)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        schedules = self.formsets.get("schedules") if hasattr(self, "formsets") else None
        for form in schedules.forms if schedules is not None else []:
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE"):
                try:
                    form.instance.recurrence  # noqa: B018  construction is the check
                except ImpossibleRule as error:
                    form.add_error("rule", gettext(str(error)))
        return cleaned


SCHEDULE_PANELS = [
    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("is_all_day")]),
    FieldPanel("rule"),
    FieldRowPanel(
        [FieldPanel("skip_holidays"), FieldPanel("skip_new_year"), FieldPanel("skip_obon")]
    ),
]

WORDS = [
    FieldPanel("category"),
    MultiFieldPanel([FieldPanel("title"), FieldPanel("reading")], heading=_("Name")),
    FieldPanel("organiser"),
    InlinePanel("schedules", panels=SCHEDULE_PANELS, heading=_("When"), label=_("schedule")),
    HelpPanel(
        _(
            "A repetition is written as RRULE: FREQ=WEEKLY;BYDAY=TU is every Tuesday, "
            "FREQ=MONTHLY;BYDAY=2WE,4WE the second and fourth Wednesday of each month. "
            "Empty means this one date."
        )
    ),
    MultiFieldPanel(
        [
            FieldPanel("venue"),
            FieldPanel("venue_note"),
            FieldPanel("is_online"),
            FieldPanel("online_url"),
        ],
        heading=_("Where"),
    ),
    MultiFieldPanel([FieldPanel("age_bands"), FieldPanel("audience_note")], heading=_("For whom")),
    MultiFieldPanel([FieldPanel("fee"), FieldPanel("fee_note")], heading=_("Cost")),
    MultiFieldPanel(
        [
            FieldPanel("sign_up"),
            FieldPanel("sign_up_note"),
            FieldPanel("sign_up_until"),
            FieldPanel("capacity"),
            FieldPanel("capacity_note"),
        ],
        heading=_("Sign-up"),
    ),
    FieldPanel("bring"),
    MultiFieldPanel(
        [
            FieldPanel("contact_name"),
            FieldPanel("phone"),
            FieldPanel("phone_hours"),
            FieldPanel("fax"),
            FieldPanel("email"),
            FieldPanel("email_is_public"),
            FieldPanel("url"),
        ],
        heading=_("Contact"),
    ),
    FieldPanel("summary"),
    FieldPanel("body"),
    MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
    FieldPanel("access"),
    FieldPanel("tags"),
]
FIGURES = [
    FieldPanel("programmes"),
    FieldRowPanel([FieldPanel("gathering_main"), FieldPanel("gathering_second")]),
    FieldPanel("plan_goals"),
    FieldPanel("helps"),
    FieldPanel("confirmed_current_on"),
]
edit_handler = TabbedInterface(
    [ObjectList(WORDS, heading=_("Activity")), ObjectList(FIGURES, heading=_("For reports"))],
    base_form_class=ActivityForm,
)
