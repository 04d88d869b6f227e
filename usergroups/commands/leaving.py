"""Giving up a role, and ending one below: `roles.commands.end` with the question who may, and the mails."""

from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import who_may
from registration import roles as officials
from registration.commands.practitioners import close_practitioner
from usergroups import links, roles
from usergroups.commands.company_leaving import end_links_of
from usergroups.commands.links import close_links_of_provider
from usergroups.ending import PLACES, REASON_LENGTH, place_of, why_not_end


@command
def leave(*, actor: User, assignment_id: int, reason: str) -> RoleAssignment:
    """`actor` gives up a role of her own. The other officials are told when it is an official's. Nobody else's role ends.

    With the role of a company's administrator, those in its links end too, and her undecided requests are withdrawn.

    Raises Refused for somebody else's role, without a reason, and as `ending.why_not_end` says (domain.md 15).
    """
    return _end(actor=actor, assignment_id=assignment_id, reason=reason, own=True)


@command
def end_below(*, actor: User, assignment_id: int, reason: str) -> RoleAssignment:
    """An official ends a role below hers. The person is told, and the other officials when it is an official's.

    Raises Refused for a role of her own, without a reason, and as `ending.why_not_end` says (domain.md 15).
    """
    return _end(actor=actor, assignment_id=assignment_id, reason=reason, own=False)


def _end(*, actor: User, assignment_id: int, reason: str, own: bool) -> RoleAssignment:
    """Both people are locked, by key, so that the right of `actor` cannot end between the question and the act.

    The scope is locked too where its other people matter: a practitioner's, as where a group below her comes into being (her practice
    is closed with her role, and the links of companies to it, so that who runs those is locked with the others), a desk's, of
    whose leads one stays, and a company's, of whose administrators one stays while it has links.
    """
    reason = reason.strip()[:REASON_LENGTH]
    holder, role, scope_key = RoleAssignment.objects.values_list("user_id", "role", "scope_id").get(pk=assignment_id)
    is_practitioner = role == officials.INDIVIDUAL_PRACTITIONER.slug
    concerned = {actor.pk, holder}
    if is_practitioner:
        concerned |= set(links.run_below(scope_key))
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=concerned).order_by("pk"))
    runs_company = role == roles.COMPANY_ADMINISTRATOR.slug
    if is_practitioner or runs_company or role == officials.DESK_LEAD.slug:
        Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=scope_key)
    assignment = RoleAssignment.objects.select_related("user", *PLACES).get(pk=assignment_id)
    if own != (holder == actor.pk):
        sentence = _("This is a role of your own.") if not own else _("This is the role of somebody else.")
        raise Refused(sentence, code="own" if not own else "not_own")
    refusal = why_not_end(actor, assignment)
    if refusal is not None:
        raise refusal
    if not reason:
        raise Refused(_("Say in a few words why the role ends."), code="reason_missing", field="reason")
    # Who is told is asked before the end, since it may take away the right by which somebody is found.
    others = [person for person in _other_officials(assignment) if person.pk not in {actor.pk, holder}]
    ended = end(actor=actor, assignment_id=assignment_id, reason=reason)
    if is_practitioner:
        close_practitioner(actor=actor, scope_key=scope_key)
        close_links_of_provider(actor=actor, provider_key=scope_key, reason=_("The practice was closed."))
    if runs_company:
        end_links_of(actor=actor, person=assignment.user, company_key=scope_key, reason=reason)
    tell_of_end(assignment, actor=actor, reason=reason, others=others)
    return ended


def _other_officials(assignment: RoleAssignment) -> list[User]:
    """Who is told besides the person: the officials of the organization, the administrators of a group or company when one of them ends."""
    if assignment.role == roles.COMPANY_ADMINISTRATOR.slug:
        return list(who_may(roles.DECIDE_IN_COMPANY, assignment.scope_id))
    if assignment.role not in {officials.BACKUP_OFFICIAL.slug, roles.GROUP_ADMINISTRATOR.slug}:
        return []
    found = {}
    if assignment.organization_id is not None:
        found = {person.pk: person for person in who_may(officials.DECIDE_FOR_ORGANIZATION, assignment.organization_id)}
    if assignment.role == roles.GROUP_ADMINISTRATOR.slug:
        found |= {person.pk: person for person in who_may(roles.DECIDE_IN_GROUP, assignment.scope_id)}
    return [found[key] for key in sorted(found)]


def tell_of_end(assignment: RoleAssignment, *, actor: User, reason: str, others: list[User]) -> None:
    """Queue the mails of an end: to the person, unless she acted herself, and to `others`. Called inside a command."""
    if assignment.user_id != actor.pk:
        _queue(
            "role_ended",
            assignment.user,
            assignment,
            _facts(assignment, actor)
            | {
                "what": _("You are no longer %(role)s") % {"role": assignment.label},
                "next_step": _("Nothing. If you still need the role, you may ask for it again."),
                "remark": reason,
            },
        )
    tell_others_of_end(assignment, actor=actor, others=others)


def _facts(assignment: RoleAssignment, actor: User) -> dict[str, str]:
    return {"for_whom": place_of(assignment.scope), "status": _("Ended"), "who": actor.get_full_name()}


def tell_others_of_end(assignment: RoleAssignment, *, actor: User, others: list[User]) -> None:
    """Queue the mails of an end to `others`: officials of the place, and administrators of the group. Called inside a command."""
    who = assignment.user.get_full_name()
    for person in others:
        _queue(
            "role_of_other_ended",
            person,
            assignment,
            _facts(assignment, actor)
            | {
                "what": _("%(who)s is no longer %(role)s") % {"who": who, "role": assignment.label},
                "next_step": _("Nothing, if this is right. Else call the help desk."),
            },
        )


def _queue(message: str, person: User, assignment: RoleAssignment, facts: dict[str, str]) -> None:
    queue(
        message=message,
        to=person.email,
        person=person,
        facts={"name": person.get_short_name()} | facts,
        key=f"{message}:{assignment.pk}:{person.pk}",
    )
