"""What group members do at their desk, and what they cannot."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from activities import publishing
from activities.models import Activity, Occurrence, Venue
from activities.publishing import State
from tests.factories import (
    TOKYO,
    at,
    make_activity,
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db
QUERIES_OF_FORM = 6


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
        ({"months": "2"}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE,4WE", 0),
        ({"until_on": "2027-03-31"}, "FREQ=MONTHLY;BYDAY=2WE,4WE;UNTIL=20270331", 0),
        (
            {"when": "monthly-on-day", "month_day": "31", "short_months": "last"},
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            0,
        ),
        (
            {"when": "monthly-on-day", "month_day": "31", "short_months": "skip"},
            "FREQ=MONTHLY;BYMONTHDAY=31",
            0,
        ),
        ({"when": "fixed", "more_days": ["2027-01-16", "", "2026-12-19", "2026-12-09"]}, "", 2),
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
        ({"venue": "9" * 30}, "venue"),
        ({"venue": "\x00"}, "venue"),
        ({"until_on": "2026-12-01"}, "until_on"),
        ({"until_on": "9999-12-31"}, "until_on"),
        ({"first_on": "2026-01-05", "until_on": "2026-02-01"}, "first_on"),
        ({"sign_up_until": "9999-12-31"}, "sign_up_until"),
        ({"when": "fixed", "more_days": ["2026-12-10"] * 61}, "more_days"),
        ({"when": "fixed", "more_days": "0000-00-00"}, "more_days"),
        ({"when": "monthly-on-day", "month_day": "32"}, "month_day"),
        ({"interval": "1000000000", "when": "weekly"}, "interval"),
        ({"is_online": "on", "online_url": "javascript:alert(1)"}, "online_url"),
        ({"email": "a\x00@example.jp"}, "email"),
        ({"age_bands": ["baby"]}, "age_bands"),
        ({"body": "あ" * 10_000}, "body"),
    ],
)
def test_bad_input_names_the_field_and_keeps_what_was_typed(desk, changes, field):
    response = desk.post("/desk/hidamari/new/", answers(summary="お茶の会", **changes))
    form = response.context["form"]
    assert (response.status_code, list(form.errors)[:1]) == (200, [field])
    page = response.content.decode()
    assert ("お茶の会" in page, f'href="#id_{field}' in page) == (True, True)
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
    desk.post(f"/desk/dates/{row.pk}/", {"reason": "講師の都合"})
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


def test_answers_to_other_kinds_of_dates_are_passed_over(desk):
    filled = answers(when="weekly", month_day="99", more_days="nonsense", months="x", nths=["9"])
    assert desk.post("/desk/hidamari/new/", filled).status_code == 302
    assert Activity.objects.get().schedules.get().rule == "FREQ=WEEKLY;BYDAY=WE"


def test_the_dates_are_checked_before_the_rest_is_written(desk):
    response = desk.post("/desk/hidamari/new/", answers(title="", send=None, check="1"))
    page = response.content.decode()
    assert ("12月23日（水）" in page, dict(response.context["form"].errors)) == (True, {})


def test_checking_dates_that_are_wrong_shows_no_dates(desk):
    response = desk.post("/desk/hidamari/new/", answers(ends="09:00", send=None, check="1"))
    assert list(response.context["form"].errors) == ["ends"]
    assert "12月23日（水）" not in response.content.decode()


def test_the_five_next_dates_leave_out_the_days_off(desk):
    filled = answers(nths=["4"], weekdays=["1"], skip_new_year="on", send=None, check="1")
    context = desk.post("/desk/hidamari/new/", filled | {"nths": ["-1"]}).context
    assert [date["day"] for date in context["next_dates"]] == [
        "2027年1月26日（火）",
        "2027年2月23日（火）",
        "2027年3月30日（火）",
        "2027年4月27日（火）",
        "2027年5月25日（火）",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
        "FREQ=MONTHLY;BYDAY=2WE,4WE;UNTIL=20270331",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=15",
    ],
)
def test_a_form_sent_as_it_came_changes_no_date(desk, rule):
    activity = make_activity(rule=rule, schedule={"skip_holidays": bool(rule)})
    before = activity.schedules.values("uuid", "starts_at", "rule", "extra", "skip_holidays")[0]
    form = desk.get(f"/desk/activities/{activity.pk}/").context["form"]
    filled = {name: form[name].value() for name in form.fields}
    filled |= {"first_on": "2026-12-09", "starts": "10:00", "ends": "11:30", "send": "1"}
    if filled["until_on"]:
        filled["until_on"] = filled["until_on"].isoformat()
    filled = {name: value for name, value in filled.items() if value not in (None, False)}
    assert desk.post(f"/desk/activities/{activity.pk}/", filled).status_code == 302
    publishing.approve(Activity.objects.get(), make_council_user())
    after = activity.schedules.values("uuid", "starts_at", "rule", "extra", "skip_holidays")[0]
    assert after == before


def test_dates_left_out_stay_out_when_the_hour_changes(desk):
    left_out = "2026-12-23T10:00:00+09:00"
    activity = make_activity(rule="FREQ=WEEKLY;BYDAY=WE", schedule={"skipped": [left_out]})
    filled = answers(when="weekly", starts="13:00", ends="14:30")
    desk.post(f"/desk/activities/{activity.pk}/", filled)
    draft = publishing.draft_of(Activity.objects.get())
    assert draft.schedules.all()[0].skipped == ["2026-12-23T13:00:00+09:00"]


def test_sent_again_after_going_back_it_changes_what_it_made(desk):
    filled = answers(keep="1", send=None)
    desk.post("/desk/hidamari/new/", filled)
    desk.post("/desk/hidamari/new/", filled | {"title": "なおした名前", "send": "1"})
    activity = Activity.objects.get()
    assert (activity.title, publishing.state_of(activity)) == ("なおした名前", State.WAITING)


def test_a_form_without_a_token_still_makes_an_activity(desk):
    desk.post("/desk/hidamari/new/", answers(token=None))
    assert Activity.objects.get().source == "desk"


@pytest.mark.parametrize("token", ["nonsense", "\x00", "あ" * 10_000])
def test_a_broken_token_is_no_obstacle(desk, token):
    assert desk.post("/desk/hidamari/new/", answers(token=token)).status_code == 302
    assert Activity.objects.get().source == "desk"


def test_the_group_gives_what_is_not_asked_again(desk, member):
    group = member.organisations.get()
    group.programmes, group.contact_name = ["care_prevention"], "見本 ふみ"
    group.save()
    form = desk.get("/desk/hidamari/new/").context["form"]
    assert form["contact_name"].value() == "見本 ふみ"
    desk.post("/desk/hidamari/new/", answers(sign_up_until="2026-12-07", capacity="12"))
    activity = Activity.objects.get()
    assert (activity.programmes, activity.capacity) == (["care_prevention"], 12)
    assert activity.sign_up_until.astimezone(TOKYO).strftime("%m-%d %H:%M") == "12-07 23:59"


def test_what_staff_wrote_beside_the_form_stays(desk):
    activity = make_activity(picture_alt="縁側", plan_goals=[1], capacity_note="12人ほど")
    desk.post(f"/desk/activities/{activity.pk}/", answers())
    draft = publishing.draft_of(Activity.objects.get())
    kept = (draft.picture_alt, draft.plan_goals, draft.capacity_note)
    assert kept == ("縁側", [1], "12人ほど")


def test_a_line_break_in_a_name_becomes_a_blank(desk):
    desk.post("/desk/hidamari/new/", answers(title="ひだまり\r\nBcc: all", body="一行\r\n二行\x07"))
    activity = Activity.objects.get()
    assert (activity.title, activity.body) == ("ひだまり Bcc: all", "一行\r\n二行")


def test_a_place_named_twice_is_one_place(desk):
    district = make_venue().district
    for _n in range(2):
        filled = answers(new_venue="新しい家", new_venue_district=str(district.pk))
        desk.post("/desk/hidamari/new/", filled)
    assert Venue.objects.filter(name="新しい家").count() == 1


def test_the_preview_shows_the_draft_and_its_dates(desk):
    desk.post("/desk/hidamari/new/", answers(body="お茶を飲みます。", keep="1", send=None))
    response = desk.get(f"/desk/activities/{Activity.objects.get().pk}/preview/")
    page = response.content.decode()
    assert ("お茶を飲みます。" in page, "12月23日（水）" in page) == (True, True)
    assert "no-store" in response["Cache-Control"]


def test_a_date_that_is_over_cannot_be_cancelled(desk):
    row = make_activity(starts_at=at("2026-12-02 10:00")).occurrences.get()
    assert desk.post(f"/desk/dates/{row.pk}/", {"reason": ""}).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"own_words": "あ" * 10_000}, {"own_words": "a\x00"}, {"reason": "nonsense"}],
    ids=["10,000 letters", "a NUL byte", "no such reason"],
)
def test_a_bad_reason_cancels_nothing(desk, changes):
    row = make_activity().occurrences.get()
    response = desk.post(f"/desk/dates/{row.pk}/", changes)
    row.refresh_from_db()
    assert (response.status_code, row.is_cancelled) == (200, False)


def test_looking_changes_nothing(desk):
    row = make_activity().occurrences.get()
    publishing.submit(publishing.draft_of(row.activity), make_user())
    paths = [f"/desk/dates/{row.pk}/restore/", f"/desk/activities/{row.activity_id}/withdraw/"]
    assert [desk.get(path).status_code for path in paths] == [405, 405]
    assert desk.get(f"/desk/dates/{row.pk}/").status_code == 200
    row.refresh_from_db()
    assert row.is_cancelled is False
    assert publishing.state_of(Activity.objects.get()) == State.LIVE_WAITING


def test_forms_from_elsewhere_are_refused(member):
    row = make_activity().occurrences.get()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    for path in (f"/desk/dates/{row.pk}/", "/desk/hidamari/new/"):
        assert strict.post(path, answers()).status_code == 403


def test_what_the_council_has_locked_waits_and_keeps_what_was_typed(desk):
    activity = make_activity()
    Activity.objects.update(locked=True)
    path = f"/desk/activities/{activity.pk}/"
    page = desk.post(path, answers(title="別の名前")).content.decode()
    assert ("別の名前" in page, page.count("いま社会福祉協議会がなおしています")) == (True, 1)
    assert "いま社会福祉協議会がなおしています" in desk.get(path).content.decode()
    assert Activity.objects.get().has_unpublished_changes is False


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_costs_the_same_queries(desk, number, django_assert_num_queries):
    for n in range(number):
        make_venue(name=f"家{n}", district=make_district(f"d{n}"))
    desk.get("/desk/hidamari/new/")
    with django_assert_num_queries(QUERIES_OF_FORM):
        desk.get("/desk/hidamari/new/")


ADDRESSES = [
    "/desk/activities/{activity}/",
    "/desk/activities/{activity}/preview/",
    "/desk/activities/{activity}/withdraw/",
    "/desk/dates/{date}/",
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
    with django_assert_max_num_queries(13) as few:
        desk.get("/desk/")
    for n in range(2):
        make_activity(title=f"会{n}", rule="FREQ=WEEKLY;BYDAY=WE")
        publishing.submit(make_activity(title=f"下書き{n}", live=False), make_user())
    with django_assert_max_num_queries(13) as many:
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
