"""Making a user group."""

from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.scopes.commands import create_scope
from iacs_portal.scopes.models import Scope, ScopeKind
from usergroups.models import UserGroup
from usergroups.names import comparable


@command
def create_group(*, actor: User | None, provider: Scope, name: str, purpose: str) -> UserGroup:
    """Make a group of `provider` (the scope of an organization or practitioner).

    Called by the approval of the request for it, which writes the trail. Raises Refused when an open group there has the name.
    """
    scope = create_scope(kind=ScopeKind.GROUP, parent=provider)
    return UserGroup.objects.create(
        scope=scope, provider=provider, name=name, comparable_name=comparable(name), purpose=purpose
    )
