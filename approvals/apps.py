"""The approval engine: requests, steps, offices, decisions."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"

    def ready(self) -> None:
        """Find the declarations of request kinds in the apps above."""
        autodiscover_modules("request_kinds")
