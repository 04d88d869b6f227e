"""The roles of a user group: its administrators and its end users. Both use IACS-PC; neither decides for the organization.

And the roles of a surrogate company: its administrators, the people of its teams, and who runs a link."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.kinds import no_office
from iacs_portal.roles.declarations import Role, Side, all_roles, register
from iacs_portal.scopes.models import ScopeKind
from registration.roles import DECIDE_FOR_ORGANIZATION
from registration.roles import office_label as office_label_above

# Offices
DECIDE_IN_GROUP = "decide_in_group"
DECIDE_IN_COMPANY = "decide_in_company"
# Views
VIEW_GROUP = "view_group"
BELONG_TO_GROUP = "belong_to_group"
BELONG_TO_TEAM = "belong_to_team"
no_office(BELONG_TO_GROUP, BELONG_TO_TEAM)


def office_label(permission: str, scope_kind: str) -> str | Promise:
    """Who holds an office in a scope of this kind, for people: of a group, or of those above it."""
    if permission == DECIDE_IN_GROUP:
        return _("the administrators of the group")
    if permission == DECIDE_IN_COMPANY:
        return _("the administrators of the company")
    return office_label_above(permission, scope_kind)


# Runs a group and knows each person in it (SE0753); the first role that may ask for applications.
GROUP_ADMINISTRATOR = register(
    Role(
        slug="user_group_administrator",
        label=_("User Group Administrator (UGA)"),
        scope_kind=ScopeKind.GROUP,
        permissions=(DECIDE_IN_GROUP, VIEW_GROUP, BELONG_TO_GROUP),
        side=Side.USES,
        second_factor=True,
        certified_by=DECIDE_FOR_ORGANIZATION,
    )
)

END_USER = register(
    Role(
        slug="end_user",
        label=_("End User"),
        scope_kind=ScopeKind.GROUP,
        permissions=(BELONG_TO_GROUP,),
        side=Side.USES,
        certified_by=DECIDE_IN_GROUP,
    )
)

# Acts for a surrogate company: asks providers, lets its people into teams. No side: a company is no provider.
COMPANY_ADMINISTRATOR = register(
    Role(
        slug="company_administrator",
        label=_("User Group Administrator (UGA) of a company"),
        scope_kind=ScopeKind.COMPANY,
        permissions=(DECIDE_IN_COMPANY,),
        second_factor=True,
        certified_by=DECIDE_IN_COMPANY,
    )
)

# Works for every provider that the team serves, while its link lives: computed (usergroups/links.py), never stored for each.
TEAM_MEMBER = register(
    Role(
        slug="team_member",
        label=_("End User of a company's team"),
        scope_kind=ScopeKind.TEAM,
        permissions=(BELONG_TO_TEAM,),
        certified_by=DECIDE_IN_COMPANY,
    )
)

# Runs a link, that is a surrogate user group, which is served by a team: nobody is let in there one by one. The renewal of the link
# is the certification of this role.
SURROGATE_ADMINISTRATOR = register(
    Role(
        slug="surrogate_administrator",
        label=_("User Group Administrator (UGA) of a surrogate user group"),
        scope_kind=ScopeKind.GROUP,
        permissions=(BELONG_TO_GROUP,),
        side=Side.USES,
        second_factor=True,
    )
)


def outside_links() -> Q:
    """Which role assignments are a provider's own people, not those of companies that work for it (domain.md 4)."""
    return ~Q(role=SURROGATE_ADMINISTRATOR.slug)


def roles_outside_links() -> list[str]:
    """The slugs of all roles that are not held in a link, of which somebody may hold ten thousand.

    Named by what they are, so that the index of a person's roles leads past those in links.
    """
    return [role.slug for role in all_roles() if role is not SURROGATE_ADMINISTRATOR]


def roles_at_providers() -> list[str]:
    """The slugs of the roles of a provider's own people: held in it, or in one of its groups that is no link."""
    elsewhere = (ScopeKind.COMMUNITY, ScopeKind.COMPANY, ScopeKind.TEAM)
    return [
        role.slug for role in all_roles() if role is not SURROGATE_ADMINISTRATOR and role.scope_kind not in elsewhere
    ]
