"""The one way to make a scope."""

from iacs_portal.core.commands import command
from iacs_portal.scopes.models import Scope, ScopeKind


@command
def create_scope(*, kind: ScopeKind, parent: Scope | None = None) -> Scope:
    """Make a scope of `kind` under `parent` (None only for a community) and copy its ancestors. No actor: its thing has one."""
    if parent is None:
        return Scope.objects.create(kind=kind)
    community = parent.pk if parent.kind == ScopeKind.COMMUNITY else parent.community_id
    return Scope.objects.create(
        kind=kind, parent=parent, organization_id=parent.organization_key, community_id=community
    )
