"""Reads of registration that pages, rules and the help desk share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.kinds import Section
from approvals.states import UNDECIDED
from registration.models import MedicareNumber, NumberKind, Organization, OrganizationRegistration
from registration.provider_file.comparison import words
from registration.provider_file.models import ProviderRecord


def registered_npis(npis: Iterable[str], *, community_key: int) -> set[str]:
    """Those of `npis` that a live organization or practitioner of the community holds. One query."""
    taken = MedicareNumber.objects.filter(
        kind=NumberKind.NPI, value__in=list(npis), community=community_key, is_live=True
    )
    return set(taken.values_list("value", flat=True))


def deactivated_npis(npis: Iterable[str]) -> set[str]:
    """Those of `npis` that the provider file marks as deactivated. One query."""
    return set(
        ProviderRecord.objects.filter(npi__in=list(npis), deactivated_on__isnull=False).values_list("npi", flat=True)
    )


def rivals(registration: OrganizationRegistration) -> QuerySet[OrganizationRegistration]:
    """Other undecided registrations for the same NPI, oldest first."""
    return (
        OrganizationRegistration.objects.filter(npi=registration.npi, request__status__in=UNDECIDED)
        .exclude(pk=registration.pk)
        .select_related("request__requester")
        .order_by("request__submitted_at")
    )


def organizations_with_ein(ein: str) -> QuerySet[Organization]:
    """Live organizations with this EIN, by name."""
    return Organization.objects.filter(ein=ein, closed_at=None).order_by("legal_business_name", "pk")


def organizations_with_similar_name(name: str, *, limit: int = 5) -> QuerySet[Organization]:
    """Live organizations whose legal business name is like `name`, most alike first. One query, by the trigram index."""
    wanted = words(name)
    return (
        Organization.objects.filter(comparable_name__trigram_similar=wanted, closed_at=None)
        .annotate(similarity=TrigramSimilarity("comparable_name", wanted))
        .order_by("-similarity", "pk")[:limit]
    )


def shown_address(facts: Mapping[str, Any], prefix: str) -> str:
    """The practice or mailing address (`prefix`) of `facts`, by field name, in lines."""
    city = f"{facts[f'{prefix}_city']}, {facts[f'{prefix}_state']} {facts[f'{prefix}_zip']}"
    return "\n".join(line for line in (facts[f"{prefix}_line_1"], facts.get(f"{prefix}_line_2"), city) if line)


def shown_ein(ein: str) -> str:
    """An EIN as people write it: two digits, a hyphen, seven digits."""
    return f"{ein[:2]}-{ein[2:]}"


def registration_sections(registration: OrganizationRegistration) -> Sequence[Section]:
    """What was answered, for the request page and the decide page."""
    person = registration.request.requester
    kind = registration.community.declaration.paper_kind(registration.paper_kind)
    telephone = registration.telephone + (f" ext. {registration.extension}" if registration.extension else "")
    own = person.telephone + (f" ext. {person.extension}" if person.extension else "")
    return [
        Section(
            _("Security Official"),
            [(_("Name"), person.get_full_name()), (_("E-mail"), person.email), (_("Work telephone"), own)],
        ),
        Section(
            _("Organization"),
            [
                (_("Legal business name"), registration.legal_business_name),
                (_("Other name"), registration.other_name),
                (_("NPI"), ", ".join([registration.npi, *registration.further_npis])),
                (_("EIN"), shown_ein(registration.ein)),
                (_("CCN"), ", ".join(registration.ccns)),
                (_("PTAN"), ", ".join(registration.ptans)),
                (_("Practice address"), shown_address(vars(registration), "practice")),
                (_("Mailing address"), shown_address(vars(registration), "mailing")),
                (_("Telephone"), telephone),
            ],
        ),
        Section(
            _("Papers"),
            [
                (_("Proof"), str(kind.label) if kind else registration.paper_kind),
                (_("How it comes"), _("By post") if registration.by_post else _("Uploaded")),
            ],
        ),
    ]
