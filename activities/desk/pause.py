"""しばらくお休み: a group closes all that it organises from a day on, and opens it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities import announcing, closures, showing, wording
from activities.desk.reach import desk_of
from activities.enums import ClosureReason
from activities.forms import seen
from activities.models import Closure
from activities.occurrences import closing
from activities.plain import one_line
from organisations.models import Organisation
from organisations.permissions import user_can_post_for

FIRST_DATES = 10


class PauseForm(forms.Form):
    starts_on = forms.DateField(
        label=gettext_lazy("From which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        help_text=gettext_lazy("If it is not settled yet, leave it empty."),
    )
    words = forms.CharField(
        label=gettext_lazy("A word to those who come"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For example: The hall is being repaired."),
    )

    def __init__(self, posted: Any, *, today: date) -> None:
        super().__init__(posted, initial={"starts_on": today})
        self.today = today

    def clean_words(self) -> str:
        return one_line(self.cleaned_data["words"])

    def clean_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on and ends_on < self.today:
            raise ValidationError(_("This day is over already. Please choose a later one."))
        starts_on = self.cleaned_data.get("starts_on")
        if ends_on and starts_on and ends_on < starts_on:
            raise ValidationError(_("The last day is before the first."))
        return ends_on

    def closure(self, organiser: Organisation, user: Any) -> Closure:
        return Closure(
            reason=ClosureReason.PAUSE,
            organiser=organiser,
            is_announced=False,
            created_by=user,
            **self.cleaned_data,
        )


@never_cache
@login_required
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, then the dates that it closes, then the pause; what is paused stands above."""
    group = _group(request, slug)
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = PauseForm(posted, today=timezone.localdate(now))
    context: dict[str, Any] = {
        "organisation": group,
        "form": form,
        "pauses": _pauses(group, timezone.localdate(now)),
        "back_url": _way_back(request, group),
    }
    if posted is not None and "back" not in posted and form.is_valid():
        closure = form.closure(group, request.user)
        dates = closing.met_by(closure, [], now=now)
        number = dates.count()
        shown = seen.mark("pause", group.pk, *form.cleaned_data.items(), number)
        if "confirmed" in posted and (posted["confirmed"] == shown or _same(closure).exists()):
            _begin(closure, group, now)
            messages.success(request, _("You are taking a break. Everyone sees it at once."))
            return redirect(_way_back(request, group))
        rows = dates.select_related("activity").order_by("starts_at", "pk")[:FIRST_DATES]
        context |= {
            "is_checked": True,
            "has_changed": "confirmed" in posted,
            "days": announcing.say_days(closure),
            "number": number,
            "seen": shown,
            "dates": [(f"{wording.say_date(r.date)} {showing.span(r)}", r.activity) for r in rows],
            "more": max(0, number - FIRST_DATES),
        }
    return render(request, "desk/pause.html", context)


@never_cache
@login_required
@require_POST
def reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One tap: what the pause closed takes place again."""
    group = _group(request, slug)
    closure = get_object_or_404(_own(group), pk=pk)
    number = closing.undo(closure, user=request.user, now=timezone.now())
    said = _("The break is over. %(number)s dates take place again. Everyone sees it at once.")
    messages.success(request, said % {"number": number})
    return redirect(_way_back(request, group))


@transaction.atomic
def _begin(closure: Closure, group: Organisation, now: Any) -> None:
    """Two taps on the button make one pause: the second waits for the first."""
    closing.wait_for_others(group)
    if not _same(closure).exists():
        closure.save()
        closing.close(closure, user=closure.created_by, now=now)


def _same(closure: Closure) -> Any:
    days = {"starts_on": closure.starts_on, "ends_on": closure.ends_on}
    return _own(closure.organiser).filter(words=closure.words, **days)


def _pauses(group: Organisation, today: date) -> list[dict[str, Any]]:
    pauses = _own(group).exclude(ends_on__lt=today).order_by("starts_on", "pk")
    return [{"pk": it.pk, "days": announcing.say_days(it), "words": it.words} for it in pauses]


def _own(group: Organisation | None) -> Any:
    """The pauses of the group; what the council closed, the council opens."""
    return Closure.objects.in_force().filter(organiser=group, reason=ClosureReason.PAUSE)


def _group(request: HttpRequest, slug: str) -> Organisation:
    group = get_object_or_404(Organisation, slug=slug)
    if not closures.user_can_pause(request.user, group):
        raise Http404
    return group


def _way_back(request: HttpRequest, group: Organisation) -> str:
    """The group's desk for its members; staff, who have none there, stay here."""
    if user_can_post_for(request.user, group):
        return desk_of(group)
    return reverse("desk_pause", args=[group.slug])
