"""To which roles people can be invited, and by whom: by those who decide the request for the same role (domain.md).

A Security Official names her successor so, too: her invitation is the word that she gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from iacs_portal.accounts.models import User
from iacs_portal.roles.requests import RoleRequestKind
from iacs_portal.scopes.models import Scope, ScopeKind
from iacs_portal.scopes.queries import may
from registration.commands.succession import ASK
from registration.commands.succession import PAGE as WORD_PAGE
from registration.models import Community
from registration.request_kinds.backup_official import BACKUP_OFFICIAL
from registration.request_kinds.succession import SUCCESSION
from registration.roles import DECIDE_BACKUP_OFFICIALS, DECIDE_FOR_ORGANIZATION
from usergroups.request_kinds import COMPANY_ADMINISTRATOR, END_USER, FURTHER_ADMINISTRATOR, TEAM_MEMBER
from usergroups.roles import DECIDE_IN_COMPANY, DECIDE_IN_GROUP

# The pages on which somebody chooses a place of this kind: the one that finds the top scope, and the one for what is within it.
_PAGES = {
    ScopeKind.GROUP: ("find", "group"),
    ScopeKind.COMPANY: ("find_company", ""),
    ScopeKind.TEAM: ("find_company", "team"),
}


@dataclass(frozen=True)
class Invitable:
    """A role to invite to: the kind of request that an acceptance sends, and the permission that its inviter holds.

    `further` are answers that the invitation gives beside the place. `succeeds` says that the invited person takes the inviter's own
    role: she names one at a time, on a page of its own, and the help desk decides after her word.
    """

    kind: RoleRequestKind
    permission: str
    further: Mapping[str, Any] = field(default_factory=dict)
    succeeds: bool = False

    def office(self, scope: Scope) -> int:
        """The key of the scope in which an inviter to `scope` holds the permission: the group, or the top scope it counts in."""
        key = scope.pk if self.permission == DECIDE_IN_GROUP else scope.organization_key
        assert key is not None
        return key

    def may_invite(self, person: User, scope: Scope) -> bool:
        """Whether `person` may invite to this role in `scope` now. One query at most."""
        return scope.kind == self.kind.role.scope_kind and may(person, self.permission, self.office(scope))

    def answers(self, scope: Scope) -> dict[str, Any]:
        """The answers of the form for this role, as if the person had chosen `scope` herself. One query."""
        slug = Community.objects.values_list("slug", flat=True).get(scope=scope.community_id)
        find, within = _PAGES.get(ScopeKind(scope.kind), ("find", ""))
        place: dict[str, Any] = {find: {"scope": scope.parent_id if within else scope.pk}}
        if within:
            place[within] = {"scope": scope.pk}
        return {"community": {"slug": slug}} | place | dict(self.further)

    def is_as_invited(self, answers: dict[str, Any]) -> bool:
        """Whether `answers` still say what the invitation gave beside the place."""
        return all(answers.get(page) == given for page, given in self.further.items())

    def place_in(self, answers: dict[str, Any]) -> int | None:
        """The key of the place that was chosen in `answers`."""
        key: int | None = answers.get(self.kind.place_page, {}).get("scope")
        return key


ALL = (
    Invitable(SUCCESSION, DECIDE_BACKUP_OFFICIALS, {WORD_PAGE: {"how": ASK}}, succeeds=True),
    Invitable(BACKUP_OFFICIAL, DECIDE_BACKUP_OFFICIALS),
    Invitable(FURTHER_ADMINISTRATOR, DECIDE_FOR_ORGANIZATION),
    Invitable(END_USER, DECIDE_IN_GROUP),
    Invitable(COMPANY_ADMINISTRATOR, DECIDE_IN_COMPANY),
    Invitable(TEAM_MEMBER, DECIDE_IN_COMPANY),
)


def invitable(role: str) -> Invitable:
    """The one for the role with this slug. Raises KeyError for a role to which nobody is invited."""
    found = next((each for each in ALL if each.kind.role.slug == role), None)
    if found is None:
        raise KeyError(role)
    return found


def invitable_by(person: User, scope: Scope) -> list[Invitable]:
    """The roles in `scope` to which `person` may invite now, from the top of the chain down. Two queries at most."""
    return [each for each in ALL if each.may_invite(person, scope)]
