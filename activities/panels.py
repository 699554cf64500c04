"""The admin's forms for an activity and a venue: checkboxes for lists, rules said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.admin.panels.base import get_form_for_model

from activities import wording
from activities.enums import Access, AgeBand, PlanGoal, Programme
from activities.models import Schedule
from activities.occurrences import upcoming_starts
from activities.recurrence import ENDS_TOO_EARLY, ImpossibleRule
from organisations.permissions import districts_moderated_by
from organisations.ticks import Ticks

DATES_SHOWN = 5
MOST_DAYS = 100
RULE_HELP = _(
    "Empty: this one date. FREQ=WEEKLY;BYDAY=TU is every Tuesday, "
    "FREQ=MONTHLY;BYDAY=2WE,4WE every second and fourth Wednesday of the month, "
    "FREQ=MONTHLY;BYDAY=-1SU every last Sunday, FREQ=MONTHLY;BYMONTHDAY=15 every 15th. "
    "Days: MO TU WE TH FR SA SU."
)
DAYS_HELP = _("One a line: 2026-12-09, or 2026-12-09 13:00 where the time differs.")


class Moments(forms.Field):
    """Days, one a line; a day without a time takes that of the schedule's start."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        moments = [timezone.localtime(datetime.fromisoformat(text)) for text in value]
        return "\n".join(f"{moment:%Y-%m-%d %H:%M}" for moment in moments)

    def to_python(self, value: Any) -> list[tuple[Any, time | None]]:
        lines = [line.strip() for line in re.split(r"[\n,、]+", value or "") if line.strip()]
        if len(lines) > MOST_DAYS:
            raise ValidationError(gettext("%(number)s days at most.") % {"number": MOST_DAYS})
        return [_moment(line) for line in lines]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "").split() != (data or "").split()


class ScheduleForm(WagtailAdminModelForm):
    extra = Moments(label=_("additional dates"), required=False, help_text=DAYS_HELP)
    skipped = Moments(label=_("dates left out"), required=False, help_text=DAYS_HELP)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first = cleaned.get("starts_at")
        for name in ("extra", "skipped"):
            cleaned[name] = _texts(cleaned.get(name) or [], first) if first else []
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own step, which fills the instance
        schedule: Schedule = self.instance
        if self.errors or not (schedule.starts_at and schedule.ends_at):
            return
        try:
            schedule.read_rule()
        except ImpossibleRule as error:
            field = "ends_at" if str(error) == ENDS_TOO_EARLY else "rule"
            self.add_error(field, gettext(str(error)))


class SchedulesPanel(InlinePanel):
    """Wagtail's inline panel offers no form of one's own for its rows."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields")
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            Schedule, form_class=ScheduleForm, defer_required_on_fields=deferred or []
        )
        return options


class DatesPanel(Panel):
    """The saved rule in Japanese and the next dates; read only."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "activities/admin/dates_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            schedules = self.instance.schedules.all() if self.instance.pk else []
            return context | _said(schedules)


class ActivityForm(WagtailAdminModelForm):
    age_bands = Ticks(AgeBand.choices, _("for whom"), help_text=_("Nothing ticked means everyone."))
    access = Ticks(Access.choices, _("access beyond the venue's"))
    programmes = Ticks(
        Programme.choices, _("programmes"), help_text=_("One activity can serve several.")
    )
    plan_goals = Ticks(PlanGoal.choices, _("goals of the plan"), coerce=int)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        venue, organiser = cleaned.get("venue"), cleaned.get("organiser")
        place = (venue and venue.district_id) or (organiser and organiser.district_id)
        if "organiser" in cleaned and _lies_outside(self.for_user, place):
            self.add_error("venue", gettext("This place lies outside your districts."))
        return cleaned


class VenueForm(WagtailAdminModelForm):
    access = Ticks(Access.choices, _("access"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        district = cleaned.get("district")
        if _lies_outside(self.for_user, district and district.pk):
            self.add_error("district", gettext("This place lies outside your districts."))
        return cleaned


def _lies_outside(user: Any, district: int | None) -> bool:
    districts = districts_moderated_by(user) if user else None
    return districts is not None and district not in districts


def _moment(line: str) -> tuple[Any, time | None]:
    day, _space, clock = line.partition(" ")
    try:
        on, at = parse_date(day), parse_time(clock.strip()) if clock else None
    except ValueError:
        on = at = None
    if on is None or (clock and at is None):
        raise ValidationError(gettext("This is no date: %(line)s") % {"line": line[:40]})
    return on, at


def _texts(moments: Iterable[tuple[Any, time | None]], first: datetime) -> list[str]:
    clock = timezone.localtime(first).time()
    zone = timezone.get_current_timezone()
    return [datetime.combine(on, at or clock, zone).isoformat() for on, at in moments]


def _said(schedules: Iterable[Schedule]) -> dict[str, list[str]]:
    """Nothing for a rule that cannot be read: the form says why."""
    try:
        said = [wording.say_recurrence(row.recurrence, row.is_all_day) for row in schedules]
        pairs = upcoming_starts(schedules, now=timezone.now(), count=DATES_SHOWN)
    except (ImpossibleRule, ValueError):
        return {"said": [], "dates": []}
    return {"said": said, "dates": [wording.say_when(start, end) for start, end in pairs]}


SCHEDULE = [
    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("is_all_day")]),
    FieldPanel("rule", help_text=RULE_HELP),
    FieldPanel("venue", help_text=_("Empty: where the activity is.")),
    FieldRowPanel(
        [FieldPanel("skip_holidays"), FieldPanel("skip_new_year"), FieldPanel("skip_obon")]
    ),
    FieldRowPanel([FieldPanel("extra"), FieldPanel("skipped")]),
]
WORDS = [
    FieldPanel("category"),
    MultiFieldPanel([FieldPanel("title"), FieldPanel("reading")], heading=_("Name")),
    FieldPanel("organiser"),
    SchedulesPanel(
        "schedules",
        panels=SCHEDULE,
        heading=_("When"),
        label=_("schedule"),
        help_text=_("No schedule at all means: at any time."),
    ),
    DatesPanel(heading=_("The dates in words")),
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
            FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")]),
            FieldPanel("fax"),
            FieldRowPanel([FieldPanel("email"), FieldPanel("email_is_public")]),
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
    FieldPanel("confirmed_current_on"),
    FieldPanel("programmes"),
    FieldRowPanel([FieldPanel("gathering_main"), FieldPanel("gathering_second")]),
    FieldPanel("plan_goals"),
    FieldPanel("helps"),
]
activity = TabbedInterface(
    [ObjectList(WORDS, heading=_("Activity")), ObjectList(FIGURES, heading=_("For reports"))],
    base_form_class=ActivityForm,
)
venue = ObjectList(
    [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("reading")], heading=_("Name")),
        FieldPanel("district", widget=forms.Select),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("directions"),
                FieldPanel("parking"),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            heading=_("How to get there"),
        ),
        FieldPanel("access"),
    ],
    base_form_class=VenueForm,
)
