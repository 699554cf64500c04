"""What an outside address or file may do: nothing.

None of the addresses reaches a server that listens on the loopback; none of the files takes more
than 15 seconds or 300 MB; each is refused with a sentence, in whole or entry by entry.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from activities.importing import apart, fetch, sources
from activities.importing.content_lines import CalendarError
from tests.activities.importing.servers import http, serving
from tests.factories import at

NOW = at("2026-12-04 09:00")
SECONDS, MEGABYTES = 15, 300

ADDRESSES = [
    "http://127.0.0.1/", "http://127.0.0.1:{port}/", "https://127.0.0.1/", "webcal://127.0.0.1/",
    "http://localhost/", "http://localhost:{port}/", "http://LOCALHOST./", "http://localhost.localdomain/",
    "http://[::1]/", "http://[::1]:{port}/", "http://[::]/", "http://0.0.0.0/", "http://0/",
    "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.0.0.1.:{port}/",
    "http://１２７.０.０.１/", "http://127。0。0。1/", "http://%31%32%37.0.0.1/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/", "http://[fd00::1]/", "http://10.0.0.1/", "http://172.16.0.1/",
    "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/",
    "http://224.0.0.1/", "http://255.255.255.255/", "http://metadata.google.internal/",
    "http://printer.local/", "http://intranet/", "http://user:pass@127.0.0.1/",
    "http://example.jp@127.0.0.1/", "http://127.0.0.1\\@example.jp/", "http://example.jp:22/",
    "http://example.jp:{port}/", "file:///etc/passwd", "file://127.0.0.1/etc/passwd",
    "ftp://127.0.0.1/", "gopher://127.0.0.1:{port}/_x", "dict://127.0.0.1:{port}/",
    "data:text/calendar,BEGIN:VCALENDAR", "javascript:alert(1)", "unix:/var/run/docker.sock",
    "//127.0.0.1/", "/etc/passwd", "http:///etc/passwd", "http://", "http://example.jp:port/",
    "http://[::1/", "http://example.jp/\r\nX: y", "http://example.jp/a b", "",
    "http://" + "a" * 600 + ".jp/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda text: text[:40])
def test_a_hostile_address_reaches_nothing_and_is_refused_with_a_sentence(address):
    with serving(http(b"secret")) as server:
        began = time.monotonic()
        with translation.override("ja"), pytest.raises(sources.ReadError) as error:
            sources.read_address(address.format(port=server.port), now=NOW, get=at_its_port(server))
        assert (server.connections, time.monotonic() - began < 2) == (0, True)
    assert str(error.value).endswith("。")


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["::1"], ["10.1.2.3"], ["8.8.8.8", "192.168.0.1"], ["169.254.169.254"]],
)
def test_a_name_that_leads_inside_reaches_nothing(answers):
    with serving(http(b"secret")) as server:
        get = at_its_port(server, resolve=lambda host, port: answers)
        with translation.override("ja"), pytest.raises(sources.ReadError, match="内部"):
            sources.read_address("https://calendar.example.jp/a.ics", now=NOW, get=get)
        assert server.connections == 0


def at_its_port(server, **options):
    """The portal's own fetch, whose every connection would go to the listening port."""
    return lambda url, **more: fetch.fetch(url, port=server.port, **more, **options)


def calendar(*entries: str, head: str = "") -> bytes:
    events = "".join(f"BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n" for entry in entries)
    return f"BEGIN:VCALENDAR\r\n{head}{events}END:VCALENDAR\r\n".encode()


def event(number: int, *lines: str, start: str = "DTSTART:20261210T010000Z") -> str:
    return "\r\n".join([f"UID:{number}", "SUMMARY:会", start, *lines])


def many(*lines: str, count: int = 5_000, start: str = "DTSTART:20261210T010000Z") -> bytes:
    return calendar(*(event(number, *lines, start=start) for number in range(count)))


MONTHS, WEEKDAYS = ",".join(map(str, range(1, 13))), "MO,TU,WE,TH,FR,SA,SU"
NESTS = (
    f"RRULE:FREQ=YEARLY;BYMONTH={MONTHS};BYMONTHDAY={','.join(map(str, range(1, 32)))};"
    f"BYDAY={WEEKDAYS};BYSETPOS={','.join(map(str, range(1, 100)))}"
)

# What nothing can be used of.
REFUSED_WHOLE = {
    "no calendar at all": b"<html><title>Sign in</title></html>",
    "nothing": b"",
    "zeroes": b"\0" * 4_000_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4_000,
    "5,001 entries": many(count=5_001),
    "half a million empty entries": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 190_000,
    "a million lines": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"A:b\n" * 1_240_000,
    "more than 5 MB": b"BEGIN:VCALENDAR\n" + b"x" * 5_000_000,
    "201 time zones": b"BEGIN:VCALENDAR\n" + b"BEGIN:VTIMEZONE\nEND:VTIMEZONE\n" * 201,
}

