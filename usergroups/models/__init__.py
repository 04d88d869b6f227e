"""User groups, and what is asked about them."""

from usergroups.models.group import UserGroup, comparable
from usergroups.models.group_request import GroupRequest

__all__ = ["GroupRequest", "UserGroup", "comparable"]
