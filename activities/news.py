"""What is new for those who follow a filter: activities just begun, and dates that changed.

An Atom feed (RFC 4287); it asks four queries whatever the size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from activities import plain, showing, wording
from activities.enums import OccurrenceStatus
from activities.filters import OccurrenceFilter
from activities.models import Activity, Occurrence

MOST_ENTRIES = 50
DAYS_AHEAD = 92
TAG_YEAR = 2026  # a tag URI names a time at which the domain was ours (RFC 4151); it never changes


class Steady(Atom1Feed):
    """An Atom feed whose bytes do not tell the time: an empty one is as old as its day."""

    def latest_post_date(self) -> Any:
        if self.items:
            return super().latest_post_date()
        return self.feed["since"]


@dataclass(frozen=True)
class News:
    """The feed of one filter; nothing is read before `parts`."""

    name: str
    address: str
    wanted: OccurrenceFilter
    content_type: ClassVar[str] = "application/atom+xml; charset=utf-8"
    disposition: ClassVar[str] = 'inline; filename="feed.atom"'
    headers: ClassVar[Mapping[str, str]] = {"X-Robots-Tag": "noindex"}

    def parts(self) -> Iterator[bytes]:
        base = settings.WAGTAILADMIN_BASE_URL
        feed = Steady(
            title=_clean(_("%(name)s: what is new") % {"name": self.name}),
            link=base + self.wanted.url(),
            description=_clean(_("New activities, and dates that changed")),
            language=settings.LANGUAGE_CODE,
            author_name=settings.WAGTAIL_SITE_NAME,
            feed_url=self.address,
            feed_guid=self.address,
            since=timezone.localtime(self.wanted.now).replace(
                hour=0, minute=0, second=0, microsecond=0
            ),
        )
        entries = [*map(_of_date, self._dates()), *map(_of_activity, self._activities())]
        entries.sort(key=lambda entry: (entry["updateddate"], entry["unique_id"]), reverse=True)
        for entry in entries[:MOST_ENTRIES]:
            feed.add_item(**entry)
        yield feed.writeString("utf-8").encode()

    def _dates(self) -> list[Occurrence]:
        """The coming dates that are not as the rule says, those changed last first."""
        changed = ~Q(status=OccurrenceStatus.SCHEDULED) | Q(is_edited=True) | Q(is_added=True)
        rows = self.wanted.occurrences(self._window(DAYS_AHEAD)).filter(changed)
        rows = rows.select_related("activity__organiser", "activity__venue", "venue")
        return list(rows.defer("ical").order_by("-changed_at", "-pk")[:MOST_ENTRIES])

    def _activities(self) -> list[Activity]:
        """Those published last, with or without dates."""
        coming = self.wanted.occurrences(self._window(366)).filter(activity=OuterRef("pk"))
        dated = Activity.objects.public().filter(Exists(coming))
        found = list(_newest(dated.select_related("organiser", "venue")))
        if self.wanted.asks_for_undated:
            found += _newest(self.wanted.undated())
        return found

    def _window(self, days: int) -> tuple[date, date]:
        return self.wanted.today, self.wanted.today + timedelta(days=days)


def _newest(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    known = activities.filter(first_published_at__isnull=False)
    return known.order_by("-first_published_at", "-pk")[:MOST_ENTRIES]


def _of_date(row: Occurrence) -> dict[str, Any]:
    activity = row.activity
    names = {
        "status": _status(row),
        "day": wording.say_date(row.date),
        "title": activity.title,
    }
    said = [
        wording.say_when(row.starts_at, row.ends_at, row.is_all_day),
        showing.moved_note(row),
        row.reason,
        row.note,
        showing.where(activity, row.venue),
    ]
    return _entry(
        activity,
        title=_("[%(status)s] %(day)s %(title)s") % names,
        said=said,
        at=row.changed_at,
        key=f"{row.uid}/{row.sequence}",
    )


def _of_activity(activity: Activity) -> dict[str, Any]:
    said = [activity.summary, activity.rule_said, showing.where(activity)]
    return _entry(
        activity,
        title=_("New: %(title)s") % {"title": activity.title},
        said=said,
        at=activity.first_published_at,
        key=f"activity/{activity.pk}",
    )


def _entry(
    activity: Activity, *, title: str, said: list[str], at: datetime, key: str
) -> dict[str, Any]:
    """Django says of every summary that it is HTML; of titles and names, that they are text."""
    return {
        "title": _clean(title),
        "link": settings.WAGTAILADMIN_BASE_URL + activity.get_absolute_url(),
        "description": escape(_clean(" / ".join(filter(None, said)))),
        "author_name": _clean(activity.organiser.name),
        "categories": [showing.category(activity)],
        "pubdate": at,
        "updateddate": at,
        "unique_id": f"tag:{settings.SITE_DOMAIN},{TAG_YEAR}:{key}",
    }


def _status(row: Occurrence) -> str:
    if row.is_stopped:
        return str(OccurrenceStatus(row.status).label)
    return _("Date added") if row.is_added else _("Date changed")


def _clean(text: str) -> str:
    return plain.one_line(text)
