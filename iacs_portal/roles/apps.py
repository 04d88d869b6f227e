"""Role declarations, role assignments, and the projection of rights made from them."""

from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "iacs_portal.roles"
    label = "roles"
