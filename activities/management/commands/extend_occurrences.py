"""Tops up the dates of every live activity; run nightly, safe to run twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from activities import occurrences


class Command(BaseCommand):
    help = "Write the dates of about thirteen months ahead for every live activity."

    def handle(self, *args: Any, **options: Any) -> None:
        change = occurrences.extend_all(now=timezone.now())
        self.stdout.write(f"created {change.created} deleted {change.deleted}")
