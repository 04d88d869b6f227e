"""Situations of the FI/Carrier/MAC Community, made by the same commands as everywhere."""

import itertools
from typing import Any

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import grant
from registration import roles
from registration.commands.communities import set_community
from registration.models import Community, Organization
from tests.factories import engine, registration

SLUG = "fi-carrier-mac"
_numbers = itertools.count(301)


def number() -> str:
    """A contractor number that no organization has been given in this test."""
    return f"{next(_numbers):05d}"


def community(*, is_open: bool = False) -> Community:
    """The community, which each database has; opened by a lead of its desk where the test says so."""
    found = Community.objects.select_related("scope").get(slug=SLUG)
    if is_open and not found.is_open:
        set_community(actor=desk_lead(), community_key=found.pk, values={"is_open": True})
        found.refresh_from_db()
    return found


def _at_desk(role: Any) -> User:
    user = engine.person()
    grant(actor=None, user=user, role=role, scope=community().scope, reason="as the test says")
    user.refresh_from_db()
    return user


def desk_agent() -> User:
    """A person of the community's help desk."""
    return _at_desk(roles.DESK_AGENT)


def desk_lead() -> User:
    """A lead of the community's help desk."""
    return _at_desk(roles.DESK_LEAD)


def facts(value: str = "", **changes: Any) -> dict[str, Any]:
    """Answers of the page about the organization."""
    left_out = {"further_npis", "ccns", "ptans", "tin_type"}
    answers = registration.facts(npi=value or number(), legal_business_name="First Coast Carrier, Inc.")
    return {name: answer for name, answer in answers.items() if name not in left_out} | changes


def draft(requester: User | None = None, value: str = "", **changes: Any) -> Request:
    """A draft with every page filled in, in the open community."""
    community(is_open=True)
    organization = facts(value, **changes)
    return commands.start(
        actor=requester or registration.known_person(),
        kind="organization_registration",
        answers={
            "community": {"slug": SLUG},
            "number": {"number": organization["number"]},
            "organization": organization,
            "papers": {"kind": "cms_contract", "by_post": True},
        },
    )


def registered(requester: User | None = None, value: str = "", **changes: Any) -> Request:
    """A registration under review."""
    begun = draft(requester, value, **changes)
    return commands.submit(request_id=begun.pk, actor=begun.requester)


def organization(requester: User | None = None, value: str = "", **changes: Any) -> Organization:
    """A registered contractor with its Security Official."""
    request = registered(requester, value, **changes)
    return registration.approved(request, desk_agent(), kind="cms_contract")
