"""Words for the changes of single dates and closures in an activity's history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from activities import wording

PREFIX = "activities.date"
LABELS = {
    "cancel": gettext_lazy("Date cancelled"),
    "postpone": gettext_lazy("Date postponed"),
    "restore": gettext_lazy("Date takes place after all"),
    "move": gettext_lazy("Date moved"),
    "adjust": gettext_lazy("Note or capacity of a date changed"),
    "add": gettext_lazy("Date added"),
    "reset": gettext_lazy("Date set back to the rule"),
    "undo": gettext_lazy("Last change of a date undone"),
}
CLOSURE_PREFIX = "activities.closure"
CLOSURE_LABELS = {
    "close": gettext_lazy("Activities closed"),
    "change": gettext_lazy("Closure changed"),
    "undo": gettext_lazy("Closure taken back"),
}


def said(entry: Any) -> str:
    """「12月9日（水） 日を中止：講師の都合」 for one entry of the log."""
    verb = entry.action.removeprefix(f"{PREFIX}.")
    day = wording.say_date(date.fromisoformat(entry.data["day"]))
    reason = entry.data.get("reason", "")
    words = {"day": day, "what": LABELS[verb]}
    text = _("%(day)s: %(what)s") % words
    return f"{text} （{reason}）" if reason else text


class DateFormatter(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        return said(log_entry)


class ClosureFormatter(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        """「活動を休みにしました：12件（台風）」."""
        verb = log_entry.action.removeprefix(f"{CLOSURE_PREFIX}.")
        words = {"what": CLOSURE_LABELS[verb], "number": log_entry.data["dates"]}
        text = _("%(what)s: %(number)s dates") % words
        return f"{text} （{log_entry.data['reason']}）"


def register(actions: Any) -> None:
    for verb, label in CLOSURE_LABELS.items():
        formatter = type("Formatter", (ClosureFormatter,), {"label": label})
        actions.register_action(f"{CLOSURE_PREFIX}.{verb}")(formatter)
    for verb, label in LABELS.items():
        formatter = type("Formatter", (DateFormatter,), {"label": label})
        actions.register_action(f"{PREFIX}.{verb}")(formatter)
