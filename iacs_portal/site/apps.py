"""Home, the help desk's site, and what may know everyone."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "iacs_portal.site"
    label = "portal_site"
