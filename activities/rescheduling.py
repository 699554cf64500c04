"""A rule changed from one date on, or as a whole; published by staff, reviewed for groups.

A single date changes in `occurrences`; here the schedules behind the dates do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_serializable_data_for_fields, model_from_serializable_data
from wagtail.log_actions import log

from activities import occurrences, publishing, splitting
from activities.models import Activity, Occurrence, Schedule
from activities.occurrences import Difference, NothingToUndo
from activities.permissions import user_can_publish
from activities.recurrence import ImpossibleRule, Recurrence
from organisations.models import User

CHANGED, SENT = "activities.rule.change", "activities.rule.send"
UNDONE = "activities.rule.undo"


class Scope(TextChoices):
    """How much of a rule a change is about; one date alone is `occurrences.move`."""

    FOLLOWING = "following", _("From this date on")
    ALL = "all", _("All dates")


class Unsent(Exception):
    """Staff would publish what the group has not sent: its newest text is a draft."""


class NoRule(Exception):
    """The date follows from no rule of the newest text: it was added, or its rule is gone."""


class Undone(TextChoices):
    """What undoing a change of the rule came to."""

    PUBLIC = "public"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Part:
    """The newest text, and of its schedules the one to be changed; the others stay.

    `since` is the day of the cut; the changed schedule must not begin before it.
    """

    activity: Activity
    schedule: Schedule
    others: list[Schedule]
    since: date | None = None

    def schedules(self, changed: Schedule) -> list[Schedule]:
        return sorted([*self.others, changed], key=lambda schedule: schedule.starts_at)


def part_of(row: Occurrence, scope: Scope, *, now: datetime) -> Part:
    """What a change from this date on, or of all coming dates, is about.

    A schedule may have been cut before: both changes reach over the later parts, and a change of
    all dates over those earlier parts that still go on.
    """
    draft = publishing.draft_of(row.activity)
    schedules = sorted(draft.schedules.all(), key=lambda schedule: schedule.starts_at)
    chain = [one for one in schedules if one.uuid == row.schedule_uuid]
    if not chain or row.is_added:
        raise NoRule
    others = [one for one in schedules if one not in chain]
    try:
        place = _place(chain, row.original_start)
        piece, earlier, later = chain[place], chain[:place], chain[place + 1 :]
        if scope == Scope.ALL:
            return Part(draft, *_all_of(piece, earlier, later, others, now))
        return _following(draft, row.original_start, piece, [*others, *earlier], later)
    except ImpossibleRule as error:
        raise NoRule from error


def preview(part: Part, changed: Schedule, *, now: datetime) -> Difference:
    """What the change would do to the public dates; writes nothing."""
    live = Activity.objects.select_related("organiser", "venue").get(pk=part.activity.pk)
    return occurrences.difference(live, part.schedules(changed), now=now)


@transaction.atomic
def change(part: Part, changed: Schedule, scope: Scope, day: str, *, user: User) -> bool:
    """Keep the change; gives whether it is public already, or waits for review.

    `day` is the ISO date that the change begins with. Raises `Unsent` and `publishing.Locked`.
    """
    activity, schedules = part.activity, part.schedules(changed)
    had_draft = has_unsent(activity)
    before = _kept(publishing.draft_of(activity).schedules.all())
    is_public = _bring(activity, schedules, user)
    data = {
        "day": day,
        "scope": scope.value,
        "schedules": before,
        "after": _shapes(schedules),
        "revision": activity.latest_revision_id,
        "had_draft": had_draft,
    }
    log(instance=activity, action=CHANGED if is_public else SENT, user=user, data=data)
    return is_public


@transaction.atomic
def undo(activity: Activity, *, user: User, now: datetime) -> Undone:
    """Take the last change back, of a rule or of one date.

    A rule that somebody has changed since, or a draft begun since, is left alone. Raises
    NothingToUndo.
    """
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    entry = occurrences.last_change(activity)
    if entry is None or entry.action not in {CHANGED, SENT}:
        occurrences.undo(activity, user=user, now=now)
        return Undone.PUBLIC
    draft, data = publishing.draft_of(activity), entry.data
    if _shapes(draft.schedules.all()) != data.get("after"):
        raise NothingToUndo
    done = Undone.PUBLIC
    if has_unsent(activity):
        if draft.latest_revision_id != data["revision"]:
            raise NothingToUndo
        done = Undone.WITHDRAWN
        if data["had_draft"]:
            draft.schedules = [_schedule(kept) for kept in data["schedules"]]
            publishing.post(draft, user)
        else:
            publishing.discard(draft, user)
    elif not _bring(draft, [_schedule(kept) for kept in data["schedules"]], user):
        done = Undone.SENT
    log(instance=activity, action=UNDONE, user=user, data={"day": data["day"]})
    return done


def has_unsent(activity: Activity) -> bool:
    """Whether there is a text newer than the public one: a draft, or a change under review."""
    return Activity.objects.filter(pk=activity.pk, has_unpublished_changes=True).exists()


def _place(chain: list[Schedule], start: datetime) -> int:
    """The part that gives the date, or else the last one that has begun by then."""
    end = start + timedelta(seconds=1)
    for place, piece in enumerate(chain):
        if piece.recurrence.between(start, end):
            return place
    return max([place for place, piece in enumerate(chain) if piece.starts_at <= start], default=0)


def _all_of(
    piece: Schedule,
    earlier: list[Schedule],
    later: list[Schedule],
    others: list[Schedule],
    now: datetime,
) -> tuple[Schedule, list[Schedule]]:
    """The part stretched over all that still goes on, and what stays beside it."""
    going_on = [
        (one, coming[0][0])
        for one in earlier
        if (coming := one.recurrence.between(now, now + occurrences.HORIZON))
    ]
    if going_on:
        length = piece.ends_at - piece.starts_at
        clock = timezone.localtime(piece.starts_at).time()
        first = timezone.localtime(min(start for _, start in going_on)).date()
        piece.starts_at = datetime.combine(first, clock, timezone.get_default_timezone())
        piece.ends_at = piece.starts_at + length
    if later:
        piece.rule = splitting.lasting_like(piece.rule, later[-1].recurrence)
    over = [one for one in earlier if one not in {part for part, _ in going_on}]
    return piece, [*others, *over]


def _following(
    draft: Activity,
    cut: datetime,
    piece: Schedule,
    others: list[Schedule],
    later: list[Schedule],
) -> Part:
    before, after = splitting.split(piece.recurrence, cut)
    if after is None:
        raise NoRule
    following = piece
    if before is not None:
        following = Schedule(
            uuid=piece.uuid, is_all_day=piece.is_all_day, venue=piece.venue, activity=draft
        )
        _write(piece, before)
        others = [*others, piece]
    _write(following, after)
    if later:
        following.rule = splitting.lasting_like(following.rule, later[-1].recurrence)
    return Part(draft, following, others, timezone.localtime(cut).date())


def _bring(draft: Activity, schedules: list[Schedule], user: User) -> bool:
    """Publish for staff, send for review for others; gives whether it is public."""
    may_publish = user_can_publish(user, draft)
    if may_publish and has_unsent(draft):
        raise Unsent
    draft.schedules = schedules
    if may_publish:
        publishing.publish(draft, user)
    else:
        publishing.submit(draft, user)
    return may_publish


def _write(schedule: Schedule, recurrence: Recurrence) -> None:
    schedule.starts_at, schedule.ends_at = recurrence.starts_at, recurrence.ends_at
    schedule.rule = recurrence.rule
    schedule.extra = [start.isoformat() for start in recurrence.extra]
    schedule.skipped = [start.isoformat() for start in recurrence.skipped]
    schedule.skip_holidays = recurrence.skip_holidays
    schedule.skip_new_year = recurrence.skip_new_year
    schedule.skip_obon = recurrence.skip_obon


def _shapes(schedules: Iterable[Schedule]) -> list[list[Any]]:
    """What two sets of schedules are compared by: their dates and places, however they are kept."""
    return sorted(
        [
            str(one.uuid),
            one.starts_at.astimezone(UTC).isoformat(),
            one.ends_at.astimezone(UTC).isoformat(),
            one.rule,
            one.is_all_day,
            [datetime.fromisoformat(text).astimezone(UTC).isoformat() for text in one.extra],
            [datetime.fromisoformat(text).astimezone(UTC).isoformat() for text in one.skipped],
            [one.skip_holidays, one.skip_new_year, one.skip_obon],
            str(one.venue_id or ""),
        ]
        for one in schedules
    )


def _kept(schedules: Sequence[Schedule]) -> list[dict[str, Any]]:
    return [get_serializable_data_for_fields(schedule) for schedule in schedules]


def _schedule(data: dict[str, Any]) -> Schedule:
    found: Schedule | None = model_from_serializable_data(Schedule, data)
    if found is None:  # its place has been deleted meanwhile
        raise NothingToUndo
    found.activity = None  # type: ignore[assignment]  # set again when it joins the text
    return found


__all__ = [
    "NoRule", "NothingToUndo", "Part", "Scope", "Undone", "Unsent", "change", "has_unsent",
    "part_of", "preview", "undo",
]  # fmt: skip
