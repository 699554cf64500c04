"""One way from a query string to occurrences: list, feeds, counts and exports all go through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from activities import asked, search
from activities.asked import WEEKDAYS, Place
from activities.enums import Access, AgeBand, mask
from activities.models import Activity, Occurrence

MOST_GOING_ON = 900
LIST_PATH = "/activities/"
Period = tuple[date, date]


@dataclass(frozen=True)
class Longer:
    """The rows of several days that touch a day from `since` to `until`."""

    since: date
    until: date
    rows: tuple[tuple[int, date, date], ...]

    def on(self, day: date) -> list[int]:
        """Those that began before `day` and have not ended before it."""
        return [pk for pk, first, last in self.rows if first < day <= last]


@dataclass(frozen=True)
class OccurrenceFilter:
    """What a visitor asked for, checked; what could not be read stands in `ignored`.

    Days are local and inclusive on both ends. `now` is given from outside. A list that has an
    address of its own says so in `path`, with the district that this address names already.
    """

    now: datetime
    districts: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    when: str = ""
    from_date: date | None = None
    to_date: date | None = None
    weekdays: tuple[str, ...] = ()
    free: bool = False
    access: tuple[str, ...] = ()
    q: str = ""
    page: int = 1
    ignored: tuple[str, ...] = ()
    district_ids: tuple[int, ...] = ()
    district_names: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    path: str = LIST_PATH
    own_district: str = ""
    organiser: int | None = None
    going_on: list[Longer] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def from_query(
        cls, query: Mapping[str, Any], *, now: datetime, at_version: int | None = None
    ) -> OccurrenceFilter:
        """`at_version` spares a query where the caller has read the content version already."""
        return cls(now=now, **asked.read(query, at_version))

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def period(self) -> tuple[date, date | None]:
        """First and last day; None where there is no last day. From today on if nothing is said."""
        if self.when:
            return period_of(self.when, self.today)
        return self.from_date or self.today, self.to_date

    @property
    def strip_from(self) -> date:
        """The first of the seven days above the list."""
        return max(self.from_date or self.today, self.today)

    @property
    def is_single_day(self) -> bool:
        first, last = self.period
        return first == last

    @property
    def has_conditions(self) -> bool:
        """Whether anything but the period narrows the list."""
        return any((self.districts, self.ages, self.categories, self.weekdays, self.free,
                    self.access, self.q))  # fmt: skip

    @property
    def asks_for_undated(self) -> bool:
        """Whether what happens at any time may be meant, too."""
        is_dated = self.when or self.from_date or self.to_date or self.weekdays
        return not is_dated and not self.ages and not self.access and not self.free

    def occurrences(self, within: Period | None = None) -> QuerySet[Occurrence]:
        """Public rows in the period, or `within` two days; what has ended today is left out.

        A row of several days counts on each of them.
        """
        first, last = within or self.period
        if not within:
            first = max(first, self.today)
        if last is not None and last < first:
            return Occurrence.objects.none()
        rows = Occurrence.objects.public().filter(self._conditions(), self._on_days(first, last))
        if self.access:
            bits = mask(Access, self.access)
            rows = rows.alias(has=F("access_mask").bitand(bits)).filter(has=bits)
        return rows if within else rows.filter(ends_at__gt=self.now)

    def undated(self) -> QuerySet[Activity]:
        """随時: public activities without any schedule that meet the conditions."""
        found = Activity.objects.public().filter(schedules__isnull=True)
        if self.organiser:
            found = found.filter(organiser=self.organiser)
        if self.categories:
            found = found.filter(category__in=self.categories)
        if self.districts:
            ids = self.district_ids
            found = found.filter(
                Q(venue__district__in=ids) | Q(venue__district=None, organiser__district__in=ids)
            )
        for word in search.words_of(self.q):
            found = found.filter(search_text__contains=word)
        return found.select_related("organiser", "venue").order_by("-pk")

    def without_period(self) -> OccurrenceFilter:
        """The filter as a feed takes it: conditions that last."""
        return replace(self, when="", from_date=None, to_date=None, page=1)

    def url(self, **changes: Any) -> str:
        """The address of the same list with fields replaced, on page 1 unless said."""
        it = replace(self, **{"page": 1, **changes})
        path = it.path
        if it.own_district:
            if it.districts == (it.own_district,):
                it = replace(it, districts=())
            else:
                path = LIST_PATH
        query = it.query(page=it.page)
        return f"{path}?{query}" if query else path

    def query(self, **changes: Any) -> str:
        """The canonical query string (no leading ?), with fields replaced by `changes`."""
        it = replace(self, page=1, **changes) if "page" not in changes else replace(self, **changes)
        pairs: list[tuple[str, str]] = []
        pairs += [("district", slug) for slug in it.districts]
        pairs += [("age", code) for code in it.ages]
        pairs += [("category", code) for code in it.categories]
        if it.when:
            pairs.append(("when", it.when))
        if it.from_date:
            pairs.append(("from", it.from_date.isoformat()))
        if it.to_date:
            pairs.append(("to", it.to_date.isoformat()))
        pairs += [("weekday", code) for code in it.weekdays]
        pairs += [("free", "1")] if it.free else []
        pairs += [("access", code) for code in it.access]
        pairs += [("q", it.q)] if it.q else []
        pairs += [("page", str(it.page))] if it.page > 1 else []
        return urlencode(pairs)

    def _on_days(self, first: date, last: date | None) -> Q:
        """Rows that touch a day from `first` to `last`; one query, for those of several days.

        There are few of these and they have an index of their own; naming them keeps the rest of
        the list one range of one index.
        """
        begins = Q(date__gte=first) if last is None else Q(date__range=(first, last))
        ids = self._longer(first).on(first)
        return begins | Q(pk__in=ids) if ids else begins

    def _longer(self, day: date) -> Longer:
        """What is asked of the database once for the list and for the strip above it."""
        for known in self.going_on:
            if known.since <= day <= known.until:
                return known
        days = {day, max(self.period[0], self.today), self.strip_from}
        since, until = min(days), max(days)
        rows = Occurrence.objects.public().filter(
            end_date__gt=F("date"), end_date__gte=since, date__lt=until
        )
        found = rows.order_by("-starts_at").values_list("pk", "date", "end_date")
        self.going_on.append(Longer(since, until, tuple(found[:MOST_GOING_ON])))
        return self.going_on[-1]

    def _conditions(self) -> Q:
        wanted = Q()
        if self.organiser:
            wanted &= Q(activity__organiser=self.organiser)
        if self.districts:
            wanted &= Q(district__in=self.district_ids)
        if self.categories:
            wanted &= Q(category__in=self.categories)
        if self.weekdays:
            wanted &= Q(weekday__in=[WEEKDAYS.index(code) for code in self.weekdays])
        if self.free:
            wanted &= Q(is_free=True)
        if self.ages:
            wanted &= Q(age_mask__in=_masks_with(mask(AgeBand, self.ages)))
        for word in search.words_of(self.q):
            wanted &= Q(activity__search_text__contains=word)
        return wanted


def period_of(when: str, today: date) -> Period:
    """The days that a word means: `week` is today and six more, `month` the calendar month.

    `weekend` is the coming Saturday and Sunday; on a Sunday it is today alone.
    """
    if when == "today":
        return today, today
    if when == "weekend":
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return (today, today) if today.weekday() == 6 else (saturday, saturday + timedelta(days=1))
    if when == "week":
        return today, today + timedelta(days=6)
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return today.replace(day=1), following - timedelta(days=1)


def _masks_with(bits: int) -> list[int]:
    """Every stored age mask that shares a bit with `bits`: an IN list of at most 63 numbers."""
    return [stored for stored in range(1, 1 << len(AgeBand)) if stored & bits]
