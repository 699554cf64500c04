"""Groups that organise activities, and which users act for them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.enums import MemberRole


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=80)
    reading = models.CharField(_("reading"), max_length=120, blank=True)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    description = models.TextField(_("about the group"), blank=True, max_length=2000)
    district = models.ForeignKey(
        "organisations.District",
        verbose_name=_("district"),
        related_name="organisations",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    phone_hours = models.CharField(_("telephone hours"), max_length=80, blank=True)
    fax = models.CharField(_("FAX"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    email_is_public = models.BooleanField(_("show the e-mail address"), default=False)
    programmes = models.JSONField(_("programmes"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    members = models.ManyToManyField(
        "organisations.User",
        through="organisations.Membership",
        related_name="organisations",
        verbose_name=_("members"),
    )

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["reading", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])


class Membership(models.Model):
    user = models.ForeignKey(
        "organisations.User",
        verbose_name=_("user"),
        related_name="memberships",
        on_delete=models.CASCADE,
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("group"),
        related_name="memberships",
        on_delete=models.CASCADE,
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.MEMBER)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    class Meta:
        verbose_name = _("group member")
        verbose_name_plural = _("group members")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.organisation}"
