"""Giving up a role and ending one below; succeeding a Security Official."""

from django.urls import reverse

from iacs_portal.roles.models import RoleAssignment
from tests.accessibility.listing import Visit, page, press
from tests.factories import chain, engine, registration
from usergroups.commands.leaving import leave


def _of(person):
    return RoleAssignment.objects.get(user=person)


def _visit(assignment, user, act=None):
    return Visit(reverse("roles:end", args=[assignment.pk]), user=user, act=act)


@page("roles:end", "own, with requests that move")
def _():
    group = chain.group()
    administrator = chain.administrator_of(group)
    chain.asks_to_join(group)
    chain.asks_to_join(group)
    return _visit(_of(administrator), administrator)


@page("roles:end", "nothing moves")
def _():
    member = chain.end_user_of(chain.group())
    return _visit(_of(member), member)


@page("roles:end", "of somebody below")
def _():
    group = chain.group()
    return _visit(_of(chain.end_user_of(group)), chain.administrator_of(group))


@page("roles:end", "error: no reason")
def _():
    member = chain.end_user_of(chain.group())
    return _visit(_of(member), member, press("Give up this role"))


@page("roles:end", "refused")
def _():
    head = chain.head_of(registration.organization())
    return _visit(_of(head), head)


@page("roles:end", "ended")
def _():
    member = chain.end_user_of(chain.group())
    leave(actor=member, assignment_id=_of(member).pk, reason="I work elsewhere.")
    return _visit(_of(member), member)


@page("approvals:decide", "succession, the word")
def _():
    organization = registration.organization()
    step = engine.open_step(chain.asked("succession", find={"scope": organization.pk}))
    return Visit(reverse("approvals:decide", args=[step.pk]), user=chain.head_of(organization))


@page("approvals:decide", "succession, the desk")
def _():
    organization = registration.organization()
    request = chain.asked("succession", find={"scope": organization.pk})
    chain.approved(request, chain.head_of(organization))
    return Visit(reverse("approvals:decide", args=[engine.open_step(request).pk]), user=registration.desk_agent())
