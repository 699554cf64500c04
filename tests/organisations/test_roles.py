"""What each role of the staff may do in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.urls import resolve

from activities import publishing
from activities.models import Activity
from organisations.enums import StaffGroup
from organisations.models import Moderator, User
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


def paths_of(activity: Activity) -> dict[str, str]:
    """Every address of the admin that names one activity."""
    pk, task = activity.pk, activity.current_workflow_task_state
    state = activity.current_workflow_state
    revision = activity.latest_revision_id
    names = {name: f"{BASE}{name}/{pk}/" for name in [*OBJECT_PAGES, "delete", "lock", "unlock"]}
    return names | {
        "preview": f"{BASE}preview/{pk}/",
        "approve": f"{BASE}workflow/action/{pk}/approve/{task.pk}/",
        "reject": f"{BASE}workflow/action/{pk}/reject/{task.pk}/",
        "collect": f"{BASE}workflow/collect_action_data/{pk}/approve/{task.pk}/",
        "cancellation": f"{BASE}workflow/confirm_cancellation/{pk}/",
        "task preview": f"{BASE}workflow/preview/{pk}/{task.task_id}/",
        "workflow detail": f"{BASE}workflow_history/{pk}/detail/{state.pk}/",
        "revision": f"{BASE}history/{pk}/revisions/{revision}/view/",
        "revert": f"{BASE}history/{pk}/revisions/{revision}/revert/",
        "unschedule": f"{BASE}history/{pk}/revisions/{revision}/unschedule/",
        "compare": f"{BASE}history/{pk}/revisions/compare/earliest...latest/",
        "history results": f"{BASE}history-results/{pk}/",
        "workflow results": f"{BASE}workflow_history/{pk}/results/",
        "bulk": f"/cms/bulk/activities/activity/delete/?id={pk}",
        "chosen": f"/cms/snippets/choose/activities/activity/chosen/{pk}/",
    }


def stands(activity: Activity) -> tuple:
    activity = Activity.objects.get(pk=activity.pk)
    return (
        activity.live,
        activity.locked,
        activity.latest_revision_id,
        publishing.state_of(activity),
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_leads_a_moderator_to_another_district(moderator, here, elsewhere, method):
    theirs = waiting(elsewhere)
    before = stands(theirs)
    answers = {
        name: getattr(moderator, method)(path).status_code
        for name, path in paths_of(theirs).items()
    }
    assert answers == dict.fromkeys(answers, 404)
    assert stands(theirs) == before


def test_every_address_of_the_viewset_with_a_key_is_among_those_tried(here):
    patterns = Activity.snippet_viewset.get_urlpatterns()
    keyed = {pattern.name for pattern in patterns if "pk" in pattern.pattern.regex.groupindex}
    tried = {resolve(path.split("?")[0]).url_name for path in paths_of(waiting(here)).values()}
    assert keyed - tried == set()


@pytest.mark.parametrize("group", [StaffGroup.CITY, StaffGroup.MODERATOR], ids=str)
def test_without_districts_of_her_own_nobody_changes_anything(client, here, group):
    """The city has view permission alone; a moderator whose districts are not set yet has none."""
    mine = waiting(here)
    before = stands(mine)
    client.force_login(make_staff(group))
    for path in paths_of(mine).values():
        client.post(path, {"comment": "", "title": "かわった"})
    assert stands(mine) == before


def test_a_moderator_neither_lists_nor_chooses_beyond_her_districts(moderator, here, elsewhere):
    page = moderator.get("/cms/snippets/choose/activities/activity/").json()["html"]
    assert ("ここの会" in page, "よその会" in page) == (True, False)
    assert moderator.get("/cms/snippets/activities/venue/").content.decode().count("南の家") == 0


def test_a_moderator_cannot_bring_a_venue_or_an_activity_into_her_reach(moderator, here, elsewhere):
    venue = f"/cms/snippets/activities/venue/edit/{elsewhere.venue_id}/"
    data = {"name": "南の家", "district": make_district("kitayoshi").pk}
    assert moderator.post(venue, data).status_code == 404
    mine = f"/cms/snippets/activities/venue/edit/{here.venue_id}/"
    data = {"name": "みどりの家", "district": make_district("minayoshi").pk}
    assert list(moderator.post(mine, data).context["form"].errors) == ["district"]
    filled = {
        "title": "あたらしい会", "category": "salon", "organiser": here.organiser_id,
        "venue": elsewhere.venue_id, "sign_up": "not_needed", "tags": "",
        "schedules-TOTAL_FORMS": "0", "schedules-INITIAL_FORMS": "0",
    }  # fmt: skip
    response = moderator.post(f"{BASE}add/", filled)
    assert list(response.context["form"].errors) == ["venue"]


def test_a_moderator_publishes_what_she_approves(moderator, here, client):
    mine = waiting(here)
    path = paths_of(mine)["approve"]
    assert moderator.post(path, {"comment": "よいと思います"}).status_code == 302
    assert publishing.state_of(Activity.objects.get(pk=here.pk)) == "live"


@pytest.mark.parametrize(
    ("group", "pages", "users", "images"),
    [
        (StaffGroup.ADMINISTRATOR, 200, 200, 200),
        (StaffGroup.COUNCIL, 200, 302, 200),
        (StaffGroup.MODERATOR, 302, 302, 200),
        (StaffGroup.CITY, 302, 302, 302),
    ],
    ids=str,
)
def test_pages_users_and_images_are_open_to_whom_they_belong(client, group, pages, users, images):
    client.force_login(make_staff(group))
    paths = ("/cms/pages/", "/cms/users/", "/cms/images/")
    assert [client.get(path).status_code for path in paths] == [pages, users, images]


@pytest.mark.parametrize("kind", ["organisation", "district", "membership", "moderator"])
def test_the_city_reads_groups_and_districts_and_adds_none(client, here, kind):
    client.force_login(make_staff(StaffGroup.CITY))
    base = f"/cms/snippets/organisations/{kind}/"
    assert [client.get(path).status_code for path in (base, f"{base}add/")] == [200, 302]


def test_an_administrator_makes_a_user_with_one_name_and_no_password(client):
    client.force_login(make_staff(StaffGroup.ADMINISTRATOR))
    page = client.get("/cms/users/new/").content.decode()
    assert (str(StaffGroup.COUNCIL.label) in page, "council_staff" in page, "password" in page) == (
        True,
        False,
        False,
    )
    council = Group.objects.get(name=StaffGroup.COUNCIL)
    data = {"email": "Hana@Example.jp", "name": "見本 花", "groups": [council.pk]}
    assert client.post("/cms/users/new/", data).status_code == 302
    made = User.objects.get(email="hana@example.jp")
    assert (made.name, made.has_usable_password(), made.groups.get()) == ("見本 花", False, council)
    client.post(f"/cms/users/edit/{made.pk}/", {**data, "name": "見本 はな", "is_active": "on"})
    made.refresh_from_db()
    assert (made.name, made.is_active) == ("見本 はな", True)


def test_a_groups_programmes_are_boxes(client, here):
    client.force_login(make_staff(StaffGroup.COUNCIL))
    address = f"/cms/snippets/organisations/organisation/edit/{here.organiser_id}/"
    data = {"name": "ひだまりの会", "slug": "hidamari", "programmes": ["poverty"]}
    assert client.post(address, data).status_code == 302
    here.organiser.refresh_from_db()
    assert here.organiser.programmes == ["poverty"]


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
