"""Ending a person at a company: everything she holds there, everywhere, by one act of an administrator."""

from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may
from usergroups import roles
from usergroups.commands.company_leaving import end_links_of
from usergroups.companies import administrators_of
from usergroups.ending import REASON_LENGTH
from usergroups.models import Company


@command
def end_person_at_company(*, actor: User, company_key: int, person_key: int, reason: str) -> int:
    """End every role of a person in a company, its teams and its links, at once; how many. Her undecided requests are withdrawn.

    She and the other administrators are told. Raises Refused for `actor` herself, when `actor` is no administrator of the company, when
    the person holds nothing there, and without a reason; Company.DoesNotExist, User.DoesNotExist. Locks both people, the company.
    """
    keys = {actor.pk, person_key}
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=company_key)
    company = Company.objects.select_related("founder").get(pk=company_key)
    if not may(actor, roles.DECIDE_IN_COMPANY, company_key):
        raise Refused(_("Only an administrator of the company does this."), code="not_administrator")
    if actor.pk == person_key:
        raise Refused(_("Give up your own roles one by one."), code="own")
    person = User.objects.get(pk=person_key)
    held = RoleAssignment.objects.filter(user=person, organization=company_key, ended_at=None).order_by("pk")
    assignments = list(held)
    reason = reason.strip()[:REASON_LENGTH]
    if not assignments:
        raise Refused(_("This person holds no role in the company any more."), code="ended")
    if not reason:
        raise Refused(_("Say in a few words why the work here ends."), code="reason_missing", field="reason")
    for each in assignments:
        end(actor=actor, assignment_id=each.pk, reason=reason)
    ended = end_links_of(actor=actor, person=person, company_key=company_key, reason=reason)
    _tell(company, person, assignments[-1], actor, reason)
    record(actor=actor, command="end_person_at_company", scope_key=company_key, person=person, remark=reason)
    return len(assignments) + ended


def _tell(company: Company, person: User, last: RoleAssignment, actor: User, reason: str) -> None:
    """One mail to the person, and one to each other administrator, however many roles ended."""
    common = {"for_whom": str(company), "status": _("Ended"), "who": actor.get_full_name()}
    who = {"who": person.get_full_name()}
    queue(
        message="company_person_ended",
        to=person.email,
        person=person,
        facts=common
        | {
            "name": person.get_short_name(),
            "what": _("All your roles have ended"),
            "next_step": _("Nothing. If you still work there, you may ask for a role again."),
            "remark": reason,
        },
        key=f"company_person_ended:{last.pk}:{person.pk}",
    )
    for each in administrators_of(company):
        if each.pk in {actor.pk, person.pk}:
            continue
        queue(
            message="company_person_ended",
            to=each.email,
            person=each,
            facts=common
            | {
                "name": each.get_short_name(),
                "what": _("All roles of %(who)s have ended") % who,
                "next_step": _("Nothing, if this is right. Else call the help desk."),
                "remark": "",
            },
            key=f"company_person_ended:{last.pk}:{each.pk}",
        )
