"""Providers: organizations, and individual practitioners, who delegate work to staff (SE0753; domain.md 9). Either has a scope."""

from iacs_portal.scopes.models import Scope
from registration.models import Organization, Practitioner

Provider = Organization | Practitioner
_ROWS = ("organization_row", "practitioner_row")


def provider_rows(prefix: str = "") -> tuple[str, ...]:
    """What to read along with a scope, by `select_related`, so that `provider_of` asks nothing: `prefix` leads to the scope."""
    return tuple(f"{prefix}__{name}" if prefix else name for name in _ROWS)


def provider_or_none(scope: Scope | None) -> Provider | None:
    """The organization or practitioner whose scope this is, or None. Two queries at most, none where it was read along."""
    return next((row for name in _ROWS if (row := getattr(scope, name, None)) is not None), None)


def provider_of(scope: Scope) -> Provider:
    """The organization or practitioner whose scope this is. Queries as `provider_or_none`. Raises ValueError for another scope."""
    row = provider_or_none(scope)
    if row is None:
        raise ValueError(f"{scope} is no provider's.")
    return row


def open_provider(key: int | None) -> Provider | None:
    """The provider with this key in which people can ask for roles now: approved and not closed; or None. One query at most."""
    scope = Scope.objects.select_related(*_ROWS).filter(pk=key).first() if key else None
    row = provider_or_none(scope)
    return row if row is not None and row.closed_at is None else None
