"""User groups, what is asked about them, and who is invited."""

from usergroups.models.group import UserGroup
from usergroups.models.group_request import GroupRequest
from usergroups.models.invitation import Invitation

__all__ = ["GroupRequest", "Invitation", "UserGroup"]
