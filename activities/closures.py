"""Who may close activities, how far, and whose closures a user may change or take back."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from activities.models import Closure
from organisations.models import District, Organisation
from organisations.permissions import (
    Visitor,
    districts_moderated_by,
    user_can_post_for,
    user_is_staff,
)


def user_can_close(user: Visitor) -> bool:
    """Staff with the permission; a moderator whom nobody has given a district closes nothing."""
    may_add = user_is_staff(user) and user.has_perm("activities.add_closure")
    return may_add and districts_moderated_by(user) != set()


def user_must_narrow(user: Visitor) -> bool:
    """A district moderator closes within her districts alone, so she has to name some."""
    return districts_moderated_by(user) is not None


def user_can_pause(user: Visitor, organisation: Organisation) -> bool:
    """The members of a group, and staff who may close what lies in its district."""
    if user_can_post_for(user, organisation):
        return True
    moderated = districts_moderated_by(user)
    return user_can_close(user) and (moderated is None or organisation.district_id in moderated)


def districts_closable_by(user: Visitor) -> QuerySet[District]:
    moderated = districts_moderated_by(user)
    every = District.objects.all()
    return every if moderated is None else every.filter(pk__in=moderated)


def changeable_by(user: Visitor) -> QuerySet[Closure]:
    """Closures that a member of the staff may change or take back: all, or those of her districts.

    One that names no district reaches beyond them, unless it is of a group at home there.
    """
    if not (user_is_staff(user) and user.has_perm("activities.change_closure")):
        return Closure.objects.none()
    moderated = districts_moderated_by(user)
    if moderated is None:
        return Closure.objects.in_force()
    beyond = Closure.objects.filter(districts__in=District.objects.exclude(pk__in=moderated))
    within = Q(districts__in=moderated) | Q(districts=None, organiser__district__in=moderated)
    found = Closure.objects.in_force().filter(within).exclude(pk__in=beyond.values("pk"))
    return found.distinct()
