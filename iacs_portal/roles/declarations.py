"""A role is declared once, by the app that it belongs to, in its `roles.py`; found by autodiscovery."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iacs_portal.scopes.models import ScopeKind


class Side(models.TextChoices):
    """Those who decide and those who use never meet in one organization (SE0753, question 3; domain.md 2)."""

    NONE = "", _("no side")
    DECIDES = "decides", _("decides")
    USES = "uses", _("uses")


@dataclass(frozen=True)
class Role:
    """What a person can be in a scope.

    `permissions` are the codenames that it gives there: one for each office and each kind of view, at most four.
    `sole`: at most one live holder in a scope. `second_factor`: may only be used after a second factor. `certified_by`: the
    permission, held above, whose holders confirm it once a year. `staff`: its holders may enter the help desk's site.
    """

    slug: str
    label: str | Promise
    scope_kind: ScopeKind
    permissions: tuple[str, ...]
    side: Side = Side.NONE
    sole: bool = False
    second_factor: bool = False
    certified_by: str = ""
    staff: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.permissions) <= 4:
            raise ValueError(f"Role {self.slug} gives {len(self.permissions)} permissions; one to four are allowed.")


_roles: dict[str, Role] = {}


def register(role: Role) -> Role:
    """Make `role` known and return it. Raises ValueError when its slug is taken by another."""
    if _roles.setdefault(role.slug, role) != role:
        raise ValueError(f"A role with the slug {role.slug} is declared twice.")
    return role


def role(slug: str) -> Role:
    """The role declared under `slug`. Raises KeyError when there is none."""
    return _roles[slug]


def all_roles() -> list[Role]:
    """Every declared role, by slug."""
    return [_roles[slug] for slug in sorted(_roles)]
