"""A group's own calendar, and what it said last time of each of its series."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarSource(models.Model):
    """An address that is read every day, or (with no address) the files that a group gives.

    `first_look` keeps what a look has read until somebody saves it or a day has passed;
    `last_full_at` is when the server last sent the whole of it; `told_at` says that people know of
    the failures.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("group"),
        related_name="calendar_sources",
        on_delete=models.CASCADE,
    )
    url = models.CharField(_("address of the calendar"), max_length=500, blank=True)
    name = models.CharField(_("name of the calendar"), max_length=80, blank=True)
    is_active = models.BooleanField(_("read every day"), default=False)
    publishes = models.BooleanField(
        _("publish without review"),
        default=False,
        help_text=_("New activities and changed texts from this calendar are public at once."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", on_delete=models.SET_NULL, null=True
    )
    created_at = models.DateTimeField(_("given on"), auto_now_add=True)
    last_read_at = models.DateTimeField(_("last read"), null=True, editable=False)
    last_result = models.JSONField(default=dict, editable=False)
    last_error = models.CharField(_("last problem"), max_length=300, blank=True, editable=False)
    last_full_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    modified = models.CharField(max_length=200, blank=True, editable=False)
    first_look = models.TextField(blank=True, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("group's calendar")
        verbose_name_plural = _("groups' calendars")
        ordering = ["organisation__reading", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "url"], name="one_source_an_address_of_a_group"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.host or str(_("Uploaded files"))

    @property
    def host(self) -> str:
        """The address as it may be said aloud: the rest of it is often secret."""
        return urlsplit(self.url).hostname or ""


class CalendarSeries(models.Model):
    """What one entry said last time: what people have corrected since is told by comparing.

    `activity` is empty once somebody has deleted it: the entry does not come back. `stopped` are
    the original starts that readings have turned into 中止.
    """

    source = models.ForeignKey(
        CalendarSource, related_name="series", on_delete=models.SET_NULL, null=True
    )
    uid = models.CharField(max_length=80)
    activity = models.OneToOneField(
        "activities.Activity",
        related_name="calendar_series",
        on_delete=models.SET_NULL,
        null=True,
    )
    digest = models.CharField(max_length=64)
    texts = models.JSONField(default=dict)
    dates = models.JSONField(default=dict)
    stopped = models.JSONField(default=list)
    is_gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="one_series_a_uid")]

    def __str__(self) -> str:
        return self.uid
