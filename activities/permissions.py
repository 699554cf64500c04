"""What a user may do with an activity; asks membership and Wagtail, decides nothing twice."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from activities.models import Activity, CalendarSource
from organisations.models import Organisation
from organisations.permissions import (
    Visitor,
    districts_moderated_by,
    user_can_post_for,
    user_is_staff,
)


def user_can_edit(user: Visitor, activity: Activity) -> bool:
    """At the desk: the members of the group that organises it, and staff who may change it."""
    if user_can_post_for(user, activity.organiser):
        return True
    may_change = user_is_staff(user) and user.has_perm("activities.change_activity")
    return may_change and editable_in_admin(user).filter(pk=activity.pk).exists()


def editable_in_admin(user: Visitor) -> QuerySet[Activity]:
    """Activities that staff see in the admin: all, or those of a moderator's districts."""
    districts = districts_moderated_by(user)
    if districts is None:
        return Activity.objects.all()
    return Activity.objects.filter(
        Q(venue__district__in=districts)
        | Q(venue__district=None, organiser__district__in=districts)
    )


def user_can_publish(user: Visitor, activity: Activity) -> bool:
    """Whether what the user changes is public at once, without review: staff within reach."""
    may_publish = user_is_staff(user) and user.has_perm("activities.publish_activity")
    return may_publish and editable_in_admin(user).filter(pk=activity.pk).exists()


def calendars_reached(user: Visitor) -> QuerySet[CalendarSource]:
    """Groups' calendars that staff see in the admin, as far as their districts go."""
    districts = districts_moderated_by(user)
    if districts is None:
        return CalendarSource.objects.all()
    return CalendarSource.objects.filter(organisation__district__in=districts)


def user_can_keep_calendars(user: Visitor, organisation: Organisation) -> bool:
    """At the desk: the group's members, and staff who may change what the group organises."""
    if user_can_post_for(user, organisation):
        return True
    may_change = user_is_staff(user) and user.has_perm("activities.change_activity")
    districts = districts_moderated_by(user)
    return may_change and (districts is None or organisation.district_id in districts)
