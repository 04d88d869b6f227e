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
from usergroups import roles
from usergroups.queries import open_groups

REASON_LENGTH = 500

# What a scope that people hold roles in can stand for, by the names of its relations.
_ROWS = ("organization_row", "practitioner_row", "group_row", "community_row")
# What is read along with role assignments, by `select_related`, so that `place_of` asks nothing.
PLACES = ("scope", *provider_rows("scope__organization"), *(f"scope__{name}" for name in _ROWS))


def assignments_seen_by(person: User) -> QuerySet[RoleAssignment]:
    """The assignments, ended ones too, that `person` may read: her own, those of her organizations and those of her groups."""
    organizations = scopes_for(person, officials.VIEW_ORGANIZATION)
    groups = scopes_for(person, roles.VIEW_GROUP)
    seen = Q(user=person) | Q(organization__in=organizations) | Q(scope__in=groups)
    return RoleAssignment.objects.filter(seen).select_related("user", *PLACES)


def place_of(scope: Scope) -> str:
    """The name of the place in which a role is held: of a group with its organization."""
    name = next((str(row) for each in _ROWS if (row := getattr(scope, each, None)) is not None), str(scope))
    above = provider_or_none(scope.organization)
    if above is None or scope.organization_id == scope.pk:
        return name
    return _("%(group)s, %(organization)s") % {"group": name, "organization": above}


def why_not_end(person: User, assignment: RoleAssignment) -> Refused | None:
    """Why `person` may not end `assignment` now; None when she may. At most two queries.

    She may give up a role of her own, except that of a Security Official, that of a practitioner below whom groups are open, and
    that of the last lead of a desk. The SO ends BSOs;
    SO and BSO end administrators and End Users of the organization's groups; an administrator the End Users of her group.
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
    return Refused(_("You cannot end this role."), code="not_below")


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
    return None
