"""Which districts a moderator looks after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moderator(models.Model):
    user = models.OneToOneField(
        "organisations.User",
        verbose_name=_("user"),
        related_name="moderator",
        on_delete=models.CASCADE,
    )
    districts = models.ManyToManyField(
        "organisations.District", verbose_name=_("districts"), related_name="moderators"
    )

    class Meta:
        verbose_name = _("district moderator")
        verbose_name_plural = _("district moderators")

    def __str__(self) -> str:
        return str(self.user)
