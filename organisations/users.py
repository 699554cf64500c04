"""The administrator's form for a user: address, name and roles; nobody has a password."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from organisations.enums import StaffGroup
from organisations.models import User

FIELDS = ["email", "name", "is_superuser", "groups"]


class _Named:
    """One name instead of two, no password, and roles under their Japanese names."""

    password_enabled = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True  # type: ignore[attr-defined]  # a form's mixin
        self.fields["groups"].label_from_instance = role_label  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> User:
        if not self.instance.pk:  # type: ignore[attr-defined]
            self.instance.set_unusable_password()  # type: ignore[attr-defined]
        user: User = super().save(commit=commit)  # type: ignore[misc]
        return user

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()  # type: ignore[attr-defined]


class NewUserForm(_Named, UserCreationForm):
    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        fields = FIELDS


class ChangeUserForm(_Named, UserEditForm):
    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        fields = [*FIELDS, "is_active"]


class UserIndexView(users.IndexView):
    @cached_property
    def search_fields(self) -> set[str]:
        return {"email", "name"}


class UserFilters(users.UserFilterSet):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["group"].label_from_instance = role_label


class UserViewSet(users.UserViewSet):
    filterset_class = UserFilters
    index_view_class = UserIndexView
    create_template_name = "organisations/admin/create_user.html"
    edit_template_name = "organisations/admin/edit_user.html"

    def get_form_class(self, for_update: bool = False) -> type:
        return ChangeUserForm if for_update else NewUserForm


def role_label(group: Any) -> str:
    """A role's name in Japanese; groups that a city made itself keep theirs."""
    is_ours = group.name in StaffGroup.values
    return str(StaffGroup(group.name).label) if is_ours else str(group.name)
