"""Which activities and venues a member of the staff may reach in the admin, and how they search.

A district moderator reaches what lies in her districts; administrators, the council and the city
reach everything. Wagtail's views ask for permissions on the model and seldom on the one object, so
every address that names an object is closed here, before the view runs.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

import django_filters
from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import WorkflowState
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)

from activities import permissions
from activities.enums import Category
from activities.models import Activity, Venue
from activities.publishing import State
from organisations.districts import ids_below
from organisations.models import District, Organisation
from organisations.permissions import districts_moderated_by


def venues_of(user: Any) -> QuerySet[Venue]:
    districts = districts_moderated_by(user)
    return (
        Venue.objects.all() if districts is None else Venue.objects.filter(district__in=districts)
    )


class ReachPolicy(ModelPermissionPolicy):
    """The model's permissions, on the objects within reach alone."""

    def __init__(self, model: Any, reach: Any) -> None:
        super().__init__(model)
        self.reach = reach

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if not super().user_has_any_permission(user, actions):
            return False
        return bool(self.reach(user).filter(pk=instance.pk).exists())

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        if not super().user_has_any_permission(user, actions):
            return self.model.objects.none()
        return self.reach(user)


class WithinReach:
    """For viewsets: an address with the key of an object out of reach is 404, whatever it does."""

    reach: Any

    @property
    def permission_policy(self) -> ReachPolicy:
        return ReachPolicy(self.model, type(self).reach)  # type: ignore[attr-defined]

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc]

        @wraps(view)
        def guarded(request: Any, *args: Any, **arguments: Any) -> Any:
            if "pk" in arguments:
                pk = unquote(str(arguments["pk"]))
                get_object_or_404(type(self).reach(request.user), pk=pk)
            return view(request, *args, **arguments)

        return guarded


class _OwnList:
    def get_object_list(self) -> QuerySet[Activity]:
        return permissions.editable_in_admin(self.request.user)  # type: ignore[attr-defined]


class OwnChooseView(_OwnList, ChooseView):
    pass


class OwnChooseResultsView(_OwnList, ChooseResultsView):
    pass


class ActivityChooserViewSet(WithinReach, SnippetChooserViewSet):
    reach = staticmethod(permissions.editable_in_admin)
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnChooseResultsView


def in_state(state: str) -> Q:
    """Activities that stand so; what is public and waits with a change is found under both."""
    review = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Activity),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    waits = Exists(review.filter(status=WorkflowState.STATUS_IN_PROGRESS))
    came_back = Exists(review.filter(status=WorkflowState.STATUS_NEEDS_CHANGES))
    return {
        State.WAITING: Q(waits),
        State.RETURNED: Q(came_back),
        State.DRAFT: Q(live=False) & ~Q(waits) & ~Q(came_back),
        State.LIVE: Q(live=True),
    }[State(state)]


class ActivityFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("status"),
        choices=[
            (state.value, state.label)
            for state in (State.WAITING, State.RETURNED, State.DRAFT, State.LIVE)
        ],
        method="filter_state",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    district = django_filters.ModelChoiceFilter(
        label=_("district"), queryset=District.objects.all(), method="filter_district"
    )
    category = django_filters.MultipleChoiceFilter(
        label=_("kind of activity"),
        choices=Category.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    organiser = django_filters.ModelChoiceFilter(
        label=_("group"), queryset=Organisation.objects.order_by("reading", "name")
    )

    class Meta:
        model = Activity
        fields = ["state", "district", "category", "organiser"]

    def filter_state(self, rows: QuerySet[Activity], name: str, value: str) -> Any:
        return rows.filter(in_state(value))

    def filter_district(self, rows: QuerySet[Activity], name: str, value: District) -> Any:
        districts = ids_below([value.pk])
        at_home = Q(venue__district=None, organiser__district__in=districts)
        return rows.filter(Q(venue__district__in=districts) | at_home)


class WaitingPanel(WorkflowObjectsToModeratePanel):
    """Wagtail's list of what waits for the user's review, without what she cannot reach."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        reached = set(
            permissions.editable_in_admin(context["request"].user).values_list("pk", flat=True)
        )
        context["states"] = [
            state
            for state in context["states"]
            if not isinstance(state["obj"], Activity) or state["obj"].pk in reached
        ]
        return context


class WaitingSummary(SummaryItem):
    """How many posts wait, as the first figure of the admin's front page."""

    order = 10
    template_name = "activities/admin/waiting_summary.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        waiting = permissions.editable_in_admin(self.request.user).filter(in_state(State.WAITING))
        return {"count": waiting.count(), "state": State.WAITING.value}

    def is_shown(self) -> bool:
        return bool(self.request.user.has_perm("activities.view_activity"))
