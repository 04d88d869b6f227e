"""From the answers of the wizard to a registered organization."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Request, Step
from iacs_portal.accounts.commands import issue_user_id
from iacs_portal.accounts.models import Identity, User
from iacs_portal.accounts.queries import has_accepted_terms
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.roles.commands import grant
from iacs_portal.scopes.commands import create_scope
from iacs_portal.scopes.models import ScopeKind
from iacs_portal.scopes.queries import may
from registration import queries, roles
from registration.communities.declarations import ALREADY_SEEN, PaperKind
from registration.identifiers.names import flags_of
from registration.models import (
    Community,
    FacilityAnswer,
    FacilityConfirmation,
    MedicareNumber,
    NumberKind,
    Organization,
    OrganizationFacts,
    OrganizationRegistration,
    Paper,
    PaperArrival,
    PaperSeen,
)
from registration.provider_file.comparison import same_text, words

PAPER_NUMBER_LENGTH = 40


@command
def write_registration(*, actor: User, request: Request, answers: Mapping[str, Any]) -> OrganizationRegistration:
    """Write the detail of `request` from the wizard's answers: pages `community`, `organization`, `papers`.

    Raises Refused, with one sentence for each page to go back to, when the person or a page is not filled in, papers are neither
    uploaded nor promised by post, or the terms as they are now are not accepted.
    """
    missing = []
    if not has_accepted_terms(actor):
        missing.append(_("Accept the rules of behavior first: they were changed."))
    if not Identity.objects.filter(user=actor).exists():
        missing.append(_("Fill in the page about you first."))
    if "organization" not in answers:
        missing.append(_("Fill in the page about the organization first."))
    papers = answers.get("papers", {})
    community = Community.objects.filter(slug=answers.get("community", {}).get("slug", "")).first()
    if community is None:
        missing.append(_("Choose your community first."))
    elif not papers_complete(request, community, papers):
        missing.append(_("Add a paper, or say that you will post it."))
    if missing or community is None:
        raise Refused(*missing, code="incomplete")
    facts = answers["organization"]
    values = {name: facts.get(name, "") for name in OrganizationFacts.fact_names()}
    registration, _created = OrganizationRegistration.objects.update_or_create(
        request=request,
        defaults=values
        | {
            "community": community,
            "number": facts["number"],
            "number_kind": community.declaration.identification.kind,
            "further_npis": facts.get("further_npis", []),
            "ccns": facts.get("ccns", []),
            "ptans": facts.get("ptans", []),
            "flags": [*facts.get("flags", []), *_name_flags(actor)],
            "paper_kind": papers["kind"],
            "by_post": papers.get("by_post", False),
        },
    )
    return registration


def _name_flags(person: User) -> list[list[str]]:
    """What the desk should look at in the person's name; her page comes before there is a request to keep it in."""
    found = flags_of(first=person.first_name, middle=person.middle_name, last=person.last_name)
    return [[flag.code, flag.sentence] for flag in found]


def papers_complete(request: Request, community: Community, papers: Mapping[str, Any]) -> bool:
    """Whether the answers of the page about papers name a kind, and a file is there or promised by post where it needs one."""
    kind = community.declaration.paper_kind(papers.get("kind", ""))
    if kind is None:
        return False
    return not kind.needs_file or papers.get("by_post", False) or Paper.objects.filter(request=request).exists()


@command
def record_paper_seen(
    *, actor: User, registration: OrganizationRegistration, step: Step, evidence: Mapping[str, Any]
) -> PaperSeen:
    """Keep which paper the desk saw: `kind` (slug), `number`, `dated` (a date), `arrival` (`PaperArrival`), `seen_for` (an organization).

    Raises Refused, for its field, when something is missing. A paper "seen before" needs an organization with the same EIN and
    legal business name, of which the requester is an official or whose Security Official has confirmed the facility (domain.md 10).
    """
    kind, arrival = _kind_and_arrival(registration.community, evidence)
    number, dated = str(evidence.get("number", "")).strip(), evidence.get("dated")
    other: Organization | None = evidence.get("seen_for")
    if (arrival == PaperArrival.SEEN_BEFORE) != (kind.slug == ALREADY_SEEN):
        raise Refused(
            _("A paper seen before goes with “%(label)s”.") % {"label": _already_seen_label(registration)},
            code="evidence",
            field="arrival",
        )
    confirmation = None
    if arrival == PaperArrival.SEEN_BEFORE:
        confirmation = _require_waiver(registration, other, actor)
    else:
        other = None
        number, dated = _number_and_date(evidence)
    return PaperSeen.objects.create(
        step=step,
        kind=kind.slug,
        number=number,
        dated=dated,
        arrival=arrival,
        other_organization=other,
        confirmation=confirmation,
        seen_by=actor,
    )


def _kind_and_arrival(community: Community, evidence: Mapping[str, Any]) -> tuple[PaperKind, str]:
    """Which paper of those that the community accepts was seen, and how it came. Raises Refused, for its field."""
    kind = community.declaration.paper_kind(str(evidence.get("kind", "")))
    if kind is None:
        raise Refused(_("Choose the paper that you saw."), code="evidence", field="kind")
    arrival = str(evidence.get("arrival", ""))
    seen_before = community.declaration.paper_kind(ALREADY_SEEN)
    if arrival not in PaperArrival.values or (arrival == PaperArrival.SEEN_BEFORE and seen_before is None):
        raise Refused(_("Say how the paper came."), code="evidence", field="arrival")
    return kind, arrival


