"""Situations for the engine: people, scopes, roles and toy requests, made by the same commands as everywhere."""

import itertools

from approvals import commands
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import grant
from iacs_portal.scopes.commands import create_scope
from iacs_portal.scopes.models import Scope, ScopeKind
from tests.toy import roles as toy_roles

_numbers = itertools.count(1)


def person(**fields) -> User:
    """An account with a name of its own and no usable password."""
    number = next(_numbers)
    fields = {"first_name": "Kim", "last_name": f"Sample {number}"} | fields
    return User.objects.create_user(fields.pop("email", f"kim.{number}@sample.example"), **fields)


def community() -> Scope:
    """A community of its own."""
    return create_scope(kind=ScopeKind.COMMUNITY)


def organization(parent: Scope | None = None) -> Scope:
    """The scope of an organization, in `parent` or in a community of its own."""
    return create_scope(kind=ScopeKind.ORGANIZATION, parent=parent or community())


def holder(role, scope: Scope, user: User | None = None, **options) -> User:
    """A person (new unless given) who holds `role` in `scope`."""
    user = user or person()
    grant(actor=None, user=user, role=role, scope=scope, reason="as the test says", **options)
    return user


def toy_draft(requester: User, scope: Scope, *, plan=(("toy_decide", "toy_desk"),), kind="toy", **answers):
    """An unsent toy request of `requester` whose chain is `plan`."""
    toy = {
        "title": f"toy {next(_numbers)}",
        "scope_id": scope.pk,
        "desk_id": scope.community_id,
        "plan": [list(step) for step in plan],
    } | answers
    return commands.start(actor=requester, kind=kind, answers={"toy": toy})


def toy_request(requester: User, scope: Scope, **options):
    """A sent toy request."""
    return commands.submit(request_id=toy_draft(requester, scope, **options).pk, actor=requester)


def open_step(request):
    """The open step of `request`."""
    return request.steps.get(status="open")


__all__ = ["holder", "open_step", "organization", "person", "toy_draft", "toy_request", "toy_roles"]
