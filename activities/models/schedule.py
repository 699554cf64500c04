"""The rule behind an activity's dates; part of the activity's revision."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from activities.recurrence import Recurrence


class Schedule(models.Model):
    """A rule with its first date.

    A change 「この日以降」 cuts a schedule in two that share their `uuid`: the dates behind the cut keep
    their rows and calendar names, also when the cut is undone. A `venue` of its own goes before the
    activity's.
    """

    activity = ParentalKey(
        "activities.Activity", related_name="schedules", on_delete=models.CASCADE
    )
    uuid = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    starts_at = models.DateTimeField(_("first start"))
    ends_at = models.DateTimeField(_("first end"))
    is_all_day = models.BooleanField(_("all day"), default=False)
    venue = models.ForeignKey(
        "activities.Venue",
        verbose_name=_("venue of these dates"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    rule = models.CharField(_("repetition (RRULE)"), max_length=500, blank=True)
    extra = models.JSONField(_("additional dates"), default=list, blank=True)
    skipped = models.JSONField(_("dates left out"), default=list, blank=True)
    skip_holidays = models.BooleanField(_("not on public holidays"), default=False)
    skip_new_year = models.BooleanField(_("not over New Year"), default=False)
    skip_obon = models.BooleanField(_("not over Obon"), default=False)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def recurrence(self) -> Recurrence:
        return self.read_rule()

    def read_rule(self) -> Recurrence:
        """The pure rule; `ImpossibleRule` if the stored text cannot be read."""
        return Recurrence(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            rule=self.rule,
            extra=tuple(datetime.fromisoformat(text) for text in self.extra),
            skipped=tuple(datetime.fromisoformat(text) for text in self.skipped),
            skip_holidays=self.skip_holidays,
            skip_new_year=self.skip_new_year,
            skip_obon=self.skip_obon,
        )
