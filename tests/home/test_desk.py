"""The front page of the desk: what a group sees of itself."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from activities import occurrences, publishing
from organisations.models import Membership
from tests.factories import (
    make_activity,
    make_council_user,
    make_member,
    make_organisation,
    make_user,
)

pytestmark = pytest.mark.django_db
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


@pytest.fixture
def member(now):
    return make_member(make_organisation("hidamari"))


@pytest.fixture
def desk(member, client) -> Client:
    client.force_login(member)
    return client


def titles(page: str, section: str) -> list[str]:
    """What stands in bold or as a heading in one section of the page."""
    found = re.search(rf'id="{section}">.*?</section>', page, re.DOTALL)
    words = r"<b>(.*?)</b>|(?:wait|plan)__name\">(.*?)<"
    return [one or other for one, other in re.findall(words, found[0])] if found else []


def test_each_activity_stands_where_something_has_to_happen(desk, member):
    make_activity(title="のっている会", rule=WEEKLY)
    make_activity(title="下書きの会", live=False)
    publishing.submit(make_activity(title="待つ会", live=False), member)
    back = make_activity(title="もどった会", live=False)
    publishing.submit(back, member)
    publishing.send_back(back, make_council_user(), "場所を書いてください")
    page = desk.get("/desk/").content.decode()
    names = {section: titles(page, section) for section in ("returned", "waiting", "draft", "live")}
    assert names == {
        "returned": ["もどった会"],
        "waiting": ["待つ会"],
        "draft": ["下書きの会"],
        "live": ["のっている会"],
    }
    assert "場所を書いてください" in page


def test_a_waiting_change_stands_under_its_new_name(desk, member):
    draft = publishing.draft_of(make_activity(title="前の名前"))
    draft.title = "新しい名前"
    publishing.submit(draft, member)
    page = desk.get("/desk/").content.decode()
    assert (titles(page, "waiting"), titles(page, "live")) == (["新しい名前"], ["前の名前"])


def test_the_next_date_comes_first_and_cancelled_ones_say_so(desk, now):
    activity = make_activity(rule=WEEKLY)
    occurrences.cancel(activity.occurrences.first(), reason="雪", now=now)
    context = desk.get("/desk/").context
    assert context["following"]["day"] == "12月16日（水）"
    assert [date["day"] for date in context["dates"]][:2] == ["12月9日（水）", "12月23日（水）"]
    assert (len(context["dates"]), context["more_dates"]) == (5, 56)
    assert len(desk.get("/desk/?dates=all").context["dates"]) == 55


def test_one_group_at_a_time(desk, member):
    other = make_organisation("tonari", name="となりの会", reading="んん")
    Membership.objects.create(user=member, organisation=other)
    make_activity(title="となりの体操", organisation=other)
    first, second = (desk.get(path).content.decode() for path in ("/desk/", "/desk/?group=tonari"))
    assert ("となりの体操" in first, "となりの体操" in second) == (False, True)
    assert 'href="/desk/tonari/new/"' in second


@pytest.mark.parametrize(
    "query", ["group=nonsense", "group=%00", "dates=%00&live=x", "group=tonari"]
)
def test_strange_questions_get_ones_own_desk(desk, query):
    make_activity(title="となりの体操", organisation=make_organisation("tonari"))
    response = desk.get(f"/desk/?{query}")
    assert (response.status_code, "となりの体操" in response.content.decode()) == (200, False)


def test_somebody_without_a_group_is_told_whom_to_ask(client, now):
    client.force_login(make_user())
    assert "電話で" in client.get("/desk/").content.decode()


def test_staff_are_led_to_the_admin(client, now):
    client.force_login(make_council_user())
    assert client.get("/desk/")["Location"] == "/cms/"


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_queries(desk, member, number, django_assert_num_queries):
    for n in range(number):
        make_activity(title=f"会{n}", rule=WEEKLY)
        make_activity(title=f"下書き{n}", live=False)
        publishing.submit(make_activity(title=f"待つ会{n}", live=False), member)
        back = make_activity(title=f"もどった会{n}", live=False)
        publishing.submit(back, member)
        publishing.send_back(back, make_council_user(), "場所を書いてください")
    desk.get("/desk/")
    with django_assert_num_queries(11):
        desk.get("/desk/")
