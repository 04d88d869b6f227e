"""Other records that look like a case: each a line with a label, a link where the reader may open it, and a few facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Request
from iacs_portal.accounts.models import User
from registration.models import MedicareNumber, Organization, Practitioner


@dataclass(frozen=True)
class Alike:
    """One line. `numbers` stand before the link, `after` behind it; `is_strong` draws the label in bold."""

    label: str
    words: str
    url: str = ""
    numbers: str = ""
    after: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class AlikeGroup:
    """The lines of one likeness, and the sentence where there are none; an empty one leaves the group out."""

    lines: Sequence[Alike]
    none: str = ""


def providers_alike(label: str, none: str, providers: Iterable[Organization | Practitioner]) -> AlikeGroup:
    """Registered providers that share something, each with its place."""
    return AlikeGroup(
        [
            Alike(label, str(each), provider_url(each), after=f"{each.practice_city}, {each.practice_state}")
            for each in providers
        ],
        none,
    )


def provider_url(provider: Organization | Practitioner) -> str:
    """The desk's page of a registered provider."""
    return reverse(f"desk:registration_{provider._meta.model_name}_change", args=[provider.pk])


def holders_alike(numbers: Iterable[MedicareNumber]) -> AlikeGroup:
    """Who holds the numbers that are asked for."""
    lines = []
    for number in numbers:
        scope = number.scope
        holder = getattr(scope, "organization_row", None) or getattr(scope, "practitioner_row", None)
        if holder is not None:
            label = _("Holds this %(kind)s:") % {"kind": number.get_kind_display()}
            lines.append(Alike(label, str(holder), provider_url(holder), numbers=number.value, is_strong=True))
    return AlikeGroup(lines)


def people_alike(people: Iterable[tuple[User, str]]) -> AlikeGroup:
    """Other accounts that may be the same person, each with why: "match" or "hint" (domain.md 1)."""
    labels = {
        "match": _("Same Social Security number:"),
        "hint": _("May be the same person (name and date of birth):"),
    }
    return AlikeGroup(
        [
            Alike(
                labels[why],
                other.get_full_name(),
                reverse("desk:accounts_user_change", args=[other.pk]),
                after=other.user_id,
                is_strong=True,
            )
            for other, why in people
        ],
        _("Same person: none"),
    )


def requests_alike(requests: Iterable[Request], links: dict[int, str]) -> AlikeGroup:
    """Other requests of the person, with the pages on which the reader may open them."""
    return AlikeGroup(
        [
            Alike(
                _("Other request of this person:"),
                each.tracking_number or "",
                links.get(each.pk, ""),
                after=str(each.get_status_display()),
            )
            for each in requests
        ]
    )
