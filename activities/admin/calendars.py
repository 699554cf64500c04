"""Staff see which groups' calendars are read, what came of it, and may stop or trust one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from activities import permissions, staff
from activities.importing import sources
from activities.models import CalendarSource


def _came_of_it(source: CalendarSource) -> str:
    if source.last_error:
        return source.last_error
    counts = source.last_result.get("counts")
    return sources.counts_said(counts) if counts else ""


class CalendarSourceViewSet(staff.WithinReach, SnippetViewSet):
    """Sources are made at the desk or by a command; the address is often secret, its host is not."""

    reach = staticmethod(permissions.calendars_reached)
    model = CalendarSource
    icon = "download"
    menu_label = gettext_lazy("Groups' calendars")
    add_to_admin_menu = False
    list_display = [
        Column("calendar", label=gettext_lazy("name of the calendar"), accessor=str),
        Column("organisation", label=gettext_lazy("group"), sort_key="organisation__reading"),
        BooleanColumn("is_active", label=gettext_lazy("read every day")),
        BooleanColumn("publishes", label=gettext_lazy("publish without review")),
        Column("last_read_at", label=gettext_lazy("last read"), sort_key="last_read_at"),
        Column("result", label=gettext_lazy("what came of it"), accessor=_came_of_it),
    ]
    list_filter = ["is_active", "publishes"]
    search_fields = ["name", "organisation__name"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = MultiFieldPanel([FieldPanel("is_active"), FieldPanel("publishes")])

    def get_queryset(self, request: Any) -> QuerySet[CalendarSource]:
        return (
            permissions.calendars_reached(request.user)
            .exclude(last_full_at=None, is_active=False)
            .select_related("organisation")
            .order_by("organisation__reading", "pk")
        )
