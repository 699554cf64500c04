"""What is found in the wild: works, or is refused with its line and the reason."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
import recurring_ical_events

from activities.importing import content_lines, series
from activities.importing.series import Reader, Series
from activities.rrule import TOKYO
from tests.factories import at

NOW = at("2026-12-04 09:00")
START = "DTSTART;TZID=Asia/Tokyo:20261210T100000"
END = "DTEND;TZID=Asia/Tokyo:20261210T113000"


def read(data: bytes | str) -> Reader:
    data = data.encode() if isinstance(data, str) else data
    reader = Reader(content_lines.read(data), now=NOW)
    reader.run()
    return reader


def entry(*lines: str, head: str = "", uid: str = "a", end: str = "\r\n") -> str:
    body = end.join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:会", *lines, "END:VEVENT", ""])
    return f"BEGIN:VCALENDAR{end}{head}{body}END:VCALENDAR{end}"


def one(text: bytes | str) -> Series:
    reader = read(text)
    assert (len(reader.series), reader.refusals) == (1, [])
    return reader.series[0]


def refused(text: bytes | str) -> tuple[int, str]:
    reader = read(text)
    (refusal,) = reader.refusals
    return refusal["line"], refusal["reason"] % refusal["values"]


VTIMEZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART;TZID=Asia/Tokyo:20261210T100000",
        'DTSTART;TZID="Asia/Tokyo":20261210T100000',
        "DTSTART;TZID=Tokyo Standard Time:20261210T100000",
        'DTSTART;TZID="Tokyo Standard Time":20261210T100000',
        'DTSTART;TZID="(UTC+09:00) Osaka, Sapporo, Tokyo":20261210T100000',
        "DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Tokyo:20261210T100000",
        "DTSTART;TZID=/citadel.org/20210210_1/Asia/Tokyo:20261210T100000",
        "DTSTART;TZID=JST:20261210T100000",
        "DTSTART:20261210T100000",
        "DTSTART:20261210T010000Z",
        "DTSTART;VALUE=DATE-TIME;TZID=Asia/Seoul:20261210T100000",
        "DTSTART;TZID=America/New_York:20261209T200000",
        "dtstart;tzid=Asia/Tokyo:20261210T100000",
        "DTSTART;TZID=Asia/Tokyo:20261210T1000",
    ],
)
def test_the_same_moment_in_many_words(start):
    assert one(entry(start)).starts_at == "2026-12-10T10:00:00+09:00"


def test_a_zone_that_the_file_itself_defines_is_used():
    head = VTIMEZONE.format(name="Our village", offset="+0700")
    text = entry("DTSTART;TZID=Our village:20261210T100000", head=head)
    assert one(text).starts_at == "2026-12-10T12:00:00+09:00"


def test_a_zone_with_summer_time_that_the_file_defines_is_used():
    head = (
        "BEGIN:VTIMEZONE\r\nTZID:Summer\r\nBEGIN:STANDARD\r\nDTSTART:20001029T020000\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:20000326T020000\r\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "END:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    )
    winter = one(entry("DTSTART;TZID=Summer:20261210T100000", head=head))
    summer = one(entry("DTSTART;TZID=Summer:20270710T100000", head=head))
    assert (winter.starts_at[11:16], summer.starts_at[11:16]) == ("18:00", "17:00")


def test_an_unknown_zone_without_a_definition_is_refused_with_its_line():
    text = entry("DTSTART;TZID=Mars/Base:20261210T100000")
    assert refused(text) == (5, "The time zone “Mars/Base” is not known.")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_every_kind_of_line_end_is_read(end):
    assert one(entry(START, END, end=end)).line == 2


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("cp932", b"")],
)
def test_japanese_in_every_encoding_is_read(encoding, bom):
    text = entry(START, "LOCATION:三好公園").replace("SUMMARY:会", "SUMMARY:いきいき体操の会")
    found = one(bom + text.encode(encoding))
    assert (found.title, found.place) == ("いきいき体操の会", "三好公園")


def test_latin_1_is_read():
    text = entry(START, "LOCATION:Café Zürich").replace("SUMMARY:会", "SUMMARY:Fête")
    found = one(text.encode("latin-1"))
    assert (found.title, found.place) == ("Fête", "Café Zürich")


def test_a_fold_within_a_character_does_not_break_it():
    data = entry(START, "LOCATION:三好公園").encode().replace("好".encode(), b"\xe5\r\n \xa5\xbd")
    assert one(data).place == "三好公園"


def test_folds_escapes_and_controls_come_out_as_text():
    text = entry(START, "LOCATION:みどり\r\n の家\\, 2階\\; 和室\\n\u200b奥\\\\\x07")
    assert one(text).place == "みどりの家, 2階; 和室\n奥\\"


def test_an_alarm_within_an_entry_is_passed_over():
    alarm = ("BEGIN:VALARM", "SUMMARY:bell", "DTSTART:20200101T000000", "END:VALARM")
    assert one(entry(*alarm, START)).title == "会"


def test_an_entry_without_its_end_is_refused_and_the_next_is_read():
    text = entry(START).replace("END:VEVENT\r\n", "", 1)
    text = text.replace(
        "END:VCALENDAR", "BEGIN:VEVENT\r\n" + START + "\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    reader = read(text)
    assert ([each["line"] for each in reader.refusals], len(reader.series)) == ([2], 1)


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ((), 2, "The entry has no start."),
        (("DTSTART:soon",), 5, "DTSTART (soon) cannot be read as a date."),
        (("DTSTART:20260230",), 5, "DTSTART (20260230) cannot be read as a date."),
        ((START, "DTEND:20261210T000000Z"), 5, "The end is before the start."),
        ((START, "DTEND:20301210T000000Z"), 5, "The entry lasts more than two years."),
        ((START, "DURATION:long"), 6, "The duration (long) cannot be read."),
        ((START, "RRULE:FREQ=HOURLY"), 6, "An activity can repeat once a day at most."),
        ((START, "RRULE:FREQ=NEVER"), 6, "The rule of repetition (FREQ=NEVER) cannot be read."),
        ((START, "RRULE:FREQ=DAILY", "EXDATE:x"), 7, "EXDATE (x) cannot be read as a date."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_line(lines, line, reason):
    assert refused(entry(*lines)) == (line, reason)


def test_of_two_entries_with_one_uid_the_newer_is_taken():
    older, newer = entry(START, "SEQUENCE:1"), entry(START, "SEQUENCE:2", "LOCATION:新")
    text = older.replace("END:VCALENDAR\r\n", "") + newer.replace("BEGIN:VCALENDAR\r\n", "")
    reader = read(text)
    assert [each.place for each in reader.series] == ["新"]
    assert [(each["line"], each["values"]) for each in reader.refusals] == [(2, {"other": 8})]


def test_an_entry_without_a_uid_gets_the_same_one_each_time():
    text = entry(START).replace("UID:a\r\n", "")
    assert one(text).uid == one(text).uid
    assert one(text).uid.startswith("x")


@pytest.mark.parametrize(
    ("lines", "ends_at"),
    [
        ((END,), "2026-12-10T11:30:00+09:00"),
        (("DURATION:PT45M",), "2026-12-10T10:45:00+09:00"),
        ((), "2026-12-10T11:00:00+09:00"),
        (("DTEND;TZID=Asia/Tokyo:20261210T100000",), "2026-12-10T11:00:00+09:00"),
        (("DTEND:20261211T150000Z",), "2026-12-12T00:00:00+09:00"),
    ],
)
def test_the_end_is_told_or_an_hour(lines, ends_at):
    assert one(entry(START, *lines)).ends_at == ends_at


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART;VALUE=DATE:20261210",), 1),
        (("DTSTART;VALUE=DATE:20261210", "DTEND;VALUE=DATE:20261210"), 1),
        (("DTSTART;VALUE=DATE:20261210", "DTEND;VALUE=DATE:20261213"), 3),
        (("DTSTART:20261210", "DURATION:P2D"), 2),
    ],
)
def test_whole_days_end_where_the_next_begins(lines, days):
    found = one(entry(*lines))
    assert found.is_all_day
    begins, ends = date.fromisoformat(found.starts_at[:10]), date.fromisoformat(found.ends_at[:10])
    assert ends - begins == timedelta(days=days)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((START, "CLASS:PRIVATE"), "private"),
        ((START, "CLASS:CONFIDENTIAL"), "private"),
        ((START, "CLASS:PUBLIC"), ""),
        ((START, "STATUS:CANCELLED"), "cancelled"),
        ((START, "STATUS:TENTATIVE"), ""),
        (("DTSTART:20261001T000000Z",), "outside"),
        (("DTSTART:20261105T000000Z",), ""),
        (("DTSTART:20280201T000000Z",), "outside"),
        (("DTSTART:20200101T000000Z", "RRULE:FREQ=WEEKLY;COUNT=5"), "outside"),
        (("DTSTART:20200101T030000Z", "RRULE:FREQ=WEEKLY"), ""),
        (("DTSTART;VALUE=DATE:20261020", "DTEND;VALUE=DATE:20261120"), ""),
    ],
)
def test_what_is_not_to_be_shown_says_why(lines, why):
    assert one(entry(*lines)).left_out == why


@pytest.mark.parametrize("title", ["", "Busy", "予定あり"])
def test_an_entry_that_says_nothing_is_left_out(title):
    found = one(entry(START).replace("SUMMARY:会", f"SUMMARY:{title}"))
    assert found.left_out == ("private" if title else "untitled")


class TestRules:
    def test_a_rule_on_tokyos_clock_stays_a_rule_with_what_falls_out(self):
        found = one(
            entry(
                START, END, "RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20270630T145959Z",
                "EXDATE;TZID=Asia/Tokyo:20261217T100000,20261224T100000",
                "EXDATE;VALUE=DATE:20261231",
            )
        )  # fmt: skip
        assert found.rule == "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270630T145959Z"
        assert [skipped[:10] for skipped in found.skipped] == [
            "2026-12-17", "2026-12-24", "2026-12-31",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,SA",
            "FREQ=MONTHLY;BYDAY=2TH,4TH",
            "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=2",
            "FREQ=MONTHLY;BYMONTHDAY=10",
            "FREQ=DAILY;COUNT=10",
            "FREQ=YEARLY",
        ],
    )
    def test_it_gives_the_dates_that_recurring_ical_events_gives(self, rule):
        text = entry(START, END, f"RRULE:{rule}")
        found = one(text)
        query = recurring_ical_events.of(icalendar.Calendar.from_ical(text))
        theirs = [each.start.astimezone(TOKYO) for each in query.between(NOW, NOW + series.AHEAD)]
        ours = series._recurrence(found).between(NOW, NOW + series.AHEAD)
        assert (found.rule, [start for start, _end in ours]) == (rule, theirs)

    @pytest.mark.parametrize(
        ("lines", "dates"),
        [
            # On UTC's Monday, which is Tuesday in Tokyo.
            (("DTSTART:20261207T220000Z", "RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=MO"),
             ["2026-12-08T07:00", "2026-12-15T07:00"]),
            # The first date is one, although the rule does not give it.
            ((START, "RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=3"),
             ["2026-12-10T10:00", "2026-12-12T10:00", "2026-12-19T10:00"]),
            # New York's clock goes back in November and forward in March.
            (("DTSTART;TZID=America/New_York:20270306T190000", "RRULE:FREQ=DAILY;COUNT=2",),
             ["2027-03-07T09:00", "2027-03-08T09:00"]),
            ((START, "RDATE;TZID=Asia/Tokyo:20261212T140000"),
             ["2026-12-10T10:00", "2026-12-12T14:00"]),
        ],
    )  # fmt: skip
    def test_any_other_is_laid_out_in_single_dates(self, lines, dates):
        found = one(entry(*lines))
        laid = [start[:16] for start in (found.starts_at, *found.extra)]
        assert ([start for start in laid if start in dates], found.rule) == (dates, "")

    def test_changes_of_single_dates_are_kept_apart(self):
        change = entry(
            "RECURRENCE-ID;TZID=Asia/Tokyo:20261217T100000",
            "DTSTART;TZID=Asia/Tokyo:20261218T130000",
            "DURATION:PT1H",
        )
        stopped = entry("RECURRENCE-ID:20261224T010000Z", "DTSTART:20261224T010000Z",
                        "STATUS:CANCELLED")  # fmt: skip
        inner = [text.split("BEGIN:VCALENDAR\r\n")[1].split("END:VCALENDAR")[0]
                 for text in (change, stopped)]  # fmt: skip
        text = entry(START, END, "RRULE:FREQ=WEEKLY").replace(
            "END:VCALENDAR", f"{''.join(inner)}END:VCALENDAR"
        )
        found = one(text)
        assert found.moved == {
            "2026-12-17T10:00:00+09:00": (
                "2026-12-18T13:00:00+09:00", "2026-12-18T14:00:00+09:00",
            )
        }  # fmt: skip
        assert found.dropped == ["2026-12-24T10:00:00+09:00"]

    def test_a_change_without_its_series_is_an_entry_of_its_own(self):
        found = one(entry("RECURRENCE-ID:20261210T010000Z", START, END))
        assert (found.uid, found.starts_at[:10]) == ("a#20261210T010000Z", "2026-12-10")


@pytest.mark.parametrize(
    ("described", "text"),
    [
        ("DESCRIPTION:1行目\\n2行目", "1行目\n2行目"),
        ("DESCRIPTION:a < b かつ c > d", "a < b かつ c > d"),
        ("DESCRIPTION:<p>あ</p><ul><li>い</li><li>う</li></ul>", "あ\n\n・い\n\n・う"),
        ("DESCRIPTION:<b>太字</b>&amp;<br>次<script>alert(1)</script>", "太字&\n次"),
        ('DESCRIPTION:<a href="javascript:x">ここ</a>', "ここ"),
        ("X-ALT-DESC;FMTTYPE=text/html:<html><body><p>本文</p></body></html>", "本文"),
    ],
)
def test_descriptions_are_plain_text(described, text):
    assert one(entry(START, described)).text == text
