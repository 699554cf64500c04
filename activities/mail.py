"""What a group hears by mail about its post: approved, or came back with a remark."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Activity
from organisations.models import User


def tell_approved(activity: Activity, user: User) -> None:
    address = settings.WAGTAILADMIN_BASE_URL + activity.get_absolute_url()
    _send(user, _("“%(title)s” is published"), "approved", activity, address, "")


def tell_returned(activity: Activity, user: User, remark: str) -> None:
    address = settings.WAGTAILADMIN_BASE_URL + reverse("desk_activity", args=[activity.pk])
    _send(user, _("Please look at “%(title)s” again"), "returned", activity, address, remark)


def _send(
    user: User, subject: str, template: str, activity: Activity, address: str, remark: str
) -> None:
    """Once the change is safe in the database."""
    body = render_to_string(
        f"emails/{template}.txt", {"activity": activity, "address": address, "remark": remark}
    )
    title = " ".join(activity.title.split())
    transaction.on_commit(partial(send_mail, subject % {"title": title}, body, None, [user.email]))
