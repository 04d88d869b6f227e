"""The kinds of request that this app declares; imported by the engine's autodiscovery."""

from usergroups.request_kinds.company_staff import COMPANY_ADMINISTRATOR, TEAM_MEMBER
from usergroups.request_kinds.group import NEW_GROUP
from usergroups.request_kinds.membership import END_USER, FURTHER_ADMINISTRATOR
from usergroups.request_kinds.moving import MOVE
from usergroups.request_kinds.surrogate import SURROGATE

__all__ = [
    "COMPANY_ADMINISTRATOR",
    "END_USER",
    "FURTHER_ADMINISTRATOR",
    "MOVE",
    "NEW_GROUP",
    "SURROGATE",
    "TEAM_MEMBER",
]
