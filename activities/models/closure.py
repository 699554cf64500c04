"""一斉休止: one record that closes many dates, and can be taken back exactly."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.enums import Category, ClosureReason


class ClosureQuerySet(models.QuerySet["Closure"]):
    def in_force(self) -> ClosureQuerySet:
        return self.filter(undone_at=None)

    def on(self, day: date) -> ClosureQuerySet:
        return self.in_force().filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Closure(models.Model):
    """Days are local and inclusive; no last day means until further notice.

    Empty districts, categories and organiser do not narrow it.
    """

    reason = models.CharField(_("reason"), max_length=10, choices=ClosureReason)
    words = models.CharField(_("in your own words"), max_length=160, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    districts = models.ManyToManyField(
        "organisations.District", verbose_name=_("districts"), related_name="+", blank=True
    )
    categories = models.JSONField(_("kinds of activity"), default=list, blank=True)
    organiser = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("group"),
        related_name="closures",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    is_announced = models.BooleanField(_("notice on every page"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", on_delete=models.SET_NULL, null=True
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", on_delete=models.SET_NULL, null=True
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        return self.words or str(ClosureReason(self.reason).label)

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})
        if unknown := set(self.categories) - set(Category.values):
            raise ValidationError({"categories": ", ".join(sorted(unknown))})
