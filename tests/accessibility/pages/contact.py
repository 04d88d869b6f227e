"""Addresses and telephone of an organization, and of a practice."""

from django.urls import reverse

from tests.accessibility.listing import Visit, fill_and_press, page
from tests.factories import chain, practitioners, registration


def _visit(act=None):
    organization = registration.organization()
    return Visit(reverse("registration:contact", args=[organization.pk]), user=chain.head_of(organization), act=act)


@page("registration:contact", "full")
def _():
    return _visit()


@page("registration:contact", "error")
def _():
    return _visit(fill_and_press({"Practice address, street": ""}, "Save"))


@page("registration:contact", "practitioner")
def _():
    asked = practitioners.request()
    practitioner = practitioners.approved(asked)
    return Visit(reverse("registration:contact", args=[practitioner.pk]), user=asked.requester)
