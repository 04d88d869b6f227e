"""Accounts: allauth's pages in our layout, and ours."""

from allauth.account.forms import default_token_generator as reset_tokens
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from tests.accessibility.listing import Visit, fill_and_press, not_a_page, page, press
from tests.factories.accounts import PASSWORD, account

not_a_page("account_set_password", "redirects to the page that changes the password: every account has one")


@page("account_login", "empty")
def _():
    return Visit(reverse("account_login"))


@page("account_login", "error")
def _():
    return Visit(reverse("account_login"), act=press("Sign in"))


@page("account_login", "error: wrong password")
def _():
    typed = {"E-mail or User ID": "kim@example.org", "Password": "not the password"}
    return Visit(reverse("account_login"), act=fill_and_press(typed, "Sign in"))


@page("account_signup", "empty")
def _():
    return Visit(reverse("account_signup"))


@page("account_signup", "error")
def _():
    typed = {"E-mail": "kim at example.org", "Password": "short"}
    return Visit(reverse("account_signup"), act=fill_and_press(typed, "Send me the code"))


def _sign_up(browser_page):
    fill_and_press({"E-mail": "kim@example.org", "Password": PASSWORD}, "Send me the code")(browser_page)


@page("account_email_verification_sent", "empty")
def _():
    return Visit(reverse("account_signup"), act=_sign_up)


@page("account_email_verification_sent", "error")
def _():
    def act(browser_page):
        _sign_up(browser_page)
        fill_and_press({"Code from the mail": "BBBB-BBBB"}, "Continue")(browser_page)

    return Visit(reverse("account_signup"), act=act)


@page("account_email", "full")
def _():
    return Visit(reverse("account_email"), user=account())


@page("account_email", "error")
def _():
    return Visit(reverse("account_email"), user=account(), act=press("Send the code"))


@page("account_change_password", "empty")
def _():
    return Visit(reverse("account_change_password"), user=account())


@page("account_change_password", "error")
def _():
    return Visit(reverse("account_change_password"), user=account(), act=press("Save the new password"))


@page("account_reauthenticate", "empty")
def _():
    return Visit(reverse("account_reauthenticate"), user=account())


@page("account_reauthenticate", "error")
def _():
    return Visit(reverse("account_reauthenticate"), user=account(), act=press("Continue"))


@page("account_reset_password", "empty")
def _():
    return Visit(reverse("account_reset_password"))


@page("account_reset_password", "error")
def _():
    return Visit(reverse("account_reset_password"), act=press("Mail me the link"))


@page("account_reset_password_done", "full")
def _():
    return Visit(reverse("account_reset_password_done"))


def _link() -> str:
    user = account()
    key = reset_tokens.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


@page("account_reset_password_from_key", "empty")
def _():
    return Visit(_link())


@page("account_reset_password_from_key", "error")
def _():
    return Visit(_link(), act=press("Save the new password"))


@page("account_reset_password_from_key", "used link")
def _():
    return Visit(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "set-nothing"}))


@page("account_reset_password_from_key_done", "full")
def _():
    return Visit(reverse("account_reset_password_from_key_done"))


@page("account_logout", "full")
def _():
    return Visit(reverse("account_logout"), user=account())


@page("account_inactive", "full")
def _():
    return Visit(reverse("account_inactive"))


@page("account_forgotten_user_id", "empty")
def _():
    return Visit(reverse("account_forgotten_user_id"))


@page("account_forgotten_user_id", "error")
def _():
    return Visit(reverse("account_forgotten_user_id"), act=press("Mail me my User ID"))


@page("account_forgotten_user_id_done", "full")
def _():
    return Visit(reverse("account_forgotten_user_id_done"))
