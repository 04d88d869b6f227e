"""The things a role is held in, and who holds which permission there."""

from django.apps import AppConfig


class ScopesConfig(AppConfig):
    name = "iacs_portal.scopes"
    label = "scopes"
