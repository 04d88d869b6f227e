"""The help desk's site: Django's admin in our colors, and the case page."""

from django.urls import reverse

from approvals import commands
from approvals.kinds import Office
from iacs_portal.accounts.models import User
from iacs_portal.site.admin_site import site
from registration import roles
from registration.commands.further_facilities import register_facilities
from registration.commands.organization_change import ask_change
from tests.accessibility.listing import Visit, fill_and_press, not_a_page, page, press
from tests.factories import chain, contractors, engine, facilities, invitations, practitioners, registration, surrogates
from usergroups.commands.links import keep_out, set_surrogate_rule
from usergroups.commands.new_people import tell_of_new_people

not_a_page("desk:login", "leads to the portal's own sign-in page")
not_a_page("desk:logout", "leads to the portal's own sign-out page")
not_a_page("desk:password_change_done", "passwords are changed on the portal's own page")
not_a_page("desk:autocomplete", "JSON for the admin's own fields")
not_a_page("desk:jsi18n", "script")
not_a_page("desk:view_on_site", "a redirect")
not_a_page("desk:case_decision", "POST only; its errors are states of the case page")
not_a_page("desk:case_ask_facility", "POST only; its refusals are states of the case page")
not_a_page("/desk/<url>", "everything else: a 404")

AGENT = "agent@desk.example"


@page("desk:index", "full")
def _():
    return Visit(reverse("desk:index"), user=registration.desk_agent())


@page("desk:app_list", "full")
def _():
    return Visit(reverse("desk:app_list", args=["registration"]), user=registration.desk_agent())


def _case(act=None):
    request = registration.registration()
    registration.record(request.organization_registration.number)
    return Visit(reverse("desk:case", args=[request.pk]), user=registration.desk_agent(), act=act)


@page("desk:case", "full")
def _():
    return _case()


@page("desk:case", "second community")
def _():
    request = contractors.registered()
    return Visit(reverse("desk:case", args=[request.pk]), user=contractors.desk_agent())


@page("desk:case", "papers")
def _():
    draft = registration.draft(by_post=False)
    for upload in (registration.image("front.png"), registration.pdf()):
        registration.paper(draft, upload)
    commands.submit(request_id=draft.pk, actor=draft.requester)
    return Visit(reverse("desk:case", args=[draft.pk]), user=registration.desk_agent())


@page("desk:case", "error")
def _():
    return _case(press("Approve"))


@page("desk:case", "passed on")
def _():
    registration.desk_lead()
    agent, request = registration.desk_agent(), registration.registration()
    commands.reassign(
        step_id=engine.open_step(request).pk,
        actor=agent,
        office=Office(roles.LEAD_DESK, registration.community().pk),
        remark="A hard one.",
    )
    return Visit(reverse("desk:case", args=[request.pk]), user=agent)


@page("desk:case", "further facility")
def _():
    known = registration.organization()
    request = facilities.requested()
    facilities.answer(facilities.ask(request, known), remark="We opened it in May.")
    registration.organization()
    return Visit(reverse("desk:case", args=[request.pk]), user=registration.desk_agent())


@page("desk:index", "lead")
def _():
    return Visit(reverse("desk:index"), user=registration.desk_lead())


@page("desk:registration_community_change", "lead")
def _():
    path = reverse("desk:registration_community_change", args=[registration.community().pk])
    return Visit(path, user=registration.desk_lead())


@page("desk:registration_community_change", "error")
def _():
    path = reverse("desk:registration_community_change", args=[registration.community().pk])
    act = fill_and_press({"Help desk telephone:": ""}, "Save")
    return Visit(path, user=registration.desk_lead(), act=act)


def _list_model(model) -> None:
    names = f"desk:{model._meta.app_label}_{model._meta.model_name}"
    not_a_page(f"{names}_add", "403: commands add")
    not_a_page(f"{names}_delete", "403: nothing is deleted")
    not_a_page(f"/desk/{model._meta.app_label}/{model._meta.model_name}/<path:object_id>/", "a redirect to the row")

    @page(f"{names}_changelist", "full", world=_some_of_everything)
    def _():
        return Visit(reverse(f"{names}_changelist"), user=_agent())

    @page(f"{names}_change", "full", world=_some_of_everything)
    def _():
        return Visit(reverse(f"{names}_change", args=[model._default_manager.first().pk]), user=_agent())

    if site._registry[model].trail_of is None:
        return

    @page(f"{names}_history", "full", world=_some_of_everything)
    def _():
        return Visit(reverse(f"{names}_history", args=[model._default_manager.first().pk]), user=_agent())


# An empty list looks alike whatever it would show.
@page("desk:approvals_step_changelist", "empty")
def _():
    return Visit(reverse("desk:approvals_step_changelist"), user=registration.desk_agent())


def _some_of_everything():
    """The world that all lists and rows of the desk show.

    Its agent comes first, then a registration: the first rows are the agent's own, and the first step waits for the agent.
    """
    registration.desk_agent(email=AGENT)
    registration.record(registration.npi())
    registration.registration()
    facilities.ask()
    organization = registration.organization()
    further = registration.record(registration.npi(), legal_business_name=organization.legal_business_name).npi
    register_facilities(actor=chain.head_of(organization), organization_key=organization.pk, lines=[further])
    names = {"legal_business_name": "Bay Street Clinic, LLC", "ein": "987654321"}
    chain.asks_to_succeed(organization, on_papers=True)
    ask_change(actor=chain.head_of(organization), organization_key=organization.pk, names=names)
    group = chain.group(organization, "Front desk")
    chain.approved(chain.asks_for_group(organization), chain.head_of(organization))
    chain.asks_to_join(group)
    invitations.to_group(group, chain.administrator_of(group), registration.known_person())
    practitioners.approved(practitioners.request())
    link = surrogates.link()
    member = surrogates.member_of(link.team)
    head = chain.head_of(link.provider.organization_row)
    keep_out(actor=head, link_key=link.pk, person_key=member.pk)
    set_surrogate_rule(actor=head, provider_key=link.provider_id, never=False)
    surrogates.provider_list(surrogates.company(), registration.npi())
    tell_of_new_people()


def _agent():
    return User.objects.get(email=AGENT)


for listed in site._registry:
    _list_model(listed)
