"""What the tests and the benchmark of outages decide: cases of the help desk, over HTTP."""

from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import grant
from registration import roles
from tests.factories import engine, registration
from tests.factories.accounts import account
from tests.outages.portal import Visitor

EVIDENCE = {
    "approve-kind": "cp_575",
    "approve-number": "CP 575 A",
    "approve-dated": "2019-03-04",
    "approve-arrival": "upload",
    "approve-remark": "",
}


def desk_agent() -> User:
    """A person of the help desk who can sign in."""
    user = account()
    grant(actor=None, user=user, role=roles.DESK_AGENT, scope=registration.community().scope, reason="as the test says")
    return user


def case_of(request: Request) -> str:
    """The address of a case."""
    return f"/desk/case/{request.pk}/"


def approve(visitor: Visitor, request: Request) -> int:
    """Press "Approve" on the case page. Returns the status: 302 when it was done."""
    step = engine.open_step(request)
    return visitor.post(f"{case_of(request)}decision/", step=step.pk, opening=step.opening, do="approve", **EVIDENCE)[0]
