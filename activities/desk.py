"""The group's desk: making, changing, sending and cancelling, for members alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities import occurrences, publishing, showing, wording
from activities.forms.activity import ActivityForm
from activities.forms.dates import CancelForm
from activities.forms.when import next_dates
from activities.models import Activity, Occurrence
from activities.permissions import user_can_edit
from activities.publishing import State
from activities.views import activity_context
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
    activity = _own(request, pk)
    if request.method == "POST":
        return _answer(request, activity.organiser, activity)
    return _show(request, _form(request, activity.organiser, activity), activity)


@never_cache
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    draft = publishing.draft_of(_own(request, pk))
    context = activity_context(draft, now)
    context["next_dates"] = next_dates(draft.schedules.all(), now)
    return render(request, "desk/preview.html", context)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own(request, pk)
    if activity.current_workflow_state is not None:
        publishing.withdraw(activity, request.user)
        messages.success(request, _("Taken back. It is a draft now."))
    return redirect(_desk_of(activity.organiser))


@never_cache
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """One date: ask why, then cancel it; a second time, offer to restore it."""
    row = _own_date(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        occurrences.cancel(row, reason=form.said(), user=request.user, now=timezone.now())
        messages.success(request, _("Cancelled. Everyone sees it at once."))
        return redirect(_desk_of(row.activity.organiser))
    context = {
        "form": form,
        "row": row,
        "day": wording.say_date(row.date),
        "span": showing.span(row),
        "where": showing.where(row.activity, row.venue),
        "desk_url": _desk_of(row.activity.organiser),
    }
    return render(request, "desk/cancel.html", context)


@never_cache
@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own_date(request, pk)
    if row.is_cancelled:
        occurrences.restore(row, user=request.user, now=timezone.now())
        messages.success(request, _("It takes place after all. Everyone sees it at once."))
    return redirect(_desk_of(row.activity.organiser))


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
    return redirect(_desk_of(organiser))


def _show(request: HttpRequest, form: ActivityForm, activity: Activity | None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "activity": activity,
        "organiser": form.organiser,
        "desk_url": _desk_of(form.organiser),
    }
    if activity is not None:
        context["remark"] = publishing.remark_on(activity)
        context["is_waiting"] = publishing.state_of(activity) in WAITING
    if "check" in request.POST:
        context["checked"] = True
        if not form.errors:
            context |= {"said": form.said(), "next_dates": form.next_dates()}
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


def _desk_of(organiser: Organisation) -> str:
    return f"{reverse('desk')}?group={organiser.slug}"


def _own(request: HttpRequest, pk: int) -> Activity:
    activity = get_object_or_404(Activity.objects.select_related("organiser"), pk=pk)
    if not user_can_edit(request.user, activity):
        raise Http404
    return activity


def _own_date(request: HttpRequest, pk: int) -> Occurrence:
    """A date that is not over, of one's own group."""
    rows = Occurrence.objects.select_related("activity__organiser", "activity__venue", "venue")
    row = get_object_or_404(rows.filter(ends_at__gt=timezone.now()), pk=pk)
    if not user_can_edit(request.user, row.activity):
        raise Http404
    return row
