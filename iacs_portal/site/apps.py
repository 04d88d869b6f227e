"""Home, the help desk's site, and what may know everyone."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "iacs_portal.site"
    label = "portal_site"

    def ready(self) -> None:
        """Register the help desk's lists on its own site, and the cases of the kinds that have one."""
        import_module("iacs_portal.site.admin")
        import_module("iacs_portal.site.case.organization")
        import_module("iacs_portal.site.case.practitioner")
