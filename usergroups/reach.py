"""For which providers a person works through links, and for which companies she acts: a page at a time, however many there are.

A link is found through what she holds: what she runs by the index of her permissions, what her teams serve by the index of each team.
Providers are found by name through the index of names, then asked for a link of hers. Neither reads all that she reaches.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, JSONObject

from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.expressions import IsAnyOf, Unnest
from iacs_portal.scopes.queries import held_rows, holder_rows, permission_key
from registration.identifiers import compact
from registration.identifiers.kinds import NumberKind
from registration.models import MedicareNumber, Organization, Practitioner
from registration.provider_file.comparison import words
from usergroups.companies import companies_of
from usergroups.links import RENEWABLE, links_of, links_open_to, live_links, with_names
from usergroups.models import Company, UserGroup
from usergroups.roles import BELONG_TO_GROUP, BELONG_TO_TEAM, DECIDE_IN_COMPANY

COUNTED = 1_000  # links of a company, beyond which a page says "more than"
WORDS = 6  # of a name that are looked for
ASKED = 3  # administrators who are named
_NPI_LENGTH = 10


@dataclass(frozen=True)
class Sought:
    """What somebody typed to find a provider: an NPI, or words with which words of its name begin."""

    npi: str
    words: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Sought | None":
        """What `text` looks for; None when it names nothing."""
        number = compact(text)
        if len(number) == _NPI_LENGTH and number.isdigit():
            return cls(number, ())
        found = tuple(words(text).split()[:WORDS])
        return cls("", found) if found else None

    def named(self, path: str) -> Q:
        """The condition on the comparable name at `path`: each word begins a word of it."""
        wanted = Q()
        for word in self.words:
            wanted &= Q(**{f"{path}__startswith": word}) | Q(**{f"{path}__contains": f" {word}"})
        return wanted

    @property
    def holders(self) -> QuerySet[MedicareNumber, int]:
        """The keys of the providers that have the NPI now."""
        held = MedicareNumber.objects.filter(value=self.npi, kind=NumberKind.NPI, is_live=True)
        return held.values_list("scope", flat=True)


def newest_link_keys(person: User, *, before: int | None = None, size: int) -> QuerySet[Any]:
    """The keys of the newest `size` links that `person` runs and of each of her teams, of those behind the key `before`. In no order."""
    links = links_open_to(person)
    run = held_rows(person).filter(permission=permission_key(BELONG_TO_GROUP))
    if before is not None:
        links, run = links.filter(pk__lt=before), run.filter(content_object__lt=before)
    of_team = ArraySubquery(links.filter(team=OuterRef("content_object")).order_by("-pk").values("pk")[:size])
    teams = held_rows(person).filter(permission=permission_key(BELONG_TO_TEAM)).annotate(key=Unnest(of_team))
    run = run.filter(Exists(links.filter(pk=OuterRef("content_object")))).order_by("-content_object")
    return run.values("content_object")[:size].union(teams.values("key"))


def with_administrators(links: QuerySet[UserGroup]) -> QuerySet[UserGroup]:
    """`links` with names, each with `ask`: names of the first administrators of its company, who answer questions about it."""
    held = holder_rows().filter(permission=permission_key(DECIDE_IN_COMPANY), content_object=OuterRef("company"))
    name = Concat("user__first_name", Value(" "), "user__last_name")
    names = held.order_by("user__last_name", "user__first_name", "user").annotate(name=name).values("name")
    return with_names(links).annotate(ask=ArraySubquery(names[:ASKED]))


def newest_links(person: User, *, before: int | None = None, size: int) -> tuple[list[UserGroup], bool]:
    """The first `size` links through which `person` works, newest first, behind the key `before`; and whether there are more. One query."""
    keys = ArraySubquery(newest_link_keys(person, before=before, size=size + 1))
    found = list(with_administrators(UserGroup.objects.filter(IsAnyOf("pk", keys))).order_by("-pk")[: size + 1])
    return found[:size], len(found) > size


def links_found(
    person: User, sought: Sought, *, after: tuple[str, int] | None = None, size: int
) -> tuple[list[UserGroup], tuple[str, int] | None]:
    """The links through which `person` works at the providers that are `sought`, by the provider's name, behind `after` (name and key).

    Of the first `size` providers; and the name and key of the last one where there are more. Two queries, one when nothing is found.
    """
    here = links_of(person).filter(provider=OuterRef("pk"))
    tables: Sequence[tuple[QuerySet[Any], str]] = (
        (Organization.objects.all(), "legal_business_name"),
        (Practitioner.objects.all(), "name"),
    )
    asked = []
    for table, name in tables:
        wanted = Q(pk__in=sought.holders) if sought.npi else sought.named("comparable_name")
        if after is not None:
            wanted &= Q(**{f"{name}__gt": after[0]}) | Q(**{name: after[0], "pk__gt": after[1]})
        asked.append(table.filter(wanted).filter(Exists(here)).annotate(called=F(name)).values_list("called", "pk"))
    places = list(asked[0].union(*asked[1:], all=True).order_by("called", "pk")[: size + 1])
    if not places:
        return [], None
    order = {key: number for number, (_name, key) in enumerate(places[:size])}
    found = with_administrators(links_of(person).filter(provider__in=order))
    links = sorted(found, key=lambda link: (order[link.provider_id], link.pk))
    return links, places[size - 1] if len(places) > size else None


def companies_found(person: User, sought: Sought | None) -> QuerySet[Company]:
    """The companies that `person` acts for that are `sought`, by name. Each with `links_counted`, up to one more than `COUNTED`."""
    first = live_links().filter(company=OuterRef("pk")).order_by("until", "pk").values("pk")[: COUNTED + 1]
    number = Func(ArraySubquery(first), function="cardinality", output_field=IntegerField())
    companies = companies_of(person).annotate(links_counted=number)
    if sought is None:
        return companies
    return companies.none() if sought.npi else companies.filter(sought.named("comparable_name"))


def with_ending_links(companies: QuerySet[Company], *, size: int) -> QuerySet[Company]:
    """`companies`, each with `ending`: the first `size` of its links that can be renewed now since their end is near, as `EndingLink` takes
    them. By the index of the ends of its links.
    """
    near = clock.now() + RENEWABLE
    links = live_links().filter(company=OuterRef("pk"), until__lte=near).order_by("until", "pk")
    facts = {
        "provider": Coalesce("provider__organization_row__legal_business_name", "provider__practitioner_row__name"),
        "city": Coalesce("provider__organization_row__practice_city", "provider__practitioner_row__practice_city"),
        "state": Coalesce("provider__organization_row__practice_state", "provider__practitioner_row__practice_state"),
        "company": F("name"),
        "until": F("until"),
    }
    return companies.annotate(ending=ArraySubquery(links.values(facts=JSONObject(**facts))[:size]))


@dataclass(frozen=True)
class EndingLink:
    """A link that ends soon: provider and its place, company, and the moment, as the database writes it."""

    provider: str
    city: str
    state: str
    company: str
    until: str

    @property
    def ends(self) -> datetime.datetime:
        """When."""
        return datetime.datetime.fromisoformat(self.until)


def first_ending(companies: Iterable[Any], *, size: int) -> list[EndingLink]:
    """The first `size` of the links that end soon of all `companies`, read by `with_ending_links`."""
    ending = (EndingLink(**facts) for company in companies for facts in company.ending)
    return sorted(ending, key=lambda link: link.ends)[:size]
