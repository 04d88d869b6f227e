"""The addresses of accounts: allauth's, each with its rule, and ours."""

from allauth.account.urls import urlpatterns as theirs
from django.db import transaction
from django.urls import URLPattern, path

from iacs_portal.accounts import views
from iacs_portal.core.access import PUBLIC, SIGNED_IN, rule

# All other pages of allauth are for who is not signed in yet.
_FOR_SIGNED_IN = {"account_reauthenticate", "account_email", "account_change_password", "account_set_password"}
# They change the account and tell its owner by mail: both, or neither.
_IN_ONE_TRANSACTION = {
    "account_email",
    "account_email_verification_sent",  # the code of a new address, typed
    "account_change_password",
    "account_set_password",
    "account_reset_password_from_key",
}
_NOT_USED = {
    "account_confirm_login_code",  # nobody signs in by code alone
    "account_signup",  # ours below
}


def _with_rule(pattern: URLPattern) -> URLPattern:
    if pattern.name in _IN_ONE_TRANSACTION:
        pattern.callback = transaction.atomic(pattern.callback)
    pattern.callback = rule(SIGNED_IN if pattern.name in _FOR_SIGNED_IN else PUBLIC)(pattern.callback)
    return pattern


urlpatterns = [
    path("signup/", views.signup, name="account_signup"),
    path("user-id/", views.forgotten_user_id, name="account_forgotten_user_id"),
    path("user-id/done/", views.forgotten_user_id_done, name="account_forgotten_user_id_done"),
    *[_with_rule(pattern) for pattern in theirs if pattern.name not in _NOT_USED],
]
