"""Changes of single dates in the activity's history: written so that they can be shown and undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from activities.models import Activity, Occurrence
from activities.occurrences import rows
from organisations.models import User

PREFIX = "activities.date"
UNDOABLE = r"^activities\.(date|rule)\."
KEPT = (
    "starts_at",
    "ends_at",
    "is_all_day",
    "venue_id",
    "status",
    "reason",
    "note",
    "capacity",
    "is_edited",
    "is_added",
    "is_dropped",
    "closure_id",
    "restored_at",
)
MOMENTS = {"starts_at", "ends_at", "restored_at"}


def snapshot(row: Occurrence) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT}


def last_change(activity: Activity) -> ModelLogEntry | None:
    """The newest entry in the history that is about one date, or about the rule."""
    entries = ModelLogEntry.objects.for_instance(activity).order_by("-timestamp", "-pk")
    found: ModelLogEntry | None = entries.filter(action__regex=UNDOABLE).first()
    return found


def write(
    row: Occurrence, verb: str, user: User | None, before: dict[str, Any], reason: str
) -> None:
    """Who, when, which date, why, and what it was before: enough to show and to undo."""
    data = {
        "occurrence": row.pk,
        "day": rows.local_date(row.original_start).isoformat(),
        "reason": reason,
        "before": {name: _plain(value) for name, value in before.items()},
    }
    log(instance=row.activity, action=f"{PREFIX}.{verb}", user=user, data=data)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def values_of(entry: ModelLogEntry) -> dict[str, Any]:
    """What the entry's change has set, as it was before."""
    return {
        name: parse_datetime(value) if value and name in MOMENTS else value
        for name, value in entry.data["before"].items()
    }
