"""How staff meet groups, districts and the people who act for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from organisations.models import District, Membership, Moderator, Organisation
from organisations.ticks import SaidInspectView, Ticks

# Wagtail asks for the viewset of users by name when it builds its addresses.
apps.get_app_config("wagtailusers").user_viewset = "organisations.users.UserViewSet"  # type: ignore[attr-defined]


def programmes() -> list[tuple[str, Any]]:
    """The programmes are a list of the app above, named here and read when the form is made."""
    choices: list[tuple[str, Any]] = import_string("activities.enums.Programme").choices
    return choices


class OrganisationForm(WagtailAdminModelForm):
    programmes = Ticks(
        programmes,
        _("programmes"),
        help_text=_("New activities of the group start with these."),
    )


class OrganisationInspectView(SaidInspectView):
    def lists(self) -> dict[str, Any]:
        return {"programmes": programmes()}


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Groups")
    list_display = [
        "name",
        Column("reading", label=_("reading"), sort_key="reading"),
        Column("district", label=_("district"), sort_key="district__sort_order"),
        "phone",
        BooleanColumn("is_active", label=_("active"), sort_key="is_active"),
    ]
    list_filter = ["district", "is_active"]
    search_fields = ["name", "reading"]
    search_backend_name = None
    inspect_view_enabled = True
    inspect_view_class = OrganisationInspectView
    inspect_view_fields_exclude = ["id", "members"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("reading"), FieldPanel("slug")], heading=_("Name")
            ),
            FieldPanel("description"),
            FieldPanel("district", widget=forms.Select),
            MultiFieldPanel(
                [
                    FieldPanel("contact_name"),
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")]),
                    FieldPanel("fax"),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("email_is_public")]),
                ],
                heading=_("Contact"),
            ),
            FieldPanel("programmes"),
            FieldPanel("is_active"),
        ],
        base_form_class=OrganisationForm,
    )

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
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("organisation", widget=forms.Select), FieldPanel("user"), FieldPanel("role")]
    )

    def get_queryset(self, request: Any) -> QuerySet[Membership]:
        return Membership.objects.select_related("user", "organisation").order_by("pk")


class DistrictViewSet(SnippetViewSet):
    model = District
    icon = "site"
    menu_label = _("Districts")
    list_display = ["name", "reading", "scheme", BooleanColumn("is_sample", label=_("sample"))]
    list_filter = ["scheme"]
    search_fields = ["name", "reading"]
    search_backend_name = None
    inspect_view_enabled = True
    inspect_view_class = SaidInspectView
    inspect_view_fields_exclude = ["id", "sort_order"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("reading"), FieldPanel("slug")], heading=_("Name")
            ),
            FieldRowPanel([FieldPanel("scheme"), FieldPanel("code"), FieldPanel("sort_order")]),
            FieldPanel("within", widget=forms.CheckboxSelectMultiple),
            FieldPanel("neighbours", widget=forms.CheckboxSelectMultiple),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            FieldPanel("is_sample"),
        ]
    )


class ModeratorViewSet(SnippetViewSet):
    model = Moderator
    icon = "user"
    menu_label = _("District moderators")
    list_display = [
        "user",
        Column(
            "districts",
            label=_("districts"),
            accessor=lambda row: "、".join(map(str, row.districts.all())),
        ),
    ]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("user"), FieldPanel("districts", widget=forms.CheckboxSelectMultiple)]
    )

    def get_queryset(self, request: Any) -> QuerySet[Moderator]:
        return Moderator.objects.select_related("user").prefetch_related("districts").order_by("pk")


class OrganisationsGroup(SnippetViewSetGroup):
    menu_label = _("Groups and districts")
    menu_icon = "group"
    menu_order = 110
    items = (OrganisationViewSet, MembershipViewSet, DistrictViewSet, ModeratorViewSet)


register_snippet(OrganisationsGroup)
