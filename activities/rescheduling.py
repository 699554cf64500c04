"""A rule changed from one date on, or as a whole; published by staff, reviewed for groups.

A single date changes in `occurrences`; here the schedules behind the dates do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_serializable_data_for_fields, model_from_serializable_data
from wagtail.log_actions import log

from activities import occurrences, publishing, splitting
from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import Difference, NothingToUndo
from activities.permissions import user_can_publish
from activities.recurrence import Recurrence
from organisations.models import User

CHANGED, UNDONE = "activities.rule.change", "activities.rule.undo"


class Scope(TextChoices):
    """How much of a rule a change is about; one date alone is `occurrences.move`."""

    FOLLOWING = "following", _("From this date on")
    ALL = "all", _("All dates")


class Unsent(Exception):
    """Staff would publish what the group has not sent: its newest text is a draft."""


class NoRule(Exception):
    """The date follows from no rule of the newest text: it was added, or its rule is gone."""


@dataclass(frozen=True)
class Part:
    """The newest text, and of its schedules the one to be changed; the others stay."""

    activity: Activity
    schedule: Schedule
    others: list[Schedule]

    def schedules(self, changed: Schedule) -> list[Schedule]:
        return sorted([*self.others, changed], key=lambda schedule: schedule.starts_at)


def part_of(row: Occurrence, scope: Scope) -> Part:
    """What a change from this date on is about; cut at the date where something comes before it."""
    draft = publishing.draft_of(row.activity)
    schedules = list(draft.schedules.all())
    found = next((one for one in schedules if one.uuid == row.schedule_uuid), None)
    if found is None or row.is_added:
        raise NoRule
    others = [one for one in schedules if one is not found]
    if scope == Scope.ALL:
        return Part(draft, found, others)
    before, after = splitting.split(found.recurrence, row.original_start)
    if after is None:
        raise NoRule
    if before is None:
        return Part(draft, found, others)
    following = Schedule(
        continues=found.uuid, is_all_day=found.is_all_day, venue=found.venue, activity=draft
    )
    _write(found, before)
    _write(following, after)
    return Part(draft, following, [*others, found])


def preview(part: Part, changed: Schedule, *, now: datetime) -> Difference:
    """What the change would do to the public dates; writes nothing."""
    live = Activity.objects.select_related("organiser", "venue").get(pk=part.activity.pk)
    return occurrences.difference(live, part.schedules(changed), now=now)


@transaction.atomic
def change(part: Part, changed: Schedule, scope: Scope, day: str, *, user: User) -> bool:
    """Keep the change; gives whether it is public already, or waits for review.

    `day` is the ISO date that the change begins with. Raises `Unsent` and `publishing.Locked`.
    """
    before = _kept(publishing.draft_of(part.activity).schedules.all())
    is_public = _bring(part.activity, part.schedules(changed), user)
    data = {"day": day, "scope": scope.value, "schedules": before}
    log(instance=part.activity, action=CHANGED, user=user, data=data)
    return is_public


@transaction.atomic
def undo(activity: Activity, *, user: User, now: datetime) -> None:
    """Take the last change back, of a rule or of one date. Raises NothingToUndo."""
    entry = occurrences.last_change(activity)
    if entry is None or entry.action != CHANGED:
        occurrences.undo(activity, user=user, now=now)
        return
    draft = publishing.draft_of(activity)
    kept = [_schedule(data) for data in entry.data["schedules"]]
    _bring(draft, kept, user)
    log(instance=activity, action=UNDONE, user=user, data={"day": entry.data["day"]})


def _bring(draft: Activity, schedules: list[Schedule], user: User) -> bool:
    draft.schedules = schedules
    if not user_can_publish(user, draft):
        publishing.submit(draft, user)
        return False
    if Activity.objects.filter(pk=draft.pk, has_unpublished_changes=True).exists():
        raise Unsent
    publishing.publish(draft, user)
    return True


def _write(schedule: Schedule, recurrence: Recurrence) -> None:
    schedule.starts_at, schedule.ends_at = recurrence.starts_at, recurrence.ends_at
    schedule.rule = recurrence.rule
    schedule.extra = [start.isoformat() for start in recurrence.extra]
    schedule.skipped = [start.isoformat() for start in recurrence.skipped]
    schedule.skip_holidays = recurrence.skip_holidays
    schedule.skip_new_year = recurrence.skip_new_year
    schedule.skip_obon = recurrence.skip_obon


def _kept(schedules: Sequence[Schedule]) -> list[dict[str, Any]]:
    return [get_serializable_data_for_fields(schedule) for schedule in schedules]


def _schedule(data: dict[str, Any]) -> Schedule:
    found: Schedule = model_from_serializable_data(Schedule, data, check_fks=False)
    return found


__all__ = [
    "NoRule", "NothingToUndo", "Part", "Scope", "Unsent", "change", "part_of", "preview", "undo",
]  # fmt: skip
