"""Asking to work at a help desk."""

from django.urls import reverse

from tests.accessibility.listing import Visit, page, press
from tests.factories import chain, engine, registration


def _visit(person, act=None):
    return Visit(reverse("registration:ask_desk", args=[registration.community().slug]), user=person, act=act)


@page("registration:ask_desk", "open")
def _():
    return _visit(registration.known_person())


@page("registration:ask_desk", "works there")
def _():
    return _visit(registration.desk_agent())


@page("registration:reason", "help desk")
def _():
    return _visit(registration.known_person(), press("Ask for the role"))


@page("approvals:decide", "help desk agent")
def _():
    lead = registration.desk_lead()
    request = chain.asked("desk_agent", desk={"scope": registration.community().pk})
    return Visit(reverse("approvals:decide", args=[engine.open_step(request).pk]), user=lead)
