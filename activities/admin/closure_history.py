"""Words for closures in the admin's history: who closed or opened how many dates, and why."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import ModelLogEntry

from activities.models import Closure

LABELS = {
    "activities.closure.close": gettext_lazy("Activities closed"),
    "activities.closure.change": gettext_lazy("Closure changed"),
    "activities.closure.undo": gettext_lazy("Closure taken back"),
}


def said(entry: Any) -> str:
    """「活動を休みにしました：12回（台風のため）」 for one entry of the log."""
    words = {"what": LABELS[entry.action], "number": entry.data["dates"]}
    return f"{_('%(what)s: %(number)s dates') % words}（{entry.data['reason']}）"


def entries_of(closure: Closure) -> list[ModelLogEntry]:
    entries = ModelLogEntry.objects.for_instance(closure).filter(action__in=LABELS)
    return list(entries.select_related("user").order_by("-timestamp", "-pk"))


class ClosureFormatter(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        return said(log_entry)


@hooks.register("register_log_actions")
def register(actions: Any) -> None:
    for action, label in LABELS.items():
        formatter = type("Formatter", (ClosureFormatter,), {"label": label})
        actions.register_action(action)(formatter)
