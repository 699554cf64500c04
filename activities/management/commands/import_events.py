"""`manage.py import_events FILE… --organisation SLUG`: municipal event lists into the portal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.importing.lists import ListImport, Report
from organisations.models import Organisation


class Command(BaseCommand):
    help = "Import event lists that municipalities publish (CSV), as drafts of one group."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--publish", action="store_true", help="make public at once")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ListImport(
            _organisation(options["organisation"]),
            now=timezone.now(),
            publish=options["publish"],
            dry_run=options["dry_run"],
        )
        reports = [run.file(path) for path in options["files"]]
        if options["json"]:
            told = _as_json(reports, options["dry_run"])
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            if options["dry_run"]:
                self.stdout.write(_("A dry run: nothing is stored."))
            for report in reports:
                self._print(report, options["verbosity"])
        errors = [f"{report.file}: {report.error}" for report in reports if report.error]
        if errors:
            raise CommandError("\n".join(errors))

    def _print(self, report: Report, verbosity: int) -> None:
        if report.error:
            return
        self.stdout.write(_summary(report))
        for remark in report.refusals:
            self.stdout.write(_("  line %(line)d: refused. %(reason)s") % asdict(remark))
        if verbosity > 1:
            for remark in report.warnings:
                self.stdout.write(_("  line %(line)d: %(reason)s") % asdict(remark))


def _organisation(slug: str) -> Organisation:
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist:
        raise CommandError(_("There is no group “%(slug)s”.") % {"slug": slug}) from None


def _summary(report: Report) -> str:
    return _(
        "%(file)s: %(read)d rows read, %(imported)d imported, %(unchanged)d unchanged, "
        "%(refused)d refused, %(warnings)d remarks."
    ) % {
        "file": report.file,
        **_numbers(report),
        "warnings": len(report.warnings),
    }


def _numbers(report: Report) -> dict[str, int]:
    return {
        "read": report.read,
        "imported": report.imported,
        "unchanged": report.unchanged,
        "refused": len(report.refusals),
    }


def _as_json(reports: list[Report], dry_run: bool) -> dict[str, Any]:
    """The totals over all files first, as scripts want them."""
    each = [_numbers(report) for report in reports]
    totals = {name: sum(numbers[name] for numbers in each) for name in each[0]}
    return {
        **totals,
        "dry_run": dry_run,
        "refusals": [asdict(remark) for report in reports for remark in report.refusals],
        "warnings": [asdict(remark) for report in reports for remark in report.warnings],
        "errors": [
            {"file": report.file, "reason": report.error} for report in reports if report.error
        ],
        "files": [
            {"file": report.file, **numbers} for report, numbers in zip(reports, each, strict=True)
        ],
    }
