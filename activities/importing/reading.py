"""Bytes of a list file → its rows with line numbers; knows nothing of what the rows mean."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from activities.importing import columns

MAX_BYTES = 50_000_000
HEADER_WITHIN = 50
MAX_RESTARTS = 200
END = "\x00end"
OTHER_FILES = {
    b"PK\x03\x04": "Excel (xlsx)",
    b"\xd0\xcf\x11\xe0": "Excel (xls)",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")


class ListError(Exception):
    """Nothing of the file can be used; the message is for the person who runs the import."""


class Refusal(Exception):
    """One row cannot be used; `column` is its header in the file."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass(frozen=True)
class Row:
    """One row: `line` is the physical line where it begins, counted from 1.

    `values` go by the keys of `columns.NAMES`, `headers` gives the file's own word for a key;
    `others` are (header, text) of columns that we do not know. Empty cells are left out.
    `problem` is set when the row cannot be told apart from its neighbours.
    """

    line: int
    values: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, str], ...] = ()
    problem: str = ""

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    def header(self, key: str) -> str:
        return self.headers.get(key) or columns.NAMES[key][0]


def read(content: bytes) -> Iterator[Row]:
    """The rows below the header; raises ListError before the first one."""
    if not content.strip():
        raise ListError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise ListError(_("The file is too large: 50 MB at most."))
    for signature, kind in OTHER_FILES.items():
        if content.startswith(signature):
            raise ListError(
                _("This is not a CSV but %(kind)s. Save it as CSV and try again.") % {"kind": kind}
            )
    texts = list(_decoded(content))
    if not texts:
        raise ListError(_undecodable(content))
    for text in texts:
        for delimiter in ",\t;":
            lines = _lines(text, delimiter, stop=HEADER_WITHIN)
            for _line, last, cells in lines:
                if columns.is_header(cells):
                    return _rows(text, delimiter, cells, first=last + 1)
    raise ListError(
        _("No header was found: a line with the columns イベント名 (or 名称) and 開始日 is needed.")
    )


def clean(text: str) -> str:
    """Text of a cell without control characters, lines ending in LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROLS.sub("", text).strip()


def _decoded(content: bytes) -> Iterator[str]:
    """The readings that are possible, likeliest first; which is right, the header tells."""
    if content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b",\x00" in content or b"\n\x00" in content:
        encodings = ["utf-16-le", "utf-16-be", "utf-8", "cp932"]
    else:
        encodings = ["utf-8", "cp932", "euc_jp"]
    for encoding in encodings:
        try:
            yield content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue


def _undecodable(content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return _(
            "The characters cannot be read: neither UTF-8 (line %(line)d) nor Shift_JIS. "
            "Save the file as UTF-8 and try again."
        ) % {"line": content.count(b"\n", 0, error.start) + 1}
    return _("The characters cannot be read. Save the file as UTF-8 and try again.")


def _lines(
    text: str, delimiter: str, *, skip: int = 0, stop: int | None = None
) -> Iterator[tuple[int, int, list[str]]]:
    """(first line, last line, cells). An unclosed quotation mark ends in a cell with END."""
    source = io.StringIO(f"{text}\n{END}", newline="")
    for _skipped in range(skip):
        source.readline()
    limit = csv.field_size_limit(len(text) + 100)
    try:
        reader = csv.reader(source, delimiter=delimiter)
        before = skip
        for cells in reader:
            if cells == [END]:
                return
            yield before + 1, skip + reader.line_num, cells
            before = skip + reader.line_num
            if stop and before >= stop:
                return
    finally:
        csv.field_size_limit(limit)


def _rows(text: str, delimiter: str, header: list[str], first: int) -> Iterator[Row]:
    names = [clean(name).replace("\n", "") for name in header]
    start, restarts, is_over = first - 1, 0, False
    while not is_over:
        is_over = True
        for line, last, cells in _lines(text, delimiter, skip=start):
            if cells and END in cells[-1]:
                yield Row(line, problem=_("A quotation mark opens in this row and never closes."))
                # The rows that it swallowed are read again from the next line.
                restarts += 1
                start, is_over = line, restarts > MAX_RESTARTS
                break
            if any(clean(cell) for cell in cells):
                yield _row(line, last, names, cells)


def _row(line: int, last: int, names: list[str], cells: list[str]) -> Row:
    texts = [clean(cell) for cell in cells]
    if any(texts[len(names) :]):
        reason = _(
            "The row has %(cells)d cells, the header %(columns)d: a comma or a quotation mark "
            "is wrong between line %(first)d and line %(last)d."
        ) % {"cells": len(cells), "columns": len(names), "first": line, "last": last}
        return Row(line, problem=reason)
    values: dict[str, str] = {}
    headers: dict[str, str] = {}
    others = []
    for name, text in zip(names, texts, strict=False):
        key = columns.key_of(name)
        if key and key not in headers:
            headers[key] = name
            if text:
                values[key] = text
        elif text:
            others.append((name, text))
    return Row(line, values, headers, tuple(others))
