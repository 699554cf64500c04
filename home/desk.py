"""The desk's front page: what a group has to do and what waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, Min, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from activities import announcing, publishing, saying, version, wording
from activities.enums import OccurrenceStatus
from activities.models import Activity, Occurrence, Schedule
from activities.publishing import State
from organisations.models import Organisation
from organisations.permissions import organisations_of, user_is_staff

FIRST_DATES, MOST_DATES = 6, 200
FIRST_LIVE, MOST_LIVE = 20, 500
MOST_PENDING = 100
SECTIONS = {
    State.WAITING: "waiting",
    State.LIVE_WAITING: "waiting",
    State.RETURNED: "returned",
    State.LIVE_RETURNED: "returned",
    State.DRAFT: "drafts",
    State.LIVE_DRAFT: "drafts",
}


@never_cache
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    organisations = list(organisations_of(request.user))
    if not organisations and user_is_staff(request.user):
        return redirect("wagtailadmin_home")
    now = timezone.now()
    asked = request.GET.get("group")
    organisation = next(
        (group for group in organisations if group.slug == asked), next(iter(organisations), None)
    )
    context: dict[str, Any] = {
        "organisations": organisations,
        "organisation": organisation,
        "today": timezone.localdate(now),
        "today_said": wording.say_date(timezone.localdate(now)),
    }
    if organisation is not None:
        context |= _dates(organisation, now, show_all=request.GET.get("dates") == "all")
        context |= _pending(organisation)
        context |= _live(organisation, now, show_all=request.GET.get("live") == "all")
        today = timezone.localdate(now)
        context["pauses"] = announcing.on(today, version.current()).of(organisation.pk)
    return render(request, "desk/desk.html", context)


def _dates(organisation: Organisation, now: datetime, show_all: bool) -> dict[str, Any]:
    rows = Occurrence.objects.public().filter(activity__organiser=organisation, ends_at__gt=now)
    number = rows.count()
    most = MOST_DATES if show_all else FIRST_DATES
    found = rows.select_related("activity__venue", "venue")[:most]
    shown = [saying.date_of(row, row.activity) for row in found]
    following = next((date for date in shown if not date["row"].is_stopped), None)
    return {
        "following": following,
        "dates": [date for date in shown if date is not following],
        "more_dates": number if number > most and not show_all else 0,
    }


def _pending(organisation: Organisation) -> dict[str, Any]:
    """What is not public as it stands, by what has to happen next; under its newest title."""
    activities = (
        Activity.objects.of(organisation)
        .filter(Q(live=False) | Q(has_unpublished_changes=True))
        .select_related("latest_revision")
        .with_workflow()
        .order_by("-latest_revision_id")[:MOST_PENDING]
    )
    found: dict[str, Any] = {"waiting": [], "returned": [], "drafts": []}
    for activity in activities:
        state = publishing.state_of(activity)
        if state not in SECTIONS:
            continue
        newest = activity.latest_revision.content if activity.latest_revision else {}
        found[SECTIONS[state]].append(
            {
                "pk": activity.pk,
                "title": newest.get("title") or activity.title,
                "is_public": activity.live,
                "remark": publishing.remark_on(activity),
            }
        )
    return found


def _live(organisation: Organisation, now: datetime, show_all: bool) -> dict[str, Any]:
    coming = Q(occurrences__ends_at__gt=now, occurrences__status=OccurrenceStatus.SCHEDULED)
    activities = (
        Activity.objects.public()
        .of(organisation)
        .annotate(
            next_at=Min("occurrences__starts_at", filter=coming),
            is_dated=Exists(Schedule.objects.filter(activity=OuterRef("pk"))),
        )
        .order_by(F("next_at").asc(nulls_last=True), "-pk")
    )
    number = activities.count()
    most = MOST_LIVE if show_all else FIRST_LIVE
    shown = [
        {"pk": activity.pk, "title": activity.title, "note": _note(activity)}
        for activity in activities[:most]
    ]
    return {"live": shown, "more_live": number if number > most and not show_all else 0}


def _note(activity: Any) -> str:
    if activity.next_at:
        day = wording.say_date(timezone.localtime(activity.next_at).date())
        return _("Next: %(day)s") % {"day": day}
    return _("No date is coming.") if activity.is_dated else _("At any time, without a date")
