"""The admin's pages of 一斉休止: seen before it closes, one record, taken back exactly."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem

from activities import announcing, closures, showing, wording
from activities.admin import closure_history
from activities.admin.closure_form import ClosureForm, LastingForm
from activities.forms import seen
from activities.models import Closure
from activities.occurrences import closing
from organisations.models import District

FIRST_DATES = 10
MOST_OVER = 50
VIEW = "activities.view_closure"


def listed(request: HttpRequest) -> HttpResponse:
    """What is closed now, what will be, what was, and what was taken back."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    today = timezone.localdate()
    sections: dict[str, list[dict[str, Any]]] = {
        "now": [], "coming": [], "over": [], "undone": []
    }  # fmt: skip
    for closure in _loaded():
        rows = sections[_stage(closure, today)]
        if len(rows) < MOST_OVER:
            rows.append(_said(closure))
    context = {
        "now": sections["now"],
        "coming": sections["coming"],
        "over": sections["over"],
        "undone": sections["undone"],
        "can_close": closures.user_can_close(request.user),
    }
    return _page(request, "list", _("Closures"), context)


def new(request: HttpRequest) -> HttpResponse:
    """The form, then what it would close, then the closure: the same fields are sent each time."""
    if not closures.user_can_close(request.user):
        raise PermissionDenied
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    with transaction.atomic():
        if posted is not None and "confirmed" in posted:
            closing.wait_for_others()
        form = ClosureForm(posted, user=request.user, today=timezone.localdate(now))
        if posted is None or "back" in posted or not form.is_valid():
            return _page(request, "form", _("Close activities"), {"form": form})
        shown = _preview(form, now)
        if posted.get("confirmed") == shown["seen"]:
            form.instance.created_by = _officer(request)
            closure = form.save()
            number = closing.close(closure, user=_officer(request), now=now)
            messages.success(request, _("%(number)s dates are closed.") % {"number": number})
            return redirect("closure", closure.pk)
    context = {"form": form, "has_changed": "confirmed" in posted, **shown}
    return _page(request, "preview", _("Look before you close"), context)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One closure with its dates and its history."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    closure = get_object_or_404(_loaded(), pk=pk)
    dates = closing.closed_by(closure, now=timezone.now())
    number = dates.count()
    context = {
        "closure": closure,
        "it": _said(closure),
        "number": number,
        "dates": _first(dates),
        "more": max(0, number - FIRST_DATES),
        "entries": [
            {
                "when": _moment(entry.timestamp),
                "who": entry.user,
                "what": closure_history.said(entry),
            }
            for entry in closure_history.entries_of(closure)
        ],
        "can_change": closures.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return _page(request, "one", _("Closure"), context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day or other words; first the numbers, then the change."""
    closure = get_object_or_404(closures.changeable_by(request.user), pk=pk)
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = LastingForm(posted, closure=closure, today=timezone.localdate(now))
    context: dict[str, Any] = {"closure": closure, "it": _said(closure), "form": form}
    if posted is not None and form.is_valid():
        answers = form.cleaned_data
        closed, opened = closing.moved_by_end(closure, answers["ends_on"], now=now)
        shown = seen.mark(
            "change", pk, closure.ends_on, closure.words, *answers.items(), closed, opened
        )
        if posted.get("confirmed") == shown:
            if closing.change(closure, **answers, user=_officer(request), now=now) is None:
                messages.warning(request, _("This closure was taken back."))
            else:
                messages.success(request, _("The closure is changed."))
            return redirect("closure", pk)
        context |= {"is_checked": True, "closed": closed, "opened": opened, "seen": shown}
        context["has_changed"] = "confirmed" in posted
    return _page(request, "change", _("Change the closure"), context)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking it back opens; then it is taken back."""
    closure = get_object_or_404(closures.changeable_by(request.user), pk=pk)
    now = timezone.now()
    opened = closing.opened_by_undoing(closure, now=now)
    staying = closing.closed_by(closure, now=now).count() - opened.dates
    shown = seen.mark("undo", pk, closure.ends_on, closure.words, opened, staying)
    if request.POST.get("confirmed") == shown:
        number = closing.undo(closure, user=_officer(request), now=now)
        said = _("Taken back. %(number)s dates take place again.") % {"number": number}
        messages.success(request, said)
        return redirect("closure", pk)
    context = {
        "closure": closure,
        "it": _said(closure),
        "opened": opened,
        "staying": staying,
        "seen": shown,
        "has_changed": request.method == "POST",
    }
    return _page(request, "undo", _("Take the closure back"), context)


def _officer(request: HttpRequest) -> Any:
    return request.user


def _preview(form: ClosureForm, now: datetime) -> dict[str, Any]:
    closure, ids = form.instance, form.district_ids()
    districts = [district.name for district in form.cleaned_data["districts"]]
    dates = closing.met_by(closure, ids, now=now)
    met = closing.meeting(closure, ids, now=now)
    return {
        "sentence": announcing.sentence(closure, districts),
        "is_announced": closure.is_announced and closure.organiser_id is None,
        "met": met,
        "seen": seen.mark("close", form.answers(), met),
        "dates": _first(dates),
        "more": max(0, met.dates - FIRST_DATES),
    }


def _loaded() -> Any:
    districts = Prefetch("districts", District.objects.order_by("sort_order", "pk"))
    its = Closure.objects.select_related("organiser", "created_by", "undone_by")
    return its.prefetch_related(districts)


def _stage(closure: Closure, today: date) -> str:
    if closure.undone_at is not None:
        return "undone"
    if closure.starts_on > today:
        return "coming"
    return "over" if closure.ends_on and closure.ends_on < today else "now"


def _said(closure: Closure) -> dict[str, Any]:
    districts = [district.name for district in closure.districts.all()]
    return {
        "pk": closure.pk,
        "days": announcing.say_days(closure),
        "what": announcing.say_what(closure, districts),
        "why": closure.said,
        "who": closure.created_by,
        "undone_by": closure.undone_by,
        "undone_on": closure.undone_at and wording.say_date_era(closure.undone_at),
    }


def _moment(moment: datetime) -> str:
    return f"{wording.say_date_era(moment)} {wording.say_time(moment)}"


def _first(dates: Any) -> list[dict[str, Any]]:
    shown = dates.select_related("activity__organiser").order_by("starts_at", "pk")
    return [
        {
            "when": f"{wording.say_date(row.date)} {showing.span(row)}",
            "activity": row.activity,
            "group": row.activity.organiser,
        }
        for row in shown[:FIRST_DATES]
    ]


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if template != "list":
        trail.append({"url": reverse("closures"), "label": _("Closures")})
    head = {
        "header_title": title,
        "page_title": title,
        "header_icon": "no-view",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
    }
    return render(request, f"activities/admin/closures/{template}.html", {**head, **context})


class ClosuresMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW))


class ClosureFinder:
    """Leads from the history to the closure."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, closure: Closure) -> str | None:
        return reverse("closure", args=[closure.pk]) if self.user.has_perm(VIEW) else None


register_admin_url_finder(Closure, ClosureFinder)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("closures/", listed, name="closures"),
        path("closures/new/", new, name="closure_new"),
        path("closures/<int:pk>/", one, name="closure"),
        path("closures/<int:pk>/change/", change, name="closure_change"),
        path("closures/<int:pk>/undo/", undo, name="closure_undo"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ClosuresMenuItem(
        gettext_lazy("Closures"), reverse("closures"), icon_name="no-view", order=105
    )
