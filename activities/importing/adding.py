"""New entries of a calendar become activities, many in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from activities import publishing
from activities.importing import settling, texts
from activities.importing.addresses import gettext_noop
from activities.importing.calendars import SOURCE, Step
from activities.models import Activity, CalendarSeries, CalendarSource, Schedule
from activities.recurrence import ImpossibleRule
from organisations.models import Organisation, User

BATCH = 200
FROM_GROUP = ("contact_name", "phone", "phone_hours", "fax", "email", "email_is_public")
NOT_TAKEN = gettext_noop("The database did not take the entry.")

Made = tuple[Step, Activity]


def add(
    steps: Sequence[Step], source: CalendarSource, user: User | None, *, now: datetime
) -> dict[str, str]:
    """Stores new entries; gives the reasons for those that cannot be, by uid."""
    reasons: dict[str, str] = {}
    made: list[Made] = []
    for step in steps:
        try:
            made.append((step, _activity(step, source.organisation)))
        except ValidationError as error:
            reasons[step.uid] = " ".join(error.messages)
        except ImpossibleRule as error:
            reasons[step.uid] = str(error)
    for begin in range(0, len(made), BATCH):
        batch = made[begin : begin + BATCH]
        if not _is_stored(batch, source, user, now):
            for one in batch:  # to learn which one the database does not take
                retry = one[0], _activity(one[0], source.organisation)
                if not _is_stored([retry], source, user, now):
                    reasons[one[0].uid] = NOT_TAKEN
    return reasons


def check(activity: Activity) -> None:
    """Raises ValidationError and ImpossibleRule."""
    relations = [each.name for each in Activity._meta.fields if each.is_relation]
    activity.clean_fields(exclude=relations)
    for schedule in activity.schedules.all():
        schedule.read_rule()


def _activity(step: Step, organisation: Organisation) -> Activity:
    activity = Activity(
        organiser=organisation,
        source=SOURCE,
        source_id=step.uid,
        source_digest=step.digest,
        programmes=organisation.programmes,
        category=texts.category_of(step.series) if step.series else "",
        **{name: getattr(organisation, name) for name in FROM_GROUP},
    )
    for name, value in step.texts.items():
        setattr(activity, name, value)
    activity.schedules = [Schedule(**step.told.values())] if step.told else []
    check(activity)
    return activity


def _is_stored(
    made: Sequence[Made], source: CalendarSource, user: User | None, now: datetime
) -> bool:
    try:
        with transaction.atomic():
            _store(made, source, user, now)
    except (IntegrityError, DataError):
        return False
    return True


def _store(made: Sequence[Made], source: CalendarSource, user: User | None, now: datetime) -> None:
    """New drafts; then public at once where staff have said so, or sent to review."""
    activities = [activity for _step, activity in made]
    publishing.post_many(activities, user)
    CalendarSeries.objects.bulk_create(
        CalendarSeries(
            source=source,
            uid=step.uid,
            activity=activity,
            digest=step.digest,
            texts=step.all_texts,
            dates=step.told.as_json() if step.told else {},
        )
        for step, activity in made
    )
    for activity in activities:
        if source.publishes:
            publishing.publish_draft(activity)
            settling.settle(activity, now=now)
        elif user:
            publishing.send(activity, user)
