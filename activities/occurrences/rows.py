"""How one row is built, filled from its activity, and stamped with its calendar text."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from activities import ical, vevents
from activities.enums import Access, age_mask, mask
from activities.models import Activity, Occurrence, Schedule

# What a rule, an activity or a closure may change on a row that exists.
WRITTEN = (
    "schedule_uuid",
    "original_start",
    "starts_at",
    "ends_at",
    "is_all_day",
    "venue_id",
    "status",
    "reason",
    "closure_id",
    "is_dropped",
    "is_live",
    "date",
    "end_date",
    "weekday",
    "category",
    "district_id",
    "age_mask",
    "access_mask",
    "is_free",
    "sequence",
    "changed_at",
    "ical",
)
UPDATED = [name.removesuffix("_id") for name in WRITTEN]


def local_date(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def blank(
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
        venue=schedule.venue,
    )


def snapshot(row: Occurrence) -> tuple[object, ...]:
    """What would be written, to tell an unchanged row from a changed one."""
    return tuple(getattr(row, name) for name in WRITTEN)


def finish(row: Occurrence, activity: Activity, now: datetime) -> None:
    """Copy the activity's facts onto the row and write its calendar text."""
    _copy_facts(row, activity)
    _stamp(row, activity, now)


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
    row.sequence += bool(row.ical)
    row.changed_at = now.replace(microsecond=0)
    row.ical = _ical(row, activity)


def _ical(row: Occurrence, activity: Activity) -> str:
    facts = vevents.facts_of(
        row, activity, domain=settings.SITE_DOMAIN, base_url=settings.WAGTAILADMIN_BASE_URL
    )
    return ical.vevent(facts)
