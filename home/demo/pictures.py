"""Draws the demo city's pictures: flat shapes in the portal's colours, the same every time."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Canvas
from PIL import ImageDraw
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

WIDTH, HEIGHT = 1200, 800
GROUND = HEIGHT - 150
PAPER, GREEN, PERSIMMON = "#f8f5ee", "#1f5c4d", "#b8410a"
Pen = ImageDraw.ImageDraw


def draw(name: str) -> AbstractImage:
    """A saved picture with its description; `name` is a key of `PICTURES`."""
    title, wash, shapes = PICTURES[name]
    canvas = Canvas.new("RGB", (WIDTH, HEIGHT), wash)
    pen = ImageDraw.Draw(canvas)
    pen.ellipse((-300, GROUND - 60, 800, HEIGHT + 500), fill="#c9dfd4")
    pen.ellipse((500, GROUND - 20, 1700, HEIGHT + 500), fill="#97c0ae")
    shapes(pen)
    written = BytesIO()
    canvas.quantize(64).save(written, "PNG", optimize=True)
    file = ContentFile(written.getvalue(), name=f"demo-{name}.png")
    return get_image_model().objects.create(title=title, description=title, file=file)


def _cup(pen: Pen) -> None:
    for x in (540, 640):
        pen.line(((x, 330), (x + 25, 280), (x, 230), (x + 25, 180)), fill="#d3cdc3", width=18)
    pen.ellipse((760, 430, 900, 570), outline="#84480a", width=30)
    pen.rounded_rectangle((420, 380, 800, 640), 60, fill="#84480a")
    pen.rectangle((420, 450, 800, 500), fill="#f0bf83")
    pen.ellipse((340, 640, 880, 700), fill="#5c3307")


def _bowl(pen: Pen) -> None:
    pen.ellipse((430, 250, 770, 560), fill="#ffffff")
    pen.pieslice((360, 180, 840, 680), 0, 180, fill="#b13a0c")
    pen.rectangle((500, 660, 700, 710), fill="#7d2707")
    pen.line(((300, 330), (920, 240)), fill="#5c3307", width=16)
    pen.line(((300, 370), (920, 290)), fill="#5c3307", width=16)


def _hand(pen: Pen) -> None:
    pen.ellipse((480, 150, 620, 290), fill=PERSIMMON)
    pen.ellipse((580, 150, 720, 290), fill=PERSIMMON)
    pen.polygon(((490, 255), (710, 255), (600, 400)), fill=PERSIMMON)
    pen.rounded_rectangle((380, 470, 820, 580), 55, fill="#6a3b96")
    for place in range(4):
        pen.rounded_rectangle((760, 450 + place * 40, 940, 485 + place * 40), 17, fill="#6a3b96")
    pen.rounded_rectangle((260, 490, 420, 610), 20, fill="#d6b9f5")


def _book(pen: Pen) -> None:
    pen.polygon(((590, 300), (300, 240), (300, 600), (590, 660)), fill="#1b5f73")
    pen.polygon(((610, 300), (900, 240), (900, 600), (610, 660)), fill="#1b5f73")
    for page, side in ((320, 580), (620, 880)):
        pen.rectangle((page, 290, side, 600), fill="#ffffff")
        for line in range(4):
            y = 350 + line * 60
            pen.line(((page + 30, y), (side - 30, y)), fill="#9fd4e4", width=14)


def _family(pen: Pen) -> None:
    for x, size, colour in ((400, 90, "#a3265f"), (840, 90, GREEN), (620, 60, PERSIMMON)):
        pen.pieslice((x - size * 1.6, 420, x + size * 1.6, 980), 180, 360, fill=colour)
        pen.ellipse((x - size, 450 - size * 2, x + size, 450), fill="#f2c9a8")


def _arms(pen: Pen) -> None:
    for x, colour in ((350, "#2f6420"), (600, PERSIMMON), (850, GREEN)):
        pen.ellipse((x - 55, 230, x + 55, 340), fill="#f2c9a8")
        pen.rounded_rectangle((x - 50, 350, x + 50, 560), 40, fill=colour)
        for side in (-1, 1):
            pen.line(((x, 380), (x + side * 115, 200)), fill=colour, width=40)
            pen.line(((x + side * 25, 550), (x + side * 55, 700)), fill=colour, width=42)


def _thread(pen: Pen) -> None:
    pen.ellipse((360, 280, 680, 600), fill="#a3265f")
    for inset in (30, 70, 110):
        pen.arc((360 + inset, 280, 680 + inset, 600), 110, 250, fill="#ffb0d0", width=10)
    pen.line(((650, 560), (720, 640), (820, 590), (900, 640)), fill="#a3265f", width=14)
    pen.line(((740, 240), (840, 540)), fill="#736c61", width=20)
    pen.line(((860, 240), (760, 540)), fill="#736c61", width=20)


def _board(pen: Pen) -> None:
    pen.rounded_rectangle((330, 230, 870, 680), 20, fill="#f0bf83")
    for step in range(1, 9):
        pen.line(((330 + step * 60, 260), (330 + step * 60, 650)), fill="#84480a", width=5)
        pen.line(((360, 230 + step * 50), (840, 230 + step * 50)), fill="#84480a", width=5)
    for x, y, colour in ((450, 380, "#333333"), (570, 430, "#ffffff"), (690, 380, "#333333")):
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill=colour)


def _note(pen: Pen) -> None:
    for x, y in ((380, 560), (700, 520)):
        pen.ellipse((x - 90, y - 60, x + 90, y + 60), fill="#1b5f73")
    pen.rectangle((440, 240, 475, 560), fill="#1b5f73")
    pen.rectangle((755, 200, 790, 520), fill="#1b5f73")
    pen.polygon(((440, 240), (790, 200), (790, 280), (440, 320)), fill="#1b5f73")


def _balls(pen: Pen) -> None:
    for x, y, size, colour in (
        (380, 560, 95, "#a8121c"),
        (560, 590, 95, "#1d5a8c"),
        (740, 560, 95, "#a8121c"),
        (890, 620, 55, "#ffffff"),
    ):
        pen.ellipse((x - size, y - size, x + size, y + size), fill=colour)
        pen.arc((x - size, y - size // 2, x + size, y + size // 2), 0, 180, fill=PAPER, width=8)


def _hill(pen: Pen) -> None:
    pen.ellipse((860, 110, 1030, 280), fill=PERSIMMON)
    pen.polygon(((250, 700), (560, 280), (800, 700)), fill=GREEN)
    pen.polygon(((600, 700), (820, 420), (1020, 700)), fill="#366553")
    pen.line(((460, 800), (540, 720), (500, 640), (560, 560)), fill="#efe9dd", width=34)


def _lantern(pen: Pen) -> None:
    for x, y in ((360, 330), (600, 270), (840, 330)):
        pen.line(((x, 0), (x, y - 120)), fill="#736c61", width=8)
        pen.ellipse((x - 100, y - 130, x + 100, y + 170), fill="#f3d27a")
        pen.rectangle((x - 45, y - 145, x + 45, y - 115), fill="#6b4a00")
        pen.rectangle((x - 45, y + 155, x + 45, y + 185), fill="#6b4a00")
        for band in range(-60, 121, 60):
            pen.line(((x - 92, y + band), (x + 92, y + band)), fill="#d9a72b", width=6)


def _leaf(pen: Pen) -> None:
    for x in (380, 600, 820):
        pen.rectangle((x - 10, 420, x + 10, 680), fill="#2f6420")
        pen.ellipse((x - 105, 330, x + 5, 430), fill="#5f9148")
        pen.ellipse((x - 5, 430, x + 105, 530), fill="#5f9148")
        pen.ellipse((x - 30, 240, x + 30, 430), fill="#2f6420")
    pen.rectangle((240, 660, 960, 740), fill="#84480a")


PICTURES: dict[str, tuple[str, str, Callable[[Pen], None]]] = {
    "cup": ("湯気の立つ湯のみの絵", "#f9eedb", _cup),
    "bowl": ("ごはんをよそったおわんと、はしの絵", "#fdebe2", _bowl),
    "hand": ("開いた手と、その上のハートの絵", "#f3ecfa", _hand),
    "book": ("開いた本の絵", "#e3f1f4", _book),
    "family": ("大人二人と子ども一人が並んだ絵", "#fceaf2", _family),
    "arms": ("三人が両手を上げて体操をする絵", "#eaf3e2", _arms),
    "thread": ("毛糸の玉と編み棒の絵", "#fceaf2", _thread),
    "board": ("碁盤と碁石の絵", "#f9eedb", _board),
    "note": ("音符の絵", "#e3f1f4", _note),
    "balls": ("赤と青のボールと、白い小さな目標球の絵", "#eaf3e2", _balls),
    "hill": ("丘と小道、夕日の絵", PAPER, _hill),
    "lantern": ("三つのちょうちんの絵", PAPER, _lantern),
    "leaf": ("畑の畝に育つ葉の絵", "#eaf3e2", _leaf),
}
