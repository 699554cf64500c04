"""Three dialects, written by hand in `files/`: read, read again, then with one date moved and one
deleted; and what people have corrected in the portal meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from activities import occurrences, publishing
from activities.enums import OccurrenceStatus
from activities.importing import calendars, sources
from activities.importing.calendars import Plan
from activities.models import Activity, CalendarSource, Occurrence
from activities.publishing import State
from tests.activities.importing import big_calendar
from tests.factories import (
    at,
    make_council_user,
    make_member,
    make_organisation,
    make_venue,
)

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
CANCELLED, SCHEDULED = OccurrenceStatus.CANCELLED, OccurrenceStatus.SCHEDULED

WEEKLY = """UID:weekly
SUMMARY:いきいき体操
DTSTART;TZID=Asia/Tokyo:20261209T100000
DTEND;TZID=Asia/Tokyo:20261209T113000
RRULE:FREQ=WEEKLY;BYDAY=WE
"""
SINGLE = """UID:single
SUMMARY:クリスマス会
DTSTART;TZID=Asia/Tokyo:20261220T100000
DTEND;TZID=Asia/Tokyo:20261220T113000
"""


def calendar(*entries: str) -> bytes:
    events = "".join(f"BEGIN:VEVENT\n{entry}END:VEVENT\n" for entry in entries)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n".encode()


def dialect(name: str, *changes: tuple[str, str]) -> bytes:
    text = (FILES / f"{name}.ics").read_bytes().decode()
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text.encode()


def entry_of(text: str) -> str:
    """The VEVENT around a text that stands in one alone, to be taken out of a file."""
    for event in text.split("BEGIN:VEVENT")[1:]:
        yield "BEGIN:VEVENT" + event.split("END:VEVENT")[0] + "END:VEVENT\r\n"


def without_entry(data: bytes, mark: str) -> bytes:
    text = data.decode()
    gone = [each for each in entry_of(text) if mark in each]
    assert len(gone) == 1
    return text.replace(gone[0], "").encode()


@pytest.fixture
def source() -> CalendarSource:
    make_venue()
    return sources.source_of(make_organisation("hidamari"), "https://calendar.example.jp/a.ics")


@pytest.fixture
def live_source(source) -> CalendarSource:
    source.publishes = True
    source.save()
    return source


def read(source: CalendarSource, data: bytes, now: datetime, user=None) -> Plan:
    done = sources.bring(source, sources.read_file(data, now=now), user=user, now=now)
    counts = done.counts
    parts = ("added", "changed", "cancelled", "unchanged", "left_out", "refused")
    assert counts["read"] + counts["gone"] == sum(counts[part] for part in parts)
    return done


def told(plan: Plan) -> dict[str, int]:
    return {name: number for name, number in plan.counts.items() if number}


def dates_of(title: str, most: int = 4) -> list[tuple[str, str]]:
    rows = Occurrence.objects.filter(activity__title=title).order_by("starts_at")[:most]
    local = [row.starts_at.astimezone(at("2026-12-01 00:00").tzinfo) for row in rows]
    return [(f"{moment:%m-%d %H:%M}", row.status) for moment, row in zip(local, rows, strict=True)]


def keys() -> set[tuple[int, str, int]]:
    return set(Occurrence.objects.values_list("pk", "uid", "sequence"))


FIRST = {
    "google": (
        {"read": 5, "added": 3, "left_out": 2},
        {"private": 1, "outside": 1},
        {
            "いきいき体操": [
                ("12-09 10:00", "scheduled"),
                ("12-16 10:00", "scheduled"),
                ("12-24 13:00", "scheduled"),
                ("01-06 10:00", "scheduled"),
            ],
            "作品展": [("12-19 00:00", "scheduled")],
            "お茶会; 手作りおやつの日": [("12-16 10:00", "scheduled")],
        },
    ),
    "apple": (
        {"read": 4, "added": 3, "left_out": 1},
        {"untitled": 1},
        {
            "こもれび食堂": [
                ("12-16 11:00", "scheduled"),
                ("01-20 10:00", "scheduled"),
                ("02-03 10:00", "scheduled"),
                ("02-17 10:00", "scheduled"),
            ],
            "落ち葉ひろい": [("12-12 09:30", "scheduled")],
            "もちつき": [("12-23 00:00", "scheduled")],
        },
    ),
    "outlook": (
        {"read": 5, "added": 3, "left_out": 2},
        {"private": 1, "cancelled": 1},
        {
            "そよかぜサロン": [
                ("12-15 10:00", "scheduled"),
                ("01-12 10:00", "scheduled"),
                ("02-09 10:00", "scheduled"),
                ("03-09 10:00", "scheduled"),
            ],
            "大そうじ": [("12-20 00:00", "scheduled")],
            "スマホ教室": [("12-17 13:30", "scheduled")],
        },
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_first_read_of_a_dialect_adds_its_entries(live_source, now, name):
    counts, whys, dates = FIRST[name]
    done = read(live_source, dialect(name), now)
    if name == "apple":  # a rule with dates of October is written from today on
        dates["こもれび食堂"] = dates["こもれび食堂"]
    assert (told(done), done.whys) == (counts, whys)
    assert {title: dates_of(title) for title in dates} == dates


@pytest.mark.parametrize("name", FIRST)
def test_a_second_read_changes_nothing(live_source, now, name, django_assert_num_queries):
    read(live_source, dialect(name), now)
    before = keys()
    with django_assert_num_queries(12):
        done = read(live_source, dialect(name), now + timedelta(hours=5))
    assert told(done) == {
        "read": FIRST[name][0]["read"],
        "unchanged": FIRST[name][0]["added"],
        "left_out": FIRST[name][0]["left_out"],
    }
    assert keys() == before


CHANGES = {
    # One date moved; one date of the series deleted, or a whole entry.
    "google": (
        [
            ("DTSTART:20261216T010000Z", "DTSTART:20261217T050000Z"),
            ("DTEND:20261216T023000Z", "DTEND:20261217T063000Z"),
            ("EXDATE;TZID=Asia/Tokyo:20261230T100000\r\n",
             "EXDATE;TZID=Asia/Tokyo:20261230T100000\r\n"
             "EXDATE;TZID=Asia/Tokyo:20261216T100000\r\n"),
        ],
        {"read": 5, "changed": 2, "unchanged": 1, "left_out": 2},
        ("お茶会; 手作りおやつの日", [("12-17 14:00", "scheduled")]),
        ("いきいき体操", [("12-09 10:00", "scheduled"), ("12-16 10:00", "cancelled")]),
    ),
    "apple": (
        [
            ("DTSTART:20261212T093000", "DTSTART:20261213T133000"),
            ("DTEND:20261212T110000", "DTEND:20261213T150000"),
            ("EXDATE;TZID=Asia/Tokyo:20270106T100000",
             "EXDATE;TZID=Asia/Tokyo:20270106T100000,20270120T100000"),
        ],
        {"read": 4, "changed": 2, "unchanged": 1, "left_out": 1},
        ("落ち葉ひろい", [("12-13 13:30", "scheduled")]),
        ("こもれび食堂", [("12-16 11:00", "scheduled"), ("01-20 10:00", "cancelled")]),
    ),
    "outlook": (
        [
            ('DTSTART;TZID="Tokyo Standard Time":20261215T100000',
             'DTSTART;TZID="Tokyo Standard Time":20261216T130000'),
            ('DTEND;TZID="Tokyo Standard Time":20261215T120000',
             'DTEND;TZID="Tokyo Standard Time":20261216T150000'),
            ('EXDATE;TZID="Tokyo Standard Time":20261013T100000',
             'EXDATE;TZID="Tokyo Standard Time":20261013T100000,20270209T100000'),
        ],
        {"read": 5, "changed": 1, "unchanged": 2, "left_out": 2},
        ("そよかぜサロン", [("12-16 13:00", "scheduled"), ("01-12 10:00", "scheduled"),
                      ("02-09 10:00", "cancelled")]),
        ("大そうじ", [("12-20 00:00", "scheduled")]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_moved_date_moves_and_a_deleted_one_becomes_cancelled(live_source, now, name):
    changes, counts, *expected = CHANGES[name]
    read(live_source, dialect(name), now)
    before = {uid for _pk, uid, _sequence in keys()}
    done = read(live_source, dialect(name, *changes), now + timedelta(days=1))
    assert told(done) == counts
    for title, dates in expected:
        assert dates_of(title, len(dates)) == dates
    assert {uid for _pk, uid, _sequence in keys()} == before
    again = read(live_source, dialect(name, *changes), now + timedelta(days=1))
    assert again.counts["changed"] + again.counts["cancelled"] == 0


@pytest.mark.parametrize(
    ("name", "mark", "title"),
    [
        ("google", "0a1b2c3d4e5f6g7h8i9j0k1l2m", "作品展"),
        ("apple", "9E1C7D3B", "落ち葉ひろい"),
        ("outlook", "22222222B", "スマホ教室"),
    ],
)
def test_an_entry_that_is_gone_becomes_cancelled(live_source, now, name, mark, title):
    read(live_source, dialect(name), now)
    mark = "スマホ教室" if name == "outlook" else mark
    data = without_entry(dialect(name), mark)
    done = read(live_source, data, now)
    assert (done.counts["gone"], done.counts["cancelled"]) == (1, 1)
    assert {status for _when, status in dates_of(title)} == {"cancelled"}
    assert read(live_source, data, now).counts["gone"] == 0


def test_what_a_dialect_says_comes_in_plain_words(live_source, now):
    for name in FIRST:
        read(live_source, dialect(name), now)
        CalendarSource.objects.filter(pk=live_source.pk).update(is_active=False)
        live_source = sources.source_of(live_source.organisation, f"https://b.example.jp/{name}")
        live_source.publishes = True
        live_source.save()
    fields = ("summary", "body", "venue__name", "venue_note", "url")
    said = {a[0]: a[1:] for a in Activity.objects.values_list("title", *fields)}
    assert said["いきいき体操"] == (
        "",
        "いすに すわったまま できる 体操です。\nタオルを 1枚 お持ちください。\n\n"
        "くわしくは こちら https://hidamari.example.jp/taiso",
        "みどりの家",
        "2階和室",
        "",
    )
    assert said["こもれび食堂"] == (
        "",
        "だれでも どうぞ。\n大人 300円、こどもは 無料です。",
        "みどりの家",
        "",
        "https://komorebi.example.jp/shokudo",
    )
    assert said["そよかぜサロン"] == (
        "",
        "お茶を飲みながら、おしゃべりをします。\n\n参加費は 100円 です。",
        "みどりの家",
        "",
        "",
    )
    assert said["落ち葉ひろい"][3] == "三好公園 東の入口"


def test_all_day_entries_of_several_days_and_outlooks_flag_are_all_day(live_source, now):
    read(live_source, dialect("google"), now)
    other = sources.source_of(live_source.organisation, "https://b.example.jp/o")
    other.publishes = True
    other.save()
    read(other, dialect("outlook"), now)
    spans = {
        row.activity.title: (row.is_all_day, row.date.isoformat(), row.end_date.isoformat())
        for row in Occurrence.objects.filter(activity__title__in=["作品展", "大そうじ"])
    }
    assert spans == {
        "作品展": (True, "2026-12-19", "2026-12-20"),
        "大そうじ": (True, "2026-12-20", "2026-12-20"),
    }


class TestByHand:
    """What people did in the portal stays."""

    def test_a_date_moved_by_hand_stays_where_it_is(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        row = Occurrence.objects.order_by("starts_at")[1]
        moved = {"starts_at": at("2026-12-18 14:00"), "ends_at": at("2026-12-18 15:00")}
        occurrences.move(row, **moved, now=now)
        change = (
            "UID:weekly\nRECURRENCE-ID;TZID=Asia/Tokyo:20261216T100000\n"
            "DTSTART;TZID=Asia/Tokyo:20261217T090000\nDTEND;TZID=Asia/Tokyo:20261217T100000\n"
        )
        done = read(live_source, calendar(WEEKLY, change), now)
        row.refresh_from_db()
        assert (row.starts_at, done.steps[0].dates.kept) == (at("2026-12-18 14:00"), 1)

    def test_a_date_cancelled_by_hand_stays_cancelled(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        row = Occurrence.objects.order_by("starts_at")[0]
        occurrences.cancel(row, reason="講師の都合", now=now)
        later = WEEKLY.replace("T113000", "T120000")
        assert read(live_source, calendar(later), now).counts["changed"] == 1
        row.refresh_from_db()
        assert (row.status, row.reason) == (CANCELLED, "講師の都合")

    def test_a_date_cancelled_by_hand_stays_so_when_the_calendar_names_it_again(
        self, live_source, now
    ):
        shorter = WEEKLY + "EXDATE;TZID=Asia/Tokyo:20261216T100000\n"
        read(live_source, calendar(WEEKLY), now)
        row = Occurrence.objects.order_by("starts_at")[1]
        occurrences.cancel(row, reason="講師の都合", now=now)
        read(live_source, calendar(shorter), now)
        read(live_source, calendar(WEEKLY), now)
        row.refresh_from_db()
        assert (row.status, row.reason) == (CANCELLED, "講師の都合")

    def test_a_date_restored_by_hand_after_the_calendar_dropped_it_stays(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        shorter = WEEKLY + "EXDATE;TZID=Asia/Tokyo:20261216T100000\n"
        read(live_source, calendar(shorter), now)
        row = Occurrence.objects.order_by("starts_at")[1]
        assert row.status == CANCELLED
        occurrences.restore(row, now=now)
        read(live_source, calendar(shorter.replace("体操", "たいそう")), now)
        row.refresh_from_db()
        assert row.status == SCHEDULED

    def test_a_date_added_by_hand_stays(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        activity = Activity.objects.get()
        added = occurrences.add(
            activity, starts_at=at("2026-12-26 10:00"), ends_at=at("2026-12-26 11:00"), now=now
        )
        read(live_source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=3")), now)
        added.refresh_from_db()
        assert added.status == SCHEDULED

    def test_a_title_corrected_by_hand_stays_while_the_text_changes(self, live_source, now):
        read(live_source, calendar(WEEKLY + "DESCRIPTION:まえ\n"), now)
        draft = publishing.draft_of(Activity.objects.get())
        draft.title = "いきいき体操（三好）"
        publishing.publish(draft, None)
        changed = WEEKLY.replace("いきいき体操", "いきいき") + "DESCRIPTION:あと\n"
        read(live_source, calendar(changed), now)
        activity = Activity.objects.get()
        assert (activity.title, activity.summary) == ("いきいき体操（三好）", "あと")

    def test_a_rule_changed_by_hand_stays(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        draft = publishing.draft_of(Activity.objects.get())
        schedule = draft.schedules.all()[0]
        schedule.rule = "FREQ=WEEKLY;BYDAY=FR"
        draft.schedules = [schedule]
        publishing.publish(draft, None)
        read(live_source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=TH")), now)
        assert Activity.objects.get().schedules.get().rule == "FREQ=WEEKLY;BYDAY=FR"

    def test_an_activity_deleted_in_the_portal_does_not_come_back(self, live_source, now):
        read(live_source, calendar(SINGLE), now)
        Activity.objects.get().delete()
        done = read(live_source, calendar(SINGLE), now)
        assert (told(done), done.whys) == ({"read": 1, "left_out": 1}, {"removed": 1})

    def test_a_locked_activity_is_refused_and_read_again_later(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        Activity.objects.update(locked=True, locked_by=make_council_user())
        later = calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=TH"))
        assert told(read(live_source, later, now)) == {"read": 1, "refused": 1}
        Activity.objects.update(locked=False, locked_by=None)
        assert told(read(live_source, later, now)) == {"read": 1, "changed": 1}


class TestReview:
    """A group's new activities wait for the council; dates of live ones do not."""

    @pytest.fixture
    def member(self, source):
        member = make_member(source.organisation)
        source.created_by = member
        source.save()
        return member

    def test_new_activities_wait_for_review(self, source, member, now):
        read(source, calendar(WEEKLY, SINGLE), now)
        states = {publishing.state_of(activity) for activity in Activity.objects.all()}
        assert (states, Occurrence.objects.count()) == ({State.WAITING}, 0)

    def test_without_a_member_they_are_drafts(self, source, now):
        read(source, calendar(SINGLE), now)
        assert publishing.state_of(Activity.objects.get()) == State.DRAFT

    def test_moved_dates_are_in_place_when_it_is_approved(self, source, member, now):
        change = (
            "UID:weekly\nRECURRENCE-ID;TZID=Asia/Tokyo:20261216T100000\n"
            "DTSTART;TZID=Asia/Tokyo:20261217T090000\nDTEND;TZID=Asia/Tokyo:20261217T100000\n"
        )
        read(source, calendar(WEEKLY, change), now)
        publishing.approve(Activity.objects.get(), make_council_user())
        assert dates_of("いきいき体操", 2) == [
            ("12-09 10:00", "scheduled"),
            ("12-17 09:00", "scheduled"),
        ]

    def test_a_changed_draft_is_sent_again_with_its_new_rule(self, source, member, now):
        read(source, calendar(WEEKLY), now)
        done = read(source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=2")), now)
        activity = Activity.objects.get()
        assert (told(done), publishing.state_of(activity)) == (
            {"read": 1, "changed": 1},
            State.WAITING,
        )
        publishing.approve(activity, make_council_user())
        assert Occurrence.objects.count() == 2

    def test_dates_of_a_live_activity_change_at_once_and_texts_wait(self, source, member, now):
        read(source, calendar(SINGLE), now)
        publishing.approve(Activity.objects.get(), make_council_user())
        changed = SINGLE.replace("20261220", "20261221").replace("クリスマス会", "お楽しみ会")
        read(source, calendar(changed), now)
        activity = Activity.objects.get()
        assert (activity.title, publishing.state_of(activity)) == (
            "クリスマス会",
            State.LIVE_WAITING,
        )
        assert dates_of("クリスマス会") == [("12-21 10:00", "scheduled")]
        publishing.approve(activity, make_council_user())
        assert dates_of("お楽しみ会") == [("12-21 10:00", "scheduled")]

    def test_a_new_rule_reaches_what_waits_without_publishing_its_text(self, source, member, now):
        read(source, calendar(WEEKLY), now)
        publishing.approve(Activity.objects.get(), make_council_user())
        draft = publishing.draft_of(Activity.objects.get())
        draft.summary = "まだ見ていない文"
        publishing.submit(draft, member)
        read(source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=2")), now)
        activity = Activity.objects.get()
        assert (activity.summary, activity.schedules.get().rule) == (
            "",
            "FREQ=WEEKLY;BYDAY=WE;COUNT=2",
        )
        assert Occurrence.objects.filter(status=SCHEDULED).count() == 2
        publishing.approve(activity, make_council_user())
        activity.refresh_from_db()
        assert (activity.summary, activity.schedules.get().rule) == (
            "まだ見ていない文",
            "FREQ=WEEKLY;BYDAY=WE;COUNT=2",
        )
        assert Occurrence.objects.filter(status=SCHEDULED).count() == 2

    def test_a_new_rule_reaches_a_draft_that_nobody_has_sent(self, source, member, now):
        read(source, calendar(WEEKLY), now)
        publishing.approve(Activity.objects.get(), make_council_user())
        draft = publishing.draft_of(Activity.objects.get())
        draft.summary = "書きかけの文"
        publishing.post(draft, member)
        read(source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=2")), now)
        draft = publishing.draft_of(Activity.objects.get())
        assert (draft.summary, draft.schedules.all()[0].rule) == (
            "書きかけの文",
            "FREQ=WEEKLY;BYDAY=WE;COUNT=2",
        )

    def test_an_entry_deleted_before_it_was_public_leaves_review(self, source, member, now):
        read(source, calendar(WEEKLY, SINGLE), now)
        done = read(source, calendar(WEEKLY), now)
        activity = Activity.objects.get(title="クリスマス会")
        assert (done.counts["cancelled"], publishing.state_of(activity)) == (1, State.DRAFT)


class TestGone:
    def test_only_coming_dates_become_cancelled(self, live_source, now, time_machine):
        read(live_source, calendar(WEEKLY, SINGLE), now)
        later = at("2026-12-17 09:00")
        time_machine.move_to(later, tick=False)
        read(live_source, calendar(SINGLE), later)
        assert dates_of("いきいき体操", 3) == [
            ("12-09 10:00", "scheduled"),
            ("12-16 10:00", "scheduled"),
            ("12-23 10:00", "cancelled"),
        ]

    def test_the_nightly_run_gives_it_no_new_dates(self, live_source, now, time_machine):
        read(live_source, calendar(WEEKLY, SINGLE), now)
        read(live_source, calendar(SINGLE), now)
        later = at("2027-05-01 09:00")
        time_machine.move_to(later, tick=False)
        occurrences.extend_all(now=later)
        weekly = Occurrence.objects.filter(activity__title="いきいき体操")
        assert weekly.filter(status=SCHEDULED).count() == 0

    def test_an_entry_that_comes_back_takes_place_again(self, live_source, now):
        read(live_source, calendar(WEEKLY, SINGLE), now)
        before = keys()
        read(live_source, calendar(SINGLE), now)
        assert told(read(live_source, calendar(WEEKLY, SINGLE), now)) == {
            "read": 2,
            "changed": 1,
            "unchanged": 1,
        }
        assert Occurrence.objects.exclude(status=SCHEDULED).count() == 0
        assert {pk for pk, *_ in keys()} == {pk for pk, *_ in before}

    def test_marked_as_cancelled_in_the_calendar_is_cancelled_here(self, live_source, now):
        read(live_source, calendar(SINGLE), now)
        done = read(live_source, calendar(SINGLE + "STATUS:CANCELLED\n"), now)
        assert (told(done), dates_of("クリスマス会")) == (
            {"read": 1, "cancelled": 1},
            [("12-20 10:00", "cancelled")],
        )

    def test_two_calendars_of_a_group_do_not_cancel_each_other(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        other = sources.source_of(live_source.organisation, "https://b.example.jp/b.ics")
        assert told(read(other, calendar(SINGLE), now)) == {"read": 1, "added": 1}
        assert told(read(live_source, calendar(WEEKLY), now)) == {"read": 1, "unchanged": 1}

    def test_a_file_of_another_calendar_cancels_nothing(self, live_source, now):
        files = sources.source_of(live_source.organisation, "")
        read(files, calendar(WEEKLY), now)
        assert told(read(files, calendar(SINGLE), now)) == {"read": 1, "added": 1}

    def test_the_same_calendar_at_a_new_address_goes_on(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        moved = sources.source_of(live_source.organisation, "https://b.example.jp/new.ics")
        later = WEEKLY + "EXDATE;TZID=Asia/Tokyo:20261216T100000\n"
        assert told(read(moved, calendar(later), now)) == {"read": 1, "changed": 1}
        assert Activity.objects.count() == 1

    def test_an_entry_of_another_calendar_that_is_read_is_left_out(self, live_source, now):
        read(live_source, calendar(WEEKLY), now)
        CalendarSource.objects.update(is_active=True)
        other = sources.source_of(live_source.organisation, "https://b.example.jp/new.ics")
        assert read(other, calendar(WEEKLY), now).whys == {calendars.ELSEWHERE: 1}


def test_a_rule_that_gets_longer_gives_new_dates_at_once(live_source, now):
    short = WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=2")
    read(live_source, calendar(short), now)
    done = read(live_source, calendar(short.replace("COUNT=2", "COUNT=4")), now)
    assert (done.steps[0].dates.added, Occurrence.objects.count()) == (2, 4)


def test_a_rule_that_ends_earlier_cancels_the_rest(live_source, now):
    read(live_source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=4")), now)
    read(live_source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;UNTIL=20261217")), now)
    assert [status for _when, status in dates_of("いきいき体操")] == [
        "scheduled", "scheduled", "cancelled", "cancelled",
    ]  # fmt: skip


def test_another_time_for_the_whole_series_moves_the_same_dates(live_source, now):
    read(live_source, calendar(WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=2")), now)
    before = {uid for _pk, uid, _sequence in keys()}
    later = WEEKLY.replace("BYDAY=WE", "BYDAY=WE;COUNT=2").replace("T100000", "T103000")
    read(live_source, calendar(later), now)
    assert dates_of("いきいき体操") == [("12-09 10:30", "scheduled"), ("12-16 10:30", "scheduled")]
    assert {uid for _pk, uid, _sequence in keys()} == before


def test_a_date_moved_back_is_where_it_was(live_source, now):
    read(live_source, calendar(SINGLE), now)
    read(live_source, calendar(SINGLE.replace("20261220", "20261221")), now)
    read(live_source, calendar(SINGLE), now)
    assert dates_of("クリスマス会") == [("12-20 10:00", "scheduled")]


def test_a_past_entry_put_on_a_new_day_gives_a_new_date(live_source, now, time_machine):
    read(live_source, calendar(SINGLE), now)
    later = at("2026-12-22 09:00")
    time_machine.move_to(later, tick=False)
    read(live_source, calendar(SINGLE.replace("20261220", "20261227")), later)
    assert dates_of("クリスマス会") == [("12-20 10:00", "scheduled"), ("12-27 10:00", "scheduled")]


def test_a_rule_laid_out_in_single_dates_grows_without_being_news(live_source, now, time_machine):
    utc = "UID:utc\nSUMMARY:朝の体操\nDTSTART:20261206T220000Z\nDURATION:PT30M\nRRULE:FREQ=WEEKLY\n"
    read(live_source, calendar(utc), now)
    count = Occurrence.objects.count()
    assert dates_of("朝の体操", 2) == [("12-07 07:00", "scheduled"), ("12-14 07:00", "scheduled")]
    later = now + timedelta(days=15)
    time_machine.move_to(later, tick=False)
    done = read(live_source, calendar(utc), later)
    assert told(done) == {"read": 1, "unchanged": 1}
    assert Occurrence.objects.count() == count + 2
    assert Occurrence.objects.exclude(status=SCHEDULED).count() == 0


def test_what_a_reading_did_stands_in_the_history(live_source, now):
    read(live_source, calendar(WEEKLY), now)
    read(live_source, calendar(WEEKLY + "EXDATE;TZID=Asia/Tokyo:20261216T100000\n"), now)
    last = occurrences.last_change(Activity.objects.get())
    assert last is not None
    row = Occurrence.objects.order_by("starts_at")[1]
    assert row.reason == "団体のカレンダーで取り消されました"


def test_a_dry_look_and_the_reading_agree_and_the_look_stores_nothing(live_source, now):
    reading = sources.read_file(dialect("google"), now=now)
    looked = calendars.plan(live_source, reading, now=now)
    assert Activity.objects.count() == 0
    assert sources.bring(live_source, reading, now=now).counts == looked.counts


def test_many_new_entries_cost_a_few_queries_each(source, now, django_assert_max_num_queries):
    reading = sources.read_file(big_calendar.of_entries(100, first=date(2027, 1, 5)), now=now)
    with django_assert_max_num_queries(100 * 7 + 40):
        done = sources.bring(source, reading, now=now)
    assert (told(done), Activity.objects.count()) == ({"read": 100, "added": 100}, 100)
