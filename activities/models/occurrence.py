"""One date of an activity, with everything that lists and feeds ask for standing on the row."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.enums import Category, OccurrenceStatus


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def public(self) -> OccurrenceQuerySet:
        return self.filter(is_live=True)

    def scheduled(self) -> OccurrenceQuerySet:
        return self.filter(status=OccurrenceStatus.SCHEDULED)


class Occurrence(models.Model):
    """Keyed by the schedule's uuid and the start that the rule gave (RFC 5545 RECURRENCE-ID).

    The schedule itself may be gone (its row belongs to a revision); past dates stay.
    `uid` is the calendar entry's name without the domain: `<schedule uuid>-<original day>`, with
    the time behind it only for a second date on the same day; once given it never changes.
    `starts_at`/`ends_at` are half-open; `date` is the local day of the start.
    """

    activity = models.ForeignKey(
        "activities.Activity", related_name="occurrences", on_delete=models.CASCADE
    )
    schedule_uuid = models.UUIDField()
    original_start = models.DateTimeField(_("original start"))
    uid = models.CharField(max_length=60, editable=False)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    is_all_day = models.BooleanField(_("all day"), default=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=OccurrenceStatus,
        default=OccurrenceStatus.SCHEDULED,
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    venue = models.ForeignKey(
        "activities.Venue",
        verbose_name=_("venue of this date"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    is_edited = models.BooleanField(_("moved by hand"), default=False)
    is_added = models.BooleanField(_("added by hand"), default=False)
    is_dropped = models.BooleanField(_("no longer in the rule"), default=False)
    capacity = models.PositiveIntegerField(
        _("capacity of this date"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    closure = models.ForeignKey(
        "activities.Closure",
        verbose_name=_("closure"),
        related_name="occurrences",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    restored_at = models.DateTimeField(_("held in spite of a closure"), null=True, editable=False)
    places_left = models.PositiveIntegerField(_("places left"), null=True, blank=True)

    # Written from the activity when it is published, so that a list is one range query.
    is_live = models.BooleanField(default=True)
    date = models.DateField()
    end_date = models.DateField()
    weekday = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=10, choices=Category)
    district = models.ForeignKey(
        "organisations.District",
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    age_mask = models.PositiveSmallIntegerField()
    access_mask = models.PositiveIntegerField(default=0)
    is_free = models.BooleanField(default=False)

    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    ical = models.TextField(blank=True, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule_uuid", "original_start"], name="one_row_an_original_start"
            ),
            models.UniqueConstraint(fields=["uid"], name="one_row_a_uid"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="ends_after_start"
            ),
        ]
        # The lists' indexes hold all that grouping a period by activity reads, and live rows only.
        indexes = [
            models.Index(
                fields=["district", "date", "starts_at", "ends_at", "activity"],
                condition=models.Q(is_live=True),
                name="list_of_district",
            ),
            models.Index(
                fields=["date", "starts_at", "ends_at", "activity"],
                condition=models.Q(is_live=True),
                name="list_of_city",
            ),
            models.Index(
                fields=["end_date"],
                condition=models.Q(end_date__gt=models.F("date")),
                name="dates_of_several_days",
            ),
            models.Index(fields=["activity", "starts_at"], name="dates_of_activity"),
            models.Index(
                fields=["activity", "date", "starts_at"],
                condition=models.Q(is_live=True),
                name="feed_of_activity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_cancelled(self) -> bool:
        return self.status == OccurrenceStatus.CANCELLED

    @property
    def is_postponed(self) -> bool:
        return self.status == OccurrenceStatus.POSTPONED

    @property
    def is_stopped(self) -> bool:
        """Nobody need come on this day: cancelled, or put off to a day not known yet."""
        return self.is_cancelled or self.is_postponed

    @property
    def is_changed_by_hand(self) -> bool:
        """What the desk marks, keeps, and can set back to the rule."""
        stopped = self.is_stopped and not self.closure_id and not self.is_dropped
        said = bool(self.note) or self.capacity is not None
        return self.is_edited or self.is_added or stopped or said

    @property
    def is_moved(self) -> bool:
        return self.starts_at != self.original_start
