"""Tells a group and its staff, once, that their calendar cannot be read any more."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import CalendarSource
from organisations.enums import StaffGroup
from organisations.models import User


def tell_failing(source: CalendarSource) -> None:
    """One mail a person, once the change is safe in the database."""
    organisation = source.organisation
    subject = _("The calendar of %(group)s cannot be read") % {"group": organisation.name}
    path = reverse("desk_calendar", args=[organisation.slug])
    context = {"source": source, "address": settings.WAGTAILADMIN_BASE_URL + path}
    body = render_to_string("emails/calendar_failing.txt", context)
    subject = " ".join(subject.split())
    for address in _concerned(source):
        transaction.on_commit(partial(send_mail, subject, body, None, [address]))


def _concerned(source: CalendarSource) -> list[str]:
    """The group's members, the council, and the moderators of the group's district."""
    who = Q(memberships__organisation=source.organisation_id)
    who |= Q(groups__name=StaffGroup.COUNCIL.value)
    if source.organisation.district_id:
        who |= Q(moderator__districts=source.organisation.district_id)
    people = User.objects.filter(who, is_active=True).order_by("email")
    return list(people.values_list("email", flat=True).distinct())
