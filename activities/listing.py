"""Turns a filter into the days and cards of a list, at a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Min, Window
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities import showing, wording
from activities.enums import Access, AgeBand, Category, OccurrenceStatus, Weekday
from activities.filters import WEEKDAYS, OccurrenceFilter
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
    """What the list page shows; `total` counts cards, one an activity, or the dates of one day."""

    total: int
    days: list[dict[str, Any]]
    undated: list[dict[str, Any]] = field(default_factory=list)
    has_more: int = 0
    page: int = 1


def listing(wanted: OccurrenceFilter) -> Listing:
    """One page of cards: three queries, two more for cancelled and undated ones."""
    shown, total = _dates_of_day(wanted) if wanted.is_single_day else _first_dates(wanted)
    rows = [row for row, _count in shown]
    following = _next_after_cancelled(rows, wanted)
    cards = [(row.date, card(row, count, following, wanted)) for row, count in shown]
    first = wanted.period[0]
    days = [
        _day(max(day, first), [made for _day_, made in group], wanted.today)
        for day, group in groupby(cards, key=lambda pair: max(pair[0], first))
    ]
    undated = []
    if wanted.page == 1 and _asks_for_undated(wanted):
        undated = [undated_card(activity) for activity in wanted.undated()[:PER_PAGE]]
    done = (wanted.page - 1) * PER_PAGE + len(shown)
    return Listing(total, days, undated, max(0, total - done), wanted.page)


def strip(wanted: OccurrenceFilter) -> list[dict[str, Any]]:
    """Seven days with the number of dates on each; one query."""
    first = wanted.from_date or wanted.today
    last = first + timedelta(days=STRIP_DAYS - 1)
    counts = dict(
        wanted.occurrences((first, last))
        .filter(ends_at__gt=wanted.now)
        .order_by()
        .values_list("date")
        .annotate(Count("pk"))
    )
    return [_strip_day(first + timedelta(days=n), counts, wanted) for n in range(STRIP_DAYS)]


def shortcuts(wanted: OccurrenceFilter, path: str = "/activities/") -> list[dict[str, Any]]:
    words = {"today": _("Today"), "weekend": _("This weekend"), "month": _("This month")}
    return [
        {
            "url": _url(path, wanted.query(when=when, from_date=None, to_date=None)),
            "label": label,
            "is_current": wanted.when == when,
        }
        for when, label in words.items()
    ]


def tally(wanted: OccurrenceFilter, total: int, path: str = "/activities/") -> dict[str, Any]:
    """The sentence with the count, and a way to take each condition away."""
    conditions = _conditions(wanted)
    said = "・".join(label for label, _query in conditions) or _("All activities")
    return {
        "sentence_before": pgettext("before the count", "%(conditions)s:") % {"conditions": said},
        "count": total,
        "sentence_after": pgettext("after the count", "found"),
        "chips": [
            {
                "url": _url(path, query),
                "label": label,
                "remove_label": _("Remove %(condition)s") % {"condition": label},
            }
            for label, query in conditions
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


def card(
    row: Occurrence,
    count: int,
    following: dict[int, Any],
    wanted: OccurrenceFilter,
) -> dict[str, Any]:
    activity = row.activity
    state, state_label = showing.sign_up(activity, row.places_left)
    notice_lead = notice = ""
    if row.is_cancelled:
        state, state_label = "stop", str(OccurrenceStatus.CANCELLED.label)
        notice_lead = (
            _("Cancelled today.") if row.date == wanted.today else _("This day is cancelled.")
        )
        notice = row.reason
        if after := following.get(activity.pk):
            day = wording.say_date(timezone.localdate(after))
            notice += _("The next one is on %(day)s.") % {"day": day}
    when, when_small = showing.span(row), showing.moved_note(row) or row.note
    rule = activity.rule_said
    if rule and not wanted.is_single_day and not row.is_cancelled:
        when = _("Next: %(day)s") % {"day": wording.say_date(row.date)}
        if count > 1 and wanted.period[1]:
            when += _(", %(number)s more") % {"number": count - 1}
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


Shown = list[tuple[Occurrence, int]]


def _first_dates(wanted: OccurrenceFilter) -> tuple[Shown, int]:
    """A page of activities under their first date in the period, and how many there are."""
    groups = (
        wanted.occurrences()
        .order_by()
        .values("activity")
        .annotate(first=Min("starts_at"), count=Count("pk"), total=Window(Count("*")))
        .order_by("first", "activity")
    )
    begin = (wanted.page - 1) * PER_PAGE
    page = list(groups[begin : begin + PER_PAGE])
    if not page:
        return [], 0
    firsts = {(group["activity"], group["first"]): group["count"] for group in page}
    rows = _loaded(
        Occurrence.objects.public().filter(
            activity__in=[group["activity"] for group in page],
            starts_at__in={group["first"] for group in page},
        )
    )
    found: dict[tuple[int, Any], Occurrence] = {}
    for row in rows:
        found.setdefault((row.activity_id, row.starts_at), row)
    return [(found[key], count) for key, count in firsts.items() if key in found], page[0]["total"]


def _dates_of_day(wanted: OccurrenceFilter) -> tuple[Shown, int]:
    rows = wanted.occurrences()
    begin = (wanted.page - 1) * PER_PAGE
    shown = [(row, 1) for row in _loaded(rows)[begin : begin + PER_PAGE]]
    if begin == 0 and len(shown) < PER_PAGE:
        return shown, len(shown)
    return shown, rows.count()


def _loaded(rows: Any) -> Any:
    return rows.select_related(
        "activity__organiser", "activity__venue", "venue"
    ).order_by("starts_at", "activity", "pk")  # fmt: skip


def _next_after_cancelled(rows: list[Occurrence], wanted: OccurrenceFilter) -> dict[int, Any]:
    cancelled = [row.activity_id for row in rows if row.is_cancelled]
    if not cancelled:
        return {}
    return dict(
        Occurrence.objects.public()
        .scheduled()
        .filter(activity__in=cancelled, starts_at__gt=wanted.now)
        .order_by()
        .values_list("activity")
        .annotate(Min("starts_at"))
    )


def _asks_for_undated(wanted: OccurrenceFilter) -> bool:
    is_dated = wanted.when or wanted.from_date or wanted.to_date or wanted.weekdays
    return not is_dated and not wanted.ages and not wanted.access and not wanted.free


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


def _strip_day(day: date, counts: dict[date, int], wanted: OccurrenceFilter) -> dict[str, Any]:
    number = counts.get(day, 0)
    count_label = _("%(number)s dates") % {"number": number} if number else _("none")
    current = wanted.period == (day, day)
    return {
        "url": _url("/activities/", wanted.query(when="", from_date=day, to_date=day)),
        "label": f"{wording.say_date(day)}{count_label}",
        "weekday": _("Today") if day == wanted.today else wording.say_weekday(day),
        "weekday_class": showing.weekday_class(day),
        "number": str(day.day),
        "count_label": count_label,
        "is_none": not number,
        "is_current": current,
    }


def _conditions(wanted: OccurrenceFilter) -> list[tuple[str, str]]:
    """Each condition in words, with the query string that is left without it."""

    def less(values: tuple[str, ...], value: str) -> tuple[str, ...]:
        return tuple(other for other in values if other != value)

    found = [
        (name, wanted.query(districts=less(wanted.districts, slug)))
        for slug, name in zip(wanted.districts, wanted.district_names, strict=True)
    ]
    when = {
        "today": _("Today"), "weekend": _("This weekend"),
        "week": _("One week"), "month": _("This month"),
    }  # fmt: skip
    if wanted.when:
        found.append((str(when[wanted.when]), wanted.query(when="")))
    elif wanted.from_date or wanted.to_date:
        found.append((_said_period(wanted), wanted.query(from_date=None, to_date=None)))
    for code in wanted.ages:
        found.append((str(AgeBand(code).label), wanted.query(ages=less(wanted.ages, code))))
    for code in wanted.categories:
        rest = less(wanted.categories, code)
        found.append((str(Category(code).label), wanted.query(categories=rest)))
    for code in wanted.weekdays:
        label = str(Weekday(WEEKDAYS.index(code)).label)
        found.append((label, wanted.query(weekdays=less(wanted.weekdays, code))))
    if wanted.free:
        found.append((_("Free"), wanted.query(free=False)))
    for code in wanted.access:
        found.append((str(Access(code).label), wanted.query(access=less(wanted.access, code))))
    if wanted.q:
        found.append((f"「{wanted.q}」", wanted.query(q="")))
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


def _url(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
