"""Foundation without tables: clock, commands, references, calendar, access rules, page components."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "iacs_portal.core"
    label = "core"
