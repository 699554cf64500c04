"""Places where activities happen; a venue is not a group."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.enums import Access


class Venue(models.Model):
    name = models.CharField(_("name"), max_length=80)
    reading = models.CharField(_("reading"), max_length=120, blank=True)
    address = models.CharField(_("address (street)"), max_length=160, blank=True)
    district = models.ForeignKey(
        "organisations.District",
        verbose_name=_("district"),
        related_name="venues",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    directions = models.TextField(_("how to get there"), blank=True, max_length=600)
    access = models.JSONField(_("access"), default=list, blank=True)
    parking = models.CharField(_("parking"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["reading", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def access_labels(self) -> list[str]:
        return [str(Access(code).label) for code in self.access if code in Access.values]
