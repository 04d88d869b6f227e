"""Legal business name and EIN of an organization, to change."""

from django.urls import reverse

from registration.commands.organization_change import ask_change
from tests.accessibility.listing import Visit, fill_and_press, page
from tests.factories import chain, engine, registration

NEW = {"legal_business_name": "Bay Street Clinic, LLC", "ein": "987654321"}


def _visit(organization, act=None):
    address = reverse("registration:change_names", args=[organization.pk])
    return Visit(address, user=chain.head_of(organization), act=act)


def _asked(organization):
    return ask_change(actor=chain.head_of(organization), organization_key=organization.pk, names=NEW)


@page("registration:change_names", "full")
def _():
    return _visit(registration.organization())


@page("registration:change_names", "error")
def _():
    return _visit(registration.organization(), fill_and_press({"EIN": "12"}, "Send to the help desk"))


@page("registration:change_names", "under way")
def _():
    organization = registration.organization()
    _asked(organization)
    return _visit(organization)


@page("approvals:decide", "name and EIN")
def _():
    step = engine.open_step(_asked(registration.organization()))
    return Visit(reverse("approvals:decide", args=[step.pk]), user=registration.desk_agent())
