"""Role declarations, role assignments, and the projection of rights made from them."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class RolesConfig(AppConfig):
    name = "iacs_portal.roles"
    label = "roles"

    def ready(self) -> None:
        """Find the declarations of the apps above; after each migration their permissions exist as rows."""
        autodiscover_modules("roles")
        post_migrate.connect(make_permissions, sender=self)


def make_permissions(using: str, **kwargs: Any) -> None:
    """Make a row for each permission that a declared role gives. Permissions no longer declared stay: assignments may name them."""
    from django.contrib.auth.models import Permission  # models are not ready when this module is read
    from django.contrib.contenttypes.models import ContentType

    from iacs_portal.roles.declarations import all_roles
    from iacs_portal.scopes.models import Scope

    content_type = ContentType.objects.db_manager(using).get_for_model(Scope)
    codenames = sorted({codename for role in all_roles() for codename in role.permissions})
    Permission.objects.using(using).bulk_create(
        [
            Permission(content_type=content_type, codename=codename, name=codename.replace("_", " "))
            for codename in codenames
        ],
        ignore_conflicts=True,
    )
