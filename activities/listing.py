"""Turns a filter into the days and cards of a list, at a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities import showing, wording
from activities.asked import WEEKDAYS, when_label
from activities.enums import Access, AgeBand, Category, OccurrenceStatus, Weekday
from activities.filters import OccurrenceFilter
from activities.models import Activity, Occurrence
from organisations.enums import Scheme

PER_PAGE = 20
STRIP_DAYS = 7
SHOWN = (Scheme.CARE_AREA.value, Scheme.WARD.value)
SHOWN_ACCESS = (
    Access.WHEELCHAIR, Access.RAMP, Access.TOILET, Access.PARKING, Access.WRITING,
    Access.NURSING_ROOM, Access.PUSHCHAIR,
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """What one page of a list shows; `total` counts cards: one an activity, or the dates of one
    day. `more` are left for later pages."""

    total: int
    days: list[dict[str, Any]]
    undated: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.days and not self.undated


def listing(wanted: OccurrenceFilter) -> Listing:
    """Dated cards and undated ones, each paged: five queries at most."""
    shown, dated_total = _dates_of_day(wanted) if wanted.is_single_day else _first_dates(wanted)
    undated, undated_total = _undated(wanted) if wanted.asks_for_undated else ([], 0)
    begin = (wanted.page - 1) * PER_PAGE
    if begin and undated and not shown:
        dated_total = wanted.occurrences().aggregate(n=Count("activity", distinct=True))["n"]
    if begin and shown and not undated and wanted.asks_for_undated:
        undated_total = wanted.undated().count()
    earliest = max(wanted.period[0], wanted.today)
    return Listing(
        dated_total + undated_total,
        [
            _day(day, [card(row, wanted) for row in rows], wanted.today)
            for day, rows in groupby(shown, key=lambda row: max(row.date, earliest))
        ],
        [undated_card(activity) for activity in undated],
        sum(max(0, total - begin - PER_PAGE) for total in (dated_total, undated_total)),
    )


def strip(wanted: OccurrenceFilter) -> list[dict[str, Any]]:
    """Seven days with the number of dates on each, those of several days on every one.

    Asked in what the lists' index holds, so that no row is read.
    """
    first = wanted.strip_from
    days = [first + timedelta(days=n) for n in range(STRIP_DAYS)]
    rows = wanted.occurrences((days[0], days[-1])).filter(ends_at__gt=wanted.now)
    counts = rows.aggregate(
        **{
            f"on_{n}": Count("pk", filter=Q(date__lte=day, ends_at__gt=_midnight(day)))
            for n, day in enumerate(days)
        }
    )
    return [_strip_day(day, counts[f"on_{n}"], wanted) for n, day in enumerate(days)]


def shortcuts(wanted: OccurrenceFilter) -> list[dict[str, Any]]:
    return [
        {
            "url": wanted.url(when=when, from_date=None, to_date=None),
            "label": when_label(when),
            "is_current": wanted.when == when,
        }
        for when in ("today", "weekend", "month")
    ]


def tally(wanted: OccurrenceFilter, total: int) -> dict[str, Any]:
    """The sentence with the count, and a way to take each condition away."""
    conditions = _conditions(wanted)
    said = "・".join(label for label, _address in conditions) or _("All activities")
    return {
        "sentence_before": pgettext("before the count", "%(conditions)s:") % {"conditions": said},
        "count": total,
        "sentence_after": pgettext("after the count", "found"),
        "chips": [
            {
                "url": url,
                "label": label,
                "remove_label": _("Remove %(condition)s") % {"condition": label},
            }
            for label, url in conditions
        ],
    }


def filter_form(wanted: OccurrenceFilter) -> dict[str, Any]:
    def chosen(pairs: Any, values: tuple[str, ...]) -> list[tuple[str, str, bool]]:
        return [(str(value), str(label), str(value) in values) for value, label in pairs]

    weekdays = [(code, str(day.label)) for code, day in zip(WEEKDAYS, Weekday, strict=True)]
    return {
        "districts": chosen(
            [(slug, place.name) for slug, place in wanted.places.items() if place.scheme in SHOWN],
            wanted.districts,
        ),
        "ages": chosen(AgeBand.choices, wanted.ages),
        "categories": chosen(Category.choices, wanted.categories),
        "weekdays": chosen(weekdays, wanted.weekdays),
        "access": chosen([(a.value, a.label) for a in SHOWN_ACCESS], wanted.access),
        "from_value": wanted.from_date.isoformat() if wanted.from_date else "",
        "to_value": wanted.to_date.isoformat() if wanted.to_date else "",
        "q": wanted.q,
        "free": wanted.free,
        "hidden": [("when", wanted.when)] if wanted.when else [],
        "is_open": bool(
            wanted.categories or wanted.weekdays or wanted.access or wanted.q or wanted.free
        ),
    }


def card(row: Any, wanted: OccurrenceFilter) -> dict[str, Any]:
    """A row with `more` and `following`, as `_loaded` gives it."""
    activity = row.activity
    state, state_label = showing.sign_up(activity, row.places_left)
    notice_lead = notice = ""
    if row.is_stopped:
        state, state_label = "stop", str(OccurrenceStatus(row.status).label)
        notice_lead, notice = showing.stopped(row, wanted.today)
        if row.following:
            day = wording.say_date(timezone.localdate(row.following))
            notice += _("The next one is on %(day)s.") % {"day": day}
    when, when_small = showing.span(row), showing.moved_note(row) or row.note
    rule = activity.rule_said
    if rule and not wanted.is_single_day and not row.is_stopped:
        when = _("Next: %(day)s") % {"day": wording.say_date(row.date)}
        if row.more and wanted.period[1]:
            when += _(", %(number)s more") % {"number": row.more}
        when_small = f"{rule} {showing.span(row)}"
    return {
        **_card_of(activity),
        "state": state,
        "state_label": state_label,
        "notice_lead": notice_lead,
        "notice": notice,
        "starts_at": timezone.localtime(row.starts_at),
        "when": when,
        "when_small": when_small,
        "where": showing.where(activity, row.venue),
    }


def undated_card(activity: Activity) -> dict[str, Any]:
    state, state_label = showing.sign_up(activity)
    return {
        **_card_of(activity),
        "state": state,
        "state_label": state_label,
        "when": "",
        "where": showing.where(activity),
    }


def _card_of(activity: Activity) -> dict[str, Any]:
    return {
        "url": activity.get_absolute_url(),
        "title": activity.title,
        "kind": activity.category,
        "kind_label": showing.category(activity),
        "where_reading": "",
        "whom": showing.whom(activity),
        "fee": showing.fee(activity),
        "roles": [],
    }


def _first_dates(wanted: OccurrenceFilter) -> tuple[list[Occurrence], int]:
    """A page of activities under their first date in the period, and how many there are."""
    groups = (
        wanted.occurrences()
        .order_by()
        .values("activity")
        .annotate(first=Min("starts_at"), total=Window(Count("*")))
        .order_by("first", "activity")
    )
    begin = (wanted.page - 1) * PER_PAGE
    page = list(groups[begin : begin + PER_PAGE])
    if not page:
        return [], 0
    rows = _loaded(
        Occurrence.objects.public().filter(
            activity__in=[group["activity"] for group in page],
            starts_at__in={group["first"] for group in page},
        ),
        wanted,
    )
    found: dict[tuple[int, Any], Occurrence] = {}
    for row in rows:
        found.setdefault((row.activity_id, row.starts_at), row)
    keys = [(group["activity"], group["first"]) for group in page]
    return [found[key] for key in keys if key in found], page[0]["total"]


def _dates_of_day(wanted: OccurrenceFilter) -> tuple[list[Occurrence], int]:
    rows = wanted.occurrences()
    begin = (wanted.page - 1) * PER_PAGE
    shown = list(_loaded(rows, wanted)[begin : begin + PER_PAGE])
    if begin == 0 and len(shown) < PER_PAGE:
        return shown, len(shown)
    return shown, rows.count()


def _undated(wanted: OccurrenceFilter) -> tuple[list[Activity], int]:
    begin = (wanted.page - 1) * PER_PAGE
    page = wanted.undated().annotate(total=Window(Count("*")))[begin : begin + PER_PAGE]
    found = list(page)
    return found, found[0].total if found else 0


def _loaded(
    rows: QuerySet[Occurrence, Occurrence], wanted: OccurrenceFilter
) -> QuerySet[Occurrence, Occurrence]:
    """The rows in order, each with the next date that takes place (`following`) and how many
    more of the period do (`more`): asked for twenty rows, not for the whole period."""
    same = {"activity": OuterRef("activity"), "starts_at__gt": OuterRef("starts_at")}
    later = Occurrence.objects.public().scheduled().filter(**same).order_by("starts_at")
    takes_place = Q(status=OccurrenceStatus.SCHEDULED)
    in_period = wanted.occurrences().filter(takes_place, **same).order_by().values("activity")
    more = in_period.annotate(number=Count("pk")).values("number")
    return (
        rows.select_related("activity__organiser", "activity__venue", "venue")
        .annotate(
            following=Subquery(later.values("starts_at")[:1]),
            more=Coalesce(Subquery(more), 0),
        )
        .order_by("starts_at", "activity", "pk")
    )


def _day(day: date, cards: list[dict[str, Any]], today: date) -> dict[str, Any]:
    return {
        "date": day,
        "month": f"{day.month}月",
        "number": str(day.day),
        "weekday_label": f"（{wording.say_weekday(day)}）",
        "weekday_class": showing.weekday_class(day),
        "is_today": day == today,
        "anchor": f"d{day.isoformat()}",
        "cards": cards,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def _strip_day(day: date, number: int, wanted: OccurrenceFilter) -> dict[str, Any]:
    count_label = _("%(number)s dates") % {"number": number} if number else _("none")
    current = wanted.period == (day, day)
    return {
        "url": wanted.url(when="", from_date=day, to_date=day),
        "label": f"{wording.say_date(day)}{count_label}",
        "weekday": _("Today") if day == wanted.today else wording.say_weekday(day),
        "weekday_class": showing.weekday_class(day),
        "number": str(day.day),
        "count_label": count_label,
        "is_none": not number,
        "is_current": current,
    }


def _conditions(wanted: OccurrenceFilter) -> list[tuple[str, str]]:
    """Each condition in words, with the address of the list without it."""

    def less(values: tuple[str, ...], value: str) -> tuple[str, ...]:
        return tuple(other for other in values if other != value)

    found = [
        (name, wanted.url(districts=less(wanted.districts, slug)))
        for slug, name in zip(wanted.districts, wanted.district_names, strict=True)
    ]
    if wanted.when:
        found.append((when_label(wanted.when), wanted.url(when="")))
    elif wanted.from_date or wanted.to_date:
        found.append((_said_period(wanted), wanted.url(from_date=None, to_date=None)))
    for code in wanted.ages:
        found.append((str(AgeBand(code).label), wanted.url(ages=less(wanted.ages, code))))
    for code in wanted.categories:
        rest = less(wanted.categories, code)
        found.append((str(Category(code).label), wanted.url(categories=rest)))
    for code in wanted.weekdays:
        label = str(Weekday(WEEKDAYS.index(code)).label)
        found.append((label, wanted.url(weekdays=less(wanted.weekdays, code))))
    if wanted.free:
        found.append((_("Free"), wanted.url(free=False)))
    for code in wanted.access:
        found.append((str(Access(code).label), wanted.url(access=less(wanted.access, code))))
    if wanted.q:
        found.append((f"「{wanted.q}」", wanted.url(q="")))
    return found


def _said_period(wanted: OccurrenceFilter) -> str:
    first, last = wanted.from_date, wanted.to_date
    if first and last and first != last:
        return _("%(first)s to %(last)s") % {
            "first": wording.say_date(first),
            "last": wording.say_date(last),
        }
    if first and first == last:
        return wording.say_date(first)
    if first:
        return _("from %(day)s") % {"day": wording.say_date(first)}
    return _("until %(day)s") % {"day": wording.say_date(last or wanted.today)}
