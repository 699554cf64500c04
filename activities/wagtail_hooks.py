"""How staff meet activities and venues in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from activities import history, panels, permissions, publishing, staff, wording
from activities.admin import closures, horizon_panel  # noqa: F401  they register themselves
from activities.admin.calendars import CalendarSourceViewSet
from activities.enums import Access, AgeBand, PlanGoal, Programme
from activities.models import Activity, Occurrence, Venue
from organisations.ticks import SaidInspectView

LISTS = {
    "age_bands": AgeBand.choices,
    "access": Access.choices,
    "programmes": Programme.choices,
    "plan_goals": PlanGoal.choices,
}
NOT_SHOWN = {
    "id", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
    "live_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by",
    "latest_revision", "source", "source_id", "source_digest", "search_text",
    "search_title", "search_names", "written_until", "written_with",
}  # fmt: skip


class ReadableInspectView(SaidInspectView):
    def lists(self) -> dict[str, Any]:
        return LISTS

    def get_field_label(self, field_name: str, field: Any) -> Any:
        if field_name == "rule_said":
            return _("When")
        return super().get_field_label(field_name, field)


def _say_next(row: Any) -> str:
    return wording.say_date(timezone.localdate(row.next_starts_at)) if row.next_starts_at else ""


def _district(row: Activity) -> Any:
    return (row.venue and row.venue.district) or row.organiser.district or ""


class ActivityViewSet(staff.WithinReach, SnippetViewSet):
    reach = staticmethod(permissions.editable_in_admin)
    model = Activity
    icon = "calendar-alt"
    menu_label = _("Activities")
    edit_handler = panels.activity
    list_display = [
        "title",
        Column("organiser", label=_("group"), sort_key="organiser__reading"),
        Column(
            "district", label=_("district"), accessor=_district, sort_key="venue__district__name"
        ),
        Column("next", label=_("next date"), accessor=_say_next, sort_key="next_starts_at"),
        Column(
            "category",
            label=_("kind of activity"),
            accessor="get_category_display",
            sort_key="category",
        ),
        Column("state", label=_("status"), accessor=lambda row: publishing.state_of(row).label),
        Column(
            "confirmed_current_on",
            label=_("confirmed current on"),
            sort_key="confirmed_current_on",
        ),
    ]
    filterset_class = staff.ActivityFilters
    list_per_page = 40
    search_fields = ["title", "reading", "organiser__name"]
    search_backend_name = None
    inspect_view_enabled = True
    inspect_view_class = ReadableInspectView
    inspect_view_fields = [
        "title",
        "rule_said",
        *(
            field.name
            for field in Activity._meta.concrete_fields
            if field.name not in NOT_SHOWN | {"title", "rule_said"}
        ),
    ]
    copy_view_enabled = False
    chooser_viewset_class = staff.ActivityChooserViewSet

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
            .select_related("organiser__district", "venue__district", "latest_revision")
            .with_workflow()
            .annotate(next_starts_at=Subquery(coming))
            .order_by("-latest_revision_id")
        )


class VenueViewSet(staff.WithinReach, SnippetViewSet):
    reach = staticmethod(staff.venues_of)
    model = Venue
    icon = "home"
    menu_label = _("Venues")
    edit_handler = panels.venue
    list_display = [
        "name",
        Column("reading", label=_("reading"), sort_key="reading"),
        Column("district", label=_("district"), sort_key="district__sort_order"),
        "address",
    ]
    list_filter = ["district"]
    search_fields = ["name", "reading", "address"]
    search_backend_name = None
    inspect_view_enabled = True
    inspect_view_class = ReadableInspectView
    inspect_view_fields_exclude = ["id"]
    copy_view_enabled = False

    def get_queryset(self, request: Any) -> QuerySet[Venue]:
        return staff.venues_of(request.user).select_related("district").order_by("reading", "name")


class ActivitiesGroup(SnippetViewSetGroup):
    menu_label = _("What is on")
    menu_icon = "calendar-alt"
    menu_order = 100
    items = (ActivityViewSet, VenueViewSet, CalendarSourceViewSet)


register_snippet(ActivitiesGroup)


hooks.register("register_log_actions", history.register)


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, shown: list[Any]) -> None:
    """The user's own reach, and nothing about posts that she sent herself: groups have the desk."""
    kept = [panel for panel in shown if type(panel) is not UserObjectsInWorkflowModerationPanel]
    shown[:] = [
        staff.WaitingPanel() if type(panel) is WorkflowObjectsToModeratePanel else panel
        for panel in kept
    ]


@hooks.register("construct_homepage_summary_items")
def count_what_waits(request: HttpRequest, items: list[Any]) -> None:
    items.append(staff.WaitingSummary(request))


@hooks.register("before_delete_snippet")
def refuse_beyond_reach(request: HttpRequest, instances: Any) -> None:
    """Bulk deletion asks for the model's permission alone and names what it must not delete."""
    match = request.resolver_match
    model = match.kwargs.get("model_name") if match else None
    reach = {
        "activity": permissions.editable_in_admin,
        "venue": staff.venues_of,
        "calendarsource": permissions.calendars_reached,
    }.get(str(model))
    if reach is None:
        return
    asked = {pk for pk in request.GET.getlist("id") if pk.isdecimal()}
    if reach(request.user).filter(pk__in=asked).count() != len(asked):
        raise Http404
