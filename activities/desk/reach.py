"""Whose activities and dates a user may change at the desk, and where the way back leads."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Occurrence
from activities.occurrences import last_change
from activities.permissions import user_can_edit
from organisations.models import Organisation
from organisations.permissions import user_can_post_for


def own_activity(request: HttpRequest, pk: int) -> Activity:
    found = Activity.objects.select_related("organiser", "venue")
    activity = get_object_or_404(found, pk=pk)
    if not user_can_edit(request.user, activity):
        raise Http404
    return activity


def own_date(request: HttpRequest, pk: int) -> Occurrence:
    """A date that is not over, of one's own group."""
    rows = Occurrence.objects.select_related("activity__organiser", "activity__venue", "venue")
    row = get_object_or_404(rows.filter(ends_at__gt=timezone.now()), pk=pk)
    if not user_can_edit(request.user, row.activity):
        raise Http404
    return row


def desk_of(organiser: Organisation) -> str:
    return f"{reverse('desk')}?group={organiser.slug}"


def way_back(request: HttpRequest, activity: Activity) -> str:
    """The group's desk for its members; for staff, who have none there, the activity's dates."""
    if user_can_post_for(request.user, activity.organiser):
        return desk_of(activity.organiser)
    return reverse("desk_dates", args=[activity.pk])


def way_out(request: HttpRequest, activity: Activity) -> str:
    """From the activity's dates: members go to their desk, staff to the admin's editor."""
    if user_can_post_for(request.user, activity.organiser):
        return desk_of(activity.organiser)
    viewset: Any = Activity.snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[activity.pk])


def undo_url(activity: Activity) -> str:
    """Where a button takes back the change that was just made; the notice shows it."""
    last = last_change(activity)
    return f"{reverse('desk_undo', args=[activity.pk])}?change={last.pk}" if last else ""
