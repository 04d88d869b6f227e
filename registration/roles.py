"""The roles of this app: officials of organizations, Individual Practitioners, and the people of a community's help desk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iacs_portal.roles.declarations import Role, Side, register
from iacs_portal.scopes.models import ScopeKind

# Offices
DECIDE_AT_DESK = "decide_at_desk"
LEAD_DESK = "lead_desk"
DECIDE_FOR_ORGANIZATION = "decide_for_organization"
DECIDE_BACKUP_OFFICIALS = "decide_backup_officials"
# Who holds an office, for people
OFFICES: dict[str, str | Promise] = {
    DECIDE_AT_DESK: _("the CMS help desk"),
    LEAD_DESK: _("the leads of the CMS help desk"),
    DECIDE_FOR_ORGANIZATION: _("the officials of the organization, or the practitioner"),
    DECIDE_BACKUP_OFFICIALS: _("the Security Official"),
}
THE_PRACTITIONER = _("the practitioner")


def office_label(permission: str, scope_kind: str) -> str | Promise:
    """Who holds an office in a scope of this kind, for people. A practitioner decides alone: she has no officials."""
    if permission == DECIDE_FOR_ORGANIZATION and scope_kind == ScopeKind.PRACTITIONER:
        return THE_PRACTITIONER
    return OFFICES[permission]


# The offices of a community's help desk, between which it passes requests on
DESK_OFFICES = {permission: OFFICES[permission] for permission in (DECIDE_AT_DESK, LEAD_DESK)}
# Views
VIEW_COMMUNITY = "view_community"
VIEW_ORGANIZATION = "view_organization"

# Head of the chain of an organization; one at a time (SE0753; domain.md 3).
SECURITY_OFFICIAL = register(
    Role(
        slug="security_official",
        label=_("Security Official (SO)"),
        scope_kind=ScopeKind.ORGANIZATION,
        permissions=(DECIDE_FOR_ORGANIZATION, DECIDE_BACKUP_OFFICIALS, VIEW_ORGANIZATION),
        side=Side.DECIDES,
        sole=True,
        second_factor=True,
        certified_by=DECIDE_AT_DESK,
    )
)

# Optional, any number (SE0753). Approves what the SO approves, except BSOs: that office stays with the SO alone (domain.md).
BACKUP_OFFICIAL = register(
    Role(
        slug="backup_security_official",
        label=_("Backup Security Official (BSO)"),
        scope_kind=ScopeKind.ORGANIZATION,
        permissions=(DECIDE_FOR_ORGANIZATION, VIEW_ORGANIZATION),
        side=Side.DECIDES,
        second_factor=True,
        certified_by=DECIDE_BACKUP_OFFICIALS,
    )
)

# One professional who uses IACS-PC personally, in a single role (SE0753). She decides who of her staff gets in, and uses: the two
# sides of domain.md 2 are those of organizations, so she has none.
INDIVIDUAL_PRACTITIONER = register(
    Role(
        slug="individual_practitioner",
        label=_("Individual Practitioner (IP)"),
        scope_kind=ScopeKind.PRACTITIONER,
        permissions=(DECIDE_FOR_ORGANIZATION, VIEW_ORGANIZATION),
        sole=True,
        certified_by=DECIDE_AT_DESK,
    )
)

DESK_AGENT = register(
    Role(
        slug="desk_agent",
        label=_("help desk agent"),
        scope_kind=ScopeKind.COMMUNITY,
        permissions=(DECIDE_AT_DESK, VIEW_COMMUNITY),
        second_factor=True,
        certified_by=LEAD_DESK,
        staff=True,
    )
)

DESK_LEAD = register(
    Role(
        slug="desk_lead",
        label=_("help desk lead"),
        scope_kind=ScopeKind.COMMUNITY,
        permissions=(DECIDE_AT_DESK, LEAD_DESK, VIEW_COMMUNITY),
        second_factor=True,
        certified_by=LEAD_DESK,
        staff=True,
    )
)
