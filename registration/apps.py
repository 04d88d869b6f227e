"""Communities, organizations and their Security Officials, papers, provider file."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "registration"
    label = "registration"
