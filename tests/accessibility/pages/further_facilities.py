"""Further facilities of an organization in one form."""

from django.urls import reverse

from registration.commands.further_facilities import register_facilities
from tests.accessibility.listing import Visit, fill_and_press, page, press
from tests.factories import chain, facilities, registration


def _npis(count):
    return [registration.record(registration.npi()).npi for _number in range(count)]


def _at(organization, act=None):
    address = reverse("registration:facilities", args=[organization.pk])
    return Visit(address, user=chain.head_of(organization), act=act)


def _sent(count):
    organization = registration.organization(legal_business_name="Harbor Street Clinic, Inc.")
    head = chain.head_of(organization)
    return organization, register_facilities(actor=head, organization_key=organization.pk, lines=_npis(count)).sent


@page("registration:facilities", "empty")
def _():
    return _at(registration.organization())


@page("registration:facilities", "full")
def _():
    organization, _requests = _sent(30)
    _npis(5)
    return _at(organization)


@page("registration:facilities", "error")
def _():
    typed = "\n".join([*_npis(2), "12345", registration.npi()])
    return _at(registration.organization(), fill_and_press({"NPIs": typed}, "Send"))


@page("registration:facilities", "error: empty list")
def _():
    return _at(registration.organization(), press("Send"))


@page("desk:case", "sent in one form")
def _():
    organization, requests = _sent(30)
    agent = registration.desk_agent()
    facilities.waive(requests[1], organization, agent)
    return Visit(reverse("desk:case", args=[requests[0].pk]), user=agent)


@page("registration:facilities", "many to pick")
def _():
    _npis(30)
    return _at(registration.organization())


@page("registration:facilities", "error: many bad lines")
def _():
    typed = "\n".join(["12345"] * 26 + [registration.npi()])
    return _at(registration.organization(), fill_and_press({"NPIs": typed}, "Send"))


@page("desk:case", "sent in one form, last page")
def _():
    _organization, requests = _sent(30)
    address = reverse("desk:case", args=[requests[29].pk])
    return Visit(f"{address}?after={requests[24].pk}", user=registration.desk_agent())


@page("desk:approvals_step_changelist", "with a form")
def _():
    _sent(12)
    registration.registration()
    return Visit(reverse("desk:approvals_step_changelist"), user=registration.desk_agent())


@page("approvals:inbox", "with a form")
def _():
    _sent(12)
    registration.registration()
    return Visit(reverse("approvals:inbox"), user=registration.desk_agent())
