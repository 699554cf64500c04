"""Tops up the dates of every live activity; run nightly, safe to run twice, at once, or late."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from activities import horizon, occurrences


class Command(BaseCommand):
    help = "Write the dates of about thirteen months ahead for every live activity."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        change = occurrences.extend_all(now=now)
        reaches = horizon.look(now=now).reaches
        if options["verbosity"]:
            self.stdout.write(
                f"created {change.created} updated {change.updated} deleted {change.deleted} "
                f"cancelled {change.cancelled}; written until {reaches or '-'}"
            )
