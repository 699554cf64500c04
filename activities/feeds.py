"""Calendar feeds: the filter's dates joined from the texts that stand on the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _

from activities import ical
from activities.caching import cached
from activities.filters import OccurrenceFilter
from activities.models import Activity, Occurrence
from organisations.models import District, Organisation

DAYS_BACK = 30
DAYS_AHEAD = 366
MOST_BYTES = 1_000_000
MOST_DATES = 1_200
OVERHEAD = 2_000


@cached
def activities_feed(request: HttpRequest, *, at_version: int, now: datetime) -> HttpResponse:
    wanted = OccurrenceFilter.from_query(request.GET, now=now, at_version=at_version)
    name = "・".join([settings.WAGTAIL_SITE_NAME, *wanted.district_names])
    return _feed(request, name, wanted)


@cached
def district_feed(
    request: HttpRequest, slug: str, *, at_version: int, now: datetime
) -> HttpResponse:
    district = get_object_or_404(District, slug=slug)
    query = request.GET.copy()
    query.setlist("district", [district.slug])
    wanted = OccurrenceFilter.from_query(query, now=now, at_version=at_version)
    return _feed(request, f"{settings.WAGTAIL_SITE_NAME}・{district.name}", wanted)


@cached
def organisation_feed(
    request: HttpRequest, slug: str, *, at_version: int, now: datetime
) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    wanted = OccurrenceFilter(now=now)
    return _feed(request, organisation.name, wanted, organisation=organisation)


@cached
def activity_feed(request: HttpRequest, pk: int, *, at_version: int, now: datetime) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.public(), pk=pk)
    return _feed(request, activity.title, OccurrenceFilter(now=now), activity=activity)


@cached
def occurrence_ics(
    request: HttpRequest, pk: int, day: str, *, at_version: int, now: datetime
) -> HttpResponse:
    """One date alone, named by its original day, so that the address outlives a move."""
    activity = get_object_or_404(Activity.objects.public(), pk=pk)
    try:
        begin = timezone.make_aware(datetime.combine(date.fromisoformat(day), datetime.min.time()))
        rows = list(
            Occurrence.objects.public()
            .filter(activity=activity)
            .filter(original_start__gte=begin, original_start__lt=begin + timedelta(days=1))
        )
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if not rows:
        raise Http404
    body = ical.calendar(
        name=activity.title, url=_address(request), events=[row.ical for row in rows]
    )
    response = _answer(body, max(row.changed_at for row in rows))
    response["Content-Disposition"] = f'attachment; filename="activity-{pk}-{day}.ics"'
    return response


def feed_rows(
    wanted: OccurrenceFilter,
    organisation: Organisation | None = None,
    activity: Activity | None = None,
) -> tuple[QuerySet[Occurrence], tuple[date, date]]:
    """The rows of a feed and its window: 30 days back to twelve months ahead."""
    wanted = replace(wanted.without_period(), page=1)
    window = (
        wanted.today - timedelta(days=DAYS_BACK),
        wanted.today + timedelta(days=DAYS_AHEAD),
    )
    rows = wanted.occurrences(window)
    if organisation is not None:
        rows = rows.filter(activity__organiser=organisation)
    if activity is not None:
        rows = rows.filter(activity=activity)
    return rows.order_by("starts_at", "pk"), window


def _feed(
    request: HttpRequest,
    name: str,
    wanted: OccurrenceFilter,
    organisation: Organisation | None = None,
    activity: Activity | None = None,
) -> HttpResponse:
    rows, window = feed_rows(wanted, organisation, activity)
    texts, newest, until = _fitting(rows, window, wanted.today)
    comment = ""
    if until:
        comment = _("Too many dates for one calendar: it holds %(first)s to %(last)s.") % {
            "first": until[0],
            "last": until[1],
        }
    body = ical.calendar(name=name, url=_address(request), events=texts, comment=comment)
    return _answer(body, newest)


Fitting = tuple[list[str], datetime | None, tuple[date, date] | None]


def _fitting(rows: QuerySet[Occurrence], window: tuple[date, date], today: date) -> Fitting:
    """Texts that stay under a megabyte: the past goes first, then whole days at the far end.

    Two queries whatever the size: how many dates each day has, then the texts of the days kept.
    """
    counts = list(rows.order_by("date").values_list("date").annotate(Count("pk")))
    first, last = window
    if sum(number for _day, number in counts) > MOST_DATES:
        first = today
        last = _last_that_fits([pair for pair in counts if pair[0] >= today], last)
    texts: list[str] = []
    days: list[date] = []
    size, newest = OVERHEAD, None
    kept = (
        rows.filter(date__lte=last)
        if first == window[0]
        else rows.filter(date__lte=last, end_date__gte=first)
    )
    for text, changed_at, day in kept.values_list("ical", "changed_at", "date"):
        size += len(text.encode())
        if size > MOST_BYTES:
            last = day - timedelta(days=1)
            texts = [kept_text for kept_text, other in zip(texts, days, strict=True) if other < day]
            break
        texts.append(text)
        days.append(day)
        newest = changed_at if newest is None else max(newest, changed_at)
    return texts, newest, None if (first, last) == window else (first, last)


def _last_that_fits(counts: list[tuple[date, int]], last: date) -> date:
    """The last day up to which `MOST_DATES` dates reach; never less than the first day."""
    total = 0
    for place, (day, number) in enumerate(counts):
        total += number
        if total > MOST_DATES and place:
            return day - timedelta(days=1)
    return last


def _answer(body: bytes, newest: datetime | None) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    if newest:
        response["Last-Modified"] = http_date(newest.timestamp())
    return response


def _address(request: HttpRequest) -> str:
    return settings.WAGTAILADMIN_BASE_URL + request.path
