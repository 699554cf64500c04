"""A group's calendar → what has to be done with its activities; writes nothing.

An entry is known again by its UID. Each entry of the file is counted once, and so is each one that
was known, is no longer in the file, and therefore becomes 中止: the numbers add up.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from activities.importing import differences, texts, told
from activities.importing.apart import Reading, Refusal
from activities.importing.blocks import CANCELLED, OUTSIDE, PRIVATE, UNTITLED
from activities.importing.differences import Difference
from activities.importing.series import AHEAD, Series
from activities.importing.texts import Venues
from activities.importing.told import Told
from activities.models import Activity, CalendarSeries, CalendarSource, Occurrence, Schedule

SOURCE = "calendar"
ELSEWHERE, REMOVED = "elsewhere", "removed"
WHYS = (PRIVATE, CANCELLED, UNTITLED, OUTSIDE, ELSEWHERE, REMOVED)


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


DOING = (Kind.ADDED, Kind.CHANGED, Kind.CANCELLED)


@dataclass
class Step:
    """What is to be done for one entry. `why` says why it is left out; `texts` are the fields
    that change; `told` is None where the entry is gone."""

    kind: Kind
    uid: str
    title: str
    why: str = ""
    series: Series | None = None
    known: CalendarSeries | None = None
    told: Told | None = None
    digest: str = ""
    all_texts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, Any] = field(default_factory=dict)
    dates: Difference = field(default_factory=Difference)
    is_in_file: bool = True

    @property
    def does_anything(self) -> bool:
        """Also where nothing is news: what is kept of the entry may have to be kept anew."""
        return self.told is not None or self.kind == Kind.CANCELLED


@dataclass
class Plan:
    """The steps for one reading; the numbers of `counts` add up."""

    source: CalendarSource
    steps: list[Step] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    name: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """read + gone == added + changed + cancelled + unchanged + left_out + refused."""
        found = {"read": len(self.refusals), "gone": 0}
        found |= {kind.value: 0 for kind in Kind}
        found["refused"] = len(self.refusals)
        for step in self.steps:
            found[step.kind.value] += 1
            found["read" if step.is_in_file else "gone"] += 1
        return found

    @property
    def whys(self) -> dict[str, int]:
        """How many were left out, by reason."""
        left = [step.why for step in self.steps if step.kind == Kind.LEFT_OUT]
        return {why: left.count(why) for why in WHYS if why in left}

    def of(self, kind: Kind) -> list[Step]:
        return [step for step in self.steps if step.kind == kind]


def plan(source: CalendarSource, reading: Reading, *, now: datetime) -> Plan:
    """What a reading means for the activities of the source's group."""
    return _Planner(source, reading, now).plan()


