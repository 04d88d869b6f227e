"""Inviting people, and the page behind the link of an invitation."""

from django.urls import reverse

from tests.accessibility.listing import Visit, fill_and_press, not_a_page, page, press
from tests.factories import chain, invitations, registration
from usergroups import commands


def _administrator():
    group = chain.group()
    return group, chain.administrator_of(group)


@page("usergroups:invitations", "empty")
def _():
    group, person = _administrator()
    return Visit(reverse("usergroups:invitations", args=[group.pk]), user=person)


@page("usergroups:invitations", "full")
def _():
    group, person = _administrator()
    lines = [f"pat.{number}@harbor-street-clinic.example" for number in range(30)]
    commands.invite(actor=person, role="end_user", scope_key=group.pk, lines=lines)
    return Visit(reverse("usergroups:invitations", args=[group.pk]), user=person)


@page("usergroups:invitations", "Backup Security Official")
def _():
    organization = registration.organization()
    return Visit(reverse("usergroups:invitations", args=[organization.pk]), user=chain.head_of(organization))


@page("usergroups:invitations", "error")
def _():
    group, person = _administrator()
    typed = fill_and_press({"E-mail addresses": "one@example.org\nnobody\ntwo@example.org\ntwo@example.org"}, "Invite")
    return Visit(reverse("usergroups:invitations", args=[group.pk]), user=person, act=typed)


@page("usergroups:invitations", "error: empty list")
def _():
    group, person = _administrator()
    return Visit(reverse("usergroups:invitations", args=[group.pk]), user=person, act=press("Invite"))


def _link():
    group, administrator = _administrator()
    person = invitations.invited_person()
    row = invitations.to_group(group, administrator, person)
    return reverse("usergroups:invitation", args=[invitations.token_of(row)]), person


@page("usergroups:invitation", "not signed in")
def _():
    return Visit(_link()[0])


@page("usergroups:invitation", "full")
def _():
    link, person = _link()
    return Visit(link, user=person)


@page("usergroups:invitation", "for another address")
def _():
    return Visit(_link()[0], user=invitations.invited_person())


@page("usergroups:invitation", "unknown")
def _():
    return Visit(reverse("usergroups:invitation", args=["nothing"]), status=404)


for _name in ("usergroups:revoke_invitation", "usergroups:renew_invitation"):
    not_a_page(_name, "a verb: POST, then the list of invitations")
