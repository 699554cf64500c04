"""Loads the demo city: a small one as people would have made it, or a large one for measuring."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.test import override_settings
from wagtail.images.models import AbstractImage

from activities import indexing, occurrences, publishing, version
from activities.models import Activity, Occurrence, Schedule, TaggedActivity
from activities.recurrence import TOKYO
from home.demo import city, pages, pictures
from home.demo.offers import CANCELLED, FAVOURED, MOVED
from home.demo.programme import Programme
from organisations.models import User

ACTIVITIES = 150
HELPERS = 12
DRAFTS = 9
CANCELLED_DATES, MOVED_DATES = 14, 7
PAST = timedelta(weeks=8)
REMARK = "集合場所がわかりにくいようです。どの入口か、書き足していただけますか。"
BATCH = 250

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    activities: int
    occurrences: int


# Nobody is told by mail about posts that nobody wrote.
silently = override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")


@silently
@transaction.atomic
def load(today: date, progress: Progress) -> Loaded:
    """The demo city on `today`: the same titles and starts whenever it is loaded for that day."""
    chance = random.Random(today.toordinal())  # noqa: S311  repeatable on purpose
    built = city.build(chance)
    pages.build()
    programme = Programme(chance, today, built)
    now = _midnight(today)
    drawn: dict[str, AbstractImage] = {}

    made = list(programme.activities(ACTIVITIES - HELPERS))
    drafts = _drafts_of(made)
    public = [activity for activity in made if activity not in drafts]
    for number, activity in enumerate(public):
        if number % 3 == 0:
            _illustrate(activity, programme.pictures[activity.title], drawn)
        _publish(activity, now)
        progress(number + 1)
    hosts = [a for a in public if a.category == "dining"] + [
        a for a in public if a.category == "salon" and a.schedules.exists()
    ]
    for activity in programme.helpers(hosts, HELPERS):
        _publish(activity, now)
    _leave_drafts(drafts)
    _change_a_public_one()
    _change_dates(chance, built, now)
    progress(ACTIVITIES)
    return _count()


@transaction.atomic
def load_many(today: date, count: int, progress: Progress) -> Loaded:
    """`count` public activities with their dates, written in batches and without revisions."""
    chance = random.Random(today.toordinal())  # noqa: S311  repeatable on purpose
    built = city.build(chance, venues=count // 50, organisations=count // 25)
    pages.build()
    programme = Programme(chance, today, built)
    now = _midnight(today)

    helpers = count // 15
    hosts: list[Activity] = []
    done = 0
    for batch in _batches(programme.activities(count - helpers)):
        _write(batch, now)
        hosts += [a for a in batch if a.category in ("dining", "salon") and a.schedules.all()]
        done += len(batch)
        progress(done)
    for batch in _batches(programme.helpers(hosts, helpers if hosts else 0)):
        _write(batch, now)
        done += len(batch)
        progress(done)
    version.bump()
    return _count()


def _publish(activity: Activity, now: datetime) -> None:
    """Publish, with the dates of the last weeks too, so that there is a past to look at.

    The rows are those of `now`, not of the clock: a city loaded for a day is that day's city.
    """
    publishing.publish(activity, None)
    activity.refresh_from_db()
    rows = {}
    for moment in (now - PAST, now):
        for row in occurrences.rows_for(activity, activity.schedules.all(), now=moment):
            rows.setdefault((row.schedule_uuid, row.original_start), row)
    activity.occurrences.all().delete()
    Occurrence.objects.bulk_create(rows.values(), batch_size=BATCH)
    occurrences.mark_written([activity.pk], now=now)


def _illustrate(activity: Activity, name: str, drawn: dict[str, AbstractImage]) -> None:
    if name:
        if name not in drawn:
            drawn[name] = pictures.draw(name)
        activity.picture = drawn[name]
        activity.picture_alt = drawn[name].title


def _drafts_of(made: list[Activity]) -> list[Activity]:
    """Three of the first member's group, one of the second's, and others."""
    of = {slug: [a for a in made if a.organiser.slug == slug] for slug in FAVOURED}
    first, second = FAVOURED
    mine = [*of[first][:3], *of[second][:1]]
    return [*mine, *(a for a in made if a.organiser.slug not in FAVOURED)][:DRAFTS]


def _leave_drafts(drafts: list[Activity]) -> None:
    """Most wait for review, one came back with a remark, one was never sent."""
    council = User.objects.get(email="shakyo@example.jp")
    for number, activity in enumerate(drafts):
        member = activity.organiser.members.first() or council
        if number == 0:
            publishing.post(activity, member)
            continue
        publishing.submit(activity, member)
        if number == 1:
            publishing.send_back(activity, council, REMARK)


def _change_a_public_one() -> None:
    """A public activity whose new text waits: what residents see stays until approval."""
    activity = Activity.objects.public().filter(organiser__slug=next(iter(FAVOURED))).first()
    if activity:
        changed = publishing.draft_of(activity)
        changed.bring = "飲みものと、座ぶとん"
        publishing.submit(changed, activity.organiser.members.get())


def _change_dates(chance: random.Random, built: city.City, now: datetime) -> None:
    """Cancel and move some of the coming dates, each of another activity that nobody helps at."""
    coming = Occurrence.objects.filter(
        starts_at__gte=now + timedelta(days=1),
        starts_at__lt=now + timedelta(days=45),
        activity__venue__isnull=False,
        activity__helps=None,
        activity__volunteer_needs=None,
        activity__schedules__rule__startswith="FREQ=MONTHLY",
    ).order_by("starts_at", "schedule_uuid")
    first: dict[int, Occurrence] = {}
    for row in coming:
        first.setdefault(row.activity_id, row)
    chosen = chance.sample(list(first.values()), CANCELLED_DATES + MOVED_DATES)
    indoors = [venue for venue in built.venues if not built.is_outdoors(venue)]
    for number, row in enumerate(chosen):
        if number < CANCELLED_DATES:
            occurrences.cancel(row, reason=CANCELLED[number % len(CANCELLED)], now=now)
        else:
            later = chance.choice((timedelta(days=7), timedelta(hours=1)))
            occurrences.move(
                row,
                starts_at=row.starts_at + later,
                ends_at=row.ends_at + later,
                venue=chance.choice(indoors) if number % 3 == 0 else None,
                reason=MOVED[number % len(MOVED)],
                now=now,
            )


def _write(batch: list[Activity], now: datetime) -> None:
    """Save a batch with its schedules, tags and dates; what publishing one by one would write."""
    schedules: list[list[Schedule]] = []
    tagged: list[list[TaggedActivity]] = []
    for activity in batch:
        activity.live = True
        activity.has_unpublished_changes = False
        activity.first_published_at = activity.last_published_at = now
        indexing.prepare(activity)
        schedules.append(list(activity.schedules.all()))
        tagged.append(list(activity.tagged_items.all()))
    Activity.objects.bulk_create(batch)
    rows: list[Occurrence] = []
    for activity, its_schedules, its_tags in zip(batch, schedules, tagged, strict=True):
        for schedule in its_schedules:
            schedule.activity_id = activity.pk
        for item in its_tags:
            item.content_object_id = activity.pk
        rows += occurrences.rows_for(activity, its_schedules, now=now)
    Schedule.objects.bulk_create(s for some in schedules for s in some)
    TaggedActivity.objects.bulk_create(t for some in tagged for t in some)
    Occurrence.objects.bulk_create(rows, batch_size=BATCH)
    occurrences.mark_written([activity.pk for activity in batch], now=now)


def _batches(activities: Iterator[Activity]) -> Iterator[list[Activity]]:
    while batch := list(islice(activities, BATCH)):
        yield batch


def _midnight(today: date) -> datetime:
    return datetime.combine(today, time.min, TOKYO)


def _count() -> Loaded:
    return Loaded(Activity.objects.count(), Occurrence.objects.count())
