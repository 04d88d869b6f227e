"""The provider, an organization or practitioner, that one works for: chosen by the person, kept in the session, drawn in the header."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Value, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.urls import reverse

from iacs_portal.accounts.models import User
from iacs_portal.scopes.models import ScopeKind
from iacs_portal.site.organizations.queries import places_of
from registration.identifiers.kinds import SOLE_KINDS
from registration.models import Community, MedicareNumber
from registration.providers import Provider, provider_of

PLACE = "works_in"


@dataclass(frozen=True)
class Place:
    """The provider that a person works for. `url` is its page, empty where that is not open to her; `community` is its own.

    `numbers` are those that it alone has (`SOLE_KINDS`): the kind and the value of each.
    """

    provider: Provider
    community: Community
    numbers: list[dict[str, str]]
    url: str
    is_practitioner: bool
    may_switch: bool

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.provider)


def present_place(http: HttpRequest, person: User) -> Place | None:
    """The provider that `person` works for, or None when she holds no role at any. One query for each request to the portal.

    What the session names, as long as she holds a role there; else the first by name.
    """
    if not hasattr(http, "_present_place"):
        http._present_place = _read(http.session.get(PLACE), person)  # type: ignore[attr-defined]  # kept for this request only
    return http._present_place  # type: ignore[attr-defined,no-any-return]


def _read(chosen: Any, person: User) -> Place | None:
    own = MedicareNumber.objects.filter(scope=OuterRef("pk"), kind__in=SOLE_KINDS, is_live=True).order_by("pk")
    is_chosen = Case(When(pk=chosen, then=Value(0)), default=Value(1))
    found = list(
        places_of(person)
        .select_related("community__community_row")
        .annotate(numbers=ArraySubquery(own.values(number=JSONObject(kind="kind", value="value"))))
        .order_by(is_chosen, "name", "pk")[:2]
    )
    if not found:
        return None
    scope: Any = found[0]
    return Place(
        provider=provider_of(scope),
        community=scope.community.community_row,
        numbers=scope.numbers,
        url=reverse("organizations:organization", args=[scope.pk]) if scope.is_visible else "",
        is_practitioner=scope.kind == ScopeKind.PRACTITIONER,
        may_switch=len(found) > 1,
    )
