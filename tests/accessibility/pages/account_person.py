"""Legal name and telephone of an account, to change."""

from django.urls import reverse

from tests.accessibility.listing import Visit, fill_and_press, page
from tests.factories import engine, registration


def _visit(person, act=None):
    return Visit(reverse("account_person"), user=person, act=act)


@page("account_person", "full")
def _():
    return _visit(registration.known_person())


@page("account_person", "error")
def _():
    return _visit(registration.known_person(), fill_and_press({"Last name": ""}, "Save"))


@page("account_person", "under review")
def _():
    return _visit(registration.registration().requester)


@page("account_person", "not known yet")
def _():
    return _visit(engine.person())
