"""Reads a group's calendar and brings its activities in line; on failure all stays as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activities.importing import addresses, apart, blocks, calendars, fetch, telling
from activities.importing.apart import Reading, Refusal
from activities.importing.calendars import Plan
from activities.importing.carrying import Carrier
from activities.importing.content_lines import CalendarError
from activities.importing.fetch import Fetched, FetchError
from activities.models import CalendarSource
from organisations.models import Organisation, User

Get = Callable[..., Fetched]
FAILURES_UNTIL_TOLD = 3
FULLY_AFTER = timedelta(days=6)
LOOK_LASTS = timedelta(days=1)
MAX_KEPT_REFUSALS = 50


class ReadError(Exception):
    """Nothing was read; the message is in the reader's language."""


def source_of(organisation: Organisation, url: str, user: User | None = None) -> CalendarSource:
    """The group's source for an address, or for files where the address is empty.

    Raises ReadError for an address that is never asked.
    """
    try:
        address = addresses.read(url).url if url else ""
    except addresses.BadAddress as error:
        raise ReadError(_(str(error))) from None
    source, _made = CalendarSource.objects.get_or_create(
        organisation=organisation, url=address, defaults={"created_by": user}
    )
    return source


def read_file(data: bytes, *, now: datetime) -> Reading:
    """Raises ReadError."""
    try:
        return apart.read(data, now=now)
    except CalendarError as error:
        raise ReadError(_(str(error))) from None


def read_address(url: str, *, now: datetime, get: Get = fetch.fetch) -> Reading:
    """Raises ReadError."""
    return read_file(_asked(get, url).body, now=now)


def refresh(
    source: CalendarSource, *, user: User | None = None, now: datetime, get: Get = fetch.fetch
) -> Plan | None:
    """Read an address again and bring it in; None where the server says that nothing is new.

    Raises ReadError, after the failure has been noted and, the third time, told.
    """
    is_due = source.last_full_at is None or now - source.last_full_at >= FULLY_AFTER
    conditions = {} if is_due else {"etag": source.etag, "modified": source.modified}
    try:
        fetched = _asked(get, source.url, **conditions)
        if fetched.is_unchanged:
            _note_success(source, now)
            source.save()
            return None
        reading = read_file(fetched.body, now=now)
    except ReadError as error:
        note_failure(source, str(error), now=now)
        raise
    return bring(source, reading, user=user, now=now, fetched=fetched)


@transaction.atomic
def bring(
    source: CalendarSource,
    reading: Reading,
    *,
    user: User | None = None,
    now: datetime,
    fetched: Fetched | None = None,
) -> Plan:
    """Carry a reading out and note what came of it. Two at once wait for each other."""
    source = CalendarSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    plan = calendars.plan(source, reading, now=now)
    done = Carrier(source, user or source.created_by, now).carry_out(plan)
    _note_success(source, now)
    source.last_full_at = now
    source.last_result = {
        "counts": done.counts,
        "whys": done.whys,
        "refusals": [asdict(refusal) for refusal in done.refusals[:MAX_KEPT_REFUSALS]],
    }
    source.name = reading.name or source.name
    whole = fetched if fetched and not done.refusals else Fetched()
    source.etag, source.modified = whole.etag, whole.modified
    source.first_look, source.looked_at = "", None
    source.save()
    return done


def keep_look(source: CalendarSource, reading: Reading, *, now: datetime) -> None:
    """Keep what was read until it is saved, so that what was looked at is what is saved."""
    told = {
        "name": reading.name,
        "series": [asdict(each) for each in reading.series],
        "refusals": [asdict(each) for each in reading.refusals],
    }
    source.first_look, source.looked_at = json.dumps(told, ensure_ascii=False), now
    source.save()


def kept_look(source: CalendarSource, *, now: datetime) -> Reading | None:
    """What was looked at within the last day."""
    if not source.first_look or source.looked_at is None or now - source.looked_at > LOOK_LASTS:
        return None
    return apart.of_json(json.loads(source.first_look))


def forget_old_looks(*, now: datetime) -> None:
    """What was looked at and never saved leaves nothing behind."""
    old = CalendarSource.objects.exclude(first_look="").filter(looked_at__lt=now - LOOK_LASTS)
    old.filter(last_full_at=None, is_active=False).delete()
    old.update(first_look="", looked_at=None)


@transaction.atomic
def note_failure(source: CalendarSource, reason: str, *, now: datetime) -> None:
    source.failures += 1
    source.last_error = reason[:300]
    source.last_read_at = now
    if source.failures >= FAILURES_UNTIL_TOLD and source.told_at is None:
        source.told_at = now
        telling.tell_failing(source)
    source.save()


def said(refusal: Refusal) -> str:
    """The reason in the reader's language."""
    return _(refusal.reason) % refusal.values if refusal.values else _(refusal.reason)


def counts_said(counts: dict[str, int]) -> str:
    """追加3件、のせないもの2件; what is nought is not said."""
    words = {
        "added": _("%(number)d added"),
        "changed": _("%(number)d changed"),
        "cancelled": _("%(number)d cancelled"),
        "unchanged": _("%(number)d unchanged"),
        "left_out": _("%(number)d left out"),
        "refused": _("%(number)d refused"),
    }
    said = [word % {"number": counts[name]} for name, word in words.items() if counts.get(name)]
    return "、".join(said) or _("nothing to do")


def left_out_said(why: str) -> str:
    """Why entries are not shown, in the reader's language."""
    return {
        blocks.PRIVATE: _("Private"),
        blocks.CANCELLED: _("Cancelled already"),
        blocks.UNTITLED: _("Without a title"),
        blocks.OUTSIDE: _("More than a month ago, or more than 13 months ahead"),
        calendars.ELSEWHERE: _("Read from another calendar of your group"),
        calendars.REMOVED: _("Deleted in the portal"),
    }[why]


def _note_success(source: CalendarSource, now: datetime) -> None:
    source.last_read_at = now
    source.failures, source.last_error, source.told_at = 0, "", None


def _asked(get: Get, url: str, **conditions: Any) -> Fetched:
    try:
        return get(url, **conditions)
    except FetchError as error:
        raise ReadError(_(str(error))) from error
