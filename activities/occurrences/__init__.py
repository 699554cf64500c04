"""Rules become rows here, and rows change here; nowhere else are dates written."""

from activities.occurrences.changes import (
    add,
    adjust,
    cancel,
    move,
    planned_by,
    postpone,
    reset,
    restore,
)
from activities.occurrences.difference import Difference, difference
from activities.occurrences.nightly import extend_all
from activities.occurrences.plan import HORIZON, rows_for, upcoming_starts
from activities.occurrences.record import last_change
from activities.occurrences.rows import local_date
from activities.occurrences.rule import Change, hide, materialise, refresh
from activities.occurrences.undoing import NothingToUndo, undo
from activities.occurrences.writing import mark as mark_written

__all__ = [
    "HORIZON",
    "Change",
    "Difference",
    "NothingToUndo",
    "add",
    "adjust",
    "cancel",
    "difference",
    "extend_all",
    "hide",
    "last_change",
    "local_date",
    "mark_written",
    "materialise",
    "move",
    "planned_by",
    "postpone",
    "refresh",
    "reset",
    "restore",
    "rows_for",
    "undo",
    "upcoming_starts",
]
