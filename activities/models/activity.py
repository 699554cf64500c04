"""A salon, dining event, class or volunteer need: one model, told apart by its category."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from activities.enums import Category, GatheringContent, SignUpKind


class ActivityQuerySet(models.QuerySet["Activity"]):
    def public(self) -> ActivityQuerySet:
        return self.filter(live=True)

    def with_workflow(self) -> ActivityQuerySet:
        """The review each stands in, loaded at once where Wagtail looks for it."""
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        return self.prefetch_related(
            models.Prefetch("workflow_states", states, to_attr="_current_workflow_states")
        )

    def held_at(self, venue: Any) -> ActivityQuerySet:
        """At home there, or with a schedule or a single date there."""
        usual = models.Q(venue=venue) | models.Q(schedules__venue=venue)
        keys = self.filter(usual | models.Q(occurrences__venue=venue)).values("pk")
        return self.filter(pk__in=keys)

    def of(self, organisation: object) -> ActivityQuerySet:
        return self.filter(organiser=organisation)


class TaggedActivity(TaggedItemBase):
    content_object = ParentalKey(
        "activities.Activity", related_name="tagged_items", on_delete=models.CASCADE
    )


class Activity(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    title = models.CharField(_("title"), max_length=80)
    reading = models.CharField(_("title's reading"), max_length=120, blank=True)
    category = models.CharField(_("kind of activity"), max_length=10, choices=Category)
    organiser = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("group"),
        related_name="activities",
        on_delete=models.PROTECT,
    )
    summary = models.CharField(_("in one sentence"), max_length=160, blank=True)
    body = models.TextField(_("description"), blank=True, max_length=4000)
    age_bands = models.JSONField(_("for whom"), default=list, blank=True)
    audience_note = models.CharField(_("for whom, in words"), max_length=120, blank=True)

    venue = models.ForeignKey(
        "activities.Venue",
        verbose_name=_("venue"),
        related_name="activities",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    venue_note = models.CharField(_("room or meeting point"), max_length=120, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("address of the online meeting"), blank=True)

    fee = models.PositiveIntegerField(
        _("fee in yen"),
        null=True,
        blank=True,
        help_text=_("0 = free; empty = not stated"),
        validators=[MaxValueValidator(1_000_000)],
    )
    fee_note = models.CharField(_("what the fee is for"), max_length=120, blank=True)

    sign_up = models.CharField(
        _("sign-up"), max_length=12, choices=SignUpKind, default=SignUpKind.NOT_NEEDED
    )
    sign_up_note = models.CharField(_("how to sign up"), max_length=300, blank=True)
    sign_up_until = models.DateTimeField(_("sign-up until"), null=True, blank=True)
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    capacity_note = models.CharField(_("capacity, in words"), max_length=80, blank=True)
    bring = models.CharField(_("what to bring"), max_length=160, blank=True)

    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    phone_hours = models.CharField(_("telephone hours"), max_length=80, blank=True)
    fax = models.CharField(_("FAX"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    email_is_public = models.BooleanField(_("show the e-mail address"), default=False)
    url = models.URLField(_("own web page"), blank=True, max_length=400)

    access = models.JSONField(_("access beyond the venue's"), default=list, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        related_name="+",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=160, blank=True)

    programmes = models.JSONField(_("programmes"), default=list, blank=True)
    gathering_main = models.CharField(
        _("survey: main content"), max_length=12, choices=GatheringContent, blank=True
    )
    gathering_second = models.CharField(
        _("survey: second content"), max_length=12, choices=GatheringContent, blank=True
    )
    plan_goals = models.JSONField(_("goals of the plan"), default=list, blank=True)
    helps = models.ForeignKey(
        "activities.Activity",
        verbose_name=_("helps at"),
        related_name="volunteer_needs",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    confirmed_current_on = models.DateField(_("confirmed current on"), null=True, blank=True)

    written_until = models.DateField(null=True, editable=False)
    written_with = models.CharField(max_length=16, blank=True, editable=False)
    source = models.CharField(max_length=20, blank=True, editable=False)
    source_id = models.CharField(max_length=80, blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    rule_said = models.CharField(max_length=300, blank=True, editable=False)

    tags = ClusterTaggableManager(
        through=TaggedActivity, blank=True, verbose_name=_("tags"), related_name="activities"
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="activity")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="activity",
        for_concrete_model=False,
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["organiser", "live"], name="activity_of_organiser"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "source", "source_id"],
                condition=~models.Q(source_id=""),
                name="one_activity_a_source_row",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> models.QuerySet[Any]:
        return self._revisions

    @property
    def is_undated(self) -> bool:
        """随時: no schedule at all."""
        return not self.schedules.exists()

    def get_absolute_url(self) -> str:
        return reverse("activity", args=[self.pk])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "activities/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from activities.detail import preview_context  # what Wagtail calls a view stands here

        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context | preview_context(self, timezone.now())
