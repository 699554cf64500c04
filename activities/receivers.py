"""Tells `occurrences` when something was published, hidden or renamed."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from activities import indexing, mail, occurrences, version
from activities.importing import calendars, settling
from activities.models import Activity, Venue
from activities.occurrences import closing
from organisations.models import District, Organisation

# Wagtail's own mails are half English and lead groups to an admin that they cannot enter.
for signal, sender, name in (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
):
    signal.disconnect(sender=sender, dispatch_uid=name)


@receiver(published, sender=Activity)
def activity_published(instance: Activity, **kwargs: Any) -> None:
    now = timezone.now()
    indexing.index(instance)
    occurrences.materialise(instance, now=now)
    if instance.source == calendars.SOURCE:
        settling.settle(instance, now=now)


@receiver(unpublished, sender=Activity)
def activity_unpublished(instance: Activity, **kwargs: Any) -> None:
    occurrences.hide(instance)


@receiver(post_save, sender=Venue)
def venue_saved(instance: Venue, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw:
        occurrences.refresh(Activity.objects.held_at(instance), now=timezone.now())


@receiver(post_save, sender=Organisation)
def organisation_saved(
    instance: Organisation, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if not created and not raw:
        occurrences.refresh(Activity.objects.of(instance), now=timezone.now())
        version.bump()


@receiver(pre_delete, sender=District)
def district_goes(instance: District, **kwargs: Any) -> None:
    closing.forget_district(instance, now=timezone.now())


@receiver([post_save, post_delete], sender=District)
def district_changed(**kwargs: Any) -> None:
    version.bump()


@receiver(post_delete, sender=Activity)
def activity_deleted(**kwargs: Any) -> None:
    version.bump()


@receiver(workflow_approved, sender=WorkflowState)
def post_approved(instance: WorkflowState, **kwargs: Any) -> None:
    if isinstance(instance.content_object, Activity) and instance.requested_by:
        mail.tell_approved(instance.content_object, instance.requested_by)


@receiver(workflow_rejected, sender=WorkflowState)
def post_returned(instance: WorkflowState, **kwargs: Any) -> None:
    if isinstance(instance.content_object, Activity) and instance.requested_by:
        remark = instance.current_task_state.comment
        mail.tell_returned(instance.content_object, instance.requested_by, remark)
