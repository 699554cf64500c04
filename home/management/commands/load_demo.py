"""Fills an empty database with an invented city."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from activities.models import Activity
from home.demo import loading
from home.demo.people import PEOPLE

MOST = 100_000
BAR_WIDTH = 30


class Command(BaseCommand):
    help = "Load the demo city into an empty database; the same result every time for a given date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date", type=_date, help="the city's today, YYYY-MM-DD (default: today)"
        )
        parser.add_argument(
            "--activities", type=_count, help="make this many, for measuring, without drafts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Activity.objects.exists():
            self.stdout.write("There are activities already; nothing was loaded.")
            return
        today, count = options["date"] or timezone.localdate(), options["activities"]
        bar = self._bar(count or loading.ACTIVITIES, options["verbosity"])
        loaded = loading.load_many(today, count, bar) if count else loading.load(today, bar)
        if options["verbosity"]:
            self.stdout.write(
                f"Loaded {loaded.activities:,} activities with {loaded.occurrences:,} dates."
            )
            self.stdout.write("Log in with a code by mail, as one of:")
            for person in PEOPLE:
                self.stdout.write(f"  {person.email:24} {person.name}")

    def _bar(self, total: int, verbosity: int) -> loading.Progress:
        def show(done: int) -> None:
            if verbosity and (sys.stderr.isatty() or total > loading.ACTIVITIES):
                filled = BAR_WIDTH * done // total
                bar = f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}]"
                self.stderr.write(f"\r{bar} {done:,} of {total:,}", ending="")
                if done >= total:
                    self.stderr.write("")

        return show


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date reads YYYY-MM-DD") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST:,}")
    return int(text)
