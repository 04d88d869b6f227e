"""Foundation without tables: clock, commands, references, calendar, access rules, page components."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "iacs_portal.core"
    label = "core"

    def ready(self) -> None:
        from iacs_portal.core.grants import write_grants  # needs the registry of models, which is not there at import

        post_migrate.connect(write_grants, dispatch_uid="iacs_portal.core.grants")
