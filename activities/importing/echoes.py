"""Drops what converters of public lists leave in the remarks: copies of other cells.

「開始日: 2022/1/5」 at the end of a remark, beside the column 開始日 with 2022-01-05, says nothing.
"""

from __future__ import annotations

from dataclasses import replace

from activities.importing import values
from activities.importing.reading import Row

ECHOED = ("first_day", "last_day", "deadline_day", "start_time", "end_time", "deadline_time")
REMARKS = ("time_note", "sign_up", "remarks", "fee_note")


def without(row: Row) -> Row:
    """The row without the lines that say what their cell says; others stay."""
    keys = {row.header(key): key for key in ECHOED}
    found = dict(row.values)
    for key in REMARKS:
        if ": " in row.get(key):
            lines = row.get(key).split("\n")
            kept = [line for line in lines if not _is_echo(row, keys, line)]
            found[key] = "\n".join(kept).strip()
    return replace(row, values=found)


def _is_echo(row: Row, keys: dict[str, str], line: str) -> bool:
    header, _colon, text = line.partition(": ")
    key = keys.get(header)
    if key is None:
        return False
    read = values.day if key.endswith("day") else values.clock
    said = read(text)
    return said is not None and said == read(row.get(key))
