"""Reads of user groups that pages and rules share."""

from django.db.models import Q, QuerySet

from iacs_portal.accounts.models import User
from iacs_portal.scopes.queries import scopes_for
from registration.providers import provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups.models import Invitation, UserGroup
from usergroups.names import comparable
from usergroups.tokens import digest

PAGE = 25
WORDS = 6  # of a name that are looked for
# What is read along with the scope of a place, so that its name asks nothing.
PLACE_ROWS = (
    *provider_rows("organization"),
    "organization__company_row",
    *provider_rows(),
    "group_row",
    "company_row",
    "team_row",
)


def open_groups(provider_key: int) -> QuerySet[UserGroup]:
    """The groups of a provider that people can ask for, by name: approved and not closed (SE0753). Never surrogate ones (domain.md 6)."""
    return UserGroup.objects.filter(provider=provider_key, closed_at=None, company=None).order_by("name", "pk")


def page_of_groups(provider_key: int, text: str, after_key: int | None) -> tuple[list[UserGroup], bool]:
    """The first 25 of the open groups of a provider whose name holds each word of `text`, behind the one with the key `after_key`.

    And whether there are more. From the beginning when no group of the provider has that key. Two queries at most.
    """
    groups = open_groups(provider_key)
    for word in comparable(text).split()[:WORDS]:
        groups = groups.filter(comparable_name__contains=word)
    last = UserGroup.objects.filter(provider=provider_key, pk=after_key).first() if after_key is not None else None
    if last is not None:
        groups = groups.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(groups[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def invitation_with(token: str) -> Invitation | None:
    """The invitation whose link has this token, with its place and inviter, or None. One query."""
    found = Invitation.objects.select_related("inviter", *(f"scope__{name}" for name in PLACE_ROWS))
    return found.filter(token_digest=digest(token)).first()


def open_invitations(scope_key: int, roles: list[str]) -> QuerySet[Invitation]:
    """The invitations to these roles (slugs) in a scope that were neither used nor revoked, expired ones too, newest first."""
    rows = Invitation.objects.filter(scope=scope_key, role__in=roles, revoked_at=None, request=None)
    return rows.select_related("inviter").order_by("-pk")


def groups_below(person: User) -> QuerySet[UserGroup]:
    """The provider user groups, closed ones too, of the providers for which `person` decides: as official or practitioner."""
    groups = UserGroup.objects.filter(provider__in=scopes_for(person, DECIDE_FOR_ORGANIZATION), company=None)
    return groups.order_by("name", "pk")
