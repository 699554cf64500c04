"""Writing an activity, sending it for review, taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities import publishing
from activities.desk.reach import desk_of, own_activity
from activities.detail import changes_of, preview_context
from activities.forms.activity import ActivityForm
from activities.forms.plans import next_dates
from activities.models import Activity
from activities.publishing import State
from organisations.models import Organisation
from organisations.permissions import organisations_of

WAITING = {State.WAITING, State.LIVE_WAITING}


@never_cache
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty form; sent a second time (two taps, Back), it changes what the first has made."""
    organiser = get_object_or_404(organisations_of(request.user), slug=slug)
    if request.method == "POST":
        return _answer(request, organiser, _made_by_this_form(request, organiser))
    return _show(request, _form(request, organiser, None), None)


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    activity = own_activity(request, pk)
    if request.method == "POST":
        return _answer(request, activity.organiser, activity)
    return _show(request, _form(request, activity.organiser, activity), activity)


@never_cache
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    draft = publishing.draft_of(own_activity(request, pk))
    context = preview_context(draft, now)
    context["next_dates"] = next_dates(draft.schedules.all(), now)
    return render(request, "desk/preview.html", context)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    activity = own_activity(request, pk)
    if activity.current_workflow_state is not None:
        publishing.withdraw(activity, request.user)
        messages.success(request, _("Taken back. It is a draft now."))
    return redirect(desk_of(activity.organiser))


def _form(request: HttpRequest, organiser: Organisation, activity: Activity | None) -> ActivityForm:
    return ActivityForm(
        request.POST if request.method == "POST" else None,
        instance=publishing.draft_of(activity) if activity else None,
        organiser=organiser,
        now=timezone.now(),
    )


def _answer(
    request: HttpRequest, organiser: Organisation, activity: Activity | None
) -> HttpResponse:
    form = _form(request, organiser, activity)
    if "check" in request.POST:
        form.forget_other_errors()
        return _show(request, form, activity)
    if not form.is_valid():
        return _show(request, form, activity)
    try:
        with transaction.atomic():
            _save(request, form)
    except publishing.Locked:
        form.add_error(None, _("The council is working on it just now. Please ask there."))
        return _show(request, form, activity)
    except IntegrityError:
        made = _made_by_this_form(request, organiser)
        if made is None or activity is not None:
            raise
        return _answer(request, organiser, made)
    return redirect(desk_of(organiser))


def _show(request: HttpRequest, form: ActivityForm, activity: Activity | None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "activity": activity,
        "organiser": form.organiser,
        "desk_url": desk_of(form.organiser),
    }
    if activity is not None:
        context["remark"] = publishing.remark_on(activity)
        context["is_waiting"] = publishing.state_of(activity) in WAITING
    if "check" in request.POST:
        context["checked"] = True
        if not form.errors:
            context |= {"said": form.said(), "next_dates": form.next_dates()}
            if activity is not None:
                context["parts"] = changes_of(activity, form.schedules(), form.now)
    return render(request, "desk/activity_form.html", context)


def _save(request: HttpRequest, form: ActivityForm) -> None:
    draft = form.draft()
    if draft.pk:
        Activity.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if "send" in request.POST:
        publishing.submit(draft, request.user)
        messages.success(request, _("Sent. The council looks at it and publishes it."))
    else:
        publishing.post(draft, request.user)
        messages.success(request, _("Kept as a draft."))


def _made_by_this_form(request: HttpRequest, organiser: Organisation) -> Activity | None:
    try:
        token = str(UUID(request.POST.get("token", "")))
    except ValueError:
        return None
    return Activity.objects.of(organiser).filter(source="desk", source_id=token).first()
