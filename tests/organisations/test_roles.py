"""What each role of the staff may do in the admin."""

from __future__ import annotations

import pytest

from activities import publishing
from activities.models import Activity
from organisations.enums import StaffGroup
from organisations.models import Moderator
from tests.factories import (
    make_activity,
    make_district,
    make_member,
    make_organisation,
    make_staff,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db
BASE = "/cms/snippets/activities/activity/"
OBJECT_PAGES = ["edit", "history", "usage", "unpublish", "inspect", "workflow_history"]


@pytest.fixture
def here(now) -> Activity:
    district = make_district("kitayoshi")
    ward = make_district("uchikoshi", name="打越", within=[district])
    return make_activity(title="ここの会", venue=make_venue(district=ward))


@pytest.fixture
def elsewhere(here) -> Activity:
    other = make_district("minayoshi", name="みなよし")
    return make_activity(
        title="よその会",
        venue=make_venue(name="南の家", district=other),
        organisation=make_organisation("minami", district=other),
    )


@pytest.fixture
def moderator(client, here):
    user = make_staff(StaffGroup.MODERATOR)
    Moderator.objects.create(user=user).districts.add(make_district("kitayoshi"))
    client.force_login(user)
    return client


def waiting(activity: Activity) -> Activity:
    publishing.submit(publishing.draft_of(activity), make_member(activity.organiser))
    return Activity.objects.get(pk=activity.pk)


def test_a_moderator_lists_her_districts_alone(moderator, here, elsewhere):
    page = moderator.get(BASE).content.decode()
    assert ("ここの会" in page, "よその会" in page) == (True, False)


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_a_moderator_opens_her_districts_alone(moderator, here, elsewhere, name):
    assert moderator.get(f"{BASE}{name}/{here.pk}/").status_code == 200
    assert moderator.get(f"{BASE}{name}/{elsewhere.pk}/").status_code == 404


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_moderator_decides_in_her_districts_alone(moderator, here, elsewhere, action):
    path = "{base}workflow/action/{activity}/{action}/{task}/"
    codes = []
    for activity in (waiting(elsewhere), waiting(here)):
        task = activity.current_workflow_task_state
        address = path.format(base=BASE, activity=activity.pk, action=action, task=task.pk)
        codes.append(moderator.post(address, {"comment": "見ました"}).status_code)
    assert codes == [404, 302]
    assert publishing.state_of(Activity.objects.get(pk=elsewhere.pk)) == "live_waiting"


@pytest.mark.parametrize(
    ("group", "edits", "opens"),
    [
        (StaffGroup.ADMINISTRATOR, True, True),
        (StaffGroup.COUNCIL, True, True),
        (StaffGroup.CITY, False, True),
    ],
)
def test_the_city_reads_and_the_council_edits(client, here, group, edits, opens):
    client.force_login(make_staff(group))
    assert (client.get(f"{BASE}inspect/{here.pk}/").status_code == 200) is opens
    for page in (f"edit/{here.pk}/", "add/", f"unpublish/{here.pk}/"):
        assert (client.get(BASE + page).status_code == 200) is edits, page


@pytest.mark.parametrize("path", ["venue", "activity"])
def test_listings_cost_the_same_queries_for_one_and_three_rows(client, here, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(make_staff(StaffGroup.COUNCIL))
    client.get(f"/cms/snippets/activities/{path}/")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/cms/snippets/activities/{path}/")
        counts.append(len(caught))
        for n in range(2):
            make_activity(title=f"会{n}", venue=make_venue(name=f"家{n}"))
    assert counts[0] == counts[1]


def test_someone_without_a_role_does_not_enter(client, here):
    client.force_login(make_user())
    assert client.get("/cms/").status_code == 302


def test_admin_log_in_is_the_portals_own(client):
    assert client.get("/cms/login/")["Location"].split("?")[0] == "/accounts/login/"


def test_a_rule_that_cannot_be_read_is_named_in_the_form(client, here):
    client.force_login(make_staff(StaffGroup.COUNCIL))
    schedule = here.schedules.get()
    filled = {
        "title": "ここの会", "category": "salon", "organiser": here.organiser_id,
        "sign_up": "not_needed", "schedules-TOTAL_FORMS": "1", "schedules-INITIAL_FORMS": "1",
        "schedules-MIN_NUM_FORMS": "0", "schedules-MAX_NUM_FORMS": "1000",
        "schedules-0-id": schedule.pk, "schedules-0-starts_at": "2026-12-09 10:00",
        "schedules-0-ends_at": "2026-12-09 11:30", "schedules-0-rule": "FREQ=SECONDLY",
        "schedules-0-ORDER": "1", "tags": "", "age_bands": ["older"],
    }  # fmt: skip
    response = client.post(f"{BASE}edit/{here.pk}/", filled)
    form = response.context["form"]
    assert list(form.formsets["schedules"].forms[0].errors) == ["rule"]
    filled["schedules-0-rule"] = "FREQ=WEEKLY;BYDAY=WE"
    assert client.post(f"{BASE}edit/{here.pk}/", filled).status_code == 302
    draft = publishing.draft_of(Activity.objects.get(pk=here.pk))
    assert (draft.age_bands, draft.schedules.all()[0].rule) == (["older"], "FREQ=WEEKLY;BYDAY=WE")
