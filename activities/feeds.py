"""Calendar feeds: the filter's dates joined from the texts that stand on the rows.

A feed changes with the content version and at midnight, never in between, so it is kept that long.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import ical, version
from activities.caching import CACHE_CONTROL, View, cached
from activities.filters import OccurrenceFilter
from activities.models import Activity, Occurrence
from organisations.models import Organisation

DAYS_BACK = 30
DAYS_AHEAD = 366
MOST_BYTES = 1_000_000
MOST_DATES = 1_200
OVERHEAD = 2_000
HEAD_SECONDS = 24 * 3600
BODY_SECONDS = 3600
TYPE = "text/calendar; charset=utf-8"
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


@dataclass(frozen=True)
class Feed:
    """What an address stands for; nothing is read yet. `address` is the same for all who ask the
    same, however they wrote it; `only` narrows the filter's rows."""

    name: str
    address: str
    wanted: OccurrenceFilter
    only: dict[str, int] = field(default_factory=dict)

    @property
    def window(self) -> tuple[date, date]:
        today = self.wanted.today
        return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)

    def rows(self) -> QuerySet[Occurrence]:
        found = self.wanted.occurrences(self.window)
        return found.filter(**self.only).order_by("starts_at", "pk")


class Head(NamedTuple):
    """What a 304 needs; `body_key` is where the packed bytes are kept."""

    digest: str
    modified: str
    body_key: str


