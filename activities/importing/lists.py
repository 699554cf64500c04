"""Event list files → activities of one group: what is new, what changed, what is refused.

A row is known again by group, municipality code and NO, and compared by a digest of what it says;
an unchanged row costs no write. Each row is stored whole or not at all, so a run that breaks off
can be repeated. A changed row writes over the fields that the list has; the rest (picture, access,
ages, further schedules) stays as people made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from activities import occurrences, publishing
from activities.enums import OccurrenceStatus
from activities.importing import entries, reading, values
from activities.importing.entries import Entry, Place
from activities.importing.reading import ListError, Refusal, Row
from activities.models import Activity, Schedule, Venue
from activities.recurrence import ImpossibleRule
from organisations.models import Organisation

SOURCE = "event_list"
VENUE_LABELS = {"directions": "アクセス方法", "parking": "駐車場情報"}


@dataclass(frozen=True)
class Remark:
    """A refusal or a warning about one row; `line` counts from 1."""

    file: str
    line: int
    no: str
    title: str
    column: str
    reason: str


@dataclass
class Report:
    """`read == imported + unchanged + len(refusals)`; imported are new rows and changed ones."""

    file: str = ""
    read: int = 0
    imported: int = 0
    unchanged: int = 0
    refusals: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    error: str = ""


@dataclass(frozen=True)
class _Known:
    pk: int
    digest: str
    was_public: bool


@dataclass(frozen=True)
class _Seen:
    file: str
    line: int
    digest: str


class ListImport:
    """One run over one or more files; a NO may stand in them once."""

    def __init__(
        self,
        organisation: Organisation,
        *,
        now: datetime,
        publish: bool = False,
        dry_run: bool = False,
    ) -> None:
        self.organisation = organisation
        self.now = now
        self.publish = publish
        self.dry_run = dry_run
        self.seen: dict[str, _Seen] = {}
        self.venues = _Venues()
        self.known = {
            source_id: _Known(pk, digest, first_published_at is not None)
            for source_id, pk, digest, first_published_at in Activity.objects.of(organisation)
            .filter(source=SOURCE)
            .values_list("source_id", "pk", "source_digest", "first_published_at")
        }

    def file(self, path: Path) -> Report:
        """Never raises for what the file holds: `error` says why nothing of it was used."""
        report = Report(file=path.name)
        try:
            rows = reading.read(path.read_bytes())
        except FileNotFoundError:
            report.error = _("There is no such file.")
        except OSError as error:
            report.error = _("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}
        except ListError as error:
            report.error = str(error)
        else:
            self._rows(rows, report)
        return report

    def _rows(self, rows: Iterable[Row], report: Report) -> None:
        for row in rows:
            report.read += 1
            try:
                changed = self._row(row, report)
            except Refusal as refusal:
                report.refusals.append(_remark(report, row, refusal.reason, refusal.column))
            else:
                report.imported += changed
                report.unchanged += not changed

    def _row(self, row: Row, report: Report) -> bool:
        """Whether the row brought something new; raises Refusal."""
        entry = entries.entry(row)
        first = self.seen.get(entry.source_id)
        if first and first.file == report.file:
            raise Refusal(
                _("The row has the same %(column)s as line %(line)d.")
                % {"column": row.header("no"), "line": first.line},
                row.header("no"),
            )
        if first and first.digest != entry.digest:
            raise Refusal(
                _("The row has the same %(column)s as line %(line)d of %(file)s.")
                % {"column": row.header("no"), "line": first.line, "file": first.file},
                row.header("no"),
            )
        known = self.known.get(entry.source_id)
        is_same = first is not None or (known is not None and known.digest == entry.digest)
        if not is_same:
            self._store(entry, known)
        elif first is None and known and self.publish and not known.was_public:
            is_same = False
            self._publish_as_it_stands(known)
        self.seen.setdefault(entry.source_id, _Seen(report.file, row.line, entry.digest))
        if not is_same:
            report.warnings += [_remark(report, row, text) for text in entry.warnings]
        return not is_same

    def _store(self, entry: Entry, known: _Known | None) -> None:
        try:
            with transaction.atomic():
                activity = self._activity(known)
                self._fill(activity, entry)
                if self.dry_run:
                    return
                venue = self._venue(activity, entry.place)
                self._save(activity, entry)
        except ValidationError as error:
            raise Refusal(" ".join(error.messages)) from error
        except ImpossibleRule as error:
            raise Refusal(_(str(error))) from error
        except (IntegrityError, DataError) as error:
            raise Refusal(_("The database did not take the row.")) from error
        if venue:
            self.venues.remember(venue)

    def _activity(self, known: _Known | None) -> Activity:
        if known:
            return publishing.draft_of(Activity.objects.get(pk=known.pk))
        return Activity(organiser=self.organisation, source=SOURCE)

    def _fill(self, activity: Activity, entry: Entry) -> None:
        for name, value in entry.fields.items():
            setattr(activity, name, value)
        if entry.is_cancelled and not self.publish and "中止" not in activity.title:
            activity.title = f"【中止】{activity.title}"[:80]
        activity.source_id = entry.source_id
        activity.source_digest = entry.digest
        schedules = list(activity.schedules.all()) or [Schedule()]
        schedule, found = schedules[0], entry.when
        schedule.starts_at, schedule.ends_at = found.starts_at, found.ends_at
        schedule.is_all_day, schedule.rule = found.is_all_day, found.rule
        schedule.extra = [moment.isoformat() for moment in found.extra]
        schedule.read_rule()
        activity.schedules = schedules
        relations = [each.name for each in Activity._meta.fields if each.is_relation]
        activity.clean_fields(exclude=relations)

    def _venue(self, activity: Activity, place: Place | None) -> Venue | None:
        """Found or made; what the list says otherwise than a known venue goes to the text."""
        if place is None:
            activity.venue = None
            return None
        venue = self.venues.find(place)
        if venue is None:
            venue = self.venues.make(place)
        elif place.point and venue.latitude is None:
            venue.latitude, venue.longitude = place.point
            venue.save()
        for name, label in VENUE_LABELS.items():
            text = getattr(place, name)
            if text and text != getattr(venue, name):
                activity.body = f"{activity.body}\n{label}:{text}".strip()
        activity.venue = venue
        return venue

    def _save(self, activity: Activity, entry: Entry) -> None:
        if entry.tags:
            activity.tags.set(entry.tags)
        if self.publish:
            publishing.publish(activity, None)
            self._mark_cancelled(activity, entry.is_cancelled)
        else:
            publishing.post(activity, None)
        # A live row is not saved by `post`, yet the list must know that it has been here.
        Activity.objects.filter(pk=activity.pk).update(source_digest=entry.digest)

    def _mark_cancelled(self, activity: Activity, is_cancelled: bool) -> None:
        reason = _("Cancelled according to the list of events")
        if is_cancelled:
            for row in activity.occurrences.scheduled():
                occurrences.cancel(row, reason=reason, now=self.now)
        else:
            cancelled = activity.occurrences.filter(status=OccurrenceStatus.CANCELLED)
            for row in cancelled.filter(reason=reason):
                occurrences.restore(row, now=self.now)

    def _publish_as_it_stands(self, known: _Known) -> None:
        """A draft of an earlier run, with what people changed in it since."""
        if not self.dry_run:
            draft = publishing.draft_of(Activity.objects.get(pk=known.pk))
            publishing.publish(draft, None)


class _Venues:
    """Venues by name and address as people would take them for the same."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Venue]] = {}
        for venue in Venue.objects.order_by("pk"):
            self.remember(venue)

    def find(self, place: Place) -> Venue | None:
        """With no address in the list, the one venue of that name."""
        named = self.by_name.get(_folded(place.name), [])
        if not place.address:
            return named[0] if len(named) == 1 else None
        address = _folded(place.address)
        return next((venue for venue in named if _folded(venue.address) == address), None)

    def make(self, place: Place) -> Venue:
        latitude, longitude = place.point or (None, None)
        return Venue.objects.create(
            name=place.name,
            address=place.address,
            latitude=latitude,
            longitude=longitude,
            directions=_if_fits(place.directions, "directions"),
            parking=_if_fits(place.parking, "parking"),
        )

    def remember(self, venue: Venue) -> None:
        named = self.by_name.setdefault(_folded(venue.name), [])
        if venue.pk not in {each.pk for each in named}:
            named.append(venue)


def _folded(text: str) -> str:
    return "".join(values.narrow(text).casefold().split())


def _if_fits(text: str, name: str) -> str:
    column: Any = Venue._meta.get_field(name)
    return text if len(text) <= column.max_length else ""


def _remark(report: Report, row: Row, reason: str, column: str = "") -> Remark:
    title = " ".join(row.get("title").split())[:80]
    return Remark(report.file, row.line, row.get("no")[:80], title, column, reason)
