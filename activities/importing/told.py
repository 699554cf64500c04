"""When a series takes place, as its calendar told it; compared from one reading to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from activities import rrule
from activities.importing.series import Series
from activities.models import Schedule
from activities.recurrence import Recurrence
from activities.rrule import TOKYO

ENDS = ("COUNT=", "UNTIL=")
Dates = dict[datetime, tuple[datetime, datetime]]
Moved = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """Starts are ISO texts on Tokyo's clock, as in `Series`. `until` is how far single dates of a
    rule that we cannot keep were laid out: what comes later is no news. `standing` are dates that
    the calendar no longer has and whose rows stay, as 中止 or as people want them."""

    starts_at: str
    ends_at: str
    is_all_day: bool = False
    rule: str = ""
    extra: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    moved: Moved = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    until: str = ""
    standing: list[str] = field(default_factory=list)

    @property
    def is_single(self) -> bool:
        return not self.rule and not self.extra

    @property
    def length(self) -> timedelta:
        return datetime.fromisoformat(self.ends_at) - datetime.fromisoformat(self.starts_at)

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(
            datetime.fromisoformat(self.starts_at),
            datetime.fromisoformat(self.ends_at),
            self.rule,
            tuple(map(datetime.fromisoformat, self.extra)),
            tuple(map(datetime.fromisoformat, self.skipped)),
        )

    def dates(self, since: datetime, until: datetime) -> Dates:
        """Original start → (start, end), without what the calendar has cancelled.

        A date that was moved into the window from before it is among them.
        """
        found: Dates = {start: (start, end) for start, end in self.recurrence.between(since, until)}
        for key, (start, end) in self.moved.items():
            span = datetime.fromisoformat(start), datetime.fromisoformat(end)
            if datetime.fromisoformat(key) in found or since <= span[0] < until:
                found[datetime.fromisoformat(key)] = span
        for key in self.dropped:
            found.pop(datetime.fromisoformat(key), None)
        return found

    def is_replanned_from(self, old: Told) -> bool:
        """Whether the rule itself is another one, and not only shorter or longer."""
        if self.is_all_day != old.is_all_day:
            return True
        if not self.rule and not old.rule:
            return False
        shape, before = _shape(self), _shape(old)
        return shape != before

    def at_the_old_start(self, old: Told, *, still_coming: bool) -> Told:
        """A single date that was put elsewhere is that date moved, while it has not begun."""
        same_kind = self.is_single and old.is_single and self.is_all_day == old.is_all_day
        if not (same_kind and still_coming):
            return self
        if (self.starts_at, self.ends_at) == (old.starts_at, old.ends_at):
            return self
        return replace(
            self,
            starts_at=old.starts_at,
            ends_at=old.ends_at,
            moved={old.starts_at: (self.starts_at, self.ends_at)},
        )

    def ended(self, now: datetime) -> Told:
        """The same without any date from now on; single dates stay, their rows say 中止."""
        if not self.rule:
            return self
        last = now.astimezone(TOKYO).replace(tzinfo=None)
        until = rrule.read(self.rule).until
        if until and until < last:
            return self
        parts = [part for part in self.rule.split(";") if part[:6] not in ENDS]
        rule = ";".join([*parts, f"UNTIL={last:%Y%m%dT%H%M%S}"])
        extra = [key for key in self.extra if datetime.fromisoformat(key) < now]
        return replace(self, rule=rule, extra=extra)

    def values(self) -> dict[str, Any]:
        """What a Schedule holds of it."""
        gone = self.skipped + [key for key in self.dropped if key not in self.skipped]
        return {
            "starts_at": datetime.fromisoformat(self.starts_at),
            "ends_at": datetime.fromisoformat(self.ends_at),
            "is_all_day": self.is_all_day,
            "rule": self.rule,
            "extra": self.extra + self._outside_the_rule(),
            "skipped": [key for key in gone if key not in self.standing],
        }

    def is_in(self, schedule: Schedule) -> bool:
        """Whether nobody has changed the schedule since it was written from here."""
        return all(getattr(schedule, name) == value for name, value in self.values().items())

    def _outside_the_rule(self) -> list[str]:
        """Standing dates that have to be named, or they would be lost."""
        if not self.standing:
            return []
        starts = list(map(datetime.fromisoformat, self.standing))
        bare = replace(self, skipped=[]).recurrence
        given = dict(bare.between(min(starts), max(starts) + timedelta(seconds=1)))
        return [key for key, start in zip(self.standing, starts, strict=True) if start not in given]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def of_series(series: Series, until: datetime) -> Told:
    return Told(
        series.starts_at,
        series.ends_at,
        series.is_all_day,
        series.rule,
        series.extra,
        series.skipped,
        series.moved,
        series.dropped,
        until.isoformat(),
    )


def of_json(told: dict[str, Any]) -> Told:
    moved = {key: (pair[0], pair[1]) for key, pair in told["moved"].items()}
    return Told(**told | {"moved": moved})


def _shape(told: Told) -> tuple[object, ...]:
    parts = {part for part in told.rule.split(";") if part[:6] not in ENDS}
    return (parts, told.starts_at, told.length)
