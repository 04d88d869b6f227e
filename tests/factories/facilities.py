"""What happens to a further facility: asked, answered, waived, changed; made by the same commands as everywhere."""

from typing import Any

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import end, grant
from iacs_portal.roles.models import RoleAssignment
from registration import roles
from registration.commands.facilities import ask_facility, confirm_facility
from registration.models import FacilityAnswer, FacilityConfirmation, Organization, PaperArrival
from tests.factories import engine, registration


def requested(requester: User | None = None, **changes: Any) -> Request:
    """A registration under review that says that its papers were seen for another facility; same name and EIN unless given."""
    return registration.registration(requester, kind="already_seen", by_post=False, **changes)


def official_of(organization: Organization) -> User:
    """The Security Official whose registration made the organization."""
    return organization.registered_by.request.requester


def ask(
    request: Request | None = None, organization: Organization | None = None, actor: User | None = None
) -> FacilityConfirmation:
    """The desk's question to the Security Official of `organization` (new unless given) about `request` (new unless given)."""
    where = organization or registration.organization()
    return ask_facility(
        step_id=engine.open_step(request or requested()).pk,
        actor=actor or registration.desk_agent(),
        organization_key=where.pk,
    )


def answer(
    question: FacilityConfirmation,
    given: FacilityAnswer = FacilityAnswer.YES,
    actor: User | None = None,
    remark: str = "",
) -> FacilityConfirmation:
    """The answer to a question, of the first Security Official unless `actor` is given."""
    return confirm_facility(
        confirmation_id=question.pk,
        actor=actor or official_of(question.organization),
        answer=given,
        remark=remark,
    )


def waive(request: Request, organization: Organization, desk: User | None = None) -> Request:
    """The approval of `request` on papers seen for `organization`."""
    return commands.approve(
        step_id=engine.open_step(request).pk,
        actor=desk or registration.desk_agent(),
        evidence={"kind": "already_seen", "arrival": PaperArrival.SEEN_BEFORE, "seen_for": organization},
    )


def leave(organization: Organization) -> None:
    """The organization has no Security Official any more."""
    held = RoleAssignment.objects.get(scope=organization.scope, role=roles.SECURITY_OFFICIAL.slug, ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="left")


def succeed(organization: Organization, successor: User | None = None) -> User:
    """Another person (new unless given) is Security Official of the organization now."""
    leave(organization)
    successor = successor or registration.known_person()
    grant(actor=None, user=successor, role=roles.SECURITY_OFFICIAL, scope=organization.scope, reason="as the test says")
    return successor


def change(request: Request, **changes: Any) -> None:
    """The request goes back to the person, who changes her organization's answers and sends it again."""
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=registration.desk_agent(), reason="ein_differs"
    )
    organization = request.draft.answers["organization"] | changes
    commands.save_answers(actor=request.requester, request_id=request.pk, answers={"organization": organization})
    commands.resubmit(request_id=request.pk, actor=request.requester)
