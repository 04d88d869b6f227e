"""Reads of user groups that pages and rules share."""

from django.db.models import QuerySet

from usergroups.models import UserGroup


def open_groups(provider_key: int) -> QuerySet[UserGroup]:
    """The groups of a provider that people can ask for, by name: approved and not closed (SE0753)."""
    return UserGroup.objects.filter(provider=provider_key, closed_at=None).order_by("name", "pk")
