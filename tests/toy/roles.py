"""Roles of the toy: two that decide (one of them alone in its scope), one that uses, one at the desk."""

from iacs_portal.roles.declarations import Role, Side, register
from iacs_portal.scopes.models import ScopeKind

HEAD = register(
    Role("toy_head", "toy head", ScopeKind.ORGANIZATION, ("toy_decide", "toy_head"), Side.DECIDES, sole=True)
)
DEPUTY = register(Role("toy_deputy", "toy deputy", ScopeKind.ORGANIZATION, ("toy_decide",), Side.DECIDES))
SECOND = register(Role("toy_second", "toy second", ScopeKind.ORGANIZATION, ("toy_second",), Side.DECIDES))
USER = register(Role("toy_user", "toy user", ScopeKind.ORGANIZATION, ("toy_use",), Side.USES))
DESK = register(Role("toy_desk", "toy desk", ScopeKind.COMMUNITY, ("toy_desk",), staff=True))
