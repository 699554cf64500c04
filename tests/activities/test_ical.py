"""Facts become text that any reader of RFC 5545 takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from activities import ical
from tests.factories import at

FACTS = ical.VEventFacts(
    uid="a-20261209@tsudoi.example.jp",
    starts_at=at("2026-12-09 10:00"),
    ends_at=at("2026-12-09 11:30"),
    is_all_day=False,
    is_cancelled=False,
    sequence=2,
    changed_at=datetime(2026, 12, 1, 3, 0, tzinfo=UTC),
    title="サロン ひだまり",
    url="https://tsudoi.example.jp/activities/1/",
)
HARD = {
    "200 Japanese letters": "あ" * 200,
    "emoji": "👨‍👩‍👧‍👦お茶🍵" * 20,
    "comma, semicolon, backslash": "a,b;c\\d\\n",
    "newline": "一行目\n二行目",
    "quotes": '"引用" ^n',
}


def read(facts: ical.VEventFacts) -> icalendar.Event:
    body = ical.calendar(name="試し", url="https://x.jp/", events=[ical.vevent(facts)])
    return icalendar.Calendar.from_ical(body).walk("VEVENT")[0]


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_text_comes_back_as_it_was(text):
    event = read(replace(FACTS, title=text, summary=text))
    assert str(event["SUMMARY"]) == text
    assert str(event["DESCRIPTION"]).startswith(text)


def test_control_characters_are_dropped():
    assert str(read(replace(FACTS, title="a\x00b\x07c\x7fd"))["SUMMARY"]) == "abcd"


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_lines_are_at_most_75_octets_and_whole_characters(text):
    lines = ical.vevent(replace(FACTS, title=text)).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75


def test_times_name_the_zone_whatever_the_zone_they_come_in():
    in_utc = replace(
        FACTS, starts_at=FACTS.starts_at.astimezone(UTC), ends_at=FACTS.ends_at.astimezone(UTC)
    )
    assert "DTSTART;TZID=Asia/Tokyo:20261209T100000\r\n" in ical.vevent(in_utc)
    assert ical.vevent(in_utc) == ical.vevent(FACTS)


def test_the_zone_block_is_what_tokyo_keeps():
    body = ical.calendar(name="試し", url="https://x.jp/", events=[])
    zone = icalendar.Calendar.from_ical(body).walk("VTIMEZONE")[0].to_tz()
    moment = datetime(2026, 7, 1, 12, 0)
    assert zone.utcoffset(moment) == ZoneInfo("Asia/Tokyo").utcoffset(moment)


def test_stamps_come_from_the_row():
    event = read(FACTS)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == FACTS.changed_at


def test_reason_heads_the_description_of_a_cancelled_date():
    event = read(replace(FACTS, is_cancelled=True, reason="講師の都合"))
    assert str(event["DESCRIPTION"]).splitlines()[0] == "講師の都合"


def test_description_ends_with_the_address():
    assert str(read(FACTS)["DESCRIPTION"]).splitlines()[-1] == FACTS.url
