"""What of a typed text may stand in a file that machines read; knows no format."""

from __future__ import annotations

import re

LINE_END = re.compile("\r\n?|\u2028|\u2029")
SPACES = re.compile(r"\s+")


def printable(text: str) -> str:
    """The text with one kind of line end; tabs become spaces, other control characters go."""
    if text.isprintable():
        return text
    text = LINE_END.sub("\n", text).replace("\t", " ")
    return "".join(letter for letter in text if letter == "\n" or _is_printable(letter))


def one_line(text: str) -> str:
    """The text without line breaks and without blanks at its ends."""
    return SPACES.sub(" ", printable(text)).strip()


def _is_printable(letter: str) -> bool:
    """Not a control character, half a surrogate, or one of the two that XML refuses."""
    code = ord(letter)
    return (
        code >= 0x20
        and not 0x7F <= code < 0xA0
        and not 0xD800 <= code < 0xE000
        and code not in {0xFFFE, 0xFFFF}
    )
