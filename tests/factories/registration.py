"""Situations of registration: communities, desk people, requests and organizations, made by the same commands as everywhere."""

import datetime
import io
import itertools
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts import ssn
from iacs_portal.accounts.commands import accept_terms, set_person
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import grant
from registration import roles
from registration.commands.papers import add_paper
from registration.models import Community, Organization, PaperArrival, ProviderRecord
from registration.provider_file.comparison import words
from tests.factories import engine

_numbers = itertools.count(1)
CP_575 = {"kind": "cp_575", "number": "CP 575 A", "dated": datetime.date(2019, 3, 4), "arrival": PaperArrival.UPLOAD}


def npi(number: int | None = None) -> str:
    """A valid NPI that no provider has been given in this test."""
    body = f"1{next(_numbers) if number is None else number:08d}"
    total = 24 + sum(
        sum(divmod(int(digit) * 2, 10)) if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(body))
    )
    return f"{body}{-total % 10}"


def community() -> Community:
    """The Provider/Supplier Community, which each database has."""
    return Community.objects.select_related("scope").get(slug="provider-supplier")


def known_person(**fields: Any) -> User:
    """A person who has accepted the terms and filled in the page about herself."""
    user = engine.person(**fields)
    accept_terms(actor=user, version=settings.TERMS_VERSION)
    number = next(_numbers)
    kept = ssn.digest(f"{100 + number % 500:03d}45{number % 9000 + 1000:04d}")
    set_person(
        actor=user,
        user=user,
        first_name=user.first_name,
        last_name=user.last_name,
        birth_date=datetime.date(1968, 4, 28),
        ssn_digest=kept.digest,
        ssn_last4=kept.last4,
        ssn_wraps=kept.wraps,
        telephone="207-555-0142",
    )
    return user


def desk_agent(**fields: Any) -> User:
    """A person of the community's help desk."""
    user = engine.person(**fields)
    grant(actor=None, user=user, role=roles.DESK_AGENT, scope=community().scope, reason="as the test says")
    user.refresh_from_db()
    return user


def desk_lead(**fields: Any) -> User:
    """A lead of the community's help desk."""
    user = engine.person(**fields)
    grant(actor=None, user=user, role=roles.DESK_LEAD, scope=community().scope, reason="as the test says")
    user.refresh_from_db()
    return user


def facts(**changes: Any) -> dict[str, Any]:
    """Answers of the page about the organization."""
    answers = {
        "number": changes.pop("npi", None) or npi(),
        "legal_business_name": "Harbor Street Clinic, Inc.",
        "other_name": "",
        "ein": "123456789",
        "telephone": "207-555-0142",
        "extension": "",
        "further_npis": [],
        "ccns": [],
        "ptans": [],
        "flags": [],
    }
    for prefix in ("practice", "mailing"):
        answers |= {
            f"{prefix}_line_1": "14 Harbor Street",
            f"{prefix}_line_2": "",
            f"{prefix}_city": "Port Ellery",
            f"{prefix}_state": "ME",
            f"{prefix}_zip": "04999",
        }
    return answers | {"mailing_same": True, "tin_type": "ein"} | changes


def draft(requester: User | None = None, *, by_post: bool = True, kind: str = "cp_575", **changes: Any) -> Request:
    """A draft with every page filled in, the terms accepted."""
    organization = facts(**changes)
    requester = requester or known_person()
    accept_terms(actor=requester, version=settings.TERMS_VERSION)
    return commands.start(
        actor=requester,
        kind="organization_registration",
        answers={
            "community": {"slug": "provider-supplier"},
            "number": {"number": organization["number"]},
            "organization": organization,
            "papers": {"kind": kind, "by_post": by_post},
        },
    )


def registration(requester: User | None = None, **options: Any) -> Request:
    """A registration under review."""
    begun = draft(requester, **options)
    return commands.submit(request_id=begun.pk, actor=begun.requester)


def approved(request: Request, desk: User | None = None, **evidence: Any) -> Organization:
    """The organization that the approval of `request` makes."""
    commands.approve(step_id=engine.open_step(request).pk, actor=desk or desk_agent(), evidence=CP_575 | evidence)
    return Organization.objects.get(registered_by__request=request)


def organization(requester: User | None = None, **options: Any) -> Organization:
    """A registered organization with its Security Official."""
    return approved(registration(requester, **options))


def record(number: str, **changes: Any) -> ProviderRecord:
    """A row of the provider file."""
    values = {
        "npi": number,
        "entity_type": "2",
        "legal_business_name": "HARBOR STREET CLINIC INC",
        "practice_line_1": "12 HARBOR ST",
        "practice_city": "PORT ELLERY",
        "practice_state": "ME",
        "practice_zip": "04999",
        "practice_telephone": "2075550142",
        "official_first_name": "MORGAN",
        "official_last_name": "EXAMPLE",
        "official_title": "OWNER",
    } | changes
    return ProviderRecord.objects.create(**values, comparable_name=words(values["legal_business_name"]))


def image(name: str = "cp575.png", kind: str = "PNG") -> SimpleUploadedFile:
    """A small real image as an upload, another one each time."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), f"#{next(_numbers):06x}").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


def pdf(name: str = "cp575.pdf", padding: int = 0) -> SimpleUploadedFile:
    """The smallest file that is a PDF by its content, with `padding` bytes inside."""
    return SimpleUploadedFile(name, b"%PDF-1.4\n" + b" " * padding + b"\ntrailer<<>>\n%%EOF\n")


def paper(request: Request, upload: SimpleUploadedFile | None = None) -> Any:
    """A paper added to a draft."""
    return add_paper(actor=request.requester, request_id=request.pk, upload=upload or image())
