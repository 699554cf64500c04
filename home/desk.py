"""The desk's front page: what a group has to do and what waits."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from activities import publishing, showing, wording
from activities.models import Activity, Occurrence
from organisations.permissions import organisations_of, user_is_staff

MOST_DATES = 12


@never_cache
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    organisations = list(organisations_of(request.user))
    if not organisations and user_is_staff(request.user):
        return redirect("wagtailadmin_home")
    now = timezone.now()
    dates = (
        Occurrence.objects.public()
        .filter(activity__organiser__in=organisations, ends_at__gt=now)
        .select_related("activity__venue", "venue")[:MOST_DATES]
    )
    activities = (
        Activity.objects.filter(organiser__in=organisations)
        .select_related("organiser", "latest_revision")
        .with_workflow()
        .order_by("-latest_revision_id")[:100]
    )
    stands: dict[str, list[Activity]] = {"waiting": [], "returned": [], "draft": [], "live": []}
    for activity in activities:
        state = publishing.state_of(activity)
        activity.remark = publishing.remark_on(activity)
        stands[state.removeprefix("live_") if state != "live" else "live"].append(activity)
    context = {
        "organisations": organisations,
        "today": timezone.localdate(now),
        "today_said": wording.say_date(timezone.localdate(now)),
        "dates": [
            {
                "row": row,
                "day": wording.say_date(row.date),
                "span": showing.span(row),
                "where": showing.where(row.activity, row.venue),
            }
            for row in dates
        ],
        **stands,
    }
    return render(request, "desk/desk.html", context)
