"""`manage.py import_calendar FILE_OR_URL --organisation SLUG`: a group's own calendar, read once."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.importing import calendars, sources
from activities.importing.apart import Reading
from activities.importing.calendars import Plan
from activities.models import CalendarSource
from organisations.models import Organisation


class Command(BaseCommand):
    help = "Read a calendar (iCalendar) from a file or an address, as activities of one group."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("calendar", metavar="FILE_OR_URL")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--publish", action="store_true", help="make public at once")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = _organisation(options["organisation"])
        try:
            done = _run(organisation, options)
        except sources.ReadError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(done, options["dry_run"]), ensure_ascii=False,
                                         indent=2))  # fmt: skip
        else:
            self._print(done, options["dry_run"])

    def _print(self, done: Plan, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("A dry run: nothing is stored."))
        self.stdout.write(
            _(
                "%(read)d entries read (and %(gone)d no longer there): %(added)d added, "
                "%(changed)d changed, %(cancelled)d cancelled, %(unchanged)d unchanged, "
                "%(left_out)d left out, %(refused)d refused."
            )
            % done.counts
        )
        for why, count in done.whys.items():
            self.stdout.write(f"  {sources.left_out_said(why)}: {count}")
        for refusal in done.refusals:
            told = {"line": refusal.line, "reason": sources.said(refusal)}
            self.stdout.write(_("  line %(line)d: refused. %(reason)s") % told)


def _run(organisation: Organisation, options: dict[str, Any]) -> Plan:
    now, named = timezone.now(), options["calendar"]
    url = named if "://" in named else ""
    reading = sources.read_address(url, now=now) if url else _file(Path(named))
    if options["dry_run"]:
        return calendars.plan(_source_or_new(organisation, url), reading, now=now)
    source = sources.source_of(organisation, url)
    source.publishes = source.publishes or options["publish"]
    source.save()
    return sources.bring(source, reading, now=now)


def _file(path: Path) -> Reading:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise sources.ReadError(_("There is no such file.")) from None
    except OSError as error:
        reason = {"reason": error.strerror}
        raise sources.ReadError(_("The file cannot be opened: %(reason)s.") % reason) from None
    return sources.read_file(data, now=timezone.now())


def _source_or_new(organisation: Organisation, url: str) -> CalendarSource:
    """For a dry run: what would be the source, unsaved where there is none."""
    address = sources.addresses.read(url).url if url else ""
    found = CalendarSource.objects.filter(organisation=organisation, url=address).first()
    return found or CalendarSource(organisation=organisation, url=address)


def _organisation(slug: str) -> Organisation:
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist:
        raise CommandError(_("There is no group “%(slug)s”.") % {"slug": slug}) from None


def _as_json(done: Plan, dry_run: bool) -> dict[str, Any]:
    refusals = [asdict(each) | {"reason": sources.said(each)} for each in done.refusals]
    for each in refusals:
        del each["values"]
    return {**done.counts, "dry_run": dry_run, "left_out_because": done.whys, "refusals": refusals}
