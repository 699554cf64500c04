"""One date changed at the desk: shown before it is kept, marked, set back, undone; and by whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from activities import occurrences, publishing
from activities.models import Activity, Occurrence
from tests.factories import (
    at,
    make_activity,
    make_council_user,
    make_member,
    make_organisation,
    make_venue,
)

pytestmark = pytest.mark.django_db
QUERIES_OF_DATES = 12


@pytest.fixture
def salon(now) -> Activity:
    """Every Wednesday from ten to half past eleven."""
    return make_activity(make_organisation("hidamari"), rule="FREQ=WEEKLY;BYDAY=WE")


@pytest.fixture
def desk(salon, client) -> Client:
    client.force_login(make_member(salon.organiser))
    return client


@pytest.fixture
def row(salon) -> Occurrence:
    return salon.occurrences.get(original_start=at("2026-12-16 10:00"))


def checked(response) -> str:
    found = re.search(r'name="checked" value="(\w+)"', response.content.decode())
    return found[1] if found else ""


def move(**changes):
    answers = {"day": "2026-12-17", "starts": "14:00", "ends": "15:30", "venue": "", "reason": ""}
    return answers | changes


def test_a_move_is_shown_first_and_kept_second(desk, row):
    path = f"/desk/dates/{row.pk}/move/"
    response = desk.post(path, move())
    row.refresh_from_db()
    page = response.content.decode()
    assert row.starts_at == at("2026-12-16 10:00")
    assert "12月16日（水） 午前10時から11時30分 → 12月17日（木） 午後2時から3時30分" in page
    desk.post(path, move(checked=checked(response)))
    row.refresh_from_db()
    assert (row.starts_at, row.ends_at) == (at("2026-12-17 14:00"), at("2026-12-17 15:30"))


def test_another_answer_than_the_one_shown_is_shown_again(desk, row):
    path = f"/desk/dates/{row.pk}/move/"
    seen = checked(desk.post(path, move()))
    response = desk.post(path, move(day="2026-12-18", checked=seen))
    row.refresh_from_db()
    assert (row.is_edited, bool(checked(response))) == (False, True)


def test_a_date_that_somebody_else_changed_meanwhile_is_shown_again(desk, row, now):
    path = f"/desk/dates/{row.pk}/move/"
    seen = checked(desk.post(path, move()))
    occurrences.cancel(row, reason="講師の都合", now=now)
    desk.post(path, move(checked=seen))
    row.refresh_from_db()
    assert row.starts_at == at("2026-12-16 10:00")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "「日にち」を入れてください。"),
        ({"day": "2026-13-45"}, "2026-12-19"),
        ({"day": "1999-01-01"}, "2000年"),
        ({"day": "2026-12-01"}, "もう過ぎた日時です。"),
        ({"ends": "13:00"}, "終わりの時刻は、はじまりより後に"),
        ({"venue": "99999"}, "会場"),
        ({"reason": "あ" * 191}, "190"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_move_names_the_field_and_keeps_what_was_typed(desk, row, changes, sentence):
    response = desk.post(f"/desk/dates/{row.pk}/move/", move(**changes))
    page = response.content.decode()
    row.refresh_from_db()
    assert (response.status_code, row.is_edited) == (200, False)
    assert sentence in page
    assert 'value="15:30"' in page or "ends" in changes


def test_nothing_changed_is_no_change(desk, row):
    same = move(day="2026-12-16", starts="10:00", ends="11:30", venue=row.activity.venue_id)
    response = desk.post(f"/desk/dates/{row.pk}/move/", same)
    assert "まだ何も変わっていません。" in response.content.decode()


def test_an_end_at_midnight_belongs_to_the_day(desk, row):
    path = f"/desk/dates/{row.pk}/move/"
    night = move(starts="22:00", ends="00:00")
    desk.post(path, night | {"checked": checked(desk.post(path, night))})
    row.refresh_from_db()
    assert row.ends_at == at("2026-12-18 00:00")
    assert (f"{row.date:%m-%d}", f"{row.end_date:%m-%d}") == ("12-17", "12-17")


def test_a_date_of_several_days_keeps_its_length(desk, salon, now):
    camp = make_activity(
        salon.organiser,
        title="夏のキャンプ",
        starts_at=at("2026-12-19 00:00"),
        hours=48,
        schedule={"is_all_day": True},
    )
    row = camp.occurrences.get()
    path = f"/desk/dates/{row.pk}/move/"
    answers = {"day": "2026-12-26", "venue": "", "reason": ""}
    desk.post(path, answers | {"checked": checked(desk.post(path, answers))})
    row.refresh_from_db()
    assert (row.starts_at, row.ends_at) == (at("2026-12-26 00:00"), at("2026-12-28 00:00"))


def test_another_place_for_one_date(desk, row):
    hall = make_venue(name="ふたばホール", reading="ふたばほーる")
    path = f"/desk/dates/{row.pk}/move/"
    answers = move(day="2026-12-16", starts="10:00", ends="11:30", venue=hall.pk)
    response = desk.post(path, answers)
    assert "ふたばホール" in response.content.decode()
    desk.post(path, answers | {"checked": checked(response)})
    row.refresh_from_db()
    assert row.venue == hall


def test_postponed_then_moved_takes_place(desk, row, client):
    desk.post(f"/desk/dates/{row.pk}/", {"reason": "天候のため", "postpone": "1"})
    row.refresh_from_db()
    assert (row.status, row.reason) == ("postponed", "天候のため")
    path = f"/desk/dates/{row.pk}/move/"
    desk.post(path, move(checked=checked(desk.post(path, move()))))
    row.refresh_from_db()
    assert not row.is_stopped


def test_a_date_is_added_once(desk, salon):
    path = f"/desk/activities/{salon.pk}/dates/add/"
    answers = {"day": "2026-12-19", "starts": "10:00", "ends": "11:00", "venue": "", "note": "特別"}
    desk.post(path, answers)
    again = desk.post(path, answers)
    added = salon.occurrences.filter(is_added=True)
    assert [(row.starts_at, row.note) for row in added] == [(at("2026-12-19 10:00"), "特別")]
    assert "同じ日時の開催日がもうあります。" in again.content.decode()


def test_a_word_and_a_number_for_one_date(desk, row):
    desk.post(f"/desk/dates/{row.pk}/note/", {"note": "コップを持参", "capacity": "12"})
    row.refresh_from_db()
    assert (row.note, row.capacity, row.is_changed_by_hand) == ("コップを持参", 12, True)


@pytest.mark.parametrize("capacity", ["0", "-1", "多い", "1000000"])
def test_a_number_that_is_none_changes_nothing(desk, row, capacity):
    response = desk.post(f"/desk/dates/{row.pk}/note/", {"note": "", "capacity": capacity})
    row.refresh_from_db()
    assert (response.status_code, row.capacity) == (200, None)


def test_a_changed_date_is_marked_and_set_back(desk, salon, row, now):
    occurrences.move(row, starts_at=at("2026-12-17 14:00"), ends_at=at("2026-12-17 15:00"), now=now)
    page = desk.get(f"/desk/activities/{salon.pk}/dates/").content.decode()
    assert "12月16日（水）から変わりました" in page
    assert "もとの予定は12月16日（水）" in desk.get(f"/desk/dates/{row.pk}/reset/").content.decode()
    desk.post(f"/desk/dates/{row.pk}/reset/")
    row.refresh_from_db()
    assert (row.starts_at, row.ends_at) == (row.original_start, at("2026-12-16 11:30"))
    assert row.is_changed_by_hand is False


def test_the_notice_after_a_change_undoes_it(desk, salon, row):
    page = desk.post(f"/desk/dates/{row.pk}/", {"reason": "講師の都合"}, follow=True)
    undo = re.search(r'action="(/desk/activities/\d+/undo/\?change=\d+)"', page.content.decode())[1]
    desk.post(undo)
    row.refresh_from_db()
    assert not row.is_stopped
    again = desk.post(undo, follow=True)
    assert "この変更は、もう元に戻せません。" in again.content.decode()


def test_an_older_change_is_not_undone_in_place_of_a_newer_one(desk, salon, row, now):
    page = desk.post(f"/desk/dates/{row.pk}/", {"reason": "講師の都合"}, follow=True)
    undo = re.search(r'action="(/desk/activities/\d+/undo/\?change=\d+)"', page.content.decode())[1]
    occurrences.restore(row, now=now)
    desk.post(undo)
    row.refresh_from_db()
    assert not row.is_stopped


def test_history_says_who_when_and_why(desk, salon, row):
    desk.post(f"/desk/dates/{row.pk}/", {"reason": "講師の都合"})
    entry = ModelLogEntry.objects.filter(action="activities.date.cancel").get()
    assert (entry.user.name, entry.data["day"], entry.data["reason"]) == (
        "見本 花子",
        "2026-12-16",
        "講師の都合",
    )
    page = desk.get(f"/desk/activities/{salon.pk}/dates/").content.decode()
    assert "12月16日（水）：中止にしました（講師の都合）" in page
    assert "見本 花子" in page


PLAN = {
    "when": "weekly",
    "weekdays": ["3"],
    "interval": "1",
    "first_on": "2026-12-17",
    "starts": "10:00",
    "ends": "11:30",
    "venue": "",
}


def test_this_and_later_is_shown_and_sent_for_review(desk, salon, row):
    path = f"/desk/dates/{row.pk}/following/"
    response = desk.post(path, PLAN)
    page = response.content.decode()
    assert ("なくなる日" in page, "新しくできる日" in page) == (True, True)
    assert salon.schedules.count() == 1
    desk.post(path, PLAN | {"checked": checked(response)})
    salon.refresh_from_db()
    assert publishing.state_of(salon) == publishing.State.LIVE_WAITING
    rules = [one.rule for one in publishing.draft_of(salon).schedules.all()]
    assert rules == ["FREQ=WEEKLY;BYDAY=WE;UNTIL=20261209", "FREQ=WEEKLY;BYDAY=TH"]


def test_staff_change_the_plan_of_all_dates_at_once(salon, row, client):
    client.force_login(make_council_user())
    path = f"/desk/dates/{row.pk}/all/"
    plan = PLAN | {"weekdays": ["2"], "first_on": "2026-12-09", "starts": "13:00", "ends": "14:00"}
    client.post(path, plan | {"checked": checked(client.post(path, plan))})
    row.refresh_from_db()
    assert row.starts_at == at("2026-12-16 13:00")


def test_what_the_form_cannot_show_is_kept_and_cut(desk, salon, now):
    odd = make_activity(salon.organiser, title="全10回", rule="FREQ=WEEKLY;COUNT=10")
    row = odd.occurrences.get(original_start=at("2026-12-30 10:00"))
    path = f"/desk/dates/{row.pk}/following/"
    hall = make_venue(name="ふたばホール", reading="ふたばほーる")
    plan = {"when": "keep", "venue": hall.pk}
    desk.post(path, plan | {"checked": checked(desk.post(path, plan))})
    odd.refresh_from_db()
    publishing.approve(odd, make_council_user())
    assert odd.occurrences.count() == 10
    assert odd.occurrences.filter(venue=hall).count() == 7


@pytest.mark.parametrize(
    "path",
    [
        "/desk/dates/{row}/",
        "/desk/dates/{row}/move/",
        "/desk/dates/{row}/note/",
        "/desk/dates/{row}/reset/",
        "/desk/dates/{row}/following/",
        "/desk/dates/{row}/all/",
        "/desk/dates/{row}/restore/",
        "/desk/activities/{activity}/dates/",
        "/desk/activities/{activity}/dates/add/",
        "/desk/activities/{activity}/undo/",
    ],
)
def test_another_group_finds_nothing(salon, row, client, path):
    client.force_login(make_member(make_organisation("tonari", name="となりの会")))
    path = path.format(row=row.pk, activity=salon.pk)
    assert client.post(path).status_code == 404
    client.logout()
    assert client.post(path).status_code == 302


@pytest.mark.parametrize("dates", [1, 3])
def test_the_dates_cost_the_same_queries(desk, now, django_assert_num_queries, dates):
    activity = make_activity(
        make_organisation("hidamari"), title="数回", rule=f"FREQ=WEEKLY;COUNT={dates}"
    )
    for row in activity.occurrences.all():
        occurrences.cancel(row, user=make_council_user(), now=now)
    with django_assert_num_queries(QUERIES_OF_DATES):
        assert desk.get(f"/desk/activities/{activity.pk}/dates/").status_code == 200


def test_from_a_date_on_cannot_begin_before_it(desk, row):
    response = desk.post(f"/desk/dates/{row.pk}/following/", PLAN | {"first_on": "2026-12-09"})
    assert "12月16日（水）か、それより後の日を選んでください。" in response.content.decode()


def test_a_date_that_the_plan_has_no_more_is_not_set_back(desk, salon, row, now):
    occurrences.adjust(row, note="特別な回", capacity=None, now=now)
    draft = publishing.draft_of(salon)
    schedule = draft.schedules.all()[0]
    schedule.rule = "FREQ=WEEKLY;BYDAY=TH"
    draft.schedules = [schedule]
    publishing.publish(draft, None)
    response = desk.post(f"/desk/dates/{row.pk}/reset/", follow=True)
    row.refresh_from_db()
    assert row.is_cancelled
    assert "もとの予定には、もうこの日がありません。" in response.content.decode()


def test_the_earlier_half_of_a_cut_changed_as_a_whole_has_no_date_twice(salon, row, client, now):
    client.force_login(make_council_user())
    following = f"/desk/dates/{row.pk}/following/"
    plan = PLAN | {"weekdays": ["2"], "first_on": "2026-12-16", "starts": "14:00", "ends": "15:00"}
    client.post(following, plan | {"checked": checked(client.post(following, plan))})
    page = client.get(f"/desk/dates/{salon.occurrences.first().pk}/all/").content.decode()
    assert 'name="until_on"' in page
    assert 'value="2026-12-16"' not in re.search(r'<input[^>]*name="until_on"[^>]*>', page)[0]


@pytest.mark.parametrize(
    "path",
    [
        "/desk/activities/{activity}/",
        "/desk/activities/{activity}/preview/",
        "/desk/activities/{activity}/dates/",
        "/desk/dates/{row}/following/",
        "/desk/dates/{row}/all/",
        "/desk/dates/{row}/reset/",
        "/activities/{activity}/",
    ],
)
def test_a_stored_rule_that_cannot_be_read_breaks_no_page(desk, salon, row, path):
    salon.schedules.update(rule="FREQ=SOMETIMES")
    draft = Activity.objects.get(pk=salon.pk)
    draft.save_revision()
    answer = desk.get(path.format(activity=salon.pk, row=row.pk), follow=True)
    assert answer.status_code == 200


def test_another_time_on_the_same_day_says_the_day_once(desk, row):
    page = desk.post(f"/desk/dates/{row.pk}/move/", move(day="2026-12-16")).content.decode()
    assert "12月16日（水） 午前10時から11時30分 → 午後2時から3時30分" in page
