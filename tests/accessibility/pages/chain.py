"""Finding an organization, choosing or naming a group, and the decisions on roles below the Security Official."""

from dataclasses import replace

from django.urls import reverse

from approvals import commands
from tests.accessibility.listing import Visit, page, press
from tests.factories import chain, contractors, engine, registration


def _begun(kind, **answers):
    person = registration.known_person()
    given = {"community": {"slug": "provider-supplier"}} | answers
    return commands.start(actor=person, kind=kind, answers=given)


def _at(name, request, query="", act=None):
    return Visit(reverse(name, args=[request.pk]) + query, user=request.requester, act=act)


@page("registration:find", "empty")
def _():
    return _at("registration:find", _begun("backup_official"))


@page("registration:find", "full")
def _():
    for number in range(12):
        registration.organization(legal_business_name="Harbor Street Clinic", other_name=f"Harbor {number}")
    return _at("registration:find", _begun("backup_official"), "?q=harbor+street")


@page("registration:find", "second community")
def _():
    contractors.organization()
    draft = _begun("backup_official", community={"slug": contractors.SLUG})
    return _at("registration:find", draft, "?q=first+coast")


@page("registration:find", "nothing found")
def _():
    return _at("registration:find", _begun("backup_official"), "?q=nowhere")


@page("registration:find", "chosen")
def _():
    organization = registration.organization()
    return _at("registration:find", _begun("backup_official", find={"scope": organization.pk}))


@page("registration:find", "error")
def _():
    return replace(_at("registration:find", _begun("backup_official"), "?q=x"), status=422)


@page("registration:reason", "empty")
def _():
    return _at("registration:reason", _begun("backup_official", find={"scope": registration.organization().pk}))


@page("registration:reason", "error")
def _():
    request = _begun("backup_official", find={"scope": registration.organization().pk})
    return _at("registration:reason", request, act=press("Save and continue"))


@page("registration:review", "end user")
def _():
    group = chain.group()
    answers = {"find": {"scope": group.provider_id}, "group": {"scope": group.pk}, "reason": chain.REASON}
    return _at("registration:review", _begun("end_user", **answers))


@page("usergroups:new_group", "empty")
def _():
    return _at("usergroups:new_group", _begun("new_group", find={"scope": registration.organization().pk}))


@page("usergroups:new_group", "error")
def _():
    request = _begun("new_group", find={"scope": registration.organization().pk})
    return _at("usergroups:new_group", request, act=press("Save and continue"))


@page("usergroups:group", "empty")
def _():
    return _at("usergroups:group", _begun("end_user", find={"scope": registration.organization().pk}))


@page("usergroups:group", "full")
def _():
    group = chain.group()
    chain.group(registration.Organization.objects.get(pk=group.provider_id), "Front desk", "Greets people")
    return _at("usergroups:group", _begun("end_user", find={"scope": group.provider_id}))


@page("usergroups:group", "error")
def _():
    request = _begun("end_user", find={"scope": chain.group().provider_id})

    def closed_meanwhile(page):
        page.locator("input[name='group']").first.evaluate("field => { field.value = '1' }")
        press("Choose Billing")(page)

    return _at("usergroups:group", request, act=closed_meanwhile)


@page("usergroups:group", "chosen, many")
def _():
    group = chain.group()
    provider = registration.Organization.objects.get(pk=group.provider_id)
    for number in range(27):
        chain.group(provider, f"Front desk {number}", "Greets people")
    return _at("usergroups:group", _begun("end_user", find={"scope": provider.pk}, group={"scope": group.pk}))


@page("usergroups:group", "nothing found")
def _():
    request = _begun("end_user", find={"scope": chain.group().provider_id})
    return _at("usergroups:group", request, "?q=nowhere")


@page("approvals:decide", "end user")
def _():
    group = chain.group()
    administrator = chain.administrator_of(group)
    step = engine.open_step(chain.asks_to_join(group))
    return Visit(reverse("approvals:decide", args=[step.pk]), user=administrator)