class _Planner:
    def __init__(self, source: CalendarSource, reading: Reading, now: datetime) -> None:
        self.source = source
        self.reading = reading
        self.now = now
        self.until = now + AHEAD
        self.venues = Venues()
        self.known = {each.uid: each for each in self._known()}

    def plan(self) -> Plan:
        found = Plan(self.source, name=self.reading.name, refusals=self.reading.refusals)
        seen = {_short(refusal.uid) for refusal in self.reading.refusals}
        for series in self.reading.series:
            uid = _short(series.uid)
            seen.add(uid)
            found.steps.append(self._step(uid, series))
        if self.source.url or seen & set(self.known):  # another file is not the same calendar
            for uid, known in self.known.items():
                if uid not in seen and known.source_id == self.source.pk and not known.is_gone:
                    step = self._gone(uid, known, None)
                    if step.kind == Kind.CANCELLED:
                        found.steps.append(step)
        return found

    def _known(self) -> QuerySet[CalendarSeries]:
        """Series of the group's calendars, with all that comparing needs, in four queries."""
        coming = Occurrence.objects.filter(starts_at__gte=self.now).select_related("venue")
        return (
            CalendarSeries.objects.filter(
                Q(source__organisation=self.source.organisation_id)
                | Q(source=None, activity__organiser=self.source.organisation_id)
            )
            .select_related("source", "activity")
            .prefetch_related(
                Prefetch("activity__occurrences", coming, to_attr="coming"),
                Prefetch("activity__schedules", Schedule.objects.order_by("pk"), to_attr="rules"),
            )
            .order_by("pk")
        )

    def _step(self, uid: str, series: Series) -> Step:
        known = self.known.get(uid)
        if known is None:
            return self._new(uid, series)
        if known.source_id != self.source.pk and known.source and known.source.is_active:
            return self._left_out(uid, series, ELSEWHERE)
        if known.activity is None:
            return self._left_out(uid, series, REMOVED)
        if series.left_out in (PRIVATE, CANCELLED):
            return self._gone(uid, known, series)
        return self._compared(uid, series, known, known.activity)

    def _new(self, uid: str, series: Series) -> Step:
        if series.left_out:
            return self._left_out(uid, series, series.left_out)
        said = texts.of_series(series, self.venues)
        return Step(
            Kind.ADDED,
            uid,
            said["title"],
            series=series,
            told=told.of_series(series, self.until),
            digest=_digest(series),
            all_texts=said,
            texts=said,
        )

    def _left_out(self, uid: str, series: Series, why: str) -> Step:
        return Step(Kind.LEFT_OUT, uid, series.title, why=why, series=series)

    def _compared(
        self, uid: str, series: Series, known: CalendarSeries, activity: Activity
    ) -> Step:
        digest = _digest(series)
        step = Step(Kind.UNCHANGED, uid, activity.title, series=series, known=known, digest=digest)
        if digest == known.digest and not known.is_gone:
            return step
        said = texts.of_series(series, self.venues)
        if not series.title:
            said["title"] = known.texts.get("title", "")
        step.all_texts = said
        step.texts = {name: value for name, value in said.items() if known.texts.get(name) != value}
        self._compare_dates(step, known, activity, told.of_series(series, self.until))
        if step.texts or step.dates or known.is_gone:
            step.kind = Kind.CHANGED
        return step

    def _gone(self, uid: str, known: CalendarSeries, series: Series | None) -> Step:
        """Removed from the calendar, marked there as cancelled, or made private."""
        activity = known.activity
        title = activity.title if activity else ""
        step = Step(
            Kind.UNCHANGED, uid, title, series=series, known=known, is_in_file=series is not None
        )
        if activity is None or known.is_gone:
            return step
        old = told.of_json(known.dates)
        if activity.live:
            step.dates = differences.of_dates(
                None, old, _coming(activity), _rule_of(activity, old),
                stopped=known.stopped, now=self.now,
            )  # fmt: skip
        never_public = activity.first_published_at is None
        if step.dates.cancelled or (never_public and old.dates(self.now, self.until)):
            step.kind = Kind.CANCELLED
        return step

    def _compare_dates(
        self, step: Step, known: CalendarSeries, activity: Activity, new: Told
    ) -> None:
        old = told.of_json(known.dates)
        rule = _rule_of(activity, old)
        if not activity.live:
            self._compare_draft(step, old, new, is_ours=rule is not None)
            return
        rows = _coming(activity)
        base = datetime.fromisoformat(old.starts_at)
        new = new.at_the_old_start(old, still_coming=base in {row.original_start for row in rows})
        step.told = new
        step.dates = differences.of_dates(
            new, old, rows, rule, stopped=known.stopped, was_gone=known.is_gone, now=self.now
        )

    def _compare_draft(self, step: Step, old: Told, new: Told, *, is_ours: bool) -> None:
        """No row exists yet: the rule in the draft is all there is."""
        step.told = new
        if not is_ours:
            return
        until = datetime.fromisoformat(old.until) if old.until and not new.rule else self.until
        before, wanted = old.dates(self.now, until), new.dates(self.now, until)
        step.dates.schedule = new
        step.dates.added = len(set(wanted.items()) ^ set(before.items()))


def _coming(activity: Activity) -> list[Occurrence]:
    return list(getattr(activity, "coming", ()))


def _rule_of(activity: Activity, old: Told) -> Schedule | None:
    """The schedule that was written from the calendar, unless people have changed it."""
    rules: list[Schedule] = list(getattr(activity, "rules", ()))
    return next((rule for rule in rules if old.is_in(rule)), None)


def _short(uid: str) -> str:
    """What a UID is kept as; it may be longer than a column."""
    return uid if len(uid) <= 80 else f"x{hashlib.sha256(uid.encode()).hexdigest()}"


def _digest(series: Series) -> str:
    """Of what the entry says, wherever it stands in the file."""
    told = asdict(series)
    told.pop("line")
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
