"""The desk's lists: who enters, what they show, what they cost; nothing can be changed past the commands."""

import pytest
from django.urls import reverse

from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.admin_site import site
from registration.commands.further_facilities import register_facilities
from registration.commands.organization_change import ask_change
from tests.factories import chain, engine, facilities, invitations, practitioners, registration, surrogates
from tests.statements import counted
from usergroups.commands.links import keep_out, set_surrogate_rule
from usergroups.models import Company

pytestmark = pytest.mark.django_db

LISTS = sorted(f"desk:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in site._registry)
LIMIT = 12
A_PAGE = 25
ONE_ROW = {"desk:registration_community_changelist"}
ONE_FOR_EACH_CLOCK = {"desk:usergroups_trailplace_changelist"}


def some_of_everything():
    organization = registration.organization()
    registration.record(registration.npi())
    registration.registration()
    some_of_a_company()
    facilities.ask(organization=organization)
    chain.approved(chain.asks_for_group(organization), chain.head_of(organization))
    chain.asks_for_backup(organization)
    chain.asks_to_succeed(organization, on_papers=True)
    practitioners.approved(practitioners.request())
    head = chain.head_of(organization)
    ask_change(
        actor=head,
        organization_key=organization.pk,
        names={"legal_business_name": "Bay Street Clinic, LLC", "ein": organization.ein},
    )
    invitations.invitation(head, organization.pk, "backup_security_official")
    register_facilities(
        actor=head, organization_key=organization.pk, lines=[registration.record(registration.npi()).npi]
    )
    return organization


def some_of_a_company():
    link = surrogates.link()
    company, head = Company.objects.get(pk=link.company_id), chain.head_of(link.provider.organization_row)
    surrogates.provider_list(company, registration.npi())
    member = surrogates.member_of(surrogates.team_of(company))
    keep_out(actor=head, link_key=link.pk, person_key=member.pk)
    set_surrogate_rule(actor=head, provider_key=link.provider_id, never=False)


def test_each_list_takes_the_same_number_of_statements_for_few_and_many_rows(client):
    client.force_login(registration.desk_agent())
    taken, rows = [], {}
    for more in (1, 30):
        for _ in range(more):
            some_of_everything()
        taken.append({})
        for name in LISTS:
            client.get(reverse(name))
            with counted() as statements:
                page = client.get(reverse(name))
            taken[-1][name] = len(statements)
            rows[name] = len(page.context["cl"].result_list)
    assert taken[0] == taken[1]
    assert max(taken[0].values()) <= LIMIT
    assert {name for name, shown in rows.items() if shown < A_PAGE} == ONE_ROW | ONE_FOR_EACH_CLOCK


def test_nothing_is_added_changed_or_deleted_by_the_admin_itself(client):
    client.force_login(registration.desk_lead())
    organization = some_of_everything()
    for name in LISTS:
        assert client.get(reverse(name.replace("changelist", "add"))).status_code == 403
    change = reverse("desk:registration_organization_change", args=[organization.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"legal_business_name": "Mine now"}).status_code == 403
    assert (
        client.post(
            reverse("desk:registration_organization_delete", args=[organization.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    organization.refresh_from_db()
    assert organization.legal_business_name == "Harbor Street Clinic, Inc."


def test_a_person_without_a_desk_role_and_one_whose_role_ended_do_not_enter(client):
    stranger = engine.person()
    former = registration.desk_agent()
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=former).pk, reason="left")
    flagged = engine.person(is_staff=True)
    for user in (stranger, former, flagged):
        client.force_login(User.objects.get(pk=user.pk))
        for name in LISTS:
            response = client.get(reverse(name))
            assert (response.status_code, response.url.split("?")[0]) == (302, reverse("desk:login"))
        assert client.get(reverse("desk:login")).url == reverse("home")


def test_the_queue_shows_what_waits_first_due_first(client):
    agent = registration.desk_agent()
    first, second = registration.registration(), registration.registration()
    client.force_login(agent)
    text = client.get(reverse("desk:approvals_step_changelist")).content.decode()
    assert text.index(first.tracking_number) < text.index(second.tracking_number)
    assert "In time" in text


def test_companies_are_found_by_ein_and_name_and_what_they_ask_by_number(client):
    client.force_login(registration.desk_agent())
    wanted = surrogates.company(legal_name="Elm Works, Inc.")
    other = surrogates.company(legal_name="Oak Works, Inc.")
    number = wanted.link_requests.get().request.tracking_number
    for model, term in (
        ("company", wanted.shown_ein),
        ("company", "elm w"),
        ("team", wanted.ein),
        ("linkrequest", number.lower()),
        ("linkrequest", wanted.ein),
    ):
        text = client.get(reverse(f"desk:usergroups_{model}_changelist"), {"q": term}).content.decode()
        assert wanted.legal_name in text
        assert other.legal_name not in text


def test_requests_are_found_by_number_as_read_out_and_by_address(client):
    client.force_login(registration.desk_agent())
    wanted, other = registration.registration(), registration.registration()
    url = reverse("desk:approvals_request_changelist")
    for term in (wanted.tracking_number.lower().replace("-", " "), wanted.requester.email.upper()):
        text = client.get(url, {"q": term}).content.decode()
        assert wanted.tracking_number in text
        assert other.tracking_number not in text


def test_the_index_shows_the_lists_and_the_desk_signs_in_by_the_portals_page(client):
    response = client.get(reverse("desk:index"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    client.force_login(registration.desk_agent())
    assert client.get(reverse("desk:index")).status_code == 200


def test_a_list_is_named_for_what_it_shows_and_repeats_its_columns_on_telephones(client):
    client.force_login(registration.desk_agent())
    registration.registration()
    text = client.get(reverse("desk:approvals_step_changelist")).content.decode()
    assert "<h1>Queue: waits for you, first due first</h1>" in text
    assert '<td data-label="Who asks" class="field-who">' in text
    assert "since today" in text
    text = client.get(reverse("desk:registration_medicarenumber_changelist")).content.decode()
    assert "<h1>Medicare numbers</h1>" in text
    assert ">Queue</a>" in client.get(reverse("desk:index")).content.decode()
