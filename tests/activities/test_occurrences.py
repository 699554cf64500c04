"""Rules become rows, rows keep their keys."""

from __future__ import annotations

import pytest
from django.utils import timezone

from activities import occurrences, publishing, version
from activities.enums import OccurrenceStatus
from activities.models import Occurrence
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
