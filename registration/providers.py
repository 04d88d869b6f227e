"""Providers: organizations, and individual practitioners, who delegate work to staff (SE0753; domain.md 9). Either has a scope."""

from iacs_portal.scopes.models import Scope
from registration.models import Community, Organization, Practitioner

Provider = Organization | Practitioner
_ROWS = ("organization_row", "practitioner_row")
COMMUNITY_ROW = "scope__community__community_row"  # what to read along with a provider for `community_of`


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


def community_of(provider: Provider) -> Community:
    """The community in which the provider is. Three queries at most, none where `COMMUNITY_ROW` was read along."""
    assert provider.scope.community is not None
    row: Community = provider.scope.community.community_row  # type: ignore[attr-defined]  # the reverse of Community.scope
    return row


def open_provider(key: int | None, *, community: str) -> Provider | None:
    """The provider with this key in which people can ask for roles now: approved, not closed, in the community with this slug; or None.

    One query at most.
    """
    scopes = Scope.objects.select_related(*_ROWS).filter(community__community_row__slug=community)
    scope = scopes.filter(pk=key).first() if key else None
    row = provider_or_none(scope)
    return row if row is not None and row.closed_at is None else None
