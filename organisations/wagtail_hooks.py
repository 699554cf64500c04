"""How staff meet groups, districts and the people who act for them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from organisations.models import District, Membership, Moderator, Organisation


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Groups")
    list_display = ["name", "reading", Column("district", label=_("district")), "phone"]
    list_filter = ["district", "is_active"]
    search_fields = ["name", "reading"]
    search_backend_name = None
    inspect_view_enabled = True
    exclude_form_fields = ["programmes", "members"]

    def get_queryset(self, request: Any) -> QuerySet[Organisation]:
        return Organisation.objects.select_related("district").order_by("reading", "name")


class MembershipViewSet(SnippetViewSet):
    model = Membership
    icon = "user"
    menu_label = _("Group members")
    list_display = ["user", "organisation", "role", "joined_at"]
    list_filter = ["role"]
    search_fields = ["user__name", "user__email", "organisation__name"]
    search_backend_name = None

    def get_queryset(self, request: Any) -> QuerySet[Membership]:
        return Membership.objects.select_related("user", "organisation").order_by("pk")


class DistrictViewSet(SnippetViewSet):
    model = District
    icon = "site"
    menu_label = _("Districts")
    list_display = ["name", "reading", "scheme", "is_sample"]
    list_filter = ["scheme"]
    search_fields = ["name", "reading"]
    search_backend_name = None
    inspect_view_enabled = True


class ModeratorViewSet(SnippetViewSet):
    model = Moderator
    icon = "user"
    menu_label = _("District moderators")
    list_display = ["user"]

    def get_queryset(self, request: Any) -> QuerySet[Moderator]:
        return Moderator.objects.select_related("user").order_by("pk")


class OrganisationsGroup(SnippetViewSetGroup):
    menu_label = _("Groups and districts")
    menu_icon = "group"
    menu_order = 110
    items = (OrganisationViewSet, MembershipViewSet, DistrictViewSet, ModeratorViewSet)


register_snippet(OrganisationsGroup)
