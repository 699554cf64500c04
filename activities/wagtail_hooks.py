"""How staff meet activities and venues in the admin."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from activities import panels, permissions, publishing, wording
from activities.models import Activity, Occurrence, Venue


class ActivityPolicy(ModelPermissionPolicy):
    """A moderator of districts has her permissions on the activities of her districts alone."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if not super().user_has_any_permission(user, actions):
            return False
        return permissions.editable_in_admin(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        if not super().user_has_any_permission(user, actions):
            return Activity.objects.none()
        return permissions.editable_in_admin(user)


def _say_next(row: Any) -> str:
    return wording.say_date(timezone.localdate(row.next_starts_at)) if row.next_starts_at else ""


class ActivityViewSet(SnippetViewSet):
    model = Activity
    icon = "calendar-alt"
    menu_label = _("Activities")
    edit_handler = panels.edit_handler
    list_display = [
        "title",
        Column("organiser", label=_("group"), sort_key="organiser__name"),
        Column("district_name", label=_("district"), accessor="venue.district.name"),
        Column("next_starts_at", label=_("next date"), accessor=_say_next),
        Column("category", label=_("kind of activity"), accessor="get_category_display"),
        Column("state", label=_("status"), accessor=lambda row: publishing.state_of(row).label),
        Column("confirmed_current_on", label=_("confirmed current on")),
    ]
    list_filter = ["category", "organiser", "live", "has_unpublished_changes"]
    list_per_page = 40
    search_fields = ["title", "reading"]
    search_backend_name = None
    inspect_view_enabled = True
    copy_view_enabled = False

    @property
    def permission_policy(self) -> ActivityPolicy:
        return ActivityPolicy(self.model)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        """Every view of one activity asks first whether this user may meet it at all."""
        view = super().construct_view(view_class, **kwargs)

        @wraps(view)
        def guarded(request: Any, *args: Any, **arguments: Any) -> Any:
            if "pk" in arguments:
                pk = unquote(str(arguments["pk"]))
                get_object_or_404(permissions.editable_in_admin(request.user), pk=pk)
            return view(request, *args, **arguments)

        return guarded

    def get_queryset(self, request: Any) -> QuerySet[Activity]:
        coming = (
            Occurrence.objects.public()
            .scheduled()
            .filter(activity=OuterRef("pk"), starts_at__gte=timezone.now())
            .order_by()
            .values("activity")
            .annotate(first=Min("starts_at"))
            .values("first")
        )
        return (
            permissions.editable_in_admin(request.user)
            .select_related("organiser", "venue__district", "latest_revision")
            .with_workflow()
            .annotate(next_starts_at=Subquery(coming))
            .order_by("-latest_revision_id")
        )


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "home"
    menu_label = _("Venues")
    list_display = ["name", "reading", Column("district", label=_("district")), "address"]
    list_filter = ["district"]
    search_fields = ["name", "reading", "address"]
    search_backend_name = None
    inspect_view_enabled = True

    def get_queryset(self, request: Any) -> QuerySet[Venue]:
        return Venue.objects.select_related("district").order_by("reading", "name")


class ActivitiesGroup(SnippetViewSetGroup):
    menu_label = _("What is on")
    menu_icon = "calendar-alt"
    menu_order = 100
    items = (ActivityViewSet, VenueViewSet)


register_snippet(ActivitiesGroup)
