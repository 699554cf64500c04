"""What closures say to residents: a notice for everyone, or a line on the pages of one group.

The sentences of a day are made once a content version, so that a page asks nothing for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext as _

from activities import showing, wording
from activities.enums import Category, ClosureReason
from activities.models import Closure

BEFORE = timedelta(days=3)
SECONDS = 3600
LONG = timedelta(days=300)
BECAUSE = {
    ClosureReason.TYPHOON,
    ClosureReason.HEAT,
    ClosureReason.INFECTION,
    ClosureReason.YEAR_END,
    ClosureReason.VENUE,
}


@dataclass(frozen=True)
class Announcements:
    """Of one day: `for_all` stands on every page, `of_groups` by the group's key."""

    for_all: tuple[str, ...]
    of_groups: dict[int, tuple[str, ...]]

    def of(self, organiser_id: int) -> list[str]:
        return list(self.of_groups.get(organiser_id, ()))


def on(day: date, at_version: int) -> Announcements:
    """A notice stands from three days before the closure's first day until its last has passed."""
    key = f"closures-{at_version}-{day}"
    found: Announcements | None = cache.get(key)
    if found is None:
        found = _read(day)
        cache.set(key, found, SECONDS)
    return found


def sentence(closure: Closure, districts: list[str]) -> str:
    """「台風のため、12月9日（水）は、すべての活動をお休みします。」"""
    words = {"days": say_days(closure), "what": say_what(closure, districts)}
    if not closure.words and closure.reason in BECAUSE:
        said = _("%(because)s, %(what)s closed on %(days)s.")
        return said % {**words, "because": closure.said}
    said = _("%(what)s closed on %(days)s.") % words
    return f"{said}{showing.sentence(closure.words)}"


def say_days(closure: Closure) -> str:
    """「12月9日（水）」「12月29日（火）から1月3日（日）まで」「12月9日（水）からしばらくのあいだ」."""
    first = wording.say_date(closure.starts_on)
    if closure.ends_on == closure.starts_on:
        return first
    if closure.ends_on is None:
        return _("from %(first)s for some time") % {"first": first}
    last = _say_last(closure.ends_on, closure.starts_on)
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def say_what(closure: Closure, districts: list[str]) -> str:
    """「すべての活動」「きたよし・なかよしのサロン」「ひだまりの会の活動」."""
    kinds = [str(label) for code, label in Category.choices if code in closure.categories]
    what = "・".join(kinds) if kinds else _("all activities")
    if districts:
        what = _("%(what)s in %(places)s") % {"what": what, "places": "・".join(districts)}
    if closure.organiser_id:
        what = _("%(what)s of %(group)s") % {"what": what, "group": closure.organiser}
    return what


def _say_last(day: date, since: date) -> str:
    """「1月3日（日）」; with its year where it could be taken for the day a year before."""
    said = wording.say_date(day)
    return f"{day.year}年{said}" if day - since >= LONG else said


def _read(day: date) -> Announcements:
    pending = Closure.objects.in_force().filter(Q(ends_on=None) | Q(ends_on__gte=day))
    for_all: list[str] = []
    of_groups: dict[int, tuple[str, ...]] = {}
    closures = pending.select_related("organiser").prefetch_related("districts")
    for closure in closures.order_by("starts_on", "pk"):
        names = [district.name for district in closure.districts.all()]
        if closure.organiser_id:
            said = _of_group(closure, names, day)
            of_groups[closure.organiser_id] = (*of_groups.get(closure.organiser_id, ()), said)
        elif closure.is_announced and closure.starts_on <= day + BEFORE:
            for_all.append(sentence(closure, names))
    return Announcements(tuple(for_all), of_groups)


def _of_group(closure: Closure, districts: list[str], day: date) -> str:
    """「しばらくお休みしています。」, with the day it begins or ends where there is one."""
    if closure.categories or districts:  # some of the group's activities alone
        return sentence(closure, districts)
    if closure.starts_on > day:
        said = _("Closed %(days)s.") % {"days": say_days(closure)}
    elif closure.ends_on is None:
        said = _("Taking a break for some time.")
    else:
        last = _say_last(closure.ends_on, day)
        said = _("Taking a break until %(last)s.") % {"last": last}
    because = closure.said if closure.words or closure.reason in BECAUSE else ""
    return f"{said}{showing.sentence(because)}"
