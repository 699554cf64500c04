"""Closures: what they close, what their undoing opens, and what stays as people left it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from activities import occurrences, publishing, version
from activities.models import Activity, Closure, Occurrence
from activities.occurrences import closing
from tests.factories import (
    at,
    make_activity,
    make_closure,
    make_council_user,
    make_district,
    make_organisation,
    make_venue,
)

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
NINTH, SIXTEENTH, LAST = date(2026, 12, 9), date(2026, 12, 16), date(2026, 12, 30)
UNSEEN = ("sequence", "changed_at", "ical")


def seen(activity: Activity, count: int = 4) -> list[tuple[str, str, str]]:
    """Day, status and reason of the first dates."""
    rows = activity.occurrences.order_by("starts_at")[:count]
    return [(f"{row.date:%m-%d}", row.status, row.reason) for row in rows]


def state() -> list[dict]:
    """All rows but for the traces of having been changed."""
    rows = Occurrence.objects.order_by("pk").values()
    return [{name: row[name] for name in row if name not in UNSEEN} for row in rows]


def row_of(activity: Activity, day: date) -> Occurrence:
    return activity.occurrences.get(date=day)


def tonight(now) -> None:
    occurrences.extend_all(now=now)


def test_a_closure_closes_its_days_with_its_reason(now):
    activity = make_activity(rule=WEEKLY)
    assert closing.close(make_closure(words="台風10号のため"), now=now) == 1
    assert seen(activity, 2) == [
        ("12-09", "cancelled", "台風10号のため"),
        ("12-16", "scheduled", ""),
    ]
    assert "STATUS:CANCELLED" in row_of(activity, NINTH).ical


def test_the_preview_counts_what_closing_then_closes(now):
    make_activity(rule=WEEKLY)
    make_activity(rule=WEEKLY, organisation=make_organisation("tonari"))
    closure = make_closure(ends_on=LAST)
    assert closing.meeting(closure, [], now=now) == closing.Meeting(8, 2)
    assert closing.close(closure, now=now) == 8
    assert closing.meeting(closure, [], now=now) == closing.Meeting(0, 0)
    assert closing.opened_by_undoing(closure, now=now) == closing.Meeting(8, 2)


@pytest.mark.parametrize(
    ("narrowing", "closed"),
    [
        ({"categories": ["dining"]}, ["食堂"]),
        ({"organiser": "tonari"}, ["食堂"]),
        ({"districts": ["minayoshi"]}, ["サロン"]),
        ({"districts": ["kitayoshi"]}, ["食堂"]),
        ({}, ["サロン", "食堂"]),
    ],
    ids=["of a kind", "of a group", "of a district", "of a district above", "all"],
)
def test_a_closure_reaches_as_far_as_it_says(now, narrowing, closed):
    north = make_district("kitayoshi")
    south = make_district("minayoshi")
    ward = make_district("uchikoshi", within=[north])
    neighbour = make_organisation("tonari")
    make_activity(title="サロン", venue=make_venue(district=south))
    make_activity(
        title="食堂", category="dining", organisation=neighbour, venue=make_venue(district=ward)
    )
    if "organiser" in narrowing:
        narrowing = {"organiser": neighbour}
    if "districts" in narrowing:
        narrowing = {"districts": [make_district(slug) for slug in narrowing["districts"]]}
    closing.close(make_closure(**narrowing), now=now)
    shut = Occurrence.objects.exclude(closure=None).order_by("pk")
    assert [row.activity.title for row in shut] == closed


def test_undoing_gives_every_row_back_as_it_was(now):
    activity = make_activity(rule=WEEKLY)
    occurrences.cancel(row_of(activity, NINTH), reason="講師の都合", now=now)
    occurrences.postpone(row_of(activity, SIXTEENTH), reason="検討中", now=now)
    before = state()
    closure = make_closure(ends_on=LAST)
    assert closing.close(closure, now=now) == 2
    assert closing.undo(closure, user=None, now=now) == 2
    assert state() == before
    tonight(now)
    assert state() == before


def test_undoing_twice_changes_nothing_more(now):
    activity = make_activity(rule=WEEKLY)
    closure = make_closure()
    closing.close(closure, now=now)
    closing.undo(closure, user=None, now=now)
    occurrences.cancel(row_of(activity, NINTH), now=now)
    assert closing.undo(closure, user=make_council_user(), now=now) == 0
    closure.refresh_from_db()
    assert closure.undone_by is None
    assert row_of(activity, NINTH).is_cancelled


def test_what_was_cancelled_by_hand_during_a_closure_stays_cancelled(now):
    activity = make_activity(rule=WEEKLY)
    closure = make_closure()
    closing.close(closure, now=now)
    occurrences.cancel(row_of(activity, NINTH), reason="会場の都合", now=now)
    closing.undo(closure, user=None, now=now)
    assert seen(activity, 1) == [("12-09", "cancelled", "会場の都合")]


def test_a_date_held_in_spite_of_a_closure_stays_open_at_night(now):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(), now=now)
    occurrences.restore(row_of(activity, NINTH), now=now)
    tonight(now)
    assert seen(activity, 1) == [("12-09", "scheduled", "")]


def test_a_later_closure_meets_a_date_that_was_held(now, time_machine):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(), now=now)
    occurrences.restore(row_of(activity, NINTH), now=now)
    later = now + timedelta(hours=1)
    time_machine.move_to(later, tick=False)
    second = make_closure(reason="infection")
    assert closing.close(second, now=later) == 1
    tonight(later)
    assert row_of(activity, NINTH).closure == second
    closing.undo(second, user=None, now=later)
    assert seen(activity, 1) == [("12-09", "scheduled", "")]


def test_a_held_date_set_back_to_the_rule_is_closed_again(now):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(), now=now)
    occurrences.restore(row_of(activity, NINTH), now=now)
    row = occurrences.reset(row_of(activity, NINTH), now=now)
    assert (row.status, row.restored_at) == ("cancelled", None)


def test_holding_a_date_can_be_undone(now):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(), now=now)
    before = state()
    occurrences.restore(row_of(activity, NINTH), now=now)
    occurrences.undo(activity, now=now)
    assert state() == before


def test_what_another_closure_covers_too_stays_closed(now):
    activity = make_activity(rule=WEEKLY)
    first, second = make_closure(), make_closure(reason="infection", ends_on=SIXTEENTH)
    closing.close(first, now=now)
    assert closing.close(second, now=now) == 1
    assert closing.opened_by_undoing(first, now=now) == closing.Meeting(0, 0)
    assert closing.undo(first, user=None, now=now) == 0
    assert row_of(activity, NINTH).closure == second
    assert closing.undo(second, user=None, now=now) == 2
    assert {status for _, status, _ in seen(activity)} == {"scheduled"}


def test_a_date_moved_out_of_a_closure_opens_and_moved_into_one_closes(now):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(), now=now)
    tenth = {"starts_at": at("2026-12-10 10:00"), "ends_at": at("2026-12-10 11:30")}
    assert not occurrences.move(row_of(activity, NINTH), **tenth, now=now).is_cancelled
    ninth = {"starts_at": at("2026-12-09 10:00"), "ends_at": at("2026-12-09 11:30")}
    assert occurrences.move(row_of(activity, SIXTEENTH), **ninth, now=now).is_cancelled
    before = state()
    tonight(now)
    assert state() == before


def test_an_activity_published_during_a_closure_is_closed_too(now):
    closing.close(make_closure(), now=now)
    assert seen(make_activity(rule=WEEKLY), 2)[0] == ("12-09", "cancelled", "台風のため")


def test_a_date_added_by_hand_during_a_closure_is_closed_and_can_be_held(now):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(), now=now)
    span = {"starts_at": at("2026-12-09 15:00"), "ends_at": at("2026-12-09 16:00")}
    added = occurrences.add(activity, **span, now=now)
    assert added.is_cancelled
    occurrences.restore(added, now=now)
    tonight(now)
    added.refresh_from_db()
    assert not added.is_cancelled


def test_a_closure_that_lasts_longer_closes_more_and_shorter_opens(now):
    activity = make_activity(rule=WEEKLY)
    closure = make_closure()
    closing.close(closure, now=now)
    one, none = closing.Meeting(1, 1), closing.Meeting(0, 0)
    assert closing.moved_by_end(closure, SIXTEENTH, now=now) == (one, none)
    assert closing.change(closure, ends_on=SIXTEENTH, words="", now=now) == (1, 0)
    assert closing.moved_by_end(closure, NINTH, now=now) == (none, one)
    assert closing.change(closure, ends_on=NINTH, words="台風10号", now=now) == (0, 1)
    assert seen(activity, 2) == [("12-09", "cancelled", "台風10号"), ("12-16", "scheduled", "")]


def test_a_date_held_in_spite_of_a_closure_stays_open_when_the_closure_lasts_longer(now):
    activity = make_activity(rule=WEEKLY)
    closure = make_closure()
    closing.close(closure, now=now)
    occurrences.restore(row_of(activity, NINTH), now=now)
    assert closing.change(closure, ends_on=SIXTEENTH, words="台風10号", now=now) == (1, 0)
    assert seen(activity, 2) == [("12-09", "scheduled", ""), ("12-16", "cancelled", "台風10号")]


def test_a_deleted_district_opens_its_dates_and_closes_no_others(now):
    north, south = make_district("kitayoshi"), make_district("minayoshi")
    activity = make_activity(rule=WEEKLY, venue=make_venue(district=north))
    alone, both = make_closure(districts=[south]), make_closure(districts=[north, south])
    for closure in (alone, both):
        closing.close(closure, now=now)
    south.delete()
    tonight(now)
    assert row_of(activity, NINTH).closure == both
    assert activity.occurrences.exclude(closure=None).count() == 1
    alone.refresh_from_db()
    assert alone.undone_at == now


def test_past_dates_are_neither_closed_nor_opened(now, time_machine):
    activity = make_activity(rule=WEEKLY)
    pause = make_closure(reason="pause", organiser=activity.organiser, ends_on=None)
    closing.close(pause, now=now)
    later = at("2026-12-10 09:00")
    time_machine.move_to(later, tick=False)
    closing.undo(pause, user=None, now=later)
    closing.close(make_closure(), now=later)
    assert [status for _, status, _ in seen(activity, 3)] == ["cancelled", "scheduled", "scheduled"]


def test_a_pause_without_an_end_closes_what_the_nights_add(now, time_machine):
    activity = make_activity(rule=WEEKLY)
    closing.close(make_closure(reason="pause", organiser=activity.organiser, ends_on=None), now=now)
    later = at("2027-04-01 03:00")
    time_machine.move_to(later, tick=False)
    tonight(later)
    rows = activity.occurrences.all()
    assert (rows.last().date > date(2028, 4, 1), rows.scheduled().count()) == (True, 0)


def test_a_venue_that_leaves_the_closed_district_opens_its_dates(now):
    north, south = make_district("kitayoshi"), make_district("minayoshi")
    activity = make_activity(venue=make_venue(district=north))
    closing.close(make_closure(districts=[north]), now=now)
    activity.venue.district = south
    activity.venue.save()
    assert seen(activity, 1) == [("12-09", "scheduled", "")]


def test_hidden_dates_are_closed_when_they_come_back(now):
    activity = make_activity(rule=WEEKLY)
    activity.unpublish()
    assert closing.close(make_closure(), now=now) == 0
    publishing.publish(publishing.draft_of(activity), None)
    assert seen(activity, 1) == [("12-09", "cancelled", "台風のため")]


def test_the_history_says_who_closed_and_opened_what(now):
    make_activity(rule=WEEKLY)
    officer = make_council_user()
    closure = make_closure()
    closing.close(closure, user=officer, now=now)
    closing.undo(closure, user=officer, now=now)
    entries = ModelLogEntry.objects.for_instance(closure).order_by("pk")
    assert [(e.action, e.user, e.data["reason"], e.data["dates"]) for e in entries] == [
        ("activities.closure.close", officer, "台風のため", 1),
        ("activities.closure.undo", officer, "台風のため", 1),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_closing_and_undoing_cost_the_same_queries(now, number):
    for _ in range(number):
        make_activity(rule=WEEKLY, organisation=make_organisation())
    closure = make_closure(ends_on=LAST, districts=[make_district("kitayoshi")])
    before = version.current()
    with CaptureQueriesContext(connection) as closed:
        closing.close(closure, now=now)
    with CaptureQueriesContext(connection) as opened:
        closing.undo(closure, user=None, now=now)
    assert (len(closed), len(opened)) == (11, 12)
    assert version.current() == before + 2


def test_a_closure_taken_back_meanwhile_closes_nothing_when_it_is_changed(now):
    activity = make_activity(rule=WEEKLY)
    closure = make_closure()
    closing.close(closure, now=now)
    stale = Closure.objects.get(pk=closure.pk)
    closing.undo(closure, user=None, now=now)
    assert closing.change(stale, ends_on=None, words="", now=now) is None
    assert not activity.occurrences.exclude(closure=None).exists()
