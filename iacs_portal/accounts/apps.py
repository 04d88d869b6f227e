"""People: one person, one account, one User ID."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "iacs_portal.accounts"
    label = "accounts"
