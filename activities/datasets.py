"""The city's open data: the files for machines and the page that says what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from activities import municipal_columns, opendata, wording
from activities.caching import cached
from activities.keeping import kept

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_IN_JAPANESE = "https://creativecommons.org/licenses/by/4.0/deed.ja"


@dataclass(frozen=True)
class EventList:
    """The coming dates under one of the municipal headers; nothing is read before `parts`."""

    address: str
    header: tuple[str, ...]
    today: date
    name: str
    content_type: ClassVar[str] = "text/csv; charset=utf-8; header=present"
    headers: ClassVar[Mapping[str, str]] = {
        "Link": f'<{LICENCE}>; rel="license"',
        "Access-Control-Allow-Origin": "*",
    }

    @property
    def disposition(self) -> str:
        return f'attachment; filename="{self.name}"'

    def parts(self) -> Iterator[bytes]:
        base_url = settings.WAGTAILADMIN_BASE_URL
        return opendata.lines(self.header, city(), base_url=base_url, today=self.today)


@kept
def events(request: HttpRequest, *, at_version: int, now: datetime) -> EventList:
    return _event_list(request, municipal_columns.CURRENT, now, "events")


@kept
def events_32(request: HttpRequest, *, at_version: int, now: datetime) -> EventList:
    return _event_list(request, municipal_columns.OLDER, now, "events-32")


@cached
def about(request: HttpRequest, *, at_version: int, now: datetime) -> HttpResponse:
    today = timezone.localdate(now)
    context: dict[str, Any] = {
        "files": [
            {
                "url": reverse("opendata_events"),
                "columns": municipal_columns.CURRENT,
                "is_current": True,
            },
            {"url": reverse("opendata_events_32"), "columns": municipal_columns.OLDER},
        ],
        "first_day": wording.say_date(today),
        "last_day": wording.say_date(opendata.last_day(today)),
        "licence_url": LICENCE_IN_JAPANESE,
        "example_id": f"{settings.CITY_CODE}-E-000123",
        "credit": f"{settings.CITY_NAME}「{settings.WAGTAIL_SITE_NAME}」",
        "calendar_url": reverse("activities_feed"),
        "news_url": reverse("news_feed"),
    }
    response = TemplateResponse(request, "activities/opendata.html", context)
    response["Link"] = EventList.headers["Link"]
    return response


def city() -> opendata.City:
    return opendata.City(settings.CITY_CODE, settings.CITY_PREFECTURE, settings.CITY_NAME)


def _event_list(
    request: HttpRequest, header: tuple[str, ...], now: datetime, name: str
) -> EventList:
    filename = f"{settings.CITY_CODE}_{name}.csv"
    return EventList(request.path, header, timezone.localdate(now), filename)
