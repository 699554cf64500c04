"""Rules become rows here, and rows change here; nowhere else are dates written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet, RestrictedError
from django.utils import timezone

from activities import ical, indexing, version, vevents
from activities.enums import Access, OccurrenceStatus, age_mask, mask
from activities.models import Activity, Occurrence, Schedule, Venue
from organisations.models import User

HORIZON = timedelta(days=396)
FIXED_HORIZON = timedelta(days=5 * 366)
LONGEST_AGO = datetime(1900, 1, 2, tzinfo=timezone.get_default_timezone())
Starts = list[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Change:
    """How many rows a run created, updated, deleted and turned into 中止."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    cancelled: int = 0


def upcoming_starts(schedules: Iterable[Schedule], *, now: datetime, count: int) -> Starts:
    """The next `count` (start, end) pairs of unsaved schedules, for previews."""
    pairs: Starts = []
    for schedule in schedules:
        pairs.extend(schedule.recurrence.between(now, now + FIXED_HORIZON)[:count])
    return sorted(pairs)[:count]


def rows_for(
    activity: Activity, schedules: Sequence[Schedule], *, now: datetime
) -> list[Occurrence]:
    """Unsaved rows for an activity that has none yet; the one place where a row is built."""
    rows: list[Occurrence] = []
    taken: set[str] = set()
    for schedule in schedules:
        for starts_at, ends_at in _first_pairs(schedule, now):
            row = _blank(activity, schedule, starts_at, ends_at, taken)
            _copy_facts(row, activity)
            _stamp(row, activity, now)
            rows.append(row)
    return rows


@transaction.atomic
def materialise(activity: Activity, *, now: datetime) -> Change:
    """Bring the rows in line with the published rule, keeping primary keys and what people did.

    A row is known by its schedule and original start; where only the time of day changed, by its
    local day, so that subscribers see the same entry move. Rows that began before `now` stay.
    """
    activity = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("organiser", "venue")
        .get(pk=activity.pk)
    )
    schedules = list(activity.schedules.all())
    change = _bring_in_line(activity, schedules, now)
    version.bump()
    return change


def extend_all(*, now: datetime) -> Change:
    """Top up the horizon of every live activity; safe to run twice."""
    totals = Change()
    for activity in Activity.objects.public().filter(schedules__isnull=False).distinct():
        change = materialise(activity, now=now)
        totals = Change(
            totals.created + change.created,
            totals.updated + change.updated,
            totals.deleted + change.deleted,
            totals.cancelled + change.cancelled,
        )
    return totals


def refresh(activities: QuerySet[Activity], *, now: datetime) -> None:
    """Carry a changed venue or group into search texts and coming dates."""
    for activity in activities.public():
        indexing.index(activity)
        materialise(activity, now=now)


@transaction.atomic
def hide(activity: Activity) -> None:
    """Take every date of an unpublished activity out of the public's sight."""
    activity.occurrences.update(is_live=False)
    version.bump()


def cancel(
    occurrence: Occurrence, *, reason: str = "", user: User | None = None, now: datetime
) -> Occurrence:
    """Mark one date 中止; it stays visible with its reason."""
    return _edit(
        occurrence, now, status=OccurrenceStatus.CANCELLED, reason=reason, is_dropped=False
    )


def restore(occurrence: Occurrence, *, user: User | None = None, now: datetime) -> Occurrence:
    """Take a cancellation back."""
    return _edit(occurrence, now, status=OccurrenceStatus.SCHEDULED, reason="", is_dropped=False)


def move(
    occurrence: Occurrence,
    *,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    reason: str = "",
    user: User | None = None,
    now: datetime,
) -> Occurrence:
    """Give one date another time or place; its original start, and so its UID, stays."""
    moved = {"starts_at": starts_at, "ends_at": ends_at, "venue": venue, "reason": reason}
    return _edit(occurrence, now, is_edited=True, **moved)


def local_date(moment: datetime) -> date:
    return timezone.localtime(moment).date()


@transaction.atomic
def _edit(occurrence: Occurrence, now: datetime, **values: object) -> Occurrence:
    row = (
        Occurrence.objects.select_for_update(of=("self",))
        .select_related("activity__organiser", "activity__venue", "venue")
        .get(pk=occurrence.pk)
    )
    for name, value in values.items():
        setattr(row, name, value)
    _copy_facts(row, row.activity)
    _stamp(row, row.activity, now)
    row.save()
    version.bump()
    return row


