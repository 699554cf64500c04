"""What group members do at their desk, and what they cannot."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from activities import publishing
from activities.models import Activity, Occurrence
from activities.publishing import State
from tests.factories import (
    make_activity,
    make_council_user,
    make_member,
    make_organisation,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(now):
    return make_member(make_organisation("hidamari"))


@pytest.fixture
def desk(member, client) -> Client:
    client.force_login(member)
    return client


def answers(**changes):
    """A salon every second and fourth Wednesday, as the form sends it."""
    filled = {
        "token": str(uuid4()),
        "category": "salon",
        "title": "ひだまりサロン",
        "when": "monthly-on-weekdays",
        "first_on": "2026-12-09",
        "starts": "10:00",
        "ends": "11:30",
        "interval": "1",
        "nths": ["2", "4"],
        "weekdays": ["2"],
        "sign_up": "not_needed",
        "send": "1",
    }
    return {key: value for key, value in (filled | changes).items() if value is not None}


def test_sending_makes_one_post_that_waits(desk):
    assert desk.post("/desk/hidamari/new/", answers()).status_code == 302
    activity = Activity.objects.get()
    assert (publishing.state_of(activity), activity.live) == (State.WAITING, False)
    assert activity.schedules.get().rule == "FREQ=MONTHLY;BYDAY=2WE,4WE"


def test_the_same_form_twice_makes_one_activity(desk):
    filled = answers()
    for _ in range(2):
        desk.post("/desk/hidamari/new/", filled)
    assert Activity.objects.count() == 1


def test_checking_the_dates_saves_nothing(desk):
    page = desk.post("/desk/hidamari/new/", answers(send=None, check="1")).content.decode()
    assert ("毎月第2・第4水曜" in page, "12月23日（水）" in page) == (True, True)
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "rule", "extra"),
    [
        ({"when": "fixed", "more_days": "2026-12-19"}, "", 1),
        ({"when": "weekly", "weekdays": ["1"]}, "FREQ=WEEKLY;BYDAY=TU", 0),
        ({"when": "weekly", "interval": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", 0),
        ({"when": "monthly-on-day", "month_day": "15"}, "FREQ=MONTHLY;BYMONTHDAY=15", 0),
        ({"nths": ["-1"], "weekdays": ["6"]}, "FREQ=MONTHLY;BYDAY=-1SU", 0),
    ],
)
def test_kinds_of_dates_become_rules(desk, changes, rule, extra):
    desk.post("/desk/hidamari/new/", answers(**changes))
    schedule = Activity.objects.get().schedules.get()
    assert (schedule.rule, len(schedule.extra)) == (rule, extra)


def test_at_any_time_has_no_schedule(desk):
    desk.post("/desk/hidamari/new/", answers(when="any-time", first_on="", starts="", ends=""))
    assert Activity.objects.get().schedules.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "あ" * 10_000}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"first_on": "0000-01-01"}, "first_on"),
        ({"first_on": "9999-12-31"}, "first_on"),
        ({"first_on": ""}, "first_on"),
        ({"ends": "09:00"}, "ends"),
        ({"starts": "25:99"}, "starts"),
        ({"nths": []}, "nths"),
        ({"fee": "-1"}, "fee"),
        ({"fee": "9" * 30}, "fee"),
        ({"capacity": "9" * 12}, "capacity"),
        ({"when": "fixed", "more_days": "12月19日"}, "more_days"),
        ({"when": "nonsense"}, "when"),
        ({"new_venue": "新しい家"}, "new_venue_district"),
        ({"age_bands": ["baby"]}, "age_bands"),
        ({"body": "あ" * 10_000}, "body"),
    ],
)
def test_bad_input_names_the_field_and_keeps_what_was_typed(desk, changes, field):
    response = desk.post("/desk/hidamari/new/", answers(summary="お茶の会", **changes))
    form = response.context["form"]
    assert (response.status_code, list(form.errors)[:1]) == (200, [field])
    assert "お茶の会" in response.content.decode()
    assert Activity.objects.count() == 0


def test_changing_a_live_activity_leaves_the_public_page(desk):
    activity = make_activity(rule="FREQ=MONTHLY;BYDAY=2WE,4WE")
    page = desk.get(f"/desk/activities/{activity.pk}/")
    assert page.context["form"]["starts"].value().strftime("%H:%M") == "10:00"
    desk.post(f"/desk/activities/{activity.pk}/", answers(title="新しい名前", starts="09:00"))
    assert "新しい名前" not in desk.get(f"/activities/{activity.pk}/").content.decode()
    publishing.approve(Activity.objects.get(), make_council_user())
    assert "新しい名前" in desk.get(f"/activities/{activity.pk}/").content.decode()
    assert Occurrence.objects.count() == 26


def test_a_schedule_that_the_form_cannot_show_is_kept(desk):
    activity = make_activity(rule="FREQ=DAILY;COUNT=3")
    form = desk.get(f"/desk/activities/{activity.pk}/").context["form"]
    assert form.initial["when"] == "keep"
    desk.post(f"/desk/activities/{activity.pk}/", answers(when="keep"))
    draft = publishing.draft_of(Activity.objects.get())
    assert draft.schedules.all()[0].rule == "FREQ=DAILY;COUNT=3"


def test_two_taps_cancel_a_date_and_one_restores_it(desk):
    row = make_activity().occurrences.get()
    desk.post(f"/desk/dates/{row.pk}/cancel/", {"reason": "講師の都合"})
    row.refresh_from_db()
    assert (row.is_cancelled, row.reason) == (True, "講師の都合")
    desk.post(f"/desk/dates/{row.pk}/restore/")
    row.refresh_from_db()
    assert row.is_cancelled is False


def test_taking_back_and_a_remark(desk, member):
    desk.post("/desk/hidamari/new/", answers())
    activity = Activity.objects.get()
    publishing.send_back(activity, make_council_user(), "場所を書いてください")
    assert "場所を書いてください" in desk.get("/desk/").content.decode()
    desk.post(f"/desk/activities/{activity.pk}/", answers())
    desk.post(f"/desk/activities/{activity.pk}/withdraw/")
    assert publishing.state_of(Activity.objects.get()) == State.DRAFT


def test_the_group_hears_of_approval_and_of_remarks(desk, django_capture_on_commit_callbacks):
    desk.post("/desk/hidamari/new/", answers())
    council = make_council_user()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.send_back(Activity.objects.get(), council, "場所を書いてください")
    desk.post(f"/desk/activities/{Activity.objects.get().pk}/", answers())
    with django_capture_on_commit_callbacks(execute=True):
        publishing.approve(Activity.objects.get(), council)
    assert [message.subject for message in mail.outbox] == [
        "「ひだまりサロン」をもう一度ご確認ください",
        "「ひだまりサロン」を公開しました",
    ]
    assert "場所を書いてください" in mail.outbox[0].body


ADDRESSES = [
    "/desk/activities/{activity}/",
    "/desk/activities/{activity}/preview/",
    "/desk/activities/{activity}/withdraw/",
    "/desk/dates/{date}/cancel/",
    "/desk/dates/{date}/restore/",
    "/desk/hidamari/new/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_another_group_finds_nothing(client, now, address):
    activity = make_activity()
    client.force_login(make_member(make_organisation("tonari", name="となりの会")))
    path = address.format(activity=activity.pk, date=activity.occurrences.get().pk)
    assert client.post(path, answers()).status_code == 404
    assert activity.occurrences.get().is_cancelled is False


@pytest.mark.parametrize("address", ["/desk/", *ADDRESSES])
def test_visitors_are_asked_to_log_in(client, now, address):
    activity = make_activity()
    path = address.format(activity=activity.pk, date=activity.occurrences.get().pk)
    response = client.get(path)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_members_never_enter_the_admin(desk):
    assert desk.get("/cms/").status_code == 302
    assert desk.get("/cms/snippets/activities/activity/").status_code == 302


def test_desk_costs_the_same_queries_for_one_and_three_activities(
    desk, django_assert_num_queries, django_assert_max_num_queries
):
    desk.get("/desk/")
    make_activity(rule="FREQ=WEEKLY;BYDAY=WE")
    with django_assert_max_num_queries(12) as few:
        desk.get("/desk/")
    for n in range(2):
        make_activity(title=f"会{n}", rule="FREQ=WEEKLY;BYDAY=WE")
        publishing.submit(make_activity(title=f"下書き{n}", live=False), make_user())
    with django_assert_max_num_queries(12) as many:
        desk.get("/desk/")
    assert len(many) <= len(few) + 1


def test_a_new_place_is_made_in_its_district(desk):
    district = make_venue().district
    desk.post(
        "/desk/hidamari/new/",
        answers(new_venue="新しい家", new_venue_district=str(district.pk)),
    )
    assert Activity.objects.get().venue.name == "新しい家"


def test_log_in_by_number_without_telling_who_is_known(client, member):
    known = client.post("/accounts/login/code/", {"email": member.email})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@example.jp"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    code = re.search(r"^\s{4}(\S+)$", mail.outbox[0].body, re.MULTILINE)
    assert code is not None
    done = client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert (done.status_code, client.get("/desk/").status_code) == (302, 200)


def test_nobody_signs_up(client, db):
    response = client.post("/accounts/signup/", {"email": "new@example.jp"})
    assert response.status_code in {200, 302, 404}
    assert "new@example.jp" not in {user.email for user in type(make_user()).objects.all()}
