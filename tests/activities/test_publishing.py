"""From a draft to the public, and back with a remark."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from activities import publishing
from activities.models import Activity
from activities.publishing import State
from tests.factories import make_activity, make_council_user, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_member(make_organisation("hidamari"))


@pytest.fixture
def council():
    return make_council_user()


def fresh(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def state(activity: Activity) -> State:
    return publishing.state_of(fresh(activity))


def test_a_draft_is_not_public(now, member):
    activity = make_activity(live=False)
    assert (state(activity), fresh(activity).live, activity.occurrences.count()) == (
        State.DRAFT,
        False,
        0,
    )


def test_a_sent_post_waits_and_is_not_public(now, member):
    activity = make_activity(live=False)
    publishing.submit(activity, member)
    assert (state(activity), fresh(activity).live) == (State.WAITING, False)


def test_approval_publishes_with_dates(now, member, council):
    activity = make_activity(live=False, rule="FREQ=MONTHLY;BYDAY=2WE,4WE")
    publishing.submit(activity, member)
    publishing.approve(fresh(activity), council)
    assert (state(activity), activity.occurrences.count()) == (State.LIVE, 26)


def test_a_remark_comes_back_and_the_corrected_post_waits_again(now, member, council):
    activity = make_activity(live=False)
    publishing.submit(activity, member)
    publishing.send_back(fresh(activity), council, "場所を書いてください")
    assert (state(activity), publishing.remark_on(fresh(activity))) == (
        State.RETURNED,
        "場所を書いてください",
    )
    publishing.submit(publishing.draft_of(fresh(activity)), member)
    assert state(activity) == State.WAITING


def test_a_live_text_stays_until_the_change_is_approved(now, member, council):
    activity = make_activity(title="もとの名前")
    draft = publishing.draft_of(activity)
    draft.title = "新しい名前"
    publishing.submit(draft, member)
    assert (fresh(activity).title, state(activity)) == ("もとの名前", State.LIVE_WAITING)
    publishing.approve(fresh(activity), council)
    assert (fresh(activity).title, state(activity)) == ("新しい名前", State.LIVE)


def test_an_older_review_cannot_publish_a_newer_text(now, member, council):
    activity = make_activity(live=False)
    publishing.submit(activity, member)
    seen = fresh(activity).current_workflow_task_state.specific
    draft = publishing.draft_of(fresh(activity))
    draft.title = "だれも見ていない名前"
    publishing.post(draft, member)
    assert (seen.__class__.objects.get(pk=seen.pk).status, state(activity)) == (
        "cancelled",
        State.DRAFT,
    )


def test_sending_again_while_waiting_starts_a_new_review(now, member):
    activity = make_activity(live=False)
    publishing.submit(activity, member)
    first = fresh(activity).current_workflow_task_state.pk
    publishing.submit(publishing.draft_of(fresh(activity)), member)
    again = fresh(activity).current_workflow_task_state
    assert (again.pk != first, state(activity)) == (True, State.WAITING)


def test_what_staff_have_locked_is_not_changed(now, member, council):
    activity = make_activity()
    Activity.objects.filter(pk=activity.pk).update(locked=True, locked_by=council)
    with pytest.raises(publishing.Locked):
        publishing.post(publishing.draft_of(fresh(activity)), member)


def test_a_withdrawn_post_is_a_draft_again(now, member):
    activity = make_activity(live=False)
    publishing.submit(activity, member)
    publishing.withdraw(fresh(activity), member)
    assert state(activity) == State.DRAFT


@pytest.mark.parametrize("verb", [publishing.withdraw, publishing.approve])
def test_what_does_not_wait_can_be_neither_taken_back_nor_approved(verb, now, member):
    with pytest.raises(PermissionDenied):
        verb(make_activity(), member)