# Of these, entries are refused one by one, or left out.
REFUSED_ENTRIES = {
    "every second for ever": calendar(event(1, "RRULE:FREQ=SECONDLY")),
    "every minute": calendar(event(1, "RRULE:FREQ=MINUTELY;COUNT=1000000")),
    "every second of a day": calendar(
        event(1, f"RRULE:FREQ=DAILY;BYSECOND={','.join(map(str, range(60)))}")
    ),
    "hours, minutes and seconds in one rule": calendar(
        event(1, "RRULE:FREQ=YEARLY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3")
    ),
    "5,000 rules that never match": many("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "5,000 nests of BYSETPOS": many(NESTS, start="DTSTART:19010101T010000Z"),
    "5,000 daily rules in another zone": many("RRULE:FREQ=DAILY"),
    "an interval of zero": calendar(event(1, "RRULE:FREQ=DAILY;INTERVAL=0")),
    "a negative count": calendar(event(1, "RRULE:FREQ=DAILY;COUNT=-5")),
    "a rule of nonsense": calendar(event(1, "RRULE:FREQ=SOMETIMES;BYDAY=XX")),
    "a rule of 100,000 letters": calendar(event(1, "RRULE:FREQ=DAILY;BYMONTHDAY=" + "1," * 50_000)),
    "200,000 dates left out": calendar(
        event(1, "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20261212T010000Z"] * 200_000))
    ),
    "200,000 further dates": calendar(
        event(1, "RDATE:" + ",".join(f"2026121{n % 10}T{n % 24:02}{n % 60:02}00Z"
                                     for n in range(200_000)))
    ),
    "an entry of 300 years": calendar(event(1, "DTEND:23261210T010000Z")),
    "a duration of a million weeks": calendar(event(1, "DURATION:P1000000W")),
    "the year 9999": calendar(event(1, start="DTSTART:99991231T235959Z")),
    "the year 0": calendar(event(1, start="DTSTART:00000101T000000Z")),
    "30 February": calendar(event(1, start="DTSTART:20260230T000000Z")),
    "no start": calendar("UID:1\r\nSUMMARY:会"),
    "an end before the start": calendar(event(1, "DTEND:20261209T010000Z")),
    "a zone that nobody knows": calendar(event(1, start="DTSTART;TZID=Mars/Base:20261210T010000")),
    "a zone that is a file": calendar(
        event(1, start="DTSTART;TZID=../../../etc/passwd:20261210T010000")
    ),
    "a zone that is the whole of zoneinfo": calendar(
        event(1, start="DTSTART;TZID=/usr/share/zoneinfo/:20261210T010000")
    ),
    "a zone that changes every second": calendar(
        event(1, start="DTSTART;TZID=X:20261210T010000"),
        head="BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+1000\r\n"
        "RRULE:FREQ=SECONDLY\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n",
    ),
    "5 MB of tags": calendar(event(1, "DESCRIPTION:<p>" + "<a " * 1_500_000)),
    "one line of 5 MB that never ends": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"a" * 4_900_000,
    "a million folds": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"a\n " * 1_200_000,
    "a million parameters": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY" + b";A=" * 1_200_000,
    "a million blocks in each other": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"BEGIN:X\n" * 600_000,
    "a million changes of one date": calendar(
        event(1, "RRULE:FREQ=DAILY"),
        *(event(1, f"RECURRENCE-ID:202612{n % 20 + 10}T010000Z") for n in range(4_000)),
        event(2, "RRULE:FREQ=SECONDLY"),
    ),
    "two entries of one UID": calendar(event(1), event(1)),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_WHOLE)
def test_a_hostile_file_is_refused_within_its_limits(name):
    with within_limits(), translation.override("ja"), pytest.raises(sources.ReadError) as error:
        sources.read_file(REFUSED_WHOLE[name], now=NOW)
    assert str(error.value).endswith("。")


@pytest.mark.parametrize("name", REFUSED_ENTRIES)
def test_hostile_entries_are_refused_within_the_limits(name):
    with within_limits() as measured:
        found = sources.read_file(REFUSED_ENTRIES[name], now=NOW)
    assert measured.most > 0
    assert found.refusals
    with translation.override("ja"):
        said = [sources.said(refusal) for refusal in found.refusals]
    assert all(sentence.endswith("。") and "%(" not in sentence for sentence in said)
    assert all(refusal.line > 0 for refusal in found.refusals)


def test_what_is_long_but_honest_is_read():
    """A million daily dates since 1900 are a rule like any other."""
    since = "DTSTART;TZID=Asia/Tokyo:19000102T100000"
    with within_limits():
        found = sources.read_file(
            calendar(event(1, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1000000", start=since)),
            now=NOW,
        )
    assert [(each.rule, each.left_out) for each in found.series] == [
        ("FREQ=DAILY;COUNT=1000000", "")
    ]


def test_the_reader_is_stopped_when_it_hangs(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(CalendarError, match="too complicated"):
        apart.read(calendar(event(1)), now=NOW)


def test_the_reader_cannot_write_a_file(tmp_path):
    file = tmp_path / "never-written"
    code = f"""
import pathlib
from activities.importing import reader
reader._limit()
pathlib.Path({str(file)!r}).write_text("x")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=apart.ROOT, capture_output=True, check=False
    )
    assert b"File too large" in done.stderr
    assert file.read_bytes() == b""


class within_limits:
    """The clock, and the most memory that the reader has taken.

    `RUSAGE_CHILDREN` would not do: until it becomes the reader, a child counts with all that the
    test process itself has taken.
    """

    def __enter__(self) -> within_limits:
        self.began, self.most, self.is_over = time.monotonic(), 0, threading.Event()
        self.watching = threading.Thread(target=self.watch)
        self.watching.start()
        return self

    def watch(self) -> None:
        children = Path(f"/proc/{os.getpid()}/task/{threading.main_thread().native_id}/children")
        while not self.is_over.wait(0.002):
            for pid in children.read_text().split():
                self.most = max(self.most, peak_of_reader(pid))

    def __exit__(self, *error: object) -> None:
        took = timedelta(seconds=time.monotonic() - self.began)
        self.is_over.set()
        self.watching.join()
        assert took < timedelta(seconds=SECONDS)
        assert self.most < MEGABYTES


def peak_of_reader(pid: str) -> float:
    """Megabytes at the highest; 0 for other processes, and for one that is gone."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found and "activities.importing.reader" in command else 0
