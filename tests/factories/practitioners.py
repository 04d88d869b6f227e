"""Situations of Individual Practitioners, made by the same commands as everywhere."""

from typing import Any

from django.conf import settings

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.commands import accept_terms
from iacs_portal.accounts.models import User
from registration.models import Practitioner, ProviderRecord
from tests.factories import engine, registration


def record(number: str, **changes: Any) -> ProviderRecord:
    """The row of an individual in the provider file."""
    values = {
        "entity_type": "1",
        "legal_business_name": "",
        "first_name": "ALEX",
        "last_name": "PHYSICIAN",
        "official_first_name": "",
        "official_last_name": "",
        "official_title": "",
    }
    return registration.record(number, **(values | changes))


def draft(requester: User | None = None, **changes: Any) -> Request:
    """A draft with every page filled in, the terms accepted."""
    left_out = {"legal_business_name", "other_name", "ein", "tin_type", "further_npis", "ccns", "ptans"}
    facts = {name: value for name, value in registration.facts(**changes).items() if name not in left_out}
    facts["npi"] = facts.pop("number")
    requester = requester or registration.known_person(first_name="Alex", last_name="Physician")
    accept_terms(actor=requester, version=settings.TERMS_VERSION)
    return commands.start(
        actor=requester,
        kind="practitioner_registration",
        answers={
            "community": {"slug": "provider-supplier"},
            "practitioner_npi": {"npi": facts["npi"]},
            "practice": {"name": "Alex Physician"} | facts,
        },
    )


def request(requester: User | None = None, **changes: Any) -> Request:
    """A registration under review."""
    begun = draft(requester, **changes)
    return commands.submit(request_id=begun.pk, actor=begun.requester)


def approved(asked: Request, desk: User | None = None) -> Practitioner:
    """The practitioner that the approval of `asked` makes."""
    commands.approve(step_id=engine.open_step(asked).pk, actor=desk or registration.desk_agent())
    return Practitioner.objects.get(registered_by__request=asked)
