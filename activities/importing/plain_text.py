"""What a calendar says in HTML, as plain text; knows no Django."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from activities.importing.content_lines import Block

MAX_LENGTH = 20_000
BREAKS = {"br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4"}
SILENT = {"script", "style", "head", "title"}

_TAG = re.compile(
    r"</?(?:[abip]|br|div|span|html|body|ul|ol|li|strong|em|u|font|table)\b[^<>]*>", re.I
)


def described(block: Block) -> str:
    """DESCRIPTION, or Outlook's X-ALT-DESC where that is all there is."""
    text = block.text("DESCRIPTION")[:MAX_LENGTH] or block.text("X-ALT-DESC")[:MAX_LENGTH]
    return of_html(text) if _TAG.search(text) else _tidy(text)


def of_html(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return _tidy("".join(reader.parts))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BREAKS:
            self.parts.append("\n・" if tag == "li" else "\n")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BREAKS and tag != "br":
            self.parts.append("\n")
        elif tag == "a" and self.links:
            link = self.links.pop()
            if link.startswith(("http://", "https://")) and link not in self.parts[-1:]:
                self.parts.append(f" {link} ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) if line.strip() else "" for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
