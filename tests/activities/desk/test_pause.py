"""A group takes a break from all it organises, and begins again with one tap."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, Closure
from activities.occurrences import closing
from organisations.enums import StaffGroup
from organisations.models import Moderator
from tests.activities.confirming import confirm, look
from tests.factories import (
    make_activity,
    make_closure,
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_staff,
)

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
PAUSE = "/desk/hidamari/pause/"
ENDLESS = {"starts_on": "2026-12-10", "words": "会場の工事です"}


@pytest.fixture
def activity(now) -> Activity:
    return make_activity(rule=WEEKLY)


@pytest.fixture
def member(client, activity):
    user = make_member(activity.organiser)
    client.force_login(user)
    return client


def open_days(activity: Activity) -> int:
    return activity.occurrences.scheduled().count()


def test_the_dates_are_seen_before_anything_is_closed(member, activity):
    page = member.post(PAUSE, {**ENDLESS, "ends_on": "2026-12-31"})
    text = page.content.decode()
    assert (page.context["number"], open_days(activity)) == (3, 56)
    assert "12月16日（水） 午前10時から11時30分" in text
    assert "12月10日（木）から12月31日（木）まで" in text


def test_a_break_without_an_end_is_public_at_once_and_ends_with_one_tap(member, activity, client):
    assert "しばらくお休みしています" not in client.get("/organisations/hidamari/").content.decode()
    confirm(member, PAUSE, {"starts_on": "2026-12-04"})
    assert open_days(activity) == 0
    for path in ("/organisations/hidamari/", activity.get_absolute_url(), "/desk/"):
        assert "しばらくお休みしています。" in client.get(path).content.decode()
    assert "お休みしています" not in client.get("/activities/").content.decode()
    page = member.post(f"{PAUSE}{Closure.objects.get().pk}/end/", follow=True)
    assert "56回が、また開かれます" in page.content.decode()
    assert open_days(activity) == 56
    assert "しばらくお休みしています" not in client.get("/organisations/hidamari/").content.decode()


def test_a_break_spares_other_groups_and_says_who_made_it(member, activity):
    other = make_activity(organisation=make_organisation("tonari"))
    confirm(member, PAUSE, ENDLESS)
    closure = Closure.objects.get()
    assert (closure.reason, closure.is_announced) == ("pause", False)
    assert (closure.organiser, closure.words) == (activity.organiser, "会場の工事です")
    assert closure.created_by == activity.organiser.members.get()
    assert (open_days(activity), open_days(other)) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-12-10", "ends_on": "2026-12-09"}, "ends_on"),
        ({"starts_on": "2026-11-10", "ends_on": "2026-11-30"}, "ends_on"),
        ({"starts_on": "2026-12-10", "words": "あ" * 161}, "words"),
    ],
    ids=["no first day", "ends before it begins", "is over", "too many words"],
)
def test_what_cannot_be_is_said_and_closes_nothing(member, activity, answers, field):
    page = confirm(member, PAUSE, answers)
    assert list(page.context["form"].errors) == [field]
    assert (Closure.objects.count(), open_days(activity)) == (0, 56)


def test_two_taps_make_one_break(member, activity):
    for _ in range(2):
        confirm(member, PAUSE, ENDLESS)
    assert Closure.objects.count() == 1


def test_going_back_keeps_the_days(member, activity):
    page = member.post(PAUSE, {**ENDLESS, "back": "1"})
    assert page.context["form"]["words"].value() == "会場の工事です"
    assert "is_checked" not in page.context


def test_others_neither_see_nor_make_nor_end_a_break(client, activity, now):
    closure = make_closure(reason="pause", organiser=activity.organiser, ends_on=None)
    client.force_login(make_member(make_organisation("tonari")))
    answers = [
        client.get(PAUSE),
        confirm(client, PAUSE, ENDLESS),
        client.post(f"{PAUSE}{closure.pk}/end/"),
        client.post(f"/desk/tonari/pause/{closure.pk}/end/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    client.logout()
    assert client.get(PAUSE).status_code == 302


def test_a_group_does_not_end_what_the_council_closed(member, activity, now):
    typhoon = make_closure(organiser=activity.organiser)
    closing.close(typhoon, now=now)
    assert member.post(f"{PAUSE}{typhoon.pk}/end/").status_code == 404


def test_a_break_that_another_closure_outlasts_keeps_its_dates_closed(member, activity, now):
    closing.close(make_closure(), now=now)
    confirm(member, PAUSE, {"starts_on": "2026-12-04"})
    pause = Closure.objects.get(reason="pause")
    member.post(f"{PAUSE}{pause.pk}/end/")
    assert open_days(activity) == 55


def test_staff_help_where_they_may(client, activity):
    north = make_district("kitayoshi")
    elsewhere = make_organisation("tonari", district=make_district("minayoshi"))
    here = make_organisation("koko", district=north)
    client.force_login(make_council_user())
    assert client.get(f"/desk/{elsewhere.slug}/pause/").status_code == 200
    answer = confirm(client, f"/desk/{elsewhere.slug}/pause/", ENDLESS)
    assert answer["Location"] == f"/desk/{elsewhere.slug}/pause/"
    moderator = make_staff(StaffGroup.MODERATOR)
    Moderator.objects.create(user=moderator).districts.add(north)
    client.force_login(moderator)
    codes = [client.get(f"/desk/{group.slug}/pause/").status_code for group in (here, elsewhere)]
    assert codes == [200, 404]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries(member, activity, number, django_assert_num_queries):
    for day in range(number):
        make_activity(organisation=activity.organiser, rule=WEEKLY)
        make_closure(reason="pause", organiser=activity.organiser, words=f"その{day}")
    with django_assert_num_queries(12):
        member.post(PAUSE, ENDLESS)


def test_a_break_that_meets_other_dates_than_were_shown_is_shown_again(member, activity):
    shown = look(member, PAUSE, ENDLESS)
    make_activity(organisation=activity.organiser, rule=WEEKLY)
    page = member.post(PAUSE, {**ENDLESS, "confirmed": shown})
    assert "そのあいだに変わったところがあります。" in page.content.decode()
    assert Closure.objects.count() == 0
    member.post(PAUSE, {**ENDLESS, "confirmed": page.context["seen"]})
    assert Closure.objects.count() == 1


def test_a_break_with_other_words_than_were_shown_is_shown_again(member, activity):
    shown = look(member, PAUSE, ENDLESS)
    page = member.post(PAUSE, {**ENDLESS, "words": "別のわけ", "confirmed": shown})
    assert (page.context["has_changed"], Closure.objects.count()) == (True, 0)


def test_words_of_a_break_are_one_line_without_control_characters(member, activity):
    confirm(member, PAUSE, {**ENDLESS, "words": "会場\x07の\r\n工事\ufffe"})
    assert Closure.objects.get().words == "会場の 工事"


def test_a_break_waits_for_others_of_the_group_before_looking_for_the_same(member, activity):
    shown = look(member, PAUSE, ENDLESS)
    with CaptureQueriesContext(connection) as captured:
        member.post(PAUSE, {**ENDLESS, "confirmed": shown})
    asked = [query["sql"] for query in captured]
    made = next(n for n, sql in enumerate(asked) if 'INSERT INTO "activities_closure"' in sql)
    lock, same = asked[made - 2 : made]
    assert 'FROM "organisations_organisation"' in lock
    assert 'FROM "activities_closure"' in same
    if connection.features.has_select_for_no_key_update:
        assert lock.endswith("FOR NO KEY UPDATE")


def test_a_break_whose_number_is_too_long_is_unknown(member, activity):
    assert member.post(f"{PAUSE}{'9' * 26}/end/").status_code == 404
