"""What must happen to the rows of one activity so that they agree with its rules; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from activities.enums import OccurrenceStatus
from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import rows
from activities.occurrences.scope import Scopes

HORIZON = timedelta(days=396)
FIXED_HORIZON = timedelta(days=5 * 366)
LONGEST_AGO = datetime(1900, 1, 2, tzinfo=timezone.get_default_timezone())
Starts = list[tuple[datetime, datetime]]
Key = tuple[UUID, datetime]
Known = tuple[UUID, datetime, str, int]


@dataclass
class Plan:
    """Rows to write; `fallen` are those that the rule no longer gives."""

    created: list[Occurrence] = field(default_factory=list)
    updated: list[Occurrence] = field(default_factory=list)
    fallen: list[Occurrence] = field(default_factory=list)


def upcoming_starts(schedules: Iterable[Schedule], *, now: datetime, count: int) -> Starts:
    """The next `count` (start, end) pairs of unsaved schedules, for previews."""
    pairs: Starts = []
    for schedule in schedules:
        pairs.extend(schedule.recurrence.between(now, now + FIXED_HORIZON)[:count])
    return sorted(pairs)[:count]


def rows_for(
    activity: Activity, schedules: Sequence[Schedule], *, now: datetime
) -> list[Occurrence]:
    """Unsaved rows for an activity that has none yet."""
    found: list[Occurrence] = []
    taken: set[str] = set()
    for schedule in schedules:
        for starts_at, ends_at in _first_pairs(schedule, now):
            row = rows.blank(activity, schedule, starts_at, ends_at, taken)
            rows.finish(row, activity, now)
            found.append(row)
    return found


def make(
    activity: Activity,
    schedules: Sequence[Schedule],
    known: Iterable[Known],
    coming: Sequence[Occurrence],
    closures: Scopes,
    *,
    now: datetime,
) -> Plan:
    """`known` are (schedule, original start, uid, sequence) of every row, `coming` the rows from now on.

    A row is known by its schedule and original start; where only the time of day changed, or the
    schedule was split, by its local day, so that subscribers see the same entry move.
    """
    keys, taken, highest = set(), set(), -1
    for uuid, start, uid, sequence in known:
        keys.add((uuid, start))
        taken.add(uid)
        highest = max(highest, sequence)
    begun = {uuid for uuid, _ in keys}
    since = min([now, *(row.original_start for row in coming)])  # moved ones may be of the past
    wanted = _wanted(schedules, begun, since, now)
    stored = {(row.schedule_uuid, row.original_start): row for row in coming}
    added = [row for row in coming if row.is_added]
    fallen = {key: row for key, row in stored.items() if key not in wanted and not row.is_added}
    plan = Plan()
    homeless = {
        (uuid, rows.local_date(start)): row
        for (uuid, start), row in fallen.items()
        if row.starts_at >= now
    }
    for key, (schedule, ends_at) in wanted.items():
        row = stored.get(key)
        if row is None and (key in keys or _is_past(key, begun, schedule, now)):
            continue
        if row is None:
            row = _taken_over(key, schedule, homeless)
            if row is not None:
                del fallen[row.schedule_uuid, row.original_start]
        if row is None:
            row = rows.blank(activity, schedule, key[1], ends_at, taken)
            if activity.written_until and rows.local_date(key[1]) <= activity.written_until:
                row.sequence = highest + 1  # this day may have stood in calendars before
            closures.apply(row, activity)
            rows.finish(row, activity, now)
            plan.created.append(row)
        elif row.starts_at >= now:
            _renew(row, activity, schedule, key[1], ends_at, closures, now, plan)
    for row in added:
        if row.starts_at >= now:
            _finish(row, rows.snapshot(row), activity, closures, now, plan)
    plan.fallen = [row for row in fallen.values() if row.starts_at >= now]
    return plan


def _wanted(
    schedules: Sequence[Schedule], begun: set[UUID], since: datetime, now: datetime
) -> dict[Key, tuple[Schedule, datetime]]:
    wanted: dict[Key, tuple[Schedule, datetime]] = {}
    for schedule in schedules:
        has_rows = schedule.uuid in begun
        pairs = _pairs(schedule, since, now) if has_rows else _first_pairs(schedule, now)
        for starts_at, ends_at in pairs:
            wanted[schedule.uuid, starts_at] = (schedule, ends_at)
    return wanted


def _is_past(key: Key, begun: set[UUID], schedule: Schedule, now: datetime) -> bool:
    """No row is written for the past of a schedule that has rows already."""
    return key[1] < now and schedule.uuid in begun


def _taken_over(
    key: Key, schedule: Schedule, homeless: dict[tuple[UUID, date], Occurrence]
) -> Occurrence | None:
    """The row of the same day that its own rule has let go, of the same schedule."""
    day = rows.local_date(key[1])
    return homeless.pop((schedule.uuid, day), None)


def _renew(
    row: Occurrence,
    activity: Activity,
    schedule: Schedule,
    starts_at: datetime,
    ends_at: datetime,
    closures: Scopes,
    now: datetime,
    plan: Plan,
) -> None:
    before = rows.snapshot(row)
    row.schedule_uuid, row.original_start = schedule.uuid, starts_at
    if row.is_dropped:
        row.status, row.is_dropped = OccurrenceStatus.SCHEDULED, False
    if not row.is_edited:
        row.starts_at, row.ends_at = starts_at, ends_at
        row.is_all_day = schedule.is_all_day
        row.venue = schedule.venue
    _finish(row, before, activity, closures, now, plan)


def _finish(
    row: Occurrence,
    before: tuple[object, ...],
    activity: Activity,
    closures: Scopes,
    now: datetime,
    plan: Plan,
) -> None:
    closures.apply(row, activity)
    rows.finish(row, activity, now)
    if rows.snapshot(row) != before:
        plan.updated.append(row)


def _first_pairs(schedule: Schedule, now: datetime) -> Starts:
    """All dates of a schedule that is new: single dates whole, a rule from today on.

    A rule that has ended altogether (an imported exhibition, say) is written whole, since its
    past is all that it has.
    """
    if not schedule.rule:
        return schedule.recurrence.between(LONGEST_AGO, now + FIXED_HORIZON)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    coming = schedule.recurrence.between(today, now + HORIZON)
    return coming or schedule.recurrence.between(schedule.starts_at, now)


def _pairs(schedule: Schedule, since: datetime, now: datetime) -> Starts:
    horizon = HORIZON if schedule.rule else FIXED_HORIZON
    return schedule.recurrence.between(since, now + horizon)
