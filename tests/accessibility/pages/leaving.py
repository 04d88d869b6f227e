"""Giving up a role and ending one below; succeeding a Security Official."""

from django.urls import reverse

from approvals import commands
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.accessibility.listing import Visit, choose, fill_and_press, page, press, then
from tests.factories import chain, engine, invitations, practitioners, registration
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
    step = engine.open_step(chain.asks_to_succeed(organization))
    return Visit(reverse("approvals:decide", args=[step.pk]), user=chain.head_of(organization))


@page("approvals:decide", "succession, the desk")
def _():
    organization = registration.organization()
    request = chain.asks_to_succeed(organization)
    chain.approved(request, chain.head_of(organization))
    return Visit(reverse("approvals:decide", args=[engine.open_step(request).pk]), user=registration.desk_agent())


def _successors_draft(**answers):
    """A draft of somebody who asks to succeed a Security Official, up to the page on which she says who confirms it."""
    organization = registration.organization()
    known = {"community": {"slug": "provider-supplier"}, "find": {"scope": organization.pk}, "reason": chain.REASON}
    return commands.start(actor=registration.known_person(), kind="succession", answers=known | answers)


def _at(name, draft, act=None):
    return Visit(reverse(f"registration:{name}", args=[draft.pk]), user=draft.requester, act=act)


@page("registration:word", "empty")
def _():
    return _at("word", _successors_draft())


@page("registration:word", "error: nobody is there")
def _():
    draft = _successors_draft()
    end(actor=None, assignment_id=RoleAssignment.objects.get(role="security_official").pk, reason="left")
    return _at("word", draft, then(choose("how", "ask"), press("Save and continue")))


@page("registration:papers", "of a successor")
def _():
    draft = _successors_draft(word={"how": "papers"})
    registration.paper(draft)
    return _at("papers", draft)


@page("registration:review", "of a successor, on papers")
def _():
    draft = _successors_draft(word={"how": "papers"}, papers={"kind": "cp_575", "by_post": False})
    registration.paper(draft)
    return _at("review", draft)


def _sent_on_a_paper():
    draft = _successors_draft(word={"how": "papers"}, papers={"kind": "cp_575", "by_post": False})
    registration.paper(draft)
    return commands.submit(request_id=draft.pk, actor=draft.requester)


@page("approvals:decide", "succession, on papers")
def _():
    step = engine.open_step(_sent_on_a_paper())
    return Visit(reverse("approvals:decide", args=[step.pk]), user=registration.desk_agent())


@page("approvals:decide", "error: what the desk saw of a succession is missing")
def _():
    step = engine.open_step(_sent_on_a_paper())
    return Visit(reverse("approvals:decide", args=[step.pk]), user=registration.desk_agent(), act=press("Approve"))


@page("approvals:request", "succession, papers by post")
def _():
    request = chain.asks_to_succeed(registration.organization(), on_papers=True)
    return Visit(reverse("approvals:request", args=[request.tracking_number]), user=request.requester)


@page("registration:cover_sheet", "of a successor")
def _():
    request = chain.asks_to_succeed(registration.organization(), on_papers=True)
    return Visit(reverse("registration:cover_sheet", args=[request.tracking_number]), user=request.requester)


def _successor(organization, act=None):
    return Visit(reverse("usergroups:successor", args=[organization.pk]), user=chain.head_of(organization), act=act)


@page("usergroups:successor", "empty")
def _():
    return _successor(registration.organization())


@page("usergroups:successor", "error")
def _():
    own = chain.head_of(organization := registration.organization()).email
    return _successor(organization, fill_and_press({"E-mail of your successor": own}, "Invite"))


@page("usergroups:successor", "somebody is named")
def _():
    organization = registration.organization()
    invitations.invitation(chain.head_of(organization), organization.pk, "security_official")
    return _successor(organization)


@page("usergroups:successor", "under way")
def _():
    organization = registration.organization()
    chain.asks_to_succeed(organization)
    return _successor(organization)


@page("usergroups:invitation", "to succeed")
def _():
    organization, person = registration.organization(), invitations.invited_person()
    row = invitations.invitation(chain.head_of(organization), organization.pk, "security_official", person.email)
    return Visit(reverse("usergroups:invitation", args=[invitations.token_of(row)]), user=person)


def _practitioner():
    practitioner = practitioners.approved(practitioners.request())
    return practitioner, RoleAssignment.objects.get(scope=practitioner.pk, ended_at=None)


@page("roles:end", "a practitioner, with open groups")
def _():
    practitioner, held = _practitioner()
    chain.group(practitioner, "Front desk")
    chain.group(practitioner, "Billing")
    return _visit(held, held.user)


@page("roles:end", "a practitioner")
def _():
    _row, held = _practitioner()
    return _visit(held, held.user)
