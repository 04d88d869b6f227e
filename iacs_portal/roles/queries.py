"""Reads of role assignments that pages share."""

from django.db.models import QuerySet

from iacs_portal.accounts.models import User
from iacs_portal.roles.models import RoleAssignment


def live_roles(person: User) -> QuerySet[RoleAssignment]:
    """The role assignments that `person` holds now, suspended ones too, newest first."""
    return RoleAssignment.objects.filter(user=person, ended_at=None).order_by("-since", "-pk")
