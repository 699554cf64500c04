"""Bytes of an iCalendar file → its lines and blocks with line numbers; knows no Django, no meaning.

Reads what is found in the wild: BOM, UTF-16, cp932 and latin-1 bytes, bare LF, folded lines,
quoted parameters. A block inside a VEVENT (an alarm) is passed over.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from activities.importing.addresses import gettext_noop

MAX_BLOCKS = 5_000
MAX_ZONES = 200
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS = ("utf-8", "cp932", "latin-1")

NO_CALENDAR = gettext_noop("This is no calendar file (iCalendar, .ics).")
TOO_MANY = gettext_noop("The calendar has more than 5,000 entries.")

# A fold within a character of UTF-8, as counting bytes makes it; it is put behind the character.
_FOLDED_CHARACTER = re.compile(rb"([\xc2-\xf4][\x80-\xbf]{0,2})(\r?\n[ \t])([\x80-\xbf]{1,3})")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')
_ESCAPED = re.compile(r"\\(.)")


class CalendarError(Exception):
    """Nothing of the file can be used; the message is for the person who gave it."""


@dataclass(frozen=True)
class Line:
    """One property: `number` is the physical line where it begins, counted from 1."""

    number: int
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545, 3.3.11)."""
        told = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)
        return _CONTROLS.sub("", told).strip()


@dataclass
class Block:
    """A VEVENT or VTIMEZONE; `raw` holds the unfolded lines of a VTIMEZONE, nested ones too.

    `is_closed` is false where the next one begins, or the file ends, before its END.
    """

    kind: str
    number: int
    lines: list[Line] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    is_closed: bool = False

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def every(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.text if line else ""


@dataclass
class File:
    events: list[Block] = field(default_factory=list)
    zones: list[Block] = field(default_factory=list)
    name: str = ""


def read(data: bytes) -> File:
    """The blocks of a file; raises CalendarError."""
    file, block, inner = File(), None, ""
    for number, text in _unfolded(_decoded(data)):
        name, _, rest = text.partition(":")
        name, kind = name.upper(), rest.strip().upper()
        if name == "BEGIN" and kind in ("VEVENT", "VTIMEZONE"):
            block, inner = Block(kind, number), ""
            _keep(file, block)
        elif block is None:
            if name.startswith("X-WR-CALNAME") and not file.name:
                line = _line(number, text)
                file.name = " ".join(line.text.split())[:80] if line else ""
        elif name == "END" and kind == block.kind:
            block.is_closed = True
            block = None
        elif block.kind == "VTIMEZONE":
            block.raw.append(text)
        elif name == "BEGIN" and not inner:
            inner = kind
        elif name == "END" and kind == inner:
            inner = ""
        elif not inner and (line := _line(number, text)):
            block.lines.append(line)
    if not (file.events or "VCALENDAR" in _head(data)):
        raise CalendarError(NO_CALENDAR)
    return file


def _keep(file: File, block: Block) -> None:
    kept, most = (file.events, MAX_BLOCKS) if block.kind == "VEVENT" else (file.zones, MAX_ZONES)
    if len(kept) == most:
        raise CalendarError(TOO_MANY)
    kept.append(block)


def _head(data: bytes) -> str:
    return data[:1_000].replace(b"\x00", b"").decode("latin-1").upper()


def _decoded(data: bytes) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            data = data[len(bom) :]
            if encoding != "utf-8":
                return data.decode(encoding, errors="replace")
    data = _FOLDED_CHARACTER.sub(rb"\1\3\2", data)
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads every byte")


def _unfolded(text: str) -> list[tuple[int, str]]:
    """(line number, logical line); a file may be one line, or a million."""
    found: list[tuple[int, list[str]]] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if line[:1] in (" ", "\t") and found:
            found[-1][1].append(line[1:])
        elif line:
            found.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in found]


def _line(number: int, text: str) -> Line | None:
    """None where there is no property to be read: such a line says nothing."""
    head = re.match(r"[A-Za-z0-9-]+", text)
    if head is None:
        return None
    place, parameters = head.end(), dict[str, str]()
    while found := _PARAMETER.match(text, place):
        parameters.setdefault(found[1].upper(), found[2].replace('"', "").strip())
        place = found.end()
    if text[place : place + 1] != ":":
        return None
    return Line(number, head[0].upper(), parameters, text[place + 1 :])
