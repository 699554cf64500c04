"""A group's own calendar at the desk: give its address or a file, look, save, read again, stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from activities.desk import calendar_words
from activities.desk.reach import desk_of
from activities.importing import addresses, calendars, fetch, sources
from activities.importing.apart import Reading
from activities.importing.turn import Busy, my_turn
from activities.models import CalendarSource
from activities.permissions import user_can_keep_calendars
from organisations.models import Organisation

MOST_STEPS = 300


class AddressForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        max_length=addresses.MAX_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please paste the address of the calendar.")},
    )

    def clean_url(self) -> str:
        try:
            return addresses.read(self.cleaned_data["url"]).url
        except addresses.BadAddress as error:
            raise forms.ValidationError(_(str(error))) from None


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > fetch.MAX_BYTES:
            raise forms.ValidationError(_(fetch.TOO_MUCH))
        return file


@never_cache
@login_required
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """What is read already, and the two ways to give a calendar; a POST leads to the first look."""
    organisation = _own(request, slug)
    by_file = "upload" in request.POST
    address_form = AddressForm(request.POST if request.method == "POST" and not by_file else None)
    file_form = FileForm(request.POST, request.FILES) if by_file else FileForm()
    chosen: AddressForm | FileForm = file_form if by_file else address_form
    if request.method == "POST" and chosen.is_valid():
        try:
            return _look(request, organisation, chosen)
        except sources.ReadError as error:
            chosen.add_error("file" if by_file else "url", str(error))
        except Busy:
            chosen.add_error(None, _busy())
    known = organisation.calendar_sources.exclude(last_full_at=None).order_by("pk")
    context = {
        "organisation": organisation,
        "desk_url": desk_of(organisation),
        "sources": [calendar_words.of_source(source) for source in known],
        "address_form": address_form,
        "file_form": file_form,
    }
    return render(request, "desk/calendar.html", context)


@never_cache
@login_required
def look(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What would be added, changed and cancelled; saved by a POST."""
    organisation = _own(request, slug)
    source, now = _source(organisation, pk), timezone.now()
    reading = sources.kept_look(source, now=now)
    if reading is None:
        messages.warning(request, _("Please read the calendar once more."))
        return redirect("desk_calendar", slug)
    plan = calendars.plan(source, reading, now=now)
    steps = sum(len(plan.of(kind)) for kind in calendars.DOING)
    is_too_much = steps > MOST_STEPS
    if request.method == "POST" and not is_too_much:
        source.is_active = bool(source.url)
        source.save(update_fields=["is_active"])
        done = sources.bring(source, reading, user=request.user, now=now)
        messages.success(request, calendar_words.done(done))
        return redirect("desk_calendar", slug)
    context = {
        "organisation": organisation,
        "source": source,
        "parts": calendar_words.parts(plan),
        "counted": calendar_words.counted(plan),
        "is_too_much": is_too_much,
        "changes_nothing": steps == 0,
    }
    return render(request, "desk/calendar_look.html", context)


@never_cache
@login_required
@require_POST
def read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read a known address again, and show what that would change."""
    organisation = _own(request, slug)
    source = _source(organisation, pk)
    if not source.url:
        raise Http404
    try:
        with my_turn():
            reading = sources.read_address(source.url, now=timezone.now())
    except sources.ReadError as error:
        messages.warning(request, str(error))
    except Busy:
        messages.warning(request, _busy())
    else:
        return _keep(organisation, source, reading)
    return redirect("desk_calendar", slug)


@never_cache
@login_required
@require_POST
def stop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read it no more; what was made from it stays, and belongs to the group's hands again."""
    source = _source(_own(request, slug), pk)
    source.is_active = False
    source.save(update_fields=["is_active"])
    messages.success(request, _("The calendar is not read any more. All activities stay."))
    return redirect("desk_calendar", slug)


def _look(
    request: HttpRequest, organisation: Organisation, form: AddressForm | FileForm
) -> HttpResponse:
    url = form.cleaned_data.get("url", "")
    with my_turn():
        if url:
            reading = sources.read_address(url, now=timezone.now())
        else:
            data = form.cleaned_data["file"].read()
            reading = sources.read_file(data, now=timezone.now())
    source = sources.source_of(organisation, url, request.user)
    return _keep(organisation, source, reading)


def _keep(organisation: Organisation, source: CalendarSource, reading: Reading) -> HttpResponse:
    sources.keep_look(source, reading, now=timezone.now())
    return redirect("desk_calendar_look", organisation.slug, source.pk)


def _own(request: HttpRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(Organisation, slug=slug, is_active=True)
    if not user_can_keep_calendars(request.user, organisation):
        raise Http404
    return organisation


def _source(organisation: Organisation, pk: int) -> CalendarSource:
    return get_object_or_404(organisation.calendar_sources.select_related("organisation"), pk=pk)


def _busy() -> str:
    return _("Another group's calendar is being read just now. Please try again in a minute.")
