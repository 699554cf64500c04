"""The plan changed from one date on, or as a whole: what stays, what goes, what people see first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import occurrences, publishing, rescheduling
from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import NothingToUndo
from activities.rescheduling import Scope
from tests.factories import at, make_activity, make_council_user, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def salon(now) -> Activity:
    """Every Wednesday at ten, from 9 December on."""
    return make_activity(rule="FREQ=WEEKLY;BYDAY=WE")


@pytest.fixture
def officer(now):
    return make_council_user()


def row_of(activity, day) -> Occurrence:
    rows = Occurrence.objects.select_related("activity__organiser", "activity__venue")
    return rows.get(activity=activity, original_start__date=day)


def thursdays(part) -> Schedule:
    """The same at 14:00 on Thursdays."""
    schedule = part.schedule
    day = timedelta(days=1, hours=4)
    schedule.starts_at, schedule.ends_at = schedule.starts_at + day, schedule.ends_at + day
    schedule.rule = "FREQ=WEEKLY;BYDAY=TH"
    return schedule


def days(activity):
    return [
        f"{row.date:%m-%d} {row.starts_at.astimezone().hour}"
        for row in activity.occurrences.all()[:5]
    ]


def test_following_leaves_earlier_dates_their_rows_and_uids(salon, officer, now):
    earlier = row_of(salon, "2026-12-09")
    part = rescheduling.part_of(row_of(salon, "2026-12-23"), Scope.FOLLOWING, now=timezone.now())
    rescheduling.change(part, thursdays(part), Scope.FOLLOWING, "2026-12-23", user=officer)
    rows = list(salon.occurrences.all()[:4])
    assert [f"{row.date:%m-%d}" for row in rows] == ["12-09", "12-16", "12-24", "12-31"]
    assert (rows[0].pk, rows[0].uid, rows[0].sequence) == (earlier.pk, earlier.uid, 0)


def test_following_with_another_time_moves_the_same_rows(salon, officer, now):
    before = {row.date: (row.pk, row.uid) for row in salon.occurrences.all()}
    part = rescheduling.part_of(row_of(salon, "2026-12-16"), Scope.FOLLOWING, now=timezone.now())
    part.schedule.starts_at += timedelta(hours=1)
    part.schedule.ends_at += timedelta(hours=1)
    rescheduling.change(part, part.schedule, Scope.FOLLOWING, "2026-12-16", user=officer)
    after = {row.date: (row.pk, row.uid) for row in salon.occurrences.all()}
    assert after == before
    assert [row.sequence for row in salon.occurrences.all()[:3]] == [0, 1, 1]


def test_a_second_cut_behind_the_first_keeps_rows_too(salon, officer, now):
    before = {row.date: (row.pk, row.uid) for row in salon.occurrences.all()}
    for day in ("2026-12-16", "2026-12-30"):
        part = rescheduling.part_of(row_of(salon, day), Scope.FOLLOWING, now=timezone.now())
        part.schedule.ends_at += timedelta(minutes=30)
        rescheduling.change(part, part.schedule, Scope.FOLLOWING, day, user=officer)
    assert {row.date: (row.pk, row.uid) for row in salon.occurrences.all()} == before
    lengths = [row.ends_at - row.starts_at for row in salon.occurrences.all()[:4]]
    assert [length.seconds // 60 for length in lengths] == [90, 120, 120, 150]
    assert salon.schedules.count() == 3


def test_from_the_first_date_on_is_all_of_it(salon, officer, now):
    part = rescheduling.part_of(row_of(salon, "2026-12-09"), Scope.FOLLOWING, now=timezone.now())
    rescheduling.change(part, thursdays(part), Scope.FOLLOWING, "2026-12-09", user=officer)
    assert salon.schedules.count() == 1


def test_dates_changed_by_hand_are_kept_and_named(salon, officer, now):
    occurrences.cancel(row_of(salon, "2026-12-23"), reason="講師の都合", now=now)
    occurrences.move(
        row_of(salon, "2026-12-30"),
        starts_at=at("2026-12-28 10:00"),
        ends_at=at("2026-12-28 11:00"),
        now=now,
    )
    part = rescheduling.part_of(row_of(salon, "2026-12-16"), Scope.FOLLOWING, now=timezone.now())
    part.schedule.starts_at += timedelta(hours=1)
    part.schedule.ends_at += timedelta(hours=1)
    found = rescheduling.preview(part, part.schedule, now=now)
    assert sorted(f"{row.original_start:%m-%d}" for row in found.kept) == ["12-30"]
    rescheduling.change(part, part.schedule, Scope.FOLLOWING, "2026-12-16", user=officer)
    assert row_of(salon, "2026-12-23").is_cancelled
    assert row_of(salon, "2026-12-30").starts_at == at("2026-12-28 10:00")


def test_the_preview_writes_nothing_and_tells_what_change_does(salon, officer, now):
    occurrences.move(
        row_of(salon, "2026-12-30"),
        starts_at=at("2026-12-28 10:00"),
        ends_at=at("2026-12-28 11:00"),
        now=now,
    )
    before = list(Occurrence.objects.order_by("pk").values())
    part = rescheduling.part_of(row_of(salon, "2026-12-23"), Scope.FOLLOWING, now=timezone.now())
    changed = thursdays(part)
    found = rescheduling.preview(part, changed, now=now)
    assert list(Occurrence.objects.order_by("pk").values()) == before
    rescheduling.change(part, changed, Scope.FOLLOWING, "2026-12-23", user=officer)
    after = {row.pk for row in Occurrence.objects.all()}
    gone = {row["id"] for row in before} - after
    assert {row.pk for row in found.disappearing} == gone
    assert len(found.appearing) == len(after - {row["id"] for row in before})
    assert [row.pk for row in found.stopping] == [row_of(salon, "2026-12-30").pk]
    assert row_of(salon, "2026-12-30").is_cancelled


def test_all_moves_every_coming_date_and_no_past_one(salon, officer, now, time_machine):
    time_machine.move_to(at("2026-12-20 09:00"))
    part = rescheduling.part_of(row_of(salon, "2026-12-23"), Scope.ALL, now=timezone.now())
    part.schedule.starts_at += timedelta(hours=2)
    part.schedule.ends_at += timedelta(hours=2)
    rescheduling.change(part, part.schedule, Scope.ALL, "2026-12-23", user=officer)
    hours = [(row.starts_at.hour + 9) % 24 for row in salon.occurrences.all()[:4]]
    assert hours == [10, 10, 12, 12]


def test_a_group_sends_its_change_and_the_public_dates_stay(salon, now):
    member = make_member(salon.organiser)
    part = rescheduling.part_of(row_of(salon, "2026-12-23"), Scope.FOLLOWING, now=timezone.now())
    is_public = rescheduling.change(
        part, thursdays(part), Scope.FOLLOWING, "2026-12-23", user=member
    )
    salon.refresh_from_db()
    assert (is_public, publishing.state_of(salon)) == (False, publishing.State.LIVE_WAITING)
    assert row_of(salon, "2026-12-23").date.isoformat() == "2026-12-23"
    publishing.approve(salon, make_council_user())
    assert [f"{row.date:%m-%d}" for row in salon.occurrences.all()[:3]] == [
        "12-09",
        "12-16",
        "12-24",
    ]


def test_staff_do_not_publish_what_a_group_has_not_sent(salon, officer, now):
    draft = publishing.draft_of(salon)
    draft.title = "まだ送らない題"
    publishing.post(draft, make_member(salon.organiser))
    part = rescheduling.part_of(row_of(salon, "2026-12-23"), Scope.ALL, now=timezone.now())
    with pytest.raises(rescheduling.Unsent):
        rescheduling.change(part, thursdays(part), Scope.ALL, "2026-12-23", user=officer)
    salon.refresh_from_db()
    assert salon.title == "サロン ひだまり"


def test_undo_brings_rule_and_dates_back(salon, officer, now):
    before = [(row.original_start, row.uid) for row in salon.occurrences.all()]
    part = rescheduling.part_of(row_of(salon, "2026-12-23"), Scope.FOLLOWING, now=timezone.now())
    rescheduling.change(part, thursdays(part), Scope.FOLLOWING, "2026-12-23", user=officer)
    rescheduling.undo(salon, user=officer, now=now)
    assert [(row.original_start, row.uid) for row in salon.occurrences.all()] == before
    assert [schedule.rule for schedule in salon.schedules.all()] == ["FREQ=WEEKLY;BYDAY=WE"]
    with pytest.raises(NothingToUndo):
        rescheduling.undo(salon, user=officer, now=now)


def test_an_added_date_has_no_rule_to_change(salon, officer, now):
    added = occurrences.add(
        salon, starts_at=at("2026-12-19 10:00"), ends_at=at("2026-12-19 11:00"), now=now
    )
    with pytest.raises(rescheduling.NoRule):
        rescheduling.part_of(added, Scope.ALL, now=timezone.now())


def test_two_schedules_and_only_one_changes(now, officer):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    draft = publishing.draft_of(activity)
    start = at("2026-12-12 18:00")
    draft.schedules.add(
        Schedule(starts_at=start, ends_at=start + timedelta(hours=1), rule="FREQ=WEEKLY;BYDAY=SA")
    )
    publishing.publish(draft, None)
    saturdays = set(activity.occurrences.filter(weekday=5).values_list("pk", "starts_at"))
    part = rescheduling.part_of(row_of(activity, "2026-12-16"), Scope.FOLLOWING, now=timezone.now())
    rescheduling.change(part, thursdays(part), Scope.FOLLOWING, "2026-12-16", user=officer)
    assert set(activity.occurrences.filter(weekday=5).values_list("pk", "starts_at")) == saturdays


def test_a_place_from_one_date_on_reaches_these_dates_and_later_ones(salon, officer, now):
    from tests.factories import make_venue

    hall = make_venue(name="ふたばホール", reading="ふたばほーる")
    part = rescheduling.part_of(row_of(salon, "2026-12-16"), Scope.FOLLOWING, now=timezone.now())
    part.schedule.venue = hall
    rescheduling.change(part, part.schedule, Scope.FOLLOWING, "2026-12-16", user=officer)
    assert [row.venue_id for row in salon.occurrences.all()[:3]] == [None, hall.pk, hall.pk]
    hall.name = "ふたば会館"
    hall.save()
    assert "ふたば会館" in row_of(salon, "2026-12-23").ical
    assert row_of(salon, "2026-12-23").sequence == 2


def later(part, hours=4):
    part.schedule.starts_at += timedelta(hours=hours)
    part.schedule.ends_at += timedelta(hours=hours)
    return part.schedule


def reschedule(activity, day, scope, user, hours=4):
    part = rescheduling.part_of(row_of(activity, day), scope, now=timezone.now())
    return rescheduling.change(part, later(part, hours), scope, day, user=user)


def facts(activity):
    return [
        (row.pk, row.uid, row.starts_at, row.status, row.note) for row in activity.occurrences.all()
    ]


def test_undo_of_a_cut_gives_every_row_back_with_what_was_done_by_hand(salon, officer, now):
    occurrences.cancel(row_of(salon, "2026-12-23"), reason="講師の都合", now=now)
    occurrences.adjust(row_of(salon, "2026-12-30"), note="コップを持参", capacity=None, now=now)
    before = facts(salon)
    reschedule(salon, "2026-12-16", Scope.FOLLOWING, officer)
    rescheduling.undo(salon, user=officer, now=now)
    assert facts(salon) == before
    assert row_of(salon, "2026-12-30").sequence > 0


def test_all_after_a_cut_is_all(salon, officer, now):
    reschedule(salon, "2026-12-23", Scope.FOLLOWING, officer)
    part = rescheduling.part_of(row_of(salon, "2026-12-09"), Scope.ALL, now=now)
    rescheduling.change(part, later(part, 6), Scope.ALL, "2026-12-09", user=officer)
    assert {timezone.localtime(row.starts_at).hour for row in salon.occurrences.all()} == {16}
    assert salon.occurrences.count() == 56
    assert salon.schedules.count() == 1


def test_all_from_the_later_part_reaches_the_earlier_one(salon, officer, now):
    reschedule(salon, "2026-12-23", Scope.FOLLOWING, officer)
    late = salon.occurrences.filter(date="2026-12-30").get()
    part = rescheduling.part_of(late, Scope.ALL, now=now)
    rescheduling.change(part, later(part, 2), Scope.ALL, "2026-12-30", user=officer)
    assert {timezone.localtime(row.starts_at).hour for row in salon.occurrences.all()} == {16}


def test_a_cut_that_waits_for_review_can_be_changed_again(salon, now):
    member = make_member(salon.organiser)
    reschedule(salon, "2026-12-16", Scope.FOLLOWING, member)
    reschedule(salon, "2026-12-23", Scope.ALL, member, hours=2)
    salon.refresh_from_db()
    publishing.approve(salon, make_council_user())
    assert {timezone.localtime(row.starts_at).hour for row in salon.occurrences.all()} == {16}


def test_undo_before_review_takes_the_change_back_and_leaves_nothing_waiting(salon, now):
    member = make_member(salon.organiser)
    reschedule(salon, "2026-12-16", Scope.FOLLOWING, member)
    done = rescheduling.undo(salon, user=member, now=now)
    salon.refresh_from_db()
    assert (done, publishing.state_of(salon)) == (
        rescheduling.Undone.WITHDRAWN,
        publishing.State.LIVE,
    )
    assert len(publishing.draft_of(salon).schedules.all()) == 1


def test_undo_after_approval_goes_to_review(salon, now):
    member = make_member(salon.organiser)
    reschedule(salon, "2026-12-16", Scope.FOLLOWING, member)
    salon.refresh_from_db()
    publishing.approve(salon, make_council_user())
    salon.refresh_from_db()
    assert rescheduling.undo(salon, user=member, now=now) == rescheduling.Undone.SENT


def test_undo_sends_no_draft_that_was_begun_meanwhile(salon, now):
    member = make_member(salon.organiser)
    reschedule(salon, "2026-12-16", Scope.FOLLOWING, member)
    salon.refresh_from_db()
    publishing.approve(salon, make_council_user())
    draft = publishing.draft_of(Activity.objects.get(pk=salon.pk))
    draft.title = "まだ送らない題"
    publishing.post(draft, member)
    with pytest.raises(NothingToUndo):
        rescheduling.undo(salon, user=member, now=now)


def test_undo_leaves_a_rule_alone_that_was_changed_elsewhere(salon, officer, now):
    reschedule(salon, "2026-12-16", Scope.ALL, officer)
    draft = publishing.draft_of(Activity.objects.get(pk=salon.pk))
    draft.schedules = [thursdays(rescheduling.Part(draft, draft.schedules.all()[0], []))]
    publishing.publish(draft, officer)
    with pytest.raises(NothingToUndo):
        rescheduling.undo(salon, user=officer, now=now)


def test_undo_of_a_cancellation_keeps_the_time_that_was_approved_meanwhile(salon, now):
    reschedule(salon, "2026-12-16", Scope.ALL, make_member(salon.organiser))
    occurrences.cancel(row_of(salon, "2026-12-16"), reason="講師の都合", now=now)
    salon.refresh_from_db()
    publishing.approve(salon, make_council_user())
    occurrences.undo(salon, now=now)
    row = row_of(salon, "2026-12-16")
    assert (row.is_stopped, row.starts_at) == (False, at("2026-12-16 14:00"))


def test_a_date_that_goes_and_comes_back_has_a_higher_sequence_under_its_uid(salon, officer, now):
    salon.venue.name = "みどりの新館"
    salon.venue.save()
    before = row_of(salon, "2026-12-16")
    part = rescheduling.part_of(before, Scope.ALL, now=now)
    rescheduling.change(part, thursdays(part), Scope.ALL, "2026-12-16", user=officer)
    assert not Occurrence.objects.filter(uid=before.uid).exists()
    rescheduling.undo(salon, user=officer, now=now)
    after = row_of(salon, "2026-12-16")
    assert after.uid == before.uid
    assert after.sequence > before.sequence
