"""Who may change an activity at the desk."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from activities.permissions import user_can_edit
from organisations.enums import StaffGroup
from organisations.models import Moderator
from tests.factories import (
    make_activity,
    make_district,
    make_member,
    make_organisation,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(now):
    return make_activity(venue=make_venue(district=make_district("kitayoshi")))


def test_members_of_its_group_alone(activity):
    assert user_can_edit(make_member(activity.organiser), activity) is True
    assert user_can_edit(make_member(make_organisation("tonari")), activity) is False
    assert user_can_edit(AnonymousUser(), activity) is False


@pytest.mark.parametrize(
    ("group", "may"),
    [
        (StaffGroup.ADMINISTRATOR, True),
        (StaffGroup.COUNCIL, True),
        (StaffGroup.CITY, False),
    ],
)
def test_staff_who_may_change_activities(activity, group, may):
    assert user_can_edit(make_staff(group), activity) is may


@pytest.mark.parametrize(("slug", "may"), [("kitayoshi", True), ("minayoshi", False)])
def test_a_moderator_in_her_districts(activity, slug, may):
    moderator = make_staff(StaffGroup.MODERATOR)
    Moderator.objects.create(user=moderator).districts.add(make_district(slug))
    assert user_can_edit(moderator, activity) is may
