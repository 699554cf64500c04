"""One number that rises whenever anything that the public sees changes."""

from __future__ import annotations

from django.db import models


class ContentVersion(models.Model):
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
