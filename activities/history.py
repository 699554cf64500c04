"""Words for changes of dates and rules in an activity's history: who, when, which date, why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry

from activities import wording
from activities.models import Activity

LABELS = {
    "activities.date.cancel": gettext_lazy("Date cancelled"),
    "activities.date.postpone": gettext_lazy("Date postponed"),
    "activities.date.restore": gettext_lazy("Date takes place after all"),
    "activities.date.move": gettext_lazy("Date moved"),
    "activities.date.adjust": gettext_lazy("Note or capacity of a date changed"),
    "activities.date.add": gettext_lazy("Date added"),
    "activities.date.reset": gettext_lazy("Date set back to the rule"),
    "activities.date.undo": gettext_lazy("Last change of a date undone"),
    "activities.rule.change": gettext_lazy("Rule changed"),
    "activities.rule.send": gettext_lazy("Change of the rule sent for review"),
    "activities.rule.undo": gettext_lazy("Last change of the rule undone"),
}


def entries_of(activity: Activity) -> QuerySet[ModelLogEntry]:
    """Changes of dates and rules, the newest first, with those who made them."""
    found = ModelLogEntry.objects.for_instance(activity).filter(action__in=LABELS)
    return found.select_related("user").order_by("-timestamp", "-pk")


def said(entry: Any) -> str:
    """「12月9日（水）：中止にしました（講師の都合）」 for one entry of the log."""
    day = wording.say_date(date.fromisoformat(entry.data["day"]))
    if entry.data.get("scope") == "following":
        day = _("From %(day)s on") % {"day": day}
    elif entry.data.get("scope") == "all":
        day = _("All dates")
    text = _("%(day)s: %(what)s") % {"day": day, "what": LABELS[entry.action]}
    reason = entry.data.get("reason", "")
    return f"{text}（{reason}）" if reason else text


class DateFormatter(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        return said(log_entry)


def register(actions: Any) -> None:
    for action, label in LABELS.items():
        formatter = type("Formatter", (DateFormatter,), {"label": label})
        actions.register_action(action)(formatter)
