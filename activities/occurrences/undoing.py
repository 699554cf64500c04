"""The last change of a date taken back, from what the history holds of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from activities import version
from activities.models import Activity, Occurrence, Venue
from activities.occurrences import changes, record
from activities.occurrences.rule import materialise
from organisations.models import User


class NothingToUndo(Exception):
    """The last change was undone already, or its date is gone."""


@transaction.atomic
def undo(activity: Activity, *, user: User | None = None, now: datetime) -> Occurrence | None:
    """Take the last change of a date back; None where that was an added date, which goes.

    Only what that change has set is set back. Raises NothingToUndo.
    """
    entry = record.last_change(activity)
    if (
        entry is None
        or not entry.action.startswith(record.PREFIX)
        or entry.action == f"{record.PREFIX}.undo"
    ):
        raise NothingToUndo
    row = changes.locked(entry.data["occurrence"])
    if row is None:
        raise NothingToUndo
    if entry.action == f"{record.PREFIX}.add":
        _remove(row, user)
        return None
    values = record.values_of(entry)
    venue = values.get("venue_id")
    if venue and not Venue.objects.filter(pk=venue).exists():
        raise NothingToUndo
    row = changes.apply(row, "undo", user, now, values, record.snapshot(row))
    materialise(row.activity, now=now)  # the rule may have changed meanwhile
    return Occurrence.objects.filter(pk=row.pk).first()


def _remove(row: Occurrence, user: User | None) -> None:
    record.write(row, "undo", user, {}, "")
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError) as error:  # somebody has signed up meanwhile
        raise NothingToUndo from error
    version.bump()
