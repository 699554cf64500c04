"""What a query string asks for, checked value by value; knows no row that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils.translation import gettext as _

from activities import version
from activities.enums import Access, AgeBand, Category
from organisations.districts import ids_below
from organisations.models import District

WHEN = ("today", "weekend", "week", "month")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PAGES = 100_000
MOST_LETTERS = 200
MOST_VALUES = 40
KNOWN = {
    "district", "age", "category", "when", "from", "to", "weekday", "free", "access", "q", "page",
}  # fmt: skip


class Place(NamedTuple):
    """A district as the filter needs it: `ids` are its own and those of all below it."""

    name: str
    scheme: str
    ids: tuple[int, ...]


def read(query: Mapping[str, Any], at_version: int | None = None) -> dict[str, Any]:
    """The fields of an `OccurrenceFilter`; what could not be read stands in `ignored`."""
    return _Reader(query, at_version).read()


def when_label(when: str) -> str:
    return {
        "today": _("Today"),
        "weekend": _("This weekend"),
        "week": _("One week"),
        "month": _("This month"),
    }[when]


def districts_at(content_version: int) -> dict[str, Place]:
    """The districts by slug, in their order; one query, then kept until something changes."""
    key = f"districts-{content_version}"
    found: dict[str, Place] | None = cache.get(key)
    if found is None:
        found = _read_districts()
        cache.set(key, found, 3600)
    return found


def _read_districts() -> dict[str, Place]:
    below: dict[int, set[int]] = {}
    names: dict[int, tuple[str, str, str]] = {}
    fields = ("pk", "slug", "name", "scheme", "within")
    for pk, slug, name, scheme, outer in District.objects.values_list(*fields):
        names[pk] = (slug, name, scheme)
        if outer is not None:
            below.setdefault(outer, set()).add(pk)
    return {
        slug: Place(name, scheme, tuple(sorted(ids_below([pk], below))))
        for pk, (slug, name, scheme) in names.items()
    }


class _Reader:
    """Reads one query string; every value that cannot be used leaves a sentence for the page."""

    def __init__(self, query: Mapping[str, Any], at_version: int | None) -> None:
        self.query = query
        self.at_version = at_version
        self.ignored: list[str] = []

    def read(self) -> dict[str, Any]:
        known = version.current() if self.at_version is None else self.at_version
        districts = districts_at(known)
        slugs = self._codes("district", districts, _("district"))
        when = self._one("when", WHEN, _("when"))
        first, last = self._day("from"), self._day("to")
        if when and (first or last):
            first = last = None
            self._ignore(
                _("The dates were left out, because “%(word)s” says when."), word=when_label(when)
            )
        if first and last and last < first:
            first, last = last, first
            self._ignore(_("The two dates were in the wrong order and have been exchanged."))
        unknown = [name for name in self.query if name not in KNOWN]
        if unknown:
            self._ignore(_("Something in the address was not understood and was left out."))
        return {
            "districts": slugs,
            "ages": self._codes("age", AgeBand.values, _("for whom")),
            "categories": self._codes("category", Category.values, _("kind")),
            "when": when,
            "from_date": first,
            "to_date": last,
            "weekdays": self._codes("weekday", WEEKDAYS, _("weekday")),
            "free": self._one("free", ("1",), _("cost")) == "1",
            "access": self._codes("access", Access.values, _("access")),
            "q": self._words(),
            "page": self._page(),
            "ignored": tuple(dict.fromkeys(self.ignored)),
            "places": districts,
            "district_names": tuple(districts[slug].name for slug in slugs),
            "district_ids": tuple(sorted({pk for slug in slugs for pk in districts[slug].ids})),
        }

    def _values(self, name: str) -> list[str]:
        values = (
            self.query.getlist(name)
            if hasattr(self.query, "getlist")
            else [self.query[name]]
            if name in self.query
            else []
        )
        return [value.strip() for value in values if value.strip()][:MOST_VALUES]

    def _codes(self, name: str, known: Iterable[str], label: str) -> tuple[str, ...]:
        values = self._values(name)
        if any(value not in known for value in values):
            self._ignore(_("“%(label)s” had an unknown value, which was left out."), label=label)
        return tuple(dict.fromkeys(value for value in values if value in known))

    def _one(self, name: str, known: tuple[str, ...], label: str) -> str:
        values = self._values(name)
        found = next((value for value in values if value in known), "")
        if values and not found:
            self._ignore(_("“%(label)s” had an unknown value, which was left out."), label=label)
        return found

    def _day(self, name: str) -> date | None:
        for value in self._values(name)[:1]:
            try:
                day = date.fromisoformat(value)
            except ValueError:
                day = None
            if day and FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
            self._ignore(_("A date could not be read and was left out."))
        return None

    def _words(self) -> str:
        text = " ".join(self._values("q"))
        clean = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
        if len(clean) > MOST_LETTERS:
            self._ignore(_("The words were too long; the first 200 letters were used."))
        return " ".join(clean[:MOST_LETTERS].split())

    def _page(self) -> int:
        for value in self._values("page")[:1]:
            if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST_PAGES:
                return int(value[:9])
            self._ignore(_("There is no such page; this is the first one."))
        return 1

    def _ignore(self, sentence: str, **values: str) -> None:
        self.ignored.append(sentence % values if values else sentence)
