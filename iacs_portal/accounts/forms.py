"""allauth's forms, mended so that a known and an unknown address cost the same, with words of ours, and "I forgot my User ID".

Wording, status and timing never tell a stranger whether an account exists (domain.md 1).
"""

import uuid
from typing import Any

from allauth.account import forms as theirs
from allauth.account.internal.flows.email_verification import get_address_for_user
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from allauth.core.ratelimit import respond_429
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from iacs_portal.accounts import codes
from iacs_portal.accounts.models import User
from iacs_portal.core.forms import PortalForm, PortalFormMixin
from iacs_portal.outbox.secrets import sealed


def _name(form: forms.BaseForm, **labels: Any) -> None:
    """Give fields our labels, and take allauth's placeholders away: a placeholder is gone as soon as one types."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)


def _password_hint() -> str:
    return password_validators_help_texts()[0]


class SignupForm(PortalFormMixin, theirs.SignupForm):
    """E-mail and password; the code comes next.

    For a known address the password is hashed and an account made all the same, and taken back: that is what takes the time.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, email=_("E-mail"), password1=_("Password"))
        self.fields["password1"].help_text = _password_hint()

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Make the account, or for a known address do what costs as much and mail its owner."""
        try:
            with transaction.atomic():
                if self.account_already_exists:
                    self._pretend(request)
                return super().try_save(request)
        except IntegrityError:
            # The form was posted twice at once, and the other one was faster: answer as to anybody who asks twice in ten seconds.
            if not User.objects.filter(email=self.cleaned_data["email"]).exists():
                raise
            return None, respond_429(request)

    def _pretend(self, request: HttpRequest) -> None:
        """Make an account for an address that nobody has, password hashed and all, and take it back."""
        email = self.cleaned_data["email"]
        with transaction.atomic():
            self.account_already_exists, self.cleaned_data["email"] = False, f"{uuid.uuid4().hex}@pretended.invalid"
            try:
                user = self.save(request)
                # What allauth looks up next to mail the code, and the sealing of that code.
                has_verified_email(user)
                address = get_address_for_user(user)
                User.objects.get(pk=user.pk)
                EmailAddress.objects.get_for_user(user, address.email if address else "")
                sealed({"code": address.email if address else ""})
            finally:
                self.account_already_exists, self.cleaned_data["email"] = True, email
            transaction.set_rollback(True)


class LoginForm(PortalFormMixin, theirs.LoginForm):
    """E-mail or User ID, and password.

    One credential is tried, not both: allauth would hash twice for a known address and once for an unknown one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, login=_("E-mail or User ID"), password=_("Password"))
        self.fields["password"].help_text = ""
        self.fields["login"].max_length = 254  # type: ignore[attr-defined]  # a CharField, which `fields` does not say
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "maxlength": "254", "spellcheck": "false"}

    def user_credentials(self) -> dict[str, Any]:
        """What is typed with an "@" is an e-mail, all else a User ID."""
        typed = self.cleaned_data["login"].lower()
        name = "email" if "@" in typed else "username"
        return {name: typed, "password": self.cleaned_data.get("password", "")}


class ConfirmCodeForm(PortalFormMixin, theirs.ConfirmEmailVerificationCodeForm):
    """The code from the mail. The session knows its digest only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, code=_("Code from the mail"))
        self.fields["code"].max_length = 20  # type: ignore[attr-defined]  # a CharField, which `fields` does not say
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def clean_code(self) -> str:
        """The digest of what was typed; ValidationError unless it is the expected one."""
        self.cleaned_data["code"] = codes.digest(self.cleaned_data["code"])
        return super().clean_code()


class ResetPasswordForm(PortalFormMixin, theirs.ResetPasswordForm):
    """The address to which the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, email=_("E-mail"))


class ResetPasswordKeyForm(PortalFormMixin, theirs.ResetPasswordKeyForm):
    """A new password, after the link from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, password1=_("New password"), password2=_("New password again"))
        self.fields["password1"].help_text = _password_hint()


class ChangePasswordForm(PortalFormMixin, theirs.ChangePasswordForm):
    """A new password for who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, oldpassword=_("Your password now"), password1=_("New password"), password2=_("New password again"))
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = _password_hint()


class AddEmailForm(PortalFormMixin, theirs.AddEmailForm):
    """A new address, which counts once its code was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, email=_("New e-mail"))


class ReauthenticateForm(PortalFormMixin, theirs.ReauthenticateForm):
    """The password once more, before the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, password=_("Password"))


class ForgottenUserIdForm(PortalForm):
    """The address to which the User ID goes."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))

    def clean_email(self) -> str:
        """In lower case, as it is stored."""
        return str(self.cleaned_data["email"]).lower()
