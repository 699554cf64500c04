"""Facts become text that any reader of RFC 5545 takes."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from activities import ical, plain
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
# RFC 5545 3.1: name, parameters, a value without control characters, backslashes in pairs only.
CONTENT_LINE = re.compile(
    r"[A-Z][A-Z-]*(?:;[A-Z-]+=(?:[^\x00-\x1f\x7f\";:,]+|\"[^\x00-\x1f\x7f\"]*\"))*:(?:[^\x00-\x08\x0a-\x1f\x7f\\]|\\[\\;,n])*"
)
HARD = {
    "200 Japanese letters": "あ" * 200,
    "emoji": "👨‍👩‍👧‍👦お茶🍵" * 20,
    "comma, semicolon, backslash": "a,b;c\\d\\n",
    "newline": "一行目\n二行目",
    "only semicolons, each of which doubles": ";" * 200,
    "quotes": '"引用" ^n',
}

LETTERS = "".join(chr(code) for code in range(0xA0)) + "あ漢\u3000👨‍👩‍👧‍👦，；＼\u2028\ud800\ufeff"


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


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029"], ids=ascii)
def test_line_ends_of_every_kind_are_one_line_end(end):
    assert str(read(replace(FACTS, title=f"一{end}二\t三"))["SUMMARY"]) == "一\n二 三"


def test_half_a_surrogate_is_dropped():
    assert str(read(replace(FACTS, title="a\ud800b"))["SUMMARY"]) == "ab"


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_every_line_obeys_the_grammar(text):
    facts = replace(FACTS, title=text, summary=text, location=text, categories=(text, "食堂"))
    facts = replace(facts, organiser=text, email="kai@example.jp", colour="teal")
    body = ical.calendar(
        name=text, url="https://x.jp/?q=%E3%81%82", events=[ical.vevent(facts)], comment=text
    )
    physical = body.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in physical) <= 75
    assert [line.decode() for line in physical if b"\r" in line or b"\n" in line] == []
    logical = body.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert [line for line in logical if not CONTENT_LINE.fullmatch(line)] == []


def test_short_lines_are_not_folded_and_75_octets_are_still_short():
    assert ical.fold("x" * 75) == "x" * 75 + "\r\n"
    assert ical.fold("x" * 76) == "x" * 75 + "\r\n x\r\n"
    assert ical.fold("x" * 74 + "あ") == "x" * 74 + "\r\n あ\r\n"


def test_properties_of_an_entry():
    facts = replace(
        FACTS, latitude=35.12, longitude=137.0, location="みどりの家", categories=("サロン", "a,b")
    )
    assert ical.vevent(facts).split("\r\n") == [
        "BEGIN:VEVENT",
        "UID:a-20261209@tsudoi.example.jp",
        "DTSTAMP:20261201T030000Z",
        "LAST-MODIFIED:20261201T030000Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Asia/Tokyo:20261209T100000",
        "DTEND;TZID=Asia/Tokyo:20261209T113000",
        "SUMMARY:サロン ひだまり",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "LOCATION:みどりの家",
        "GEO:35.120000;137.000000",
        "CATEGORIES:サロン,a\\,b",
        "URL:https://tsudoi.example.jp/activities/1/",
        "DESCRIPTION:https://tsudoi.example.jp/activities/1/",
        "END:VEVENT",
        "",
    ]


def test_a_feed_says_its_name_its_address_and_how_often_to_ask():
    body = ical.calendar(name="北と南", url="https://x.jp/a.ics", events=[], comment="途中まで")
    found = icalendar.Calendar.from_ical(body)
    assert {name: str(found[name]) for name in ("NAME", "X-WR-CALNAME", "SOURCE", "URL")} == {
        "NAME": "北と南",
        "X-WR-CALNAME": "北と南",
        "SOURCE": "https://x.jp/a.ics",
        "URL": "https://x.jp/a.ics",
    }
    assert (str(found["X-WR-CALDESC"]), str(found["X-WR-TIMEZONE"])) == ("途中まで", "Asia/Tokyo")
    assert "\r\nX-WR-CALNAME:a\\,b\r\n" in ical.calendar(name="a,b", events=[]).decode()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\nX-PUBLISHED-TTL:PT6H\r\n" in body


def test_a_file_to_import_has_no_name_and_nothing_to_ask_again():
    found = icalendar.Calendar.from_ical(ical.calendar(events=[ical.vevent(FACTS)]))
    assert set(found) == {"VERSION", "PRODID", "CALSCALE", "METHOD"}


def test_all_day_ends_on_the_day_after():
    event = read(
        replace(
            FACTS,
            is_all_day=True,
            starts_at=at("2026-12-31 00:00"),
            ends_at=at("2027-01-01 00:00").astimezone(UTC),
        )
    )
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))


def test_texts_of_every_kind_come_back_as_they_were():
    """Whatever is typed: what is read equals what was made plain, in every property."""
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices(LETTERS, k=chance.randrange(1, 200)))
        expected = plain.printable(text)
        event = read(replace(FACTS, title="x" + text, location="x" + text, summary="x" + text))
        assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("x" + expected,) * 2
        assert str(event["DESCRIPTION"]) == "\n".join(["x" + expected, FACTS.url])


def test_an_end_at_midnight_is_the_midnight_that_closes_the_day():
    facts = replace(FACTS, starts_at=at("2026-12-09 22:00"), ends_at=at("2026-12-10 00:00"))
    event = read(facts)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (facts.starts_at, facts.ends_at)


def test_several_whole_days_end_on_the_day_after_the_last():
    days = {"starts_at": at("2026-12-05 00:00"), "ends_at": at("2026-12-08 00:00")}
    event = read(replace(FACTS, is_all_day=True, **days))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 5), date(2026, 12, 8))


def test_postponed_says_so_in_status_title_and_text():
    event = read(replace(FACTS, is_postponed=True, reason="講師の都合"))
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == ("TENTATIVE", "【延期】サロン ひだまり")
    assert str(event["DESCRIPTION"]).splitlines()[:2] == [
        "延期になりました。新しい日はまだ決まっていません。",
        "講師の都合",
    ]


@pytest.mark.parametrize(
    ("moved_from", "said"),
    [
        ("2026-12-08 10:00", "もとの予定：12月8日（火）"),
        ("2026-12-09 13:30", "もとの予定：12月9日（水）午後1時30分"),
    ],
)
def test_a_moved_date_says_its_first_day_or_time_and_keeps_its_title(moved_from, said):
    event = read(replace(FACTS, moved_from=at(moved_from)))
    assert str(event["DESCRIPTION"]).splitlines()[0] == said
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == ("サロン ひだまり", "CONFIRMED")


def test_an_organiser_has_a_name_and_a_public_address():
    event = read(replace(FACTS, organiser='ひだまり"の会";:,\x07', email="kai+a@example.jp"))
    assert str(event["ORGANIZER"]) == "mailto:kai+a@example.jp"
    assert event["ORGANIZER"].params["CN"] == "ひだまり'の会';:,"


def test_without_a_public_address_there_is_no_organiser():
    assert "ORGANIZER" not in read(replace(FACTS, organiser="ひだまりの会"))


def test_an_address_cannot_leave_its_line():
    line = ical.vevent(replace(FACTS, organiser="会", email='"a\r\nX:1"@x.jp'))
    assert 'ORGANIZER;CN="会":mailto:%22a%0D%0AX%3A1%22@x.jp\r\n' in line


def test_a_colour_is_named():
    assert str(read(replace(FACTS, colour="teal"))["COLOR"]) == "teal"


def test_cancelled_says_so_in_status_and_title():
    event = read(replace(FACTS, is_cancelled=True))
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == ("CANCELLED", "【中止】サロン ひだまり")


def test_times_name_the_zone_whatever_the_zone_they_come_in():
    in_utc = replace(
        FACTS, starts_at=FACTS.starts_at.astimezone(UTC), ends_at=FACTS.ends_at.astimezone(UTC)
    )
    assert "DTSTART;TZID=Asia/Tokyo:20261209T100000\r\n" in ical.vevent(in_utc)
    assert ical.vevent(in_utc) == ical.vevent(FACTS)


def test_the_zone_block_is_what_tokyo_keeps():
    body = ical.calendar(name="試し", url="https://x.jp/", events=[])
    zone = icalendar.Calendar.from_ical(body).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
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


def test_each_character_with_a_meaning_is_escaped():
    assert ical.escape('a;b,c\\d\ne:"') == 'a\\;b\\,c\\\\d\\ne:"'
