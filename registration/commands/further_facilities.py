"""Further facilities of an organization in one form: a request for each, and one approval of the desk for all of them (domain.md 10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.commands import keep_together, send_without_draft
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pasted import BadLine, Unreadable, read_lines
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may
from registration import queries, roles
from registration.communities.declarations import ALREADY_SEEN, FURTHER_FACILITIES
from registration.forms.organization import EIN, OrganizationForm
from registration.identifiers import Problem, npi
from registration.models import Community, FacilityBatch, Organization, OrganizationRegistration, ProviderRecord
from registration.provider_file.comparison import same_text
from registration.provider_file.models import EntityType
from registration.provider_file.queries import provider_records
from registration.wizard.prefill import facts_from

LINES = 500
SHOWN = 40  # characters of a line that is no NPI
KIND = "organization_registration"


@dataclass(frozen=True)
class Facilities:
    """What became of a list: the requests that were sent, and the lines that were left out."""

    sent: Sequence[Request]
    bad: Sequence[BadLine]


def _numbers(lines: Iterable[str]) -> tuple[dict[int, str], list[BadLine]]:
    """The NPIs of `lines` by the number of their line, and the lines that are none or stand there twice."""
    return read_lines(
        lines,
        read=_read,
        repeated=lambda first: _("This NPI stands in line %(first)d already.") % {"first": first},
        shown=SHOWN,
    )


def _read(text: str) -> str:
    try:
        return npi.parse(text)
    except Problem as problem:
        raise Unreadable(str(problem)) from None


def _why_not(found: ProviderRecord | None, organization: Organization) -> Sentence:
    """Why the provider file lets the facility not be sent in this form, in a sentence; empty when it does."""
    if found is None:
        return _("The provider file does not have this NPI. Register the facility in a form of its own.")
    if not found.is_active:
        return _("The provider file says that this NPI is deactivated.")
    if found.entity_type != EntityType.ORGANIZATION:
        return _("This NPI stands for an individual, not for an organization.")
    if not same_text(found.legal_business_name, organization.legal_business_name):
        return _(
            "The provider file has another legal business name for it, %(name)s, so the papers of your organization do not "
            "prove it. Register it in a form of its own."
        ) % {"name": found.legal_business_name}
    return ""


def _answers(found: ProviderRecord, organization: Organization, community: Community) -> dict[str, Any]:
    """The answers of the form for one facility: facts of the provider file, name and EIN of the organization.

    Raises Refused when the file's facts do not pass the rules of the form.
    """
    facts = facts_from(found)
    if not facts["mailing_line_1"]:
        facts["mailing_same"] = True
    facts |= {
        "legal_business_name": organization.legal_business_name,
        "telephone": facts["telephone"] or organization.telephone,
        "tin_type": EIN,
        "ein": organization.ein,
    }
    form = OrganizationForm(facts, number=found.npi, community=community)
    if not form.is_valid():
        why = next(iter(form.error_items)).text
        raise Refused(
            _("What the provider file says is not complete (%(why)s). Register it in a form of its own.")
            % {"why": why},
            code="file",
        )
    return {
        "community": {"slug": community.slug},
        "number": {"number": found.npi},
        "organization": form.answers,
        "papers": {"kind": ALREADY_SEEN, "by_post": False},
    }


@command
def register_facilities(*, actor: User, organization_key: int, lines: Iterable[str]) -> Facilities:
    """Send a registration for each NPI of `lines`, as further facilities of the organization; bad lines are returned with their number.

    A line is bad when it is no NPI, stands there twice, is not an active organization of the same legal business name in the provider
    file, is registered, or was asked for by `actor` already: the same list again sends nothing. One mail tells all tracking
    numbers. Raises Refused when `actor` is not its Security Official now, when it is closed, when no line has anything, or for more
    than 500 lines. Locks the organization's scope.
    """
    typed = list(lines)
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=organization_key)
    organization = Organization.objects.select_related("scope").get(pk=organization_key)
    if not may(actor, roles.DECIDE_BACKUP_OFFICIALS, organization_key) or organization.closed_at is not None:
        raise Refused(_("Only the Security Official of an open organization sends its facilities."), code="no_office")
    if len(typed) > LINES:
        raise Refused(
            _("We saw %(count)d lines. At most %(limit)d fit at once.") % {"count": len(typed), "limit": LINES},
            code="too_many",
            field="npis",
        )
    good, bad = _numbers(typed)
    if not good and not bad:
        raise Refused(_("Type at least one NPI, or tick one."), code="empty", field="npis")
    assert organization.scope.community_id is not None
    community = Community.objects.get(pk=organization.scope.community_id)
    if not community.declaration.offers(FURTHER_FACILITIES):
        raise Refused(_("This community has no form for further facilities."), code="not_offered")
    records = provider_records(good.values())
    taken = queries.registered_numbers(good.values(), community_key=community.pk)
    asked = queries.numbers_asked_by(actor, good.values())
    sent: list[Request] = []
    for number, value in good.items():
        why: Sentence = ""
        if value in taken:
            why = _("This NPI is registered already.")
        elif value in asked:
            why = _("You have asked for it already: %(number)s.") % {"number": asked[value]}
        else:
            why = _why_not(records.get(value), organization)
        if not why:
            try:
                with transaction.atomic():
                    answers = _answers(records[value], organization, community)
                    sent.append(send_without_draft(actor=actor, kind=KIND, answers=answers, announced=False))
            except Refused as refused:
                why = str(refused)
        if why:
            bad.append(BadLine(number, value, why))
    if sent:
        _keep_together(actor, organization, community, sent)
    return Facilities(sent, sorted(bad, key=lambda line: line.number))


def _keep_together(actor: User, organization: Organization, community: Community, sent: Sequence[Request]) -> None:
    """Write the batch, the one mail about it, and the trail."""
    batch = FacilityBatch.objects.create(organization=organization, requester=actor)
    OrganizationRegistration.objects.filter(pk__in=[request.pk for request in sent]).update(batch=batch)
    keep_together(actor=actor, requests=sent)
    queue(
        message="facilities_sent",
        to=actor.email,
        person=actor,
        facts={
            "name": actor.get_short_name(),
            "help_desk": community.desk_line,
            "what": _("Register further facilities: %(count)d") % {"count": len(sent)},
            "for_whom": organization.legal_business_name,
            "status": _("Sent"),
            "next_step": _("Nothing for now. We mail you when each one is decided."),
            "numbers": ", ".join(request.tracking_number or "" for request in sent),
            "link": settings.SITE_URL + reverse("registration:facilities", args=[organization.pk]),
        },
        key=f"facilities_sent:{batch.pk}",
        about=sent[0].tracking_number or "",
    )
    record(
        actor=actor,
        command="register_facilities",
        scope_key=organization.pk,
        facts={"batch": batch.pk, "requests": [request.tracking_number for request in sent]},
    )
