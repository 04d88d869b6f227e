"""Legal business name and EIN of an organization: asked by its officials, written when the help desk has seen a paper."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals import commands
from approvals.kinds import Check
from approvals.models import Request, Step
from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may, who_may
from registration.models import Organization, OrganizationChange
from registration.provider_file.comparison import words
from registration.renaming import tell_renamed
from registration.roles import DECIDE_FOR_ORGANIZATION

KIND, PAGE = "organization_change", "names"
NAMES = ("legal_business_name", "ein")


def change_checks(change: OrganizationChange) -> list[Check]:
    """What must hold when it is sent and when it is approved. Two queries: what was read along may be older."""
    organization = Organization.objects.get(pk=change.organization_id)
    requester = change.request.requester
    return [
        Check(
            organization.closed_at is None,
            _("%(name)s is registered and open.") % {"name": organization.legal_business_name},
            _("%(name)s is closed, so its name and EIN stay as they are.") % {"name": organization.legal_business_name},
        ),
        Check(
            may(requester, DECIDE_FOR_ORGANIZATION, organization.pk),
            _("%(who)s is an official of the organization.") % {"who": requester.get_full_name()},
            _("%(who)s is no official of the organization now.") % {"who": requester.get_full_name()},
        ),
        Check(
            any(getattr(organization, name) != getattr(change, name) for name in NAMES),
            _("The name or the EIN becomes another one."),
            _("Nothing changes: name and EIN are these already."),
        ),
    ]


@command
def write_change(*, actor: User, request: Request, answers: Mapping[str, Any]) -> OrganizationChange:
    """Write the detail of `request` from its page `names`: `scope` (the organization's key), `legal_business_name`, `ein`.

    Raises Refused when the page is not filled in.
    """
    asked = answers.get(PAGE, {})
    organization = Organization.objects.filter(pk=asked.get("scope")).first()
    if organization is None or not all(asked.get(name) for name in NAMES):
        raise Refused(_("Fill in the legal business name and the EIN first."), code="incomplete")
    change, _created = OrganizationChange.objects.update_or_create(
        request=request,
        defaults={
            "organization": organization,
            "name_before": organization.legal_business_name,
            "ein_before": organization.ein,
        }
        | {name: asked[name] for name in NAMES},
    )
    return change


def returned_change(actor: User, organization_key: int) -> OrganizationChange | None:
    """The request of `actor` for this organization that was returned to her, if there is one. One query."""
    return (
        OrganizationChange.objects.select_related("request")
        .filter(organization=organization_key, request__requester=actor, request__status=RequestStatus.RETURNED)
        .first()
    )


@command
def ask_change(*, actor: User, organization_key: int, names: Mapping[str, str]) -> Request:
    """Send the request; one that was returned to `actor` is sent again under its number. `names` are the fields of `NAMES`, cleaned.

    Raises Refused when it changes nothing, when `actor` is no official there now, when the organization is closed, or when
    another request for the organization is under way.
    """
    answers = {PAGE: {"scope": organization_key} | {name: names[name] for name in NAMES}}
    returned = returned_change(actor, organization_key)
    if returned is None:
        return commands.send_without_draft(actor=actor, kind=KIND, answers=answers)
    commands.save_answers(actor=actor, request_id=returned.request_id, answers=answers)
    return commands.resubmit(request_id=returned.request_id, actor=actor)


@command
def change_names(*, actor: User | None, change: OrganizationChange, step: Step) -> Organization:
    """Write name and EIN of the organization as asked, and tell its other officials. Locks the requester and the organization's scope.

    The entry of the trail keeps what changed, before and now, and the decider's word about the paper. Raises Refused without such a
    word, and when a rule of `change_checks` does not hold any more.
    """
    if not step.remark.strip():
        raise Refused(
            _("Open “Add a word” and type the kind, the number and the date of the paper that you saw."),
            code="evidence",
        )
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=change.request.requester_id)
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=change.organization_id)
    problems = [check.problem for check in change_checks(change) if not check.passed]
    if problems:
        raise Refused(*problems, code="problems")
    organization = Organization.objects.get(pk=change.organization_id)
    changed = [name for name in NAMES if getattr(organization, name) != getattr(change, name)]
    told = {name: {"before": getattr(organization, name), "now": getattr(change, name)} for name in changed}
    for name in changed:
        setattr(organization, name, getattr(change, name))
    organization.comparable_name = words(organization.legal_business_name)
    organization.save(update_fields=[*changed, "comparable_name"])
    tell_renamed(organization)
    record(
        actor=actor,
        command="change_names",
        scope_key=organization.pk,
        remark=step.remark,
        facts=told | {"request": change.request.tracking_number},
    )
    _tell_officials(change, organization, except_for={change.request.requester_id, actor.pk if actor else None})
    return organization


def _tell_officials(change: OrganizationChange, organization: Organization, *, except_for: set[int | None]) -> None:
    """Queue the mail to the other officials. It tells the name before and now; of the EIN only that it is another one."""
    is_renamed, is_other_ein = change.legal_business_name != change.name_before, change.ein != change.ein_before
    if is_renamed and is_other_ein:
        what = _("%(before)s is called %(now)s now, and the EIN is another one")
    else:
        what = _("%(before)s is called %(now)s now") if is_renamed else _("The EIN of %(now)s is another one now")
    number = change.request.tracking_number or ""
    for person in who_may(DECIDE_FOR_ORGANIZATION, organization.pk):
        if person.pk not in except_for:
            queue(
                message="organization_changed",
                to=person.email,
                person=person,
                facts={
                    "name": person.get_short_name(),
                    "what": what % {"before": change.name_before, "now": organization.legal_business_name},
                    "for_whom": organization.legal_business_name,
                    "status": _("Approved by the help desk"),
                    "number": number,
                    "next_step": _("Nothing, if this is right. Else call the help desk."),
                    "who": change.request.requester.get_full_name(),
                },
                key=f"organization_changed:{change.pk}:{person.pk}",
                about=number,
            )
