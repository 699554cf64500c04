"""How allauth is bent to this portal: accounts come from invitations, never from a form."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from organisations.permissions import user_is_staff

MOST_LETTERS = 254
STRANGE_LETTER = _("There is a letter that cannot be used.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the number. Please look at the mail again."),
        "too_many_login_attempts": _("Too many tries. Please wait a few minutes."),
        "email_password_mismatch": _("The address or the password is not right."),
        "account_inactive": _("This account is closed. Please ask the council."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Never on to the admin for somebody whom it would send straight back here."""
        user = self.request.user if self.request else None
        is_member = user is not None and user.is_authenticated and not user_is_staff(user)
        if is_member and (url or "").startswith(settings.STAFF_PATH):
            return False
        is_safe: bool = super().is_safe_url(url)
        return is_safe


class LoginForm(allauth_forms.LoginForm):
    """One field for nearly everybody: without a password a number is sent by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _address()
        self.fields["password"].required = False
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["null_characters_not_allowed"] = STRANGE_LETTER
        _without_placeholders(self)

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.errors.get("login"):
            self.errors["login"] = self.error_class(dict.fromkeys(self.errors["login"]))
        return cleaned


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address()
        _without_placeholders(self)


class ConfirmLoginCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """Takes the number as a Japanese keyboard may write it, in wide digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Number in the mail")
        code.max_length = 40
        code.widget.attrs |= {"inputmode": "numeric", "maxlength": "40"}
        code.error_messages["required"] = _("Please type the number in the mail.")
        _without_placeholders(self)

    def clean_code(self) -> str:
        self.cleaned_data["code"] = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        code: str = super().clean_code()
        return code


class AddEmailForm(allauth_forms.AddEmailForm):
    """Addresses are the council's to change: a second one would open a second way in."""

    def clean_email(self) -> str:
        raise forms.ValidationError(_("Please ask the council to change your address."))


class AddressField(forms.EmailField):
    """Lower case, and plain letters where a Japanese keyboard wrote wide ones."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return unicodedata.normalize("NFKC", text).lower() if text else text


def _address() -> AddressField:
    return AddressField(
        label=_("E-mail address"),
        max_length=MOST_LETTERS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please fill in your e-mail address."),
            "invalid": _("This does not look like an e-mail address. Please look again."),
            "max_length": _("This does not look like an e-mail address. Please look again."),
            "null_characters_not_allowed": STRANGE_LETTER,
        },
    )


def _without_placeholders(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
