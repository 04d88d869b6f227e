"""An app of the tests alone: request kinds and roles with nothing behind them, to try the engine by itself."""

from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.toy"
    label = "toy"
    default_auto_field = "django.db.models.BigAutoField"
