"""Officers close activities in the admin, see first what it meets, and take it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities import occurrences
from activities.models import Closure, Occurrence
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
    make_venue,
)

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"
LIST, NEW = "/cms/closures/", "/cms/closures/new/"
TYPHOON = {"reason": "typhoon", "starts_on": "2026-12-09", "ends_on": "2026-12-09"}


@pytest.fixture
def north(now):
    return make_district("kitayoshi")


@pytest.fixture
def south(now):
    return make_district("minayoshi", name="みなよし")


@pytest.fixture
def council(client, now):
    user = make_council_user()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def moderator(client, north):
    user = make_staff(StaffGroup.MODERATOR)
    Moderator.objects.create(user=user).districts.add(north)
    client.force_login(user)
    return client


def filled(**changes: Any) -> dict[str, Any]:
    return {**TYPHOON, "is_announced": "on", **changes}


def shut() -> int:
    return Occurrence.objects.exclude(closure=None).count()


def test_the_preview_says_how_many_and_which_and_closes_nothing(council, north):
    for number in range(12):
        make_activity(title=f"会{number}", organisation=make_organisation())
    page = council.post(NEW, TYPHOON)
    text = page.content.decode()
    assert page.context["met"] == closing.Meeting(12, 12)
    assert [date["activity"].title for date in page.context["dates"]] == [
        f"会{number}" for number in range(10)
    ]
    assert ("12団体の、12回が休みになります。" in text, "ほか2回" in text) == (True, True)
    assert (shut(), Closure.objects.count()) == (0, 0)


def test_confirming_closes_and_makes_one_record(council, north):
    activity = make_activity(rule=WEEKLY)
    page = confirm(council, NEW, filled(words="台風10号"), follow=True)
    closure = Closure.objects.get()
    assert (closure.created_by, closure.words, shut()) == (council.user, "台風10号", 1)
    assert activity.occurrences.first().reason == "台風10号"
    assert "1回の開催を休みにしました。" in page.content.decode()


def test_closing_nothing_is_warned_of(council, north):
    make_activity()
    page = council.post(NEW, {**TYPHOON, "starts_on": "2026-12-10", "ends_on": "2026-12-10"})
    assert "休みになる日がありません" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "aliens"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"ends_on": "2026-12-08"}, "ends_on"),
        ({"starts_on": "2026-11-01", "ends_on": "2026-12-03"}, "ends_on"),
        ({"categories": ["circus"]}, "categories"),
        ({"districts": ["999999"]}, "districts"),
        ({"organiser": "999999"}, "organiser"),
        ({"starts_on": ""}, "starts_on"),
    ],
    ids=[
        "an unknown reason",
        "another reason without words",
        "the last day before the first",
        "a closure that is over",
        "an unknown kind",
        "an unknown district",
        "an unknown group",
        "no first day",
    ],
)
def test_what_was_sent_is_checked_again_when_it_is_confirmed(council, north, changes, field):
    make_activity()
    page = confirm(council, NEW, filled(**changes))
    assert list(page.context["form"].errors) == [field]
    assert (shut(), Closure.objects.count()) == (0, 0)


def test_two_taps_make_one_closure(council, north):
    make_activity()
    confirm(council, NEW, filled(districts=[north.pk], categories=["salon"]))
    confirm(council, NEW, filled(districts=[north.pk], categories=["salon"]))
    assert Closure.objects.count() == 1


def test_going_back_keeps_what_was_filled_in(council, north):
    page = council.post(NEW, {**TYPHOON, "back": "1", "words": "台風10号"})
    assert page.context["form"]["words"].value() == "台風10号"
    assert Closure.objects.count() == 0


def test_undoing_says_what_it_opens_and_opens_exactly_that(council, north):
    activity = make_activity(rule=WEEKLY)
    make_activity(rule=WEEKLY, category="dining")
    cancelled = activity.occurrences.get(date=date(2026, 12, 9))
    occurrences.cancel(cancelled, reason="講師の都合", now=cancelled.changed_at)
    confirm(council, NEW, filled(ends_on="2026-12-16"))
    other = make_closure(reason="infection", categories=["dining"])
    closing.close(other, now=cancelled.changed_at)
    closure = Closure.objects.get(reason="typhoon")
    page = council.get(f"{LIST}{closure.pk}/undo/")
    assert (page.context["opened"], page.context["staying"]) == (closing.Meeting(2, 1), 1)
    confirm(council, f"{LIST}{closure.pk}/undo/")
    closure.refresh_from_db()
    cancelled.refresh_from_db()
    assert (closure.undone_by, shut()) == (council.user, 1)
    assert (cancelled.status, cancelled.reason) == ("cancelled", "講師の都合")
    assert council.post(f"{LIST}{closure.pk}/undo/").status_code == 404


def test_a_longer_closure_is_counted_first_and_then_closes_more(council, north):
    make_activity(rule=WEEKLY)
    confirm(council, NEW, filled())
    address = f"{LIST}{Closure.objects.get().pk}/change/"
    longer = {"ends_on": "2026-12-16", "words": ""}
    page = council.post(address, longer)
    assert (page.context["closed"].dates, shut()) == (1, 1)
    confirm(council, address, longer)
    assert shut() == 2


def test_the_list_shows_closures_by_their_stage(council, now):
    today = now.date()
    made = {
        "now": make_closure(starts_on=today, ends_on=None),
        "coming": make_closure(),
        "over": make_closure(starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 2)),
        "undone": make_closure(),
    }
    closing.undo(made["undone"], user=council.user, now=now)
    context = council.get(LIST).context
    assert {name: [it["pk"] for it in context[name]] for name in made} == {
        name: [closure.pk] for name, closure in made.items()
    }


def test_the_closure_and_the_site_history_say_who_did_what(council, north):
    make_activity()
    confirm(council, NEW, filled())
    closure = Closure.objects.get()
    confirm(council, f"{LIST}{closure.pk}/undo/")
    page = council.get(f"{LIST}{closure.pk}/").content.decode()
    assert "休みを取り消しました：1回（台風のため）" in page
    report = council.get("/cms/reports/site-history/").content.decode()
    assert "活動を休みにしました" in report
    assert f'href="{LIST}{closure.pk}/"' in report


def test_a_moderator_names_districts_of_her_own(moderator, north, south):
    ward = make_district("uchikoshi", name="打越", within=[north])
    make_activity(venue=make_venue(district=ward))
    make_activity(venue=make_venue(district=south))
    for districts in ([], [south.pk], [north.pk, south.pk]):
        page = confirm(moderator, NEW, filled(districts=districts))
        assert list(page.context["form"].errors) == ["districts"]
    confirm(moderator, NEW, filled(districts=[north.pk]))
    assert (Closure.objects.count(), shut()) == (1, 1)


def test_a_moderator_takes_back_closures_of_her_districts_alone(moderator, north, south):
    reached = make_closure(districts=[north])
    for beyond in (
        make_closure(),
        make_closure(districts=[south]),
        make_closure(districts=[north, south]),
        make_closure(organiser=make_organisation()),
    ):
        for verb in ("undo", "change"):
            assert moderator.get(f"{LIST}{beyond.pk}/{verb}/").status_code == 404
    assert moderator.get(f"{LIST}{reached.pk}/undo/").status_code == 200


def test_a_moderator_without_districts_closes_nothing(client, now):
    client.force_login(make_staff(StaffGroup.MODERATOR))
    assert client.get(NEW).status_code == 302


def test_the_city_reads_and_others_do_not(client, now):
    closure = make_closure()
    client.force_login(make_staff(StaffGroup.CITY))
    codes = [client.get(path).status_code for path in (LIST, f"{LIST}{closure.pk}/", NEW)]
    assert codes == [200, 200, 302]
    assert client.post(f"{LIST}{closure.pk}/undo/").status_code == 404
    client.force_login(make_member(make_organisation()))
    assert client.get(LIST).status_code in {302, 403}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("", 12), ("new/", 16), ("{pk}/", 16), ("{pk}/undo/", 17)]
)
def test_pages_cost_the_same_queries(
    council, now, north, number, path, queries, django_assert_num_queries
):
    for _ in range(number):
        make_activity(organisation=make_organisation())
        closure = make_closure(districts=[north])
    closing.close(closure, now=now)
    council.get(LIST)
    with django_assert_num_queries(queries):
        council.get(LIST + path.format(pk=closure.pk))


CHANGED = "そのあいだに変わったところがあります。"


def test_a_closure_that_meets_other_dates_than_were_shown_is_shown_again(council, north):
    make_activity()
    shown = look(council, NEW, filled())
    make_activity(organisation=make_organisation())
    page = council.post(NEW, filled(confirmed=shown))
    assert (CHANGED in page.content.decode(), page.context["met"].dates) == (True, 2)
    assert (shut(), Closure.objects.count()) == (0, 0)
    council.post(NEW, filled(confirmed=page.context["seen"]))
    assert (shut(), Closure.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "other",
    [{"words": "大雨"}, {"reason": "heat"}, {"is_announced": ""}, {"categories": ["salon"]}],
    ids=["other words", "another reason", "announced or not", "narrower"],
)
def test_answers_that_were_not_shown_are_shown_first(council, north, other):
    make_activity()
    shown = look(council, NEW, filled())
    page = council.post(NEW, filled(**other, confirmed=shown))
    assert (CHANGED in page.content.decode(), Closure.objects.count()) == (True, 0)


def test_a_change_and_an_undo_that_come_to_something_else_are_shown_again(council, north):
    make_activity(rule=WEEKLY)
    confirm(council, NEW, filled())
    closure = Closure.objects.get()
    address, longer = f"{LIST}{closure.pk}/", {"ends_on": "2026-12-16", "words": ""}
    marks = look(council, f"{address}change/", longer), look(council, f"{address}undo/", {})
    other_words = {**longer, "words": "大雨", "confirmed": marks[0]}
    assert CHANGED in council.post(f"{address}change/", other_words).content.decode()
    make_activity(rule=WEEKLY, organisation=make_organisation())
    for page in (
        council.post(f"{address}change/", {**longer, "confirmed": marks[0]}),
        council.post(f"{address}undo/", {"confirmed": marks[1]}),
    ):
        assert CHANGED in page.content.decode()
    closure.refresh_from_db()
    assert (closure.ends_on, closure.words, closure.undone_at, shut()) == (
        date(2026, 12, 9), "", None, 2
    )  # fmt: skip


def test_whoever_closes_waits_for_others_before_looking_for_the_same_closure(council, north):
    make_activity()
    shown = look(council, NEW, filled())
    with CaptureQueriesContext(connection) as captured:
        council.post(NEW, filled(confirmed=shown))
    asked = [query["sql"] for query in captured]
    locks = [
        n for n, sql in enumerate(asked) if '"django_content_type"."model" = \'closure\'' in sql
    ]
    looks = [n for n, sql in enumerate(asked) if 'FROM "activities_closure"' in sql]
    assert locks[0] < looks[0]
    if connection.features.has_select_for_no_key_update:
        assert asked[locks[0]].endswith("FOR NO KEY UPDATE")


def test_numbers_too_long_for_a_database_are_unknown(council, north):
    page = council.post(NEW, filled(organiser="9" * 26))
    assert list(page.context["form"].errors) == ["organiser"]
    for end in ("", "change/", "undo/"):
        assert council.get(f"{LIST}{'9' * 26}/{end}").status_code == 404


@pytest.mark.parametrize("key", ["9" * 26, "9" * 5000, "-1", "x", "\x00"])
def test_a_district_that_cannot_be_is_refused(council, north, key):
    page = council.post(NEW, filled(districts=[key]))
    assert list(page.context["form"].errors) == ["districts"]


def test_a_break_is_no_reason_of_the_council(council, north):
    page = council.post(NEW, filled(reason="pause"))
    assert list(page.context["form"].errors) == ["reason"]


def test_words_are_one_line_without_control_characters(council, north):
    make_activity()
    confirm(council, NEW, filled(words="台風\x07\n10号\ufffe"))
    closure = Closure.objects.get()
    assert closure.words == "台風 10号"
    confirm(council, f"{LIST}{closure.pk}/change/", {"words": "\x01大\r\n雨\uffff"})
    closure.refresh_from_db()
    assert closure.words == "大 雨"
