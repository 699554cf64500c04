"""Tells staff on the admin's first page that dates are not written far enough, and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from activities import horizon, wording
from activities.occurrences import HORIZON


class HorizonPanel(Component):
    order = 10
    template_name = "activities/admin/horizon_panel.html"

    def __init__(self, found: horizon.Horizon) -> None:
        self.found = found

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The night's work writes everything equally far, so the shortest tells when it last ran."""
        reaches = self.found.reaches
        return {
            "number": self.found.short,
            "reaches": reaches and wording.say_date_era(reaches),
            "ran_on": reaches and wording.say_date_era(reaches - HORIZON),
        }


@hooks.register("construct_homepage_panels")
def show_a_short_horizon(request: HttpRequest, shown: list[Any]) -> None:
    found = horizon.look(now=timezone.now())
    if found.is_short:
        shown.append(HorizonPanel(found))