def kept(view: Callable[..., Feed]) -> View:
    """Serves the feed that a view names: strong ETag, 304 for the one query of the content version.

    Bytes are kept packed, once for all ways to write an address, and unpacked for those who cannot
    read gzip; each of the two has an ETag of its own (RFC 9110 8.8.3.3).
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        at_version, now = version.current(), timezone.now()
        is_packed = bool(TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
        key = _key(request.get_full_path(), at_version, now)
        head: Head | None = cache.get(key)
        unchanged = head and _unchanged(request, head, is_packed)
        if unchanged:
            return unchanged
        whole: tuple[Head, bytes] | None = head and cache.get(head.body_key)
        if whole is None:
            whole = _whole(view(request, at_version=at_version, now=now, **named), at_version, now)
            cache.set(key, whole[0], HEAD_SECONDS)
        head, body = whole
        return _unchanged(request, head, is_packed) or _sent(head, body, is_packed)

    return answer


@kept
def activities_feed(request: HttpRequest, *, at_version: int, now: datetime) -> Feed:
    wanted = OccurrenceFilter.from_query(request.GET, now=now, at_version=at_version)
    name = "・".join([settings.WAGTAIL_SITE_NAME, *wanted.district_names])
    return Feed(name, _address(request, wanted.without_period().query()), wanted)


@kept
def district_feed(request: HttpRequest, slug: str, *, at_version: int, now: datetime) -> Feed:
    query = request.GET.copy()
    query.setlist("district", [slug])
    wanted = OccurrenceFilter.from_query(query, now=now, at_version=at_version)
    if not wanted.districts:
        raise Http404
    name = "・".join([settings.WAGTAIL_SITE_NAME, *wanted.district_names])
    return Feed(name, _address(request, wanted.without_period().query(districts=())), wanted)


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


@cached
def occurrence_ics(
    request: HttpRequest, pk: int, day: str, *, at_version: int, now: datetime
) -> HttpResponse:
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
    body = ical.calendar(events=[row.ical for row in rows])
    response = HttpResponse(body, content_type=TYPE)
    response["X-Robots-Tag"] = "noindex"
    response["Last-Modified"] = http_date(max(row.changed_at for row in rows).timestamp())
    response["Content-Disposition"] = f'attachment; filename="activity-{pk}-{day}.ics"'
    return response


def _whole(feed: Feed, at_version: int, now: datetime) -> tuple[Head, bytes]:
    key = _key(feed.address, at_version, now)
    found: tuple[Head, bytes] | None = cache.get(key)
    if found is None:
        texts, newest, held = _fitting(feed.rows(), feed.window, feed.wanted.today)
        comment = ""
        if held != feed.window:
            comment = _("Too many dates for one calendar: it holds %(first)s to %(last)s.") % {
                "first": held[0],
                "last": held[1],
            }
        body = ical.calendar(events=texts, name=feed.name, url=feed.address, comment=comment)
        digest = hashlib.sha256(body).hexdigest()[:32]
        modified = http_date(newest.timestamp()) if newest else ""
        found = Head(digest, modified, key), gzip.compress(body, compresslevel=5, mtime=0)
        cache.set(key, found, BODY_SECONDS)
    return found


def _unchanged(request: HttpRequest, head: Head, is_packed: bool) -> HttpResponse | None:
    response = get_conditional_response(request, etag=_etag(head, is_packed))
    return response and _headed(response, head, is_packed)


def _sent(head: Head, body: bytes, is_packed: bool) -> HttpResponse:
    response = HttpResponse(body if is_packed else gzip.decompress(body), content_type=TYPE)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["X-Robots-Tag"] = "noindex"
    return _headed(response, head, is_packed)


def _headed(response: HttpResponse, head: Head, is_packed: bool) -> HttpResponse:
    response["ETag"] = _etag(head, is_packed)
    response["Cache-Control"] = CACHE_CONTROL
    response["Vary"] = "Accept-Encoding"
    if head.modified:
        response["Last-Modified"] = head.modified
    return response


def _etag(head: Head, is_packed: bool) -> str:
    return f'"{head.digest}-gzip"' if is_packed else f'"{head.digest}"'


def _fitting(
    rows: QuerySet[Occurrence], window: tuple[date, date], today: date
) -> tuple[list[str], datetime | None, tuple[date, date]]:
    """Texts under a megabyte and the days they cover: the past goes first, then the far end.

    Days are cut whole, unless the first alone is too much. Two queries whatever the size, and one
    more where texts are unusually long.
    """
    first, last = window
    counts = list(rows.order_by("date").values_list("date").annotate(Count("pk")))
    if sum(number for _day, number in counts) > MOST_DATES:
        first = today
        last = _last_that_fits([pair for pair in counts if pair[0] >= today], last)
    texts, newest, reached = _texts(rows, first, last)
    if reached < last and first < today:
        first = today
        texts, newest, reached = _texts(rows, first, last)
    return texts, newest, (first, reached)


def _texts(
    rows: QuerySet[Occurrence], first: date, last: date
) -> tuple[list[str], datetime | None, date]:
    """Texts of the dates that touch these days, the newest change, the last day that fits."""
    texts: list[str] = []
    days: list[date] = []
    size, newest = OVERHEAD, None
    found = rows.filter(date__lte=last, end_date__gte=first)
    for text, changed_at, day in found.values_list("ical", "changed_at", "date"):
        size += len(text.encode())
        if size > MOST_BYTES:
            if day <= first:
                return texts, newest, first
            whole = [text for text, other in zip(texts, days, strict=True) if other < day]
            return whole, newest, day - timedelta(days=1)
        texts.append(text)
        days.append(day)
        newest = changed_at if newest is None else max(newest, changed_at)
    return texts, newest, last


def _last_that_fits(counts: list[tuple[date, int]], last: date) -> date:
    """The last day up to which `MOST_DATES` dates reach; never less than the first day."""
    total = 0
    for place, (day, number) in enumerate(counts):
        total += number
        if total > MOST_DATES and place:
            return day - timedelta(days=1)
    return last


def _key(asked: str, at_version: int, now: datetime) -> str:
    shaping = f"{settings.WAGTAILADMIN_BASE_URL} {timezone.localdate(now)} {asked}"
    return f"feed-{at_version}-{hashlib.sha256(shaping.encode()).hexdigest()}"


def _address(request: HttpRequest, query: str = "") -> str:
    return settings.WAGTAILADMIN_BASE_URL + request.path + (f"?{query}" if query else "")