def _number_and_date(evidence: Mapping[str, Any]) -> tuple[str, datetime.date]:
    """What is printed on the paper. Raises Refused, for its field."""
    number, dated = str(evidence.get("number", "")).strip(), evidence.get("dated")
    if not number or len(number) > PAPER_NUMBER_LENGTH:
        raise Refused(_("Type the number on the paper, up to 40 characters."), code="evidence", field="number")
    if not isinstance(dated, datetime.date) or dated > clock.today():
        raise Refused(_("Type the date on the paper. It cannot lie ahead."), code="evidence", field="dated")
    return number, dated


@command
def record_own_paper_seen(*, actor: User, community: Community, step: Step, evidence: Mapping[str, Any]) -> PaperSeen:
    """Keep which paper the desk saw where none stands for another: `kind` (slug), `number`, `dated` (a date), `arrival`.

    Raises Refused, for its field, when something is missing, and for a paper that was seen before, for another facility.
    """
    kind, arrival = _kind_and_arrival(community, evidence)
    if not kind.needs_file or arrival == PaperArrival.SEEN_BEFORE:
        raise Refused(_("This takes a paper of its own, that came for this request."), code="evidence", field="kind")
    number, dated = _number_and_date(evidence)
    return PaperSeen.objects.create(
        step=step, kind=kind.slug, number=number, dated=dated, arrival=arrival, seen_by=actor
    )


def _already_seen_label(registration: OrganizationRegistration) -> str:
    kind = registration.community.declaration.paper_kind(ALREADY_SEEN)
    return str(kind.label) if kind else ""


def _require_waiver(
    registration: OrganizationRegistration, other: Organization | None, actor: User
) -> FacilityConfirmation | None:
    """What lets the papers of `other` stand for this facility: its Security Official's word, or None for the requester's own role there."""
    if other is None:
        raise Refused(_("Choose the organization for which the papers were seen."), code="evidence", field="seen_for")
    if other.scope.community_id != registration.community_id:
        raise Refused(
            _("It is registered in another community, whose help desk saw its papers."),
            code="evidence",
            field="seen_for",
        )
    same = other.ein == registration.ein and same_text(other.legal_business_name, registration.legal_business_name)
    if not same or other.closed_at is not None:
        raise Refused(
            _("Its EIN or legal business name is another, so its papers do not prove this one."),
            code="evidence",
            field="seen_for",
        )
    if may(registration.request.requester, roles.DECIDE_FOR_ORGANIZATION, other.pk):
        return None
    confirmation = queries.questions_about(registration.request).filter(organization=other).first()
    problem = _why_not_confirmed(confirmation, registration, actor)
    if problem:
        raise Refused(
            _("The person who asks is no official of that organization. %(problem)s Or ask for a paper.")
            % {"problem": problem},
            code="evidence",
            field="seen_for",
        )
    return confirmation


def _why_not_confirmed(
    confirmation: FacilityConfirmation | None, registration: OrganizationRegistration, actor: User
) -> str:
    if confirmation is None:
        return _("Ask its Security Official to confirm the facility.")
    if not confirmation.answer:
        return _("Its Security Official has not answered yet.")
    lapsed = queries.why_not_in_force(confirmation, registration)
    if lapsed:
        return lapsed
    if confirmation.answer != FacilityAnswer.YES:
        return _("Its Security Official has not confirmed the facility.")
    if confirmation.answered_by_id == actor.pk:
        return _("You have confirmed the facility yourself: somebody else has to approve it.")
    return ""


@command
def register_organization(*, actor: User | None, registration: OrganizationRegistration, step: Step) -> str:
    """Make what the approval of `registration` promises: organization with its numbers, User ID, role. Returns the User ID.

    Raises Refused when its number was registered meanwhile or the person's account was closed.
    """
    requester = registration.request.requester
    user_id = issue_user_id(actor=actor, user=requester)
    community = registration.community
    scope = create_scope(kind=ScopeKind.ORGANIZATION, parent=community.scope)
    organization = Organization.objects.create(
        scope=scope,
        comparable_name=words(registration.legal_business_name),
        **{name: getattr(registration, name) for name in OrganizationFacts.fact_names()},
    )
    numbers = [(NumberKind(registration.number_kind), registration.number)]
    numbers += [(NumberKind.NPI, value) for value in registration.further_npis]
    numbers += [(NumberKind.CCN, value) for value in registration.ccns]
    numbers += [(NumberKind.PTAN, value) for value in registration.ptans]
    MedicareNumber.objects.bulk_create(
        [
            MedicareNumber(scope=scope, community=community.scope, kind=kind, value=value)
            for kind, value in dict.fromkeys(numbers)
        ]
    )
    registration.organization = organization
    registration.save(update_fields=["organization"])
    grant(actor=actor, user=requester, role=roles.SECURITY_OFFICIAL, scope=scope, step=step)
    return user_id
