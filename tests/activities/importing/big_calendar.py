"""A calendar as large as the portal takes, for measuring; every fifth entry repeats."""

from __future__ import annotations

from datetime import date, timedelta


def of_entries(count: int = 5_000, *, first: date = date(2027, 1, 5)) -> bytes:
    return "".join(
        ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"]
        + [_entry(number, first + timedelta(days=number % 300)) for number in range(count)]
        + ["END:VCALENDAR\r\n"]
    ).encode()


def _entry(number: int, day: date) -> str:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{number}@calendar.example.jp",
        f"SUMMARY:会 {number}",
        f"DESCRIPTION:{'お茶とおしゃべり。' * 12}",
        f"DTSTART;TZID=Asia/Tokyo:{day:%Y%m%d}T100000",
        f"DTEND;TZID=Asia/Tokyo:{day:%Y%m%d}T113000",
        *(["RRULE:FREQ=WEEKLY;COUNT=4"] if number % 5 == 0 else []),
        "END:VEVENT",
    ]
    return "".join(f"{line}\r\n" for line in lines)
