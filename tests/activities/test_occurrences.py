"""Rules become rows, rows keep their keys."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from activities import occurrences, publishing, version
from activities.enums import OccurrenceStatus
from activities.models import Closure, Occurrence, Schedule, Venue
from activities.occurrences import closing
from activities.occurrences.record import KEPT
from tests.factories import at, make_activity, make_venue

pytestmark = pytest.mark.django_db
SECOND_AND_FOURTH = "FREQ=MONTHLY;BYDAY=2WE,4WE"


def starts(activity, count: int = 4) -> list[str]:
    rows = activity.occurrences.order_by("starts_at")[:count]
    return [timezone.localtime(row.starts_at).strftime("%m-%d %H:%M") for row in rows]


def change_schedule(activity, now, **values) -> None:
    draft = publishing.draft_of(activity)
    schedule = draft.schedules.all()[0]
    for name, value in values.items():
        setattr(schedule, name, value)
    draft.schedules = [schedule]
    publishing.publish(draft, None)


def test_publishing_writes_thirteen_months_of_dates(now):
    activity = make_activity(rule=SECOND_AND_FOURTH)
    assert starts(activity) == ["12-09 10:00", "12-23 10:00", "01-13 10:00", "01-27 10:00"]
    assert activity.occurrences.count() == 26


def test_second_run_changes_nothing(now):
    activity = make_activity(rule=SECOND_AND_FOURTH)
    before = list(activity.occurrences.order_by("pk").values())
    occurrences.materialise(activity, now=now)
    assert list(activity.occurrences.order_by("pk").values()) == before


def test_changed_time_keeps_keys_and_raises_sequence(now):
    activity = make_activity(rule=SECOND_AND_FOURTH)
    keys = list(activity.occurrences.order_by("starts_at").values_list("pk", flat=True))
    change_schedule(activity, now, starts_at=at("2026-12-09 13:00"), ends_at=at("2026-12-09 15:00"))
    assert starts(activity, 2) == ["12-09 13:00", "12-23 13:00"]
    rows = activity.occurrences.order_by("starts_at")
    assert [row.pk for row in rows] == keys
    assert {row.sequence for row in rows} == {1}


def test_dates_that_fall_out_of_the_rule_are_deleted(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    change_schedule(activity, now, rule=SECOND_AND_FOURTH)
    assert starts(activity, 3) == ["12-09 10:00", "12-23 10:00", "01-13 10:00"]


def test_date_changed_by_hand_that_falls_out_becomes_cancelled(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    third = activity.occurrences.order_by("starts_at")[1]
    occurrences.move(
        third, starts_at=at("2026-12-17 10:00"), ends_at=at("2026-12-17 11:30"), now=now
    )
    change_schedule(activity, now, rule=SECOND_AND_FOURTH)
    third.refresh_from_db()
    assert third.status == OccurrenceStatus.CANCELLED


def test_past_dates_are_never_touched(now, time_machine):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    first = activity.occurrences.order_by("starts_at").first()
    time_machine.move_to(at("2026-12-10 09:00"), tick=False)
    change_schedule(activity, now, starts_at=at("2026-12-09 15:00"), ends_at=at("2026-12-09 16:00"))
    assert Occurrence.objects.get(pk=first.pk).starts_at == at("2026-12-09 10:00")


def test_cancel_restore_cancel_raises_sequence_each_time(now):
    row = make_activity().occurrences.get()
    occurrences.cancel(row, reason="講師の都合", now=now)
    occurrences.restore(row, now=now)
    row = occurrences.cancel(row, reason="台風", now=now)
    assert (row.sequence, row.status, row.reason) == (3, OccurrenceStatus.CANCELLED, "台風")


def test_renamed_venue_reaches_coming_dates(now):
    activity = make_activity(venue=make_venue(name="旧館"))
    activity.venue.name = "新館"
    activity.venue.save()
    row = activity.occurrences.get()
    assert ("新館" in row.ical, row.sequence) == (True, 1)


def test_unpublished_activity_has_no_public_dates(now):
    activity = make_activity()
    activity.unpublish()
    assert list(Occurrence.objects.public()) == []


def test_every_change_raises_the_content_version(now):
    row = make_activity().occurrences.get()
    before = version.current()
    occurrences.cancel(row, now=now)
    assert version.current() == before + 1


def test_imported_past_period_is_written_whole(now):
    activity = make_activity(
        starts_at=at("2018-12-01 10:00"), rule="FREQ=DAILY;UNTIL=20181205T010000Z"
    )
    assert activity.occurrences.count() == 5


def test_edited_date_keeps_its_move_when_the_text_changes(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    first = activity.occurrences.order_by("starts_at").first()
    occurrences.move(
        first, starts_at=at("2026-12-11 10:00"), ends_at=at("2026-12-11 11:00"), now=now
    )
    draft = publishing.draft_of(activity)
    draft.title = "新しい名前"
    publishing.publish(draft, None)
    first.refresh_from_db()
    assert first.starts_at == at("2026-12-11 10:00")
    assert "新しい名前" in first.ical


def weekly_row(activity, day: str) -> Occurrence:
    return activity.occurrences.get(date=day)


def test_a_restored_date_follows_the_rule_again(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = weekly_row(activity, "2026-12-16")
    occurrences.restore(occurrences.cancel(row, now=now), now=now)
    change_schedule(activity, now, starts_at=at("2026-12-09 13:00"), ends_at=at("2026-12-09 14:00"))
    row.refresh_from_db()
    assert (row.starts_at, row.status) == (at("2026-12-16 13:00"), OccurrenceStatus.SCHEDULED)


def test_a_cancelled_date_stays_cancelled_at_its_new_time(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = occurrences.cancel(weekly_row(activity, "2026-12-16"), reason="台風", now=now)
    change_schedule(activity, now, starts_at=at("2026-12-09 13:00"), ends_at=at("2026-12-09 14:00"))
    row.refresh_from_db()
    assert (row.starts_at, row.reason) == (at("2026-12-16 13:00"), "台風")
    assert row.status == OccurrenceStatus.CANCELLED


def test_a_dropped_date_takes_place_when_the_rule_comes_back(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = weekly_row(activity, "2026-12-16")
    occurrences.move(row, starts_at=at("2026-12-16 12:00"), ends_at=at("2026-12-16 13:00"), now=now)
    change_schedule(activity, now, rule="FREQ=WEEKLY;BYDAY=TU")
    row.refresh_from_db()
    assert (row.status, row.is_dropped) == (OccurrenceStatus.CANCELLED, True)
    change_schedule(activity, now, rule="FREQ=WEEKLY;BYDAY=WE")
    row.refresh_from_db()
    assert (row.status, row.is_dropped) == (OccurrenceStatus.SCHEDULED, False)


def test_a_moved_date_may_land_on_another_date_of_the_series(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    first, second = activity.occurrences.all()[:2]
    occurrences.move(
        first, starts_at=second.starts_at, ends_at=second.ends_at, reason="合同で", now=now
    )
    occurrences.materialise(activity, now=now)
    assert starts(activity, 3) == ["12-16 10:00", "12-16 10:00", "12-23 10:00"]
    rows = activity.occurrences.all()[:2]
    assert len({row.uid for row in rows}) == 2
    assert {row.pk for row in rows} == {first.pk, second.pk}


def test_a_moved_date_stays_when_its_planned_day_is_past(now, time_machine):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    first = activity.occurrences.first()
    occurrences.move(
        first, starts_at=at("2026-12-26 10:00"), ends_at=at("2026-12-26 11:00"), now=now
    )
    time_machine.move_to(at("2026-12-20 02:00"))
    occurrences.extend_all(now=timezone.now())
    first.refresh_from_db()
    assert (first.is_cancelled, first.starts_at) == (False, at("2026-12-26 10:00"))
    assert starts(activity, 5) == [
        "12-16 10:00",
        "12-23 10:00",
        "12-26 10:00",
        "12-30 10:00",
        "01-06 10:00",
    ]


def test_two_schedules_of_one_activity_meet_at_the_same_start(now):
    start, end = at("2026-12-09 10:00"), at("2026-12-09 11:30")
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    draft = publishing.draft_of(activity)
    draft.schedules.add(
        Schedule(starts_at=start, ends_at=end, rule="FREQ=WEEKLY;BYDAY=WE,SA;COUNT=4")
    )
    publishing.publish(draft, None)
    assert starts(activity, 6) == [
        "12-09 10:00",
        "12-09 10:00",
        "12-12 10:00",
        "12-16 10:00",
        "12-16 10:00",
        "12-19 10:00",
    ]
    uids = activity.occurrences.values_list("uid", flat=True)
    assert len(set(uids)) == len(uids)


def test_a_rule_that_gives_nothing_has_no_dates(now):
    activity = make_activity(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    assert (activity.occurrences.count(), activity.live) == (0, True)


def test_count_is_not_refilled_for_skipped_dates(now):
    skipped = [at("2026-12-16 10:00").isoformat()]
    activity = make_activity(rule="FREQ=WEEKLY;COUNT=4", schedule={"skipped": skipped})
    assert starts(activity, 9) == ["12-09 10:00", "12-23 10:00", "12-30 10:00"]


def test_weekly_before_nine_keeps_tokyos_weekday(now):
    activity = make_activity(starts_at=at("2026-12-07 06:30"), hours=0.5, rule="FREQ=WEEKLY")
    rows = activity.occurrences.all()[:3]
    assert [(row.weekday, row.date.day) for row in rows] == [(0, 7), (0, 14), (0, 21)]
    assert [row.uid[-8:] for row in rows] == ["20261207", "20261214", "20261221"]


def test_an_end_at_midnight_belongs_to_the_day_before(now):
    activity = make_activity(starts_at=at("2026-12-09 22:00"), hours=2)
    row = activity.occurrences.get()
    assert (row.date.isoformat(), row.end_date.isoformat()) == ("2026-12-09", "2026-12-09")


def test_a_date_with_a_word_of_its_own_is_not_deleted_without_one(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    second = activity.occurrences.all()[1]
    occurrences.adjust(second, note="コップを持参", capacity=None, now=now)
    change_schedule(activity, now, rule=SECOND_AND_FOURTH)
    second.refresh_from_db()
    assert (second.is_cancelled, second.is_dropped) == (True, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda row, now: occurrences.cancel(row, reason="講師の都合", now=now),
        lambda row, now: occurrences.postpone(row, reason="天候のため", now=now),
        lambda row, now: occurrences.move(
            row, starts_at=at("2026-12-10 14:00"), ends_at=at("2026-12-10 15:00"), now=now
        ),
        lambda row, now: occurrences.adjust(row, note="特別な回", capacity=5, now=now),
    ],
    ids=["cancelled", "postponed", "moved", "a word and a number"],
)
def test_undo_takes_the_last_change_back_exactly(now, change):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = activity.occurrences.first()
    before = {name: getattr(row, name) for name in KEPT}
    change(row, now)
    occurrences.undo(activity, now=now)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in KEPT} == before
    with pytest.raises(occurrences.NothingToUndo):
        occurrences.undo(activity, now=now)


def test_undo_of_an_added_date_removes_it(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    occurrences.add(
        activity, starts_at=at("2026-12-12 10:00"), ends_at=at("2026-12-12 11:00"), now=now
    )
    occurrences.undo(activity, now=now)
    assert not activity.occurrences.filter(is_added=True).exists()


def test_an_added_date_outlives_every_change_of_the_rule(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    added = occurrences.add(
        activity, starts_at=at("2026-12-12 10:00"), ends_at=at("2026-12-12 11:00"), now=now
    )
    change_schedule(activity, now, rule=SECOND_AND_FOURTH)
    occurrences.extend_all(now=now)
    added.refresh_from_db()
    assert (added.is_cancelled, added.starts_at) == (False, at("2026-12-12 10:00"))


def test_renaming_the_place_of_a_single_date_reaches_it(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    hall = make_venue(name="ふたばホール", reading="ふたばほーる")
    row = activity.occurrences.first()
    occurrences.move(row, starts_at=row.starts_at, ends_at=row.ends_at, venue=hall, now=now)
    hall.name = "ふたば会館"
    hall.save()
    row.refresh_from_db()
    assert "ふたば会館" in row.ical.replace("\r\n ", "")


def test_a_rule_that_cannot_be_read_does_not_stop_the_night(now, time_machine):
    broken = make_activity(title="こわれた会", rule="FREQ=WEEKLY;BYDAY=WE")
    sound = make_activity(title="ふつうの会", rule="FREQ=WEEKLY;BYDAY=WE")
    broken.schedules.update(rule="FREQ=SOMETIMES")
    before = broken.occurrences.count()
    time_machine.move_to(at("2027-01-20 02:00"))
    occurrences.extend_all(now=timezone.now())
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert broken.occurrences.count() == before
    assert (broken.written_until < sound.written_until) is True


def test_an_unreadable_rule_does_not_stop_a_night_without_other_changes(now, time_machine):
    broken = make_activity(title="こわれた会", rule="FREQ=WEEKLY;BYDAY=WE")
    sound = make_activity(title="ふつうの会", rule="FREQ=WEEKLY;BYDAY=WE")
    broken.schedules.update(rule="FREQ=SOMETIMES")
    time_machine.move_to(at("2026-12-20 02:00"))
    change = occurrences.extend_all(now=timezone.now())
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert change.created == 3
    assert (broken.written_until < sound.written_until) is True


def test_a_move_into_a_closed_day_is_closed(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    closure = Closure.objects.create(
        reason="typhoon", starts_on=date(2026, 12, 12), ends_on=date(2026, 12, 12)
    )
    closing.close(closure, now=now)
    row = activity.occurrences.first()
    moved = occurrences.move(
        row, starts_at=at("2026-12-12 10:00"), ends_at=at("2026-12-12 11:00"), now=now
    )
    assert (moved.is_cancelled, moved.closure) == (True, closure)


def test_two_taps_on_cancel_are_one_change(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = activity.occurrences.first()
    for _ in range(2):
        occurrences.cancel(row, reason="講師の都合", now=now)
    occurrences.undo(activity, now=now)
    row.refresh_from_db()
    assert row.is_stopped is False


def test_a_dropped_date_that_somebody_holds_after_all_stands_by_itself(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = activity.occurrences.all()[1]
    occurrences.adjust(row, note="特別な回", capacity=None, now=now)
    change_schedule(activity, now, rule=SECOND_AND_FOURTH)
    occurrences.restore(row, now=now)
    occurrences.materialise(activity, now=now)
    row.refresh_from_db()
    assert (row.is_cancelled, row.is_added) == (False, True)


def test_a_postponed_date_stays_so_when_its_rule_goes_and_comes(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = activity.occurrences.all()[1]
    occurrences.postpone(row, reason="天候のため", now=now)
    change_schedule(activity, now, rule=SECOND_AND_FOURTH)
    change_schedule(activity, now, rule="FREQ=WEEKLY;BYDAY=WE")
    row.refresh_from_db()
    assert (row.is_postponed, row.reason) == (True, "天候のため")


def test_undo_of_a_move_from_a_place_that_is_gone_is_refused(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    row = activity.occurrences.first()
    for name in ("一つ目の会場", "二つ目の会場"):
        hall = make_venue(name=name)
        occurrences.move(row, starts_at=row.starts_at, ends_at=row.ends_at, venue=hall, now=now)
    Venue.objects.get(name="一つ目の会場").delete()
    with pytest.raises(occurrences.NothingToUndo):
        occurrences.undo(activity, now=now)


def test_moving_out_of_a_closed_day_keeps_the_reason_of_the_move(now):
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    day = date(2026, 12, 9)
    closing.close(Closure.objects.create(reason="typhoon", starts_on=day, ends_on=day), now=now)
    moved = occurrences.move(
        activity.occurrences.first(),
        starts_at=at("2026-12-10 10:00"),
        ends_at=at("2026-12-10 11:30"),
        reason="台風のため翌日に",
        now=now,
    )
    assert (moved.is_stopped, moved.reason) == (False, "台風のため翌日に")
