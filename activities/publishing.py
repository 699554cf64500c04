"""How an activity gets from a draft to the public: our only caller of Wagtail's workflow."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex, Revision, WorkflowState

from activities.models import Activity, Schedule
from organisations.models import User


class State(TextChoices):
    """Where an activity stands, as its group sees it; `live_…` means an older text is public."""

    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for review")
    RETURNED = "returned", _("Came back")
    LIVE = "live", _("Published")
    LIVE_DRAFT = "live_draft", _("Published, with unsent changes")
    LIVE_WAITING = "live_waiting", _("Published, changes waiting for review")
    LIVE_RETURNED = "live_returned", _("Published, changes came back")


def draft_of(activity: Activity) -> Activity:
    """The newest text, published or not."""
    return activity.get_latest_revision_as_object() if activity.latest_revision_id else activity


def state_of(activity: Activity) -> State:
    workflow_state = activity.current_workflow_state
    if workflow_state is None:
        if not activity.live:
            return State.DRAFT
        return State.LIVE_DRAFT if activity.has_unpublished_changes else State.LIVE
    waits = workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    if activity.live:
        return State.LIVE_WAITING if waits else State.LIVE_RETURNED
    return State.WAITING if waits else State.RETURNED


class Locked(Exception):
    """Staff have locked the activity; nothing was kept."""


@transaction.atomic
def post(activity: Activity, user: User | None) -> Revision:
    """Keep the text as a draft. The public page stays as it is.

    A post that waits for review is taken out of it first: a reviewer who has the older text
    before her must not publish this one unseen. Raises `Locked`.
    """
    _refuse_if_locked(activity, user)
    if _waits(activity):
        activity.current_workflow_state.cancel(user=user)
    if not _is_live(activity):
        activity.live = False
        activity.has_unpublished_changes = True
        activity.save()
    return activity.save_revision(user=user, log_action=True)


@transaction.atomic
def post_many(activities: Sequence[Activity], user: User | None) -> None:
    """Keep activities that are new as drafts, with their schedules: what `post` does for one, in
    a fixed number of queries and one for each that Wagtail's index of uses needs."""
    for activity in activities:
        activity.live, activity.has_unpublished_changes = False, True
    Activity.objects.bulk_create(activities)
    schedules = []
    for activity in activities:
        for schedule in activity.schedules.all():
            schedule.activity = activity
            schedules.append(schedule)
    Schedule.objects.bulk_create(schedules)
    now, kind = timezone.now(), ContentType.objects.get_for_model(Activity)
    revisions = [
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(activity.pk),
            created_at=now,
            user=user,
            object_str=str(activity),
            content=activity.serializable_data(),
        )
        for activity in activities
    ]
    Revision.objects.bulk_create(revisions)
    for activity, revision in zip(activities, revisions, strict=True):
        activity.latest_revision = revision
        ReferenceIndex.create_or_update_for_object(activity)
        log(instance=activity, action="wagtail.create", user=user, revision=revision)
    Activity.objects.bulk_update(activities, ["latest_revision"])


@transaction.atomic
def send(activity: Activity, user: User) -> None:
    """Ask for the review of a new draft as it stands."""
    activity.get_workflow().start(activity, user)


@transaction.atomic
def publish_draft(activity: Activity) -> None:
    """Make a new draft public as it stands, for imports that staff trust."""
    activity.latest_revision.publish()


@transaction.atomic
def submit(activity: Activity, user: User) -> None:
    """Keep the text and ask for review; also after it came back, or in place of what waits."""
    post(activity, user)
    workflow_state = activity.current_workflow_state
    if workflow_state is None:
        activity.get_workflow().start(activity, user)
    else:
        workflow_state.resume(user=user)


@transaction.atomic
def withdraw(activity: Activity, user: User) -> None:
    """Take a post back out of review; the text stays as a draft."""
    workflow_state = activity.current_workflow_state
    if workflow_state is None:
        raise PermissionDenied
    workflow_state.cancel(user=user)


@transaction.atomic
def discard(activity: Activity, user: User) -> None:
    """Throw away what is not public; the public text is the newest again."""
    if activity.current_workflow_state is not None:
        activity.current_workflow_state.cancel(user=user)
    live = Activity.objects.get(pk=activity.pk)
    live.save_revision(user=user, log_action=True)
    Activity.objects.filter(pk=activity.pk).update(has_unpublished_changes=False)


@transaction.atomic
def approve(activity: Activity, user: User, comment: str = "") -> None:
    """Publish what waits for review."""
    _task_state(activity).approve(user=user, comment=comment)


@transaction.atomic
def send_back(activity: Activity, user: User, comment: str) -> None:
    """Return a post to its group with a remark."""
    _task_state(activity).reject(user=user, comment=comment)


@transaction.atomic
def publish(activity: Activity, user: User | None) -> None:
    """Make the text public at once, for staff and imports."""
    post(activity, user).publish(user=user)


@transaction.atomic
def carry_schedule(activity: Activity, schedule: Schedule) -> None:
    """Write a schedule of a live activity into all that is public or may become so.

    The texts stay word for word, sent or not, and so does the review of what waits: a group's
    calendar changes dates at once, and nothing beside them. Raises `Locked`.
    """
    _refuse_if_locked(activity, None)
    schedule.save()
    told = get_serializable_data_for_fields(schedule)
    keys = {activity.live_revision_id, activity.latest_revision_id}
    if _waits(activity):
        keys.add(_task_state(activity).revision_id)
    for revision in Revision.objects.filter(pk__in=keys - {None}):
        same = [
            kept
            for kept in revision.content.get("schedules", [])
            if kept["uuid"] == str(schedule.uuid)
        ]
        for kept in same:
            if len(same) == 1 or kept["pk"] == schedule.pk:  # a part of one that was cut in two
                kept |= {name: value for name, value in told.items() if name != "pk"}
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def remark_on(activity: Activity) -> str:
    """The reviewer's last remark, while the post is back with its group."""
    workflow_state = activity.current_workflow_state
    if workflow_state is None or workflow_state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    task_state = workflow_state.current_task_state
    return task_state.comment if task_state else ""


def _refuse_if_locked(activity: Activity, user: User | None) -> None:
    if activity.pk is None:
        return
    locked = Activity.objects.filter(pk=activity.pk, locked=True)
    if locked.exclude(locked_by=user).exists() if user else locked.exists():
        raise Locked


def _is_live(activity: Activity) -> bool:
    if activity.pk is None:
        return False
    return Activity.objects.filter(pk=activity.pk, live=True).exists()


def _waits(activity: Activity) -> bool:
    workflow_state = activity.current_workflow_state
    return workflow_state is not None and workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


def _task_state(activity: Activity):  # type: ignore[no-untyped-def]  # Wagtail has no types
    task_state = activity.current_workflow_task_state
    if task_state is None or not _waits(activity):
        raise PermissionDenied
    return task_state.specific
