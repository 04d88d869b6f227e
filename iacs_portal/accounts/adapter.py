"""How allauth does things in this portal: its mails go through the outbox, User IDs are issued and not chosen, words are ours."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.accounts import codes
from iacs_portal.accounts.models import User
from iacs_portal.accounts.passwords import normalized
from iacs_portal.outbox.commands import queue

# allauth's name of a mail -> ours in templates/emails/. None: the page says it already.
MESSAGES = {
    "account/email/email_confirmation_signup": "sign_up_code",
    "account/email/email_confirmation": "email_code",
    "account/email/account_already_exists": "account_exists",
    "account/email/unknown_account": "no_account",
    "account/email/password_reset_key": "password_reset",
    "account/email/password_reset": "password_changed",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/email_changed": "email_changed",
    "account/email/email_deleted": "email_changed",
    "account/email/email_confirm": None,
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks, as far as we do something else than it does."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "We know no account with this e-mail and this password. Check both, or set a new password."
        ),
        "username_password_mismatch": gettext_lazy(
            "We know no account with this User ID and this password. Check both, or set a new password."
        ),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
        "incorrect_code": gettext_lazy("This is not the code that we mailed last. Check it, or ask for a new one."),
        "incorrect_password": gettext_lazy("This is not the password of your account."),
        "enter_current_password": gettext_lazy("This is not the password of your account."),
        "invalid_password_reset": gettext_lazy("This link was used already or is too old. Ask for a new one."),
        "rate_limited": gettext_lazy("We mailed you a moment ago. Wait ten seconds, then ask again."),
        "email_taken": gettext_lazy("This e-mail cannot be used here."),
        "duplicate_email": gettext_lazy("This is the e-mail of your account already."),
    }

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Nothing: a User ID is issued at the first approval, and never chosen."""

    def clean_password(self, password: str, user: Any = None) -> str:
        """`password` in the form in which it is hashed. Raises ValidationError for one that is not accepted."""
        return super().clean_password(normalized(password), user)

    def set_password(self, user: User, password: str) -> None:
        """Write the password and nothing else: what was written to the row since `user` was read stays, her User ID for one."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link that sets a new password, on the portal's own address whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Mail the code, and let the session keep its digest only."""
        super().send_confirmation_mail(request, emailconfirmation, signup)
        emailconfirmation.state["code"] = codes.digest(emailconfirmation.state["code"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail `template_prefix` in the outbox, in the transaction of what it tells if there is one.

        KeyError for one without words of ours.
        """
        message = MESSAGES[template_prefix]
        if message is None:
            return
        user = context.get("user")
        person = user if isinstance(user, User) and user.pk else None
        link, secret_facts = self._link(message), {}
        if "code" in context:
            secret_facts["code"] = context["code"]
        if "password_reset_url" in context and message == "password_reset":
            secret_facts["link"] = context["password_reset_url"]
        with transaction.atomic():
            queue(
                message=message,
                to=email,
                person=person,
                facts={"name": person.get_short_name() if person else "", "what": _what(message), "link": link},
                secret_facts=secret_facts,
                key=f"{message}:{uuid.uuid4().hex}",
            )

    @staticmethod
    def _link(message: str) -> str:
        names = {
            "account_exists": "account_login",
            "no_account": "account_signup",
            "password_changed": "account_reset_password",
        }
        return settings.SITE_URL + reverse(names[message]) if message in names else ""


def _what(message: str) -> str:
    return {
        "sign_up_code": _("Sign up for IACS-PC"),
        "account_exists": _("Sign up for IACS-PC"),
        "email_code": _("Confirm your e-mail"),
        "no_account": _("Your account in IACS-PC"),
        "password_reset": _("Set a new password"),
        "password_changed": _("A new password was set"),
        "email_changed": _("Your e-mail in IACS-PC was changed"),
    }[message]
