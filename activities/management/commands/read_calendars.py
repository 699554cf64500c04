"""`manage.py read_calendars`: reads every group's calendar; run daily, safe to run twice."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.importing import sources
from activities.models import CalendarSource

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Read the calendars of all groups that gave an address; each stands by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", metavar="SLUG", help="of one group only")

    def handle(self, *args: Any, **options: Any) -> None:
        found = CalendarSource.objects.filter(is_active=True, organisation__is_active=True)
        if options["organisation"]:
            found = found.filter(organisation__slug=options["organisation"])
        broken = 0
        for source in found.select_related("organisation", "created_by").order_by("pk"):
            broken += self._read(source)
        sources.forget_old_looks(now=timezone.now())
        if broken:
            raise CommandError(_("%(number)d calendars met an error of ours.") % {"number": broken})

    def _read(self, source: CalendarSource) -> bool:
        """Whether our own code failed: one calendar must not stop the others."""
        label = f"{source.organisation.slug} {source}"
        try:
            done = sources.refresh(source, now=timezone.now())
        except sources.ReadError as error:
            self.stdout.write(f"{label}: {error}")
        except Exception:
            logger.exception("Reading calendar %s failed", source.pk)
            reason = _("The portal met an error of its own. Its makers have been told.")
            sources.note_failure(
                CalendarSource.objects.get(pk=source.pk), reason, now=timezone.now()
            )
            return True
        else:
            counts = done.counts if done else {"unchanged": "all"}
            words = " ".join(f"{name} {number}" for name, number in counts.items())
            self.stdout.write(f"{label}: {words}")
        return False
