"""Who may end which role, with one sentence for each refusal (domain.md 15)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may, scopes_for, who_may
from registration import roles as officials
from registration.providers import provider_or_none, provider_rows
from usergroups import links, roles
from usergroups.queries import open_groups

REASON_LENGTH = 500

# What a scope that people hold roles in can stand for, by the names of its relations.
_ROWS = ("organization_row", "practitioner_row", "group_row", "community_row", "company_row", "team_row")
# What is read along with role assignments, by `select_related`, so that `place_of` asks nothing.
PLACES = (
    "scope",
    *provider_rows("scope__organization"),
    "scope__organization__company_row",
    *(f"scope__{name}" for name in _ROWS),
)


def assignments_seen_by(person: User) -> QuerySet[RoleAssignment]:
    """The assignments, ended ones too, that `person` may read: her own, those of her organizations, of her groups, and of her
    companies: of their teams and links too."""
    organizations = scopes_for(person, officials.VIEW_ORGANIZATION)
    groups = scopes_for(person, roles.VIEW_GROUP)
    companies = scopes_for(person, roles.DECIDE_IN_COMPANY)
    seen = Q(user=person) | Q(organization__in=organizations) | Q(scope__in=groups)
    seen |= Q(organization__in=companies) | Q(scope__group_row__company__in=companies.values("pk"))
    return RoleAssignment.objects.filter(seen).select_related("user", *PLACES)


def place_of(scope: Scope) -> str:
    """The name of the place in which a role is held: of a group with its organization, of a team with its company."""
    name = next((str(row) for each in _ROWS if (row := getattr(scope, each, None)) is not None), str(scope))
    above = provider_or_none(scope.organization) or getattr(scope.organization, "company_row", None)
    if above is None or scope.organization_id == scope.pk:
        return name
    return _("%(group)s, %(organization)s") % {"group": name, "organization": above}


def why_not_end(person: User, assignment: RoleAssignment) -> Refused | None:
    """Why `person` may not end `assignment` now; None when she may. At most three queries.

    She may give up a role of her own, except that of a Security Official, that of a practitioner below whom groups are open,
    that of the last lead of a desk, and that of the last administrator of a company that works for providers. The SO ends BSOs;
    SO and BSO end administrators and End Users of the organization's groups; an administrator the End Users of her group. Roles of
    a surrogate company are ended by its administrators alone: a provider keeps a person out, or ends the link.
    """
    if assignment.ended_at is not None:
        return Refused(_("This role has ended already."), code="ended")
    if assignment.user_id == person.pk:
        return _why_not_leave(person, assignment)
    scope = assignment.scope
    organization = scope.organization_key
    if assignment.role == officials.BACKUP_OFFICIAL.slug:
        if may(person, officials.DECIDE_BACKUP_OFFICIALS, scope):
            return None
        return Refused(_("Only the Security Official ends the role of a backup."), code="not_below")
    if assignment.role == roles.GROUP_ADMINISTRATOR.slug:
        if organization is not None and may(person, officials.DECIDE_FOR_ORGANIZATION, organization):
            return None
        sentence = _("Only the Security Official, a backup, or the practitioner ends the role of an administrator.")
        return Refused(sentence, code="not_below")
    if assignment.role == roles.END_USER.slug:
        above = organization is not None and may(person, officials.DECIDE_FOR_ORGANIZATION, organization)
        if above or may(person, roles.DECIDE_IN_GROUP, scope):
            return None
        sentence = _(
            "Only an administrator of the group, an official of the organization, or the practitioner ends the role of an End User."
        )
        return Refused(sentence, code="not_below")
    if assignment.role == officials.SECURITY_OFFICIAL.slug:
        sentence = _("Nobody in the organization ends the role of its Security Official. Call the help desk.")
        return Refused(sentence, code="not_below")
    if assignment.role in _OF_COMPANIES:
        return _why_not_end_in_company(person, assignment)
    return Refused(_("You cannot end this role."), code="not_below")


_OF_COMPANIES = frozenset(
    {roles.COMPANY_ADMINISTRATOR.slug, roles.TEAM_MEMBER.slug, roles.SURROGATE_ADMINISTRATOR.slug}
)


def _why_not_end_in_company(person: User, assignment: RoleAssignment) -> Refused | None:
    is_of_link = assignment.role == roles.SURROGATE_ADMINISTRATOR.slug
    scope = assignment.scope
    company = scope.group_row.company_id if is_of_link else scope.organization_key  # type: ignore[attr-defined]  # reverse
    if may(person, roles.DECIDE_IN_COMPANY, company or 0):
        return None
    if is_of_link and may(person, officials.DECIDE_FOR_ORGANIZATION, scope.organization_key or 0):
        sentence = _(
            "Only an administrator of the company ends this role. You can keep the person out, or end the link with the company."
        )
        return Refused(sentence, code="not_below")
    return Refused(_("Only an administrator of the company ends this role."), code="not_below")


def _why_not_leave(person: User, assignment: RoleAssignment) -> Refused | None:
    if assignment.role == officials.SECURITY_OFFICIAL.slug:
        sentence = _(
            "An organization always has a Security Official, so you cannot leave without a successor. Your role ends when"
            " the help desk has approved the person who comes after you."
        )
        return Refused(sentence, code="succession")
    if assignment.role == officials.INDIVIDUAL_PRACTITIONER.slug and open_groups(assignment.scope_id).exists():
        sentence = _(
            "Groups of your staff are open below you. Close them first: else their people would depend on a practitioner who"
            " has left."
        )
        return Refused(sentence, code="open_groups")
    if assignment.role == officials.DESK_LEAD.slug:
        others = who_may(officials.LEAD_DESK, assignment.scope_id).exclude(pk=person.pk)
        if not others.exists():
            return Refused(_("You are the only lead of the help desk. Another one is needed first."), code="last_lead")
    if assignment.role == roles.COMPANY_ADMINISTRATOR.slug and _leaves_links(person, assignment.scope_id):
        sentence = _(
            "You are the only administrator of the company, and it works for providers now. Let another administrator in first,"
            " or end what you have with the providers."
        )
        return Refused(sentence, code="last_administrator")
    return None


def _leaves_links(person: User, company_key: int) -> bool:
    """Whether a company would keep live links without an administrator when `person` leaves it. Two queries at most."""
    others = who_may(roles.DECIDE_IN_COMPANY, company_key).exclude(pk=person.pk)
    return not others.exists() and links.live_links().filter(company=company_key).exists()