def _bring_in_line(activity: Activity, schedules: list[Schedule], now: datetime) -> Change:
    stored = {
        (row.schedule_uuid, row.original_start): row
        for row in activity.occurrences.select_related("venue").filter(
            Q(original_start__gte=now) | Q(starts_at__gte=now)
        )
    }
    known, taken = set(), set()
    for uuid, start, uid in activity.occurrences.values_list(
        "schedule_uuid", "original_start", "uid"
    ):
        known.add((uuid, start))
        taken.add(uid)
    begun = {uuid for uuid, _ in known}
    wanted: dict[tuple[UUID, datetime], tuple[Schedule, datetime]] = {}
    for schedule in schedules:
        pairs = (
            _coming_pairs(schedule, now) if schedule.uuid in begun else _first_pairs(schedule, now)
        )
        for starts_at, ends_at in pairs:
            wanted[schedule.uuid, starts_at] = (schedule, ends_at)

    fallen = {key: row for key, row in stored.items() if key not in wanted}
    by_day = {
        (uuid, local_date(start)): row
        for (uuid, start), row in fallen.items()
        if row.starts_at >= now
    }
    created, updated = [], []
    for key, (schedule, ends_at) in wanted.items():
        uuid, starts_at = key
        row = stored.get(key)
        if row is None and key in known:
            continue
        if row is None:
            row = by_day.pop((uuid, local_date(starts_at)), None)
            if row is not None:
                del fallen[uuid, row.original_start]
                row.original_start = starts_at
        if row is None:
            row = _blank(activity, schedule, starts_at, ends_at, taken)
            created.append(row)
        else:
            if row.starts_at < now:
                continue
            updated.append(row)
            if row.is_dropped:
                row.status, row.is_dropped = OccurrenceStatus.SCHEDULED, False
            if not row.is_edited:
                row.starts_at, row.ends_at = starts_at, ends_at
                row.is_all_day = schedule.is_all_day
        _copy_facts(row, activity)
        _stamp(row, activity, now)

    coming = [row for row in fallen.values() if row.starts_at >= now]
    deleted, cancelled = _drop(activity, coming, now)
    Occurrence.objects.bulk_update(updated, WRITTEN, batch_size=200)
    Occurrence.objects.bulk_create(created, batch_size=200)
    activity.occurrences.filter(is_live=not activity.live).update(is_live=activity.live)
    return Change(len(created), len(updated), deleted, cancelled)


WRITTEN = [
    "original_start",
    "starts_at",
    "ends_at",
    "is_all_day",
    "status",
    "is_dropped",
    "is_live",
    "date",
    "end_date",
    "weekday",
    "category",
    "district",
    "age_mask",
    "access_mask",
    "is_free",
    "sequence",
    "changed_at",
    "ical",
]


def _drop(activity: Activity, rows: list[Occurrence], now: datetime) -> tuple[int, int]:
    """Delete rows that fell out of the rule; what somebody depends on becomes 中止 instead.

    Such a row remembers that the rule dropped it, so that it takes place again if the rule
    comes back to its day.
    """
    deleted = cancelled = 0
    for row in rows:
        if not row.is_edited and not row.is_cancelled and _is_deleted(row):
            deleted += 1
            continue
        if not row.is_cancelled:
            row.status, row.is_dropped = OccurrenceStatus.CANCELLED, True
            cancelled += 1
        _copy_facts(row, activity)
        _stamp(row, activity, now)
        row.save()
    return deleted, cancelled


def _is_deleted(row: Occurrence) -> bool:
    """Whether the database let it go; it refuses where something points at the row."""
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


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


def _coming_pairs(schedule: Schedule, now: datetime) -> Starts:
    horizon = HORIZON if schedule.rule else FIXED_HORIZON
    return schedule.recurrence.between(now, now + horizon)


def _blank(
    activity: Activity,
    schedule: Schedule,
    starts_at: datetime,
    ends_at: datetime,
    taken: set[str],
) -> Occurrence:
    """A row with its uid; `taken` holds the uids that the activity has given out."""
    local_start = timezone.localtime(starts_at)
    uid = f"{schedule.uuid}-{local_start:%Y%m%d}"
    if uid in taken:
        uid = f"{uid}T{local_start:%H%M}"
    taken.add(uid)
    return Occurrence(
        uid=uid,
        activity=activity,
        schedule_uuid=schedule.uuid,
        original_start=starts_at,
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=schedule.is_all_day,
    )


def _copy_facts(row: Occurrence, activity: Activity) -> None:
    venue = row.venue or activity.venue
    access = [*activity.access, *(venue.access if venue else [])]
    row.is_live = activity.live
    row.date = local_date(row.starts_at)
    row.end_date = local_date(row.ends_at - timedelta(microseconds=1))
    row.weekday = row.date.weekday()
    row.category = activity.category
    row.district_id = (venue and venue.district_id) or activity.organiser.district_id
    row.age_mask = age_mask(activity.age_bands)
    row.access_mask = mask(Access, access)
    row.is_free = activity.fee == 0


def _stamp(row: Occurrence, activity: Activity, now: datetime) -> None:
    """Write the row's calendar text; its SEQUENCE rises only where subscribers see a change."""
    if row.ical and _ical(row, activity) == row.ical:
        return
    row.sequence = row.sequence + 1 if row.ical else 0
    row.changed_at = now.replace(microsecond=0)
    row.ical = _ical(row, activity)


def _ical(row: Occurrence, activity: Activity) -> str:
    facts = vevents.facts_of(
        row, activity, domain=settings.SITE_DOMAIN, base_url=settings.WAGTAILADMIN_BASE_URL
    )
    return ical.vevent(facts)
