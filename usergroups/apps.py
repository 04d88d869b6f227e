"""Provider and surrogate user groups."""

from django.apps import AppConfig


class UsergroupsConfig(AppConfig):
    name = "usergroups"
    label = "usergroups"
