"""User groups, what is asked about them, and who is invited; surrogate companies, their teams and links, and lists of providers."""

from usergroups.models.company import Company, Team, Work
from usergroups.models.group import UserGroup
from usergroups.models.group_request import GroupRequest
from usergroups.models.invitation import Invitation
from usergroups.models.link import Exclusion, LinkRequest, SurrogateRule
from usergroups.models.provider_list import LineState, ListStatus, ProviderList, ProviderListLine
from usergroups.models.trail_place import TrailPlace

__all__ = [
    "Company",
    "Exclusion",
    "GroupRequest",
    "Invitation",
    "LineState",
    "LinkRequest",
    "ListStatus",
    "ProviderList",
    "ProviderListLine",
    "SurrogateRule",
    "Team",
    "TrailPlace",
    "UserGroup",
    "Work",
]
