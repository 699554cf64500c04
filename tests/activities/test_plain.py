"""Typed texts are made fit for files that machines read."""

from __future__ import annotations

import random

import pytest

from activities import plain

CONTROLS = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\u2029"], ids=ascii)
def test_line_ends_of_every_kind_are_one_line_end(end):
    assert plain.printable(f"一{end}二\t三") == "一\n二 三"
    assert plain.one_line(f" 一{end}二\t三\n") == "一 二 三"


def test_control_characters_and_halves_of_letters_go():
    kept = "".join(letter for letter in CONTROLS if letter not in "\t\n\r")
    assert plain.printable(f"a{kept}\ud800\ufffe\uffffb") == "ab"


def test_emoji_of_several_parts_stay_whole():
    assert plain.one_line("👨‍👩‍👧‍👦 お茶") == "👨‍👩‍👧‍👦 お茶"


def test_making_plain_twice_changes_nothing():
    chance = random.Random(5)
    letters = CONTROLS + "あ漢👨‍👩‍👧\u3000 ,;\\\"'<&\u2028"
    for _ in range(300):
        once = plain.printable("".join(chance.choices(letters, k=chance.randrange(60))))
        assert plain.printable(once) == once
