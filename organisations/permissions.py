"""Who may act for whom; asked everywhere, decided here."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from organisations.districts import ids_below
from organisations.enums import StaffGroup
from organisations.models import District, Organisation, User

Visitor = User | AnonymousUser
CITY_WIDE = (StaffGroup.ADMINISTRATOR.value, StaffGroup.COUNCIL.value, StaffGroup.CITY.value)


def organisations_of(user: Visitor) -> QuerySet[Organisation]:
    """The groups that a user acts for."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    return Organisation.objects.filter(memberships__user=user, is_active=True)


def user_can_post_for(user: Visitor, organisation: Organisation) -> bool:
    return organisations_of(user).filter(pk=organisation.pk).exists()


def user_is_staff(user: Visitor) -> bool:
    """Whether the admin is open to the user at all."""
    return user.is_active and user.has_perm("wagtailadmin.access_admin")


def districts_moderated_by(user: Visitor) -> set[int] | None:
    """Ids of the districts that a moderator looks after, those below them too.

    None means that nothing is narrowed: the user has a role for the whole city. A moderator whom
    nobody has given a district yet has none.
    """
    if not user.is_authenticated or user.is_superuser:
        return None
    if user.groups.filter(name__in=CITY_WIDE).exists():
        return None
    districts = District.objects.filter(moderators__user=user)
    return set(ids_below(districts.values_list("pk", flat=True)))
