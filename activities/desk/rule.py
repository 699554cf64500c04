"""The plan behind the dates: from one date on, or as a whole; shown before it is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from activities import publishing, rescheduling, saying, wording
from activities.desk.reach import own_date, undo_url, way_back
from activities.forms.dates import RuleForm
from activities.models import Activity, Schedule
from activities.permissions import user_can_publish
from activities.publishing import State
from activities.rescheduling import Part, Scope


@never_cache
@login_required
@transaction.atomic
def rule(request: HttpRequest, pk: int, scope: str) -> HttpResponse:
    row, now = own_date(request, pk), timezone.now()
    if request.method == "POST":  # what is shown, checked and kept is one and the same
        Activity.objects.select_for_update(of=("self",)).get(pk=row.activity_id)
        row = own_date(request, pk)
    try:
        part = rescheduling.part_of(row, Scope(scope), now=now)
    except rescheduling.NoRule:
        messages.warning(request, _("This date stands by itself: it can be changed alone."))
        return redirect("desk_date", row.pk)
    form = RuleForm(
        request.POST or None,
        schedule=part.schedule,
        usual=part.activity.venue,
        since=part.since,
        now=now,
    )
    day = wording.say_date(timezone.localtime(row.original_start))
    title = _("From %(day)s on") % {"day": day} if scope == Scope.FOLLOWING else _("All dates")
    is_public = user_can_publish(request.user, row.activity)
    state = publishing.state_of(row.activity)
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "activity": row.activity,
        "back_url": way_back(request, row.activity),
        "title": title,
        "is_reviewed": not is_public,
        "has_draft": state not in {State.LIVE, State.DRAFT},
        "is_waiting": state == State.LIVE_WAITING,
    }
    if request.method == "POST" and form.is_valid():
        changed = form.schedule()
        found = rescheduling.preview(part, changed, now=now)
        parts = saying.difference_of(found, row.activity, timezone.localdate(now))
        asked = _fingerprint(part.schedules(changed), parts)
        if request.POST.get("checked") == asked and "again" not in request.POST:
            answer = _keep(request, form, part, changed, Scope(scope), row.original_start)
            if answer is not None:
                return answer
        context |= {
            "checked": asked,
            "said": form.said(),
            "parts": parts,
            "kept": [saying.date_of(one, row.activity) for one in found.kept],
        }
    return render(request, "desk/rule.html", context)


def _keep(
    request: HttpRequest,
    form: RuleForm,
    part: Part,
    changed: Schedule,
    scope: Scope,
    since: datetime,
) -> HttpResponse | None:
    day = timezone.localtime(since).date().isoformat()
    try:
        is_public = rescheduling.change(part, changed, scope, day, user=request.user)
    except rescheduling.Unsent:
        form.add_error(
            None,
            _("The group has a draft that is not sent yet. Please look at it in the editor first."),
        )
    except publishing.Locked:
        form.add_error(None, _("The council is working on it just now. Please ask there."))
    else:
        sentence = _("Sent. The council looks at it and publishes it.")
        if is_public:
            sentence = _("Changed. Everyone sees it at once.")
        messages.success(request, sentence, extra_tags=undo_url(part.activity))
        return redirect(way_back(request, part.activity))
    return None


def _fingerprint(schedules: list[Schedule], parts: list[dict[str, Any]]) -> str:
    """What was shown: the plan and its effect. Where either is another one, it is shown again."""
    told = repr(([(one.recurrence, one.venue_id) for one in schedules], parts))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
