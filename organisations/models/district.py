"""Places as the city cuts them: overlapping schemes joined by `within`, a graph and not a tree."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.enums import Scheme


class DistrictQuerySet(models.QuerySet["District"]):
    def named(self, slugs: Iterable[str]) -> DistrictQuerySet:
        return self.filter(slug__in=list(slugs))

    def with_nearby(self, slug: str) -> DistrictQuerySet:
        """The district, its neighbours, and those right above and below it."""
        relations = ("slug", "neighbours__slug", "within__slug", "contains__slug")
        wanted = models.Q()
        for relation in relations:
            wanted |= models.Q(**{relation: slug})
        return self.filter(pk__in=self.filter(wanted).order_by().values("pk"))

    def in_scheme(self, scheme: Scheme) -> DistrictQuerySet:
        return self.filter(scheme=scheme)


class District(models.Model):
    name = models.CharField(_("name"), max_length=40)
    reading = models.CharField(
        _("reading"), max_length=60, blank=True, help_text=_("In hiragana, as people say it.")
    )
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    scheme = models.CharField(_("kind of district"), max_length=20, choices=Scheme)
    code = models.CharField(_("code"), max_length=20, blank=True)
    within = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="contains",
        blank=True,
        verbose_name=_("lies within"),
    )
    neighbours = models.ManyToManyField("self", blank=True, verbose_name=_("neighbours"))
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample, not official"), default=False)
    description = models.TextField(_("description"), blank=True, max_length=1000)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("district", args=[self.slug])
