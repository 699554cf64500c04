"""Who acts for which group."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from organisations import permissions
from organisations.enums import StaffGroup
from organisations.models import Membership
from tests.factories import make_member, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db


def test_a_member_acts_for_her_groups_alone():
    group, other = make_organisation("hidamari"), make_organisation("tonari")
    member = make_member(group)
    assert list(permissions.organisations_of(member)) == [group]
    assert permissions.user_can_post_for(member, group) is True
    assert permissions.user_can_post_for(member, other) is False


def test_a_member_of_several_groups_acts_for_each():
    first, second = make_organisation("a", reading="あ"), make_organisation("i", reading="い")
    member = make_member(second)
    Membership.objects.create(user=member, organisation=first)
    assert list(permissions.organisations_of(member)) == [first, second]


def test_a_closed_group_posts_nothing():
    group = make_organisation("hidamari", is_active=False)
    assert permissions.user_can_post_for(make_member(group), group) is False


def test_a_visitor_acts_for_nobody():
    assert list(permissions.organisations_of(AnonymousUser())) == []
    assert permissions.user_is_staff(AnonymousUser()) is False


@pytest.mark.parametrize("group", StaffGroup)
def test_every_role_of_staff_enters_the_admin_and_posts_for_no_group(group):
    user = make_staff(group)
    assert permissions.user_is_staff(user) is True
    assert permissions.user_can_post_for(user, make_organisation("hidamari")) is False


def test_members_and_former_staff_stay_outside():
    former = make_staff(StaffGroup.COUNCIL, is_active=False)
    member = make_member(make_organisation("hidamari"))
    asked = (member, make_user(), former)
    assert [permissions.user_is_staff(user) for user in asked] == [False] * 3
