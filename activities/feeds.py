"""Feeds for calendars and readers: the filter's dates, joined from the texts on the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import following, ical
from activities.filters import OccurrenceFilter
from activities.keeping import kept
from activities.models import Activity, Occurrence
from activities.news import News
from organisations.models import Organisation

DAYS_BACK = 30
DAYS_AHEAD = 366
MOST_BYTES = 1_000_000
MOST_DATES = 1_200
OVERHEAD = 2_000
TYPE = "text/calendar; charset=utf-8"
NOT_INDEXED = {"X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Feed:
    """What an address stands for; nothing is read yet. `address` is the same for all who ask the
    same, however they wrote it; `only` narrows the filter's rows."""

    name: str
    address: str
    wanted: OccurrenceFilter
    only: dict[str, int] = field(default_factory=dict)
    content_type: ClassVar[str] = TYPE
    disposition: ClassVar[str] = 'inline; filename="calendar.ics"'
    headers: ClassVar[Mapping[str, str]] = NOT_INDEXED

    @property
    def window(self) -> tuple[date, date]:
        today = self.wanted.today
        return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)

    def rows(self) -> QuerySet[Occurrence]:
        found = self.wanted.occurrences(self.window)
        return found.filter(**self.only).order_by("starts_at", "pk")

    def parts(self) -> Iterator[bytes]:
        texts, held = _fitting(self.rows(), self.window, self.wanted.today)
        comment = ""
        if held != self.window:
            comment = _("Too many dates for one calendar: it holds %(first)s to %(last)s.") % {
                "first": held[0],
                "last": held[1],
            }
        yield ical.calendar(events=texts, name=self.name, url=self.address, comment=comment)


@dataclass(frozen=True)
class Entries:
    """A file to import once: it has no name and is not asked for again."""

    address: str
    filename: str
    texts: list[str]
    content_type: ClassVar[str] = TYPE
    headers: ClassVar[Mapping[str, str]] = NOT_INDEXED

    @property
    def disposition(self) -> str:
        return f'attachment; filename="{self.filename}"'

    def parts(self) -> Iterator[bytes]:
        yield ical.calendar(events=self.texts)


@kept
def activities_feed(request: HttpRequest, *, at_version: int, now: datetime) -> Feed:
    wanted = OccurrenceFilter.from_query(request.GET, now=now, at_version=at_version)
    return Feed(
        following.name_of(wanted), _address(request, wanted.without_period().query()), wanted
    )


@kept
def district_feed(request: HttpRequest, slug: str, *, at_version: int, now: datetime) -> Feed:
    query = request.GET.copy()
    query.setlist("district", [slug])
    wanted = OccurrenceFilter.from_query(query, now=now, at_version=at_version)
    if not wanted.districts:
        raise Http404
    return Feed(
        following.name_of(wanted),
        _address(request, wanted.without_period().query(districts=())),
        wanted,
    )


@kept
def organisation_feed(request: HttpRequest, slug: str, *, at_version: int, now: datetime) -> Feed:
    organisation = get_object_or_404(Organisation, slug=slug)
    only = {"activity__organiser": organisation.pk}
    return Feed(organisation.name, _address(request), OccurrenceFilter(now=now), only)


@kept
def activity_feed(request: HttpRequest, pk: int, *, at_version: int, now: datetime) -> Feed:
    activity = get_object_or_404(Activity.objects.public(), pk=pk)
    only = {"activity": activity.pk}
    return Feed(activity.title, _address(request), OccurrenceFilter(now=now), only)


@kept
def news_feed(request: HttpRequest, *, at_version: int, now: datetime) -> News:
    wanted = OccurrenceFilter.from_query(request.GET, now=now, at_version=at_version)
    lasting = wanted.without_period()
    return News(following.name_of(wanted), _address(request, lasting.query()), lasting)


@kept
def occurrence_ics(
    request: HttpRequest, pk: int, day: str, *, at_version: int, now: datetime
) -> Entries:
    """One date alone, named by its original day, so that the address outlives a move."""
    try:
        begin = timezone.make_aware(datetime.strptime(day, "%Y-%m-%d"))
        rows = list(
            Occurrence.objects.public()
            .filter(activity=pk, activity__live=True)
            .filter(original_start__gte=begin, original_start__lt=begin + timedelta(days=1))
        )
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if not rows or day != f"{begin:%Y-%m-%d}":
        raise Http404
    return Entries(_address(request), f"activity-{pk}-{day}.ics", [row.ical for row in rows])


def _fitting(
    rows: QuerySet[Occurrence], window: tuple[date, date], today: date
) -> tuple[list[str], tuple[date, date]]:
    """Texts under a megabyte and the days they cover: the past goes first, then the far end.

    Days are cut whole, unless the first alone is too much. Two queries whatever the size, and one
    more where texts are unusually long.
    """
    first, last = window
    counts = list(rows.order_by("date").values_list("date").annotate(Count("pk")))
    if sum(number for _day, number in counts) > MOST_DATES:
        first = today
        last = _last_that_fits([pair for pair in counts if pair[0] >= today], last)
    texts, reached = _texts(rows, first, last)
    if reached < last and first < today:
        first = today
        texts, reached = _texts(rows, first, last)
    return texts, (first, reached)


def _texts(rows: QuerySet[Occurrence], first: date, last: date) -> tuple[list[str], date]:
    """Texts of the dates that touch these days, and the last day that fits."""
    texts: list[str] = []
    days: list[date] = []
    size = OVERHEAD
    found = rows.filter(date__lte=last, end_date__gte=first)
    pairs = list(found.values_list("ical", "date"))
    whole = [text for text, _day in pairs]
    if len("".join(whole).encode()) <= MOST_BYTES - OVERHEAD:
        return whole, last
    for text, day in pairs:
        size += len(text.encode())
        if size > MOST_BYTES:
            if day <= first:
                return texts, first
            whole = [text for text, other in zip(texts, days, strict=True) if other < day]
            return whole, day - timedelta(days=1)
        texts.append(text)
        days.append(day)
    return texts, last


def _last_that_fits(counts: list[tuple[date, int]], last: date) -> date:
    """The last day up to which `MOST_DATES` dates reach; never less than the first day."""
    total = 0
    for place, (day, number) in enumerate(counts):
        total += number
        if total > MOST_DATES and place:
            return day - timedelta(days=1)
    return last


def _address(request: HttpRequest, query: str = "") -> str:
    return settings.WAGTAILADMIN_BASE_URL + request.path + (f"?{query}" if query else "")
