"""Communities, organizations and their Security Officials, papers, provider file."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class RegistrationConfig(AppConfig):
    name = "registration"
    label = "registration"

    def ready(self) -> None:
        """Find the ways in that the apps declare. After each migration every declared community exists as a row."""
        autodiscover_modules("paths")
        post_migrate.connect(make_communities, sender=self)


def make_communities(using: str, **kwargs: Any) -> None:
    """Make the scope and row of each declared community that has none. Existing rows are the desk lead's and stay as they are."""
    from iacs_portal.scopes.models import Scope, ScopeKind  # models are not ready when this module is read
    from registration.communities import all_communities
    from registration.models import Community

    known = set(Community.objects.using(using).values_list("slug", flat=True))
    for declaration in all_communities():
        if declaration.slug not in known:
            scope = Scope.objects.using(using).create(kind=ScopeKind.COMMUNITY)
            Community.objects.using(using).create(
                scope=scope,
                slug=declaration.slug,
                is_open=declaration.is_open,
                excluded_type=str(declaration.excluded_type),
                excluded_hint=str(declaration.excluded_hint),
                excluded_now=str(declaration.excluded_now),
                excluded_text=str(declaration.excluded_text),
                notice_text=str(declaration.notice_text),
                desk_telephone=declaration.desk_telephone,
                desk_tty=declaration.desk_tty,
                desk_email=declaration.desk_email,
                desk_hours=str(declaration.desk_hours),
            )
