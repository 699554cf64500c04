"""What of a typed text may stand in a file that machines read; knows no format."""

from __future__ import annotations

import re

LINE_END = re.compile("\r\n?|\u2028|\u2029")
SPACES = re.compile(r"\s+")
# Control characters but the line end, halves of letters, and the two that XML refuses.
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with one kind of line end; tabs become spaces, other control characters go."""
    if text.isprintable():
        return text
    return UNPRINTABLE.sub("", LINE_END.sub("\n", text).replace("\t", " "))


def one_line(text: str) -> str:
    """The text without line breaks and without blanks at its ends."""
    return SPACES.sub(" ", printable(text)).strip()
