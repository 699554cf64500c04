"""One date at a time: cancel, put off, restore, move, add, a word or a number for it, undo."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities import history, occurrences, publishing, rescheduling, saying, wording
from activities.desk.reach import own_activity, own_date, undo_url, way_back, way_out
from activities.forms.dates import AddForm, AdjustForm, CancelForm, MoveForm
from activities.models import Activity, Occurrence, Venue

PER_PAGE = 40
UNDONE = {
    rescheduling.Undone.PUBLIC: gettext_lazy("Undone. It is as it was before."),
    rescheduling.Undone.SENT: gettext_lazy("Sent: the council looks at the plan of before."),
    rescheduling.Undone.WITHDRAWN: gettext_lazy("Taken back. Nothing has changed for the public."),
}
LAST_CHANGES = 10


@never_cache
@login_required
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """All coming dates of one activity, what was done to them, and by whom."""
    activity = own_activity(request, pk)
    coming = activity.occurrences.filter(ends_at__gt=timezone.now()).select_related("venue")
    page = Paginator(coming, PER_PAGE).get_page(request.GET.get("page"))
    last = occurrences.last_change(activity)
    context = {
        "activity": activity,
        "back_url": way_out(request, activity),
        "page": page,
        "this_year": timezone.localdate().year,
        "dates": [saying.date_of(row, activity) for row in page],
        "changes": [
            {"said": history.said(entry), "by": entry.user, "at": entry.timestamp}
            for entry in history.entries_of(activity)[:LAST_CHANGES]
        ],
        "undoable": last if last and not last.action.endswith(".undo") else None,
    }
    return render(request, "desk/dates.html", context)


@never_cache
@login_required
def date(request: HttpRequest, pk: int) -> HttpResponse:
    """One date: cancel it or put it off, with a reason; other changes are a link away."""
    row = own_date(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change, sentence = occurrences.cancel, _("Cancelled. Everyone sees it at once.")
        if "postpone" in request.POST:
            change, sentence = occurrences.postpone, _("Postponed. Everyone sees it at once.")
        change(row, reason=form.said(), user=request.user, now=timezone.now())
        return _done(request, row.activity, sentence)
    context = _context(request, row) | {"form": form}
    return render(request, "desk/date.html", context)


@never_cache
@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_date(request, pk)
    if row.is_stopped:
        occurrences.restore(row, user=request.user, now=timezone.now())
        return _done(
            request, row.activity, _("It takes place after all. Everyone sees it at once.")
        )
    return redirect(way_back(request, row.activity))


@never_cache
@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Day, time and place of one date; shown once more before it is kept."""
    row, now = own_date(request, pk), timezone.now()
    form = MoveForm(request.POST or None, row=row, now=now)
    context = _context(request, row) | {"form": form, "title": _("Change this date alone")}
    if request.method == "POST" and form.is_valid():
        if not form.has_changed():
            form.add_error(None, _("Nothing is changed yet."))
            return render(request, "desk/date_form.html", context)
        asked = _fingerprint(row, *form.moved_to())
        if request.POST.get("checked") == asked and "again" not in request.POST:
            starts_at, ends_at, venue = form.moved_to()
            moved = occurrences.move(
                row,
                starts_at=starts_at,
                ends_at=ends_at,
                venue=venue,
                reason=form.text("reason"),
                user=request.user,
                now=now,
            )
            sentence = _closed(moved) or _("Changed. Everyone sees it at once.")
            return _done(request, row.activity, sentence)
        context |= {"checked": asked, "parts": [saying.moved(row, *form.moved_to())]}
    return render(request, "desk/date_form.html", context)


@never_cache
@login_required
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_date(request, pk)
    form = AdjustForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        capacity = form.cleaned_data["capacity"]
        occurrences.adjust(
            row, note=form.text("note"), capacity=capacity, user=request.user, now=timezone.now()
        )
        return _done(request, row.activity, _("Changed. Everyone sees it at once."))
    context = _context(request, row) | {"form": form, "title": _("A word or a number of places")}
    return render(request, "desk/date_form.html", context | {"is_direct": True})


@never_cache
@login_required
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to what the rule says, after a look at what that is."""
    row = own_date(request, pk)
    if row.is_added or not row.is_changed_by_hand:
        return redirect("desk_date", row.pk)
    if occurrences.planned_by(row) is None:
        messages.warning(request, _("The plan does not have this date any more."))
        return redirect("desk_date", row.pk)
    if request.method == "POST":
        occurrences.reset(row, user=request.user, now=timezone.now())
        return _done(request, row.activity, _("Back to the plan. Everyone sees it at once."))
    day = wording.say_date(timezone.localtime(row.original_start))
    context = _context(request, row) | {"planned": day, "marks": saying.marks_of(row)}
    return render(request, "desk/date_reset.html", context)


@never_cache
@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    activity, now = own_activity(request, pk), timezone.now()
    form = AddForm(request.POST or None, activity=activity, now=now)
    if request.method == "POST" and form.is_valid():
        added = occurrences.add(
            activity,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            venue=form.venue_of_date,
            note=form.text("note"),
            user=request.user,
            now=now,
        )
        sentence = _closed(added) or _("The date is added. Everyone sees it at once.")
        return _done(request, activity, sentence)
    context = {
        "activity": activity,
        "back_url": way_back(request, activity),
        "form": form,
        "title": _("Add a date"),
        "is_direct": True,
    }
    return render(request, "desk/date_form.html", context)


@never_cache
@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the change that the button stood for, as long as no other came after it."""
    activity = own_activity(request, pk)
    last = occurrences.last_change(activity)
    try:
        if last is None or request.GET.get("change") != str(last.pk):
            raise occurrences.NothingToUndo
        done = rescheduling.undo(activity, user=request.user, now=timezone.now())
    except occurrences.NothingToUndo:
        messages.warning(request, _("This change cannot be undone any more."))
    except rescheduling.Unsent:
        messages.warning(request, _("The group has a draft that is not sent yet."))
    except publishing.Locked:
        messages.warning(request, _("The council is working on it just now. Please ask there."))
    else:
        messages.success(request, UNDONE[done])
    return redirect(way_back(request, activity))


def _closed(row: Occurrence) -> str:
    """What must be said of a date that comes to lie in a closure."""
    if row.closure is None:
        return ""
    said = _("Kept, but on this day there is a closure (%(reason)s): it is shown as cancelled.")
    return said % {"reason": row.closure.said}


def _done(request: HttpRequest, activity: Activity, sentence: str) -> HttpResponse:
    messages.success(request, sentence, extra_tags=undo_url(activity))
    return redirect(way_back(request, activity))


def _context(request: HttpRequest, row: Occurrence) -> dict[str, Any]:
    return {
        **saying.date_of(row, row.activity),
        "activity": row.activity,
        "back_url": way_back(request, row.activity),
    }


def _fingerprint(row: Occurrence, *asked: datetime | Venue | None) -> str:
    """What was shown: the answers, and the date as it stood. Another one is shown again."""
    told = [row.sequence, row.starts_at, row.ends_at, row.venue_id, row.status, *asked]
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()[:16]
