"""Reads of registration that pages, rules and the help desk share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Replace
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals.kinds import Section, person_section
from approvals.models import Request, StepOffice
from approvals.states import UNDECIDED, RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.core.expressions import IsAnyOf
from iacs_portal.scopes.queries import held_rows, holder_rows, permission_key, scopes_for, who_may
from registration import roles
from registration.identifiers.kinds import SOLE_KINDS, NumberKind
from registration.models import (
    Community,
    FacilityConfirmation,
    MedicareNumber,
    Organization,
    OrganizationRegistration,
    Paper,
    Practitioner,
    PractitionerRegistration,
    SuccessionProof,
)
from registration.models.facility_confirmation import ASKED_ABOUT
from registration.provider_file.comparison import words
from registration.provider_file.models import EntityType, ProviderRecord
from registration.provider_file.queries import by_index_of_names

Registration = TypeVar("Registration", OrganizationRegistration, PractitionerRegistration)
Holder = TypeVar("Holder", Organization, Practitioner)


def registered_numbers(numbers: Iterable[str], *, community_key: int) -> set[str]:
    """Those of `numbers` that a live organization or practitioner of the community holds alone (`SOLE_KINDS`). One query.

    Kinds are not asked for: an NPI and a contractor number have not the same length.
    """
    taken = MedicareNumber.objects.filter(
        kind__in=SOLE_KINDS, value__in=list(numbers), community=community_key, is_live=True
    )
    return set(taken.values_list("value", flat=True))


def deactivated_npis(npis: Iterable[str]) -> set[str]:
    """Those of `npis` that the provider file marks as deactivated. One query."""
    return set(
        ProviderRecord.objects.filter(npi__in=list(npis), deactivated_on__isnull=False).values_list("npi", flat=True)
    )


def asked_numbers(registration: OrganizationRegistration) -> list[str]:
    """Every number that the approval would give to the organization alone, the one that it is registered under first."""
    return [registration.number, *registration.further_npis]


def numbers_in_file(registration: OrganizationRegistration) -> list[str]:
    """Those of `asked_numbers` by which the provider file is kept."""
    own = [registration.number] if NumberKind(registration.number_kind).is_in_provider_file else []
    return [*own, *registration.further_npis]


def asking_for(
    numbers: Sequence[str], *, community_key: int, except_for: int
) -> tuple[QuerySet[OrganizationRegistration], QuerySet[PractitionerRegistration]]:
    """The undecided registrations of the community that ask for one of `numbers`, first or further one: of organizations, of practitioners.

    Each oldest first, with requester; the request `except_for` is left out. One query, and one for each of the two when it is read.

    Keys of organizations are asked for first, by the index of either column: joined to requests, the database would sooner read all
    that are undecided than both indexes.
    """
    registrations = (
        OrganizationRegistration.objects.filter(community=community_key).order_by().values_list("pk", flat=True)
    )
    first, further = registrations.filter(number__in=numbers), registrations.filter(further_npis__overlap=list(numbers))
    organizations = OrganizationRegistration.objects.filter(pk__in=list(first.union(further)))
    practitioners = PractitionerRegistration.objects.filter(npi__in=numbers, community=community_key)
    return _undecided(organizations, except_for), _undecided(practitioners, except_for)


def _undecided(registrations: QuerySet[Registration], except_for: int) -> QuerySet[Registration]:
    undecided = registrations.filter(request__status__in=UNDECIDED).exclude(pk=except_for)
    return undecided.select_related("request__requester").order_by("request__submitted_at", "pk")


def live_numbers(numbers: Sequence[str], *, community_key: int) -> QuerySet[MedicareNumber]:
    """`numbers` as live organizations and practitioners of the community hold them alone, each with its holder, by number."""
    held = MedicareNumber.objects.filter(kind__in=SOLE_KINDS, value__in=numbers, community=community_key, is_live=True)
    return held.select_related("scope__organization_row", "scope__practitioner_row").order_by("value")


def organizations_with_ein(ein: str, *, community_key: int) -> QuerySet[Organization]:
    """Live organizations of the community with this EIN, by name."""
    found = Organization.objects.filter(ein=ein, closed_at=None, scope__community=community_key)
    return found.order_by("legal_business_name", "pk")


def organizations_with_same_papers(registration: OrganizationRegistration) -> QuerySet[Organization]:
    """Live organizations with the EIN and the legal business name of `registration`, itself left out, by name (domain.md 10).

    Those of its community: their papers were seen by the same help desk. Names are compared as `same_text` does. One query, by the
    index of EINs.
    """
    name = words(registration.legal_business_name).replace(" ", "")
    return (
        organizations_with_ein(registration.ein, community_key=registration.community_id)
        .exclude(pk=registration.organization_id)
        .alias(joined_name=Replace("comparable_name", Value(" "), Value(""), output_field=TextField()))
        .filter(joined_name=name)
    )


def security_officials(organization_key: int) -> QuerySet[User]:
    """The Security Official of an organization now: at most one person. Nobody else holds the office that approves BSOs."""
    return who_may(roles.DECIDE_BACKUP_OFFICIALS, organization_key)


def nobody_gives_word() -> str:
    """The sentence for a succession that asks for a word which nobody can give."""
    return _("Nobody is Security Official there now who could confirm you. Show us a paper instead.")


def no_official_to_ask(organization: Organization) -> str:
    """The sentence for an organization whose Security Official has left."""
    return _("%(name)s has no Security Official now, so nobody can confirm the facility. Ask for a paper.") % {
        "name": organization.legal_business_name
    }


def facility_questions(person: User) -> QuerySet[FacilityConfirmation]:
    """Questions about facilities, answered or not, of organizations whose Security Official `person` is now.

    Not those about a request of her own: nobody decides that (domain.md).
    """
    held = held_rows(person).filter(permission=permission_key(roles.DECIDE_BACKUP_OFFICIALS)).values("content_object")
    # By the keys of her organizations: else the database may read what waits of all, for somebody who reaches many.
    questions = FacilityConfirmation.objects.filter(IsAnyOf("organization", ArraySubquery(held)))
    return questions.filter(organization__closed_at=None).exclude(request__requester=person)


def facilities_to_confirm(person: User) -> QuerySet[FacilityConfirmation]:
    """Those of `facility_questions` that wait for an answer of `person`, oldest first.

    Not those whose request is decided, or was changed after the question.
    """
    as_asked = {f"request__organization_registration__{name}": F(name) for name in ASKED_ABOUT}
    waiting = facility_questions(person).filter(answer="", lapsed_at=None, request__status__in=UNDECIDED, **as_asked)
    return waiting.order_by("pk")


def questions_about(request: Request) -> QuerySet[FacilityConfirmation]:
    """The questions about the facility of `request` that were not asked anew, with organization and people, oldest first. One query.

    Each has `answerer_is_official`: whether who answered it is Security Official there now.
    """
    office = holder_rows().filter(
        permission__codename=roles.DECIDE_BACKUP_OFFICIALS,
        content_object=OuterRef("organization"),
        user=OuterRef("answered_by"),
    )
    return (
        FacilityConfirmation.objects.filter(request=request, lapsed_at=None)
        .select_related("organization", "asked_by", "answered_by")
        .annotate(answerer_is_official=Exists(office))
        .order_by("pk")
    )


def why_not_in_force(question: FacilityConfirmation, registration: OrganizationRegistration) -> str:
    """Why one of `questions_about` counts no more, in a sentence for the desk; empty while it counts. No query.

    It counts for what was asked about, and an answer while who gave it is Security Official there.
    """
    if not question.is_about(registration):
        return _("The request was changed after the question, so the question does not count any more.")
    who = question.answered_by
    if who is not None and not question.answerer_is_official:  # type: ignore[attr-defined]  # questions_about adds it
        return _("%(who)s is not its Security Official any more, so the answer does not count.") % {
            "who": who.get_full_name()
        }
    return ""


def organizations_to_ask(registration: OrganizationRegistration) -> QuerySet[Organization]:
    """Those of `organizations_with_same_papers`, each with `has_official` (somebody to ask now) and `is_of_requester` (no need to).

    Those of the requester come first: their papers do without a question. Then those that can be asked. One query.
    """
    official = holder_rows().filter(permission__codename=roles.DECIDE_BACKUP_OFFICIALS, content_object=OuterRef("pk"))
    own = held_rows(registration.request.requester).filter(
        permission__codename=roles.DECIDE_FOR_ORGANIZATION, content_object=OuterRef("pk")
    )
    found = organizations_with_same_papers(registration)
    return found.annotate(has_official=Exists(official), is_of_requester=Exists(own)).order_by(
        "-is_of_requester", "-has_official", "legal_business_name", "pk"
    )


def practitioners_with_similar_name(name: str, *, community_key: int, limit: int = 5) -> list[Practitioner]:
    """Live practitioners of the community whose name is like `name`, most alike first. Two statements, by the trigram index."""
    return _with_similar_name(Practitioner.objects.filter(scope__community=community_key), name, limit)


def organizations_with_similar_name(name: str, *, community_key: int, limit: int = 5) -> list[Organization]:
    """Live organizations of the community whose legal business name is like `name`, most alike first.

    Two statements, by the trigram index.
    """
    return _with_similar_name(Organization.objects.filter(scope__community=community_key), name, limit)


def _with_similar_name(rows: QuerySet[Holder], name: str, limit: int) -> list[Holder]:
    wanted = words(name)
    found = (
        rows.filter(comparable_name__trigram_similar=wanted, closed_at=None)
        .annotate(similarity=TrigramSimilarity("comparable_name", wanted))
        .order_by("-similarity", "pk")[:limit]
    )
    with by_index_of_names():
        return list(found)


def excluded_types() -> QuerySet[Community, str]:
    """What open communities call those whom they do not take now (domain.md 8)."""
    excluding = Community.objects.filter(is_open=True).exclude(excluded_type="")
    return excluding.order_by("pk").values_list("excluded_type", flat=True)


def shown_address(facts: Mapping[str, Any], prefix: str) -> str:
    """The practice or mailing address (`prefix`) of `facts`, by field name, in lines."""
    city = f"{facts[f'{prefix}_city']}, {facts[f'{prefix}_state']} {facts[f'{prefix}_zip']}"
    return "\n".join(line for line in (facts[f"{prefix}_line_1"], facts.get(f"{prefix}_line_2"), city) if line)


def number_rows(kind: str, number: str, further_npis: Sequence[str]) -> list[tuple[str, str]]:
    """The number that an organization is registered under, with its label, and its further NPIs."""
    label = str(capfirst(NumberKind(kind).label))
    if kind == NumberKind.NPI:
        return [(label, ", ".join([number, *further_npis]))]
    return [(label, number), (str(NumberKind.NPI.label), ", ".join(further_npis))]


def registration_sections(registration: OrganizationRegistration) -> Sequence[Section]:
    """What was answered, for the request page and the decide page."""
    return [
        person_section(_("Security Official"), registration.request.requester),
        Section(
            _("Organization"),
            [
                (_("Legal business name"), registration.legal_business_name),
                (_("Other name"), registration.other_name),
                *number_rows(registration.number_kind, registration.number, registration.further_npis),
                (_("EIN"), registration.shown_ein),
                (_("CCN"), ", ".join(registration.ccns)),
                (_("PTAN"), ", ".join(registration.ptans)),
                (_("Practice address"), shown_address(vars(registration), "practice")),
                (_("Mailing address"), shown_address(vars(registration), "mailing")),
                (_("Telephone"), registration.shown_telephone),
            ],
        ),
        papers_section(registration),
    ]


def papers_section(proof: OrganizationRegistration | SuccessionProof) -> Section:
    """Which paper proves it, and how it comes."""
    return Section(
        _("Papers"),
        [
            (_("Proof"), proof.community.declaration.paper_label(proof.paper_kind)),
            (_("How it comes"), _("By post") if proof.by_post else _("Uploaded")),
        ],
    )


def proof_of(request: Request) -> OrganizationRegistration | SuccessionProof | None:
    """What `request` says about its papers, with the community; None where it takes none. Two queries at most."""
    registered = OrganizationRegistration.objects.select_related("community").filter(request=request).first()
    succession = SuccessionProof.objects.select_related("community", "organization")
    return registered or succession.filter(request=request).first()


def papers_seen_by(person: User) -> QuerySet[Paper]:
    """The papers that `person` may open: of her own requests, and of requests of which she holds the office of the help desk.

    No other decider sees them: a Security Official who gives her word needs none.
    """
    desk = StepOffice.objects.filter(
        step__request=OuterRef("request"),
        permission__codename=roles.DECIDE_AT_DESK,
        scope__in=scopes_for(person, roles.DECIDE_AT_DESK),
    )
    sent = Q(Exists(desk)) & ~Q(request__status=RequestStatus.DRAFT)
    return Paper.objects.filter(Q(request__requester=person) | sent)


def numbers_asked_by(person: User, npis: Iterable[str]) -> dict[str, str]:
    """The tracking numbers of undecided registrations of `person` for one of `npis`, by NPI. One query."""
    wanted = OrganizationRegistration.objects.filter(number__in=list(npis), number_kind=NumberKind.NPI)
    mine = wanted.filter(request__requester=person, request__status__in=UNDECIDED)
    return {npi: number or "" for npi, number in mine.values_list("number", "request__tracking_number")}


def facilities_to_offer(organization: Organization, person: User) -> QuerySet[ProviderRecord]:
    """Active NPIs of the provider file with the legal business name of `organization` that nobody holds in its community and `person`
    has not asked for, by number. By the trigram index of names.
    """
    held = MedicareNumber.objects.filter(
        kind=NumberKind.NPI, value=OuterRef("npi"), community=organization.scope.community_id, is_live=True
    )
    asked = OrganizationRegistration.objects.filter(
        number=OuterRef("npi"), number_kind=NumberKind.NPI, request__requester=person, request__status__in=UNDECIDED
    )
    named = ProviderRecord.objects.filter(
        ~Exists(held),
        ~Exists(asked),
        entity_type=EntityType.ORGANIZATION,
        comparable_name=words(organization.legal_business_name),
        deactivated_on=None,
    )
    return named.order_by("npi")


def sent_facilities(organization_key: int) -> QuerySet[OrganizationRegistration]:
    """The registrations that were sent as further facilities of the organization, decided or not, newest first."""
    sent = OrganizationRegistration.objects.filter(batch__organization=organization_key)
    return sent.select_related("request").order_by("-pk")
