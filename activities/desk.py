"""The group's desk: making, changing, sending and cancelling, for members alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities import occurrences, publishing
from activities.forms import ActivityForm, CancelForm
from activities.models import Activity, Occurrence
from activities.permissions import user_can_edit
from activities.views import activity_context
from organisations.permissions import organisations_of


@never_cache
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    organiser = get_object_or_404(organisations_of(request.user), slug=slug)
    form = ActivityForm(request.POST or None, organiser=organiser, now=timezone.now())
    return _answer(request, form, None)


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own(request, pk)
    form = ActivityForm(
        request.POST or None,
        instance=publishing.draft_of(activity),
        organiser=activity.organiser,
        now=timezone.now(),
    )
    return _answer(request, form, activity)


@never_cache
@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    draft = publishing.draft_of(_own(request, pk))
    context = activity_context(draft, timezone.now())
    return render(request, "activities/activity.html", context)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own(request, pk)
    if activity.current_workflow_state is not None:
        publishing.withdraw(activity, request.user)
        messages.success(request, _("Taken back. It is a draft now."))
    return redirect("desk")


@never_cache
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """One date: ask why, then cancel it; a second time, offer to restore it."""
    row = _own_date(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        occurrences.cancel(row, reason=form.said(), user=request.user, now=timezone.now())
        messages.success(request, _("Cancelled. Everyone sees it at once."))
        return redirect("desk")
    return render(request, "desk/cancel.html", {"form": form, "row": row})


@never_cache
@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    occurrences.restore(_own_date(request, pk), user=request.user, now=timezone.now())
    messages.success(request, _("It takes place after all. Everyone sees it at once."))
    return redirect("desk")


def _answer(request: HttpRequest, form: ActivityForm, activity: Activity | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "activity": activity, "organiser": form.organiser}
    if activity is not None:
        context["remark"] = publishing.remark_on(activity)
    if request.method == "POST" and form.is_valid():
        if "check" in request.POST:
            context |= {"said": form.said(), "next_dates": form.next_dates()}
        else:
            _save(request, form)
            return redirect("desk")
    return render(request, "desk/activity_form.html", context)


def _save(request: HttpRequest, form: ActivityForm) -> None:
    sends = "send" in request.POST
    try:
        with transaction.atomic():
            draft = form.draft()
            if sends:
                publishing.submit(draft, request.user)
            else:
                publishing.post(draft, request.user)
    except IntegrityError:
        twice = Activity.objects.filter(
            organiser=form.organiser, source="desk", source_id=str(form.cleaned_data["token"])
        )
        if not twice.exists():
            raise
    if sends:
        messages.success(request, _("Sent. The council looks at it and publishes it."))
    else:
        messages.success(request, _("Kept as a draft."))


def _own(request: HttpRequest, pk: int) -> Activity:
    activity = get_object_or_404(Activity.objects.select_related("organiser"), pk=pk)
    if not user_can_edit(request.user, activity):
        raise Http404
    return activity


def _own_date(request: HttpRequest, pk: int) -> Occurrence:
    row = get_object_or_404(Occurrence.objects.select_related("activity__organiser"), pk=pk)
    if not user_can_edit(request.user, row.activity):
        raise Http404
    return row
