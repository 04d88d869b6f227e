"""An individual professional registers for the single role of Individual Practitioner (SE0753)."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from registration.models import MedicareNumber, Practitioner
from tests.factories import practitioners, registration
from tests.factories.registration import community

pytestmark = pytest.mark.django_db


def begun(client, **answers):
    """A draft at the page of the NPI, its person signed in."""
    person = registration.known_person(first_name="Alex", last_name="Physician")
    given = {"community": {"slug": "provider-supplier"}} | answers
    client.force_login(person)
    return commands.start(actor=person, kind="practitioner_registration", answers=given)


def typed(client, draft, npi):
    return client.post(reverse("registration:practitioner_npi", args=[draft.pk]), {"npi": npi})


def test_an_individual_professional_may_register_for_the_single_role_of_individual_practitioner(client):
    draft, npi = begun(client), registration.npi()
    practitioners.record(npi)
    response = typed(client, draft, npi)
    assert response.url == reverse("registration:practice", args=[draft.pk])
    page = client.get(response.url)
    assert page.context["form"]["name"].value() == "ALEX PHYSICIAN"
    assert page.context["form"]["practice_line_1"].value() == "12 HARBOR ST"
    assert page.context["is_own"] is True
    answers = {
        "npi": npi,
        "name": "Alex Physician",
        "practice_line_1": "12 Harbor Street",
        "practice_city": "Port Ellery",
        "practice_state": "ME",
        "practice_zip": "04999",
        "telephone": "207-555-0142",
        "mailing_same": "on",
    }
    response = client.post(response.url, answers)
    assert response.url == reverse("registration:review", args=[draft.pk])
    assert f"What I wrote is true, and the NPI {npi} is mine" in client.get(response.url).content.decode()
    sent = client.post(response.url, {"true": "on"})
    draft.refresh_from_db()
    assert draft.status == "under_review"
    assert sent.url == reverse("registration:sent", args=[draft.tracking_number])
    assert client.get(sent.url).status_code == 200
    practitioner = practitioners.approved(draft)
    roles = RoleAssignment.objects.filter(user=draft.requester).values_list("role", "scope")
    assert list(roles) == [("individual_practitioner", practitioner.pk)]


def test_the_approval_makes_practitioner_number_user_id_trail_and_mail():
    asked = practitioners.request()
    practitioner = practitioners.approved(asked)
    asked.requester.refresh_from_db()
    number = MedicareNumber.objects.get(scope=practitioner.pk)
    assert (number.kind, number.value) == ("npi", asked.practitioner_registration.npi)
    assert asked.requester.user_id
    assert Entry.objects.filter(scope_key=practitioner.pk).exists()
    mail = Message.objects.get(message="practitioner_approved")
    assert mail.subject == f"Approved: you are registered as Individual Practitioner ({asked.tracking_number})"


def test_the_path_is_offered_on_who_are_you(client):
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    assert "Individual Practitioner" in client.get(reverse("registration:who")).content.decode()


def test_an_npi_of_an_organization_leads_to_its_registration(client):
    draft, npi = begun(client), registration.npi()
    registration.record(npi)
    response = typed(client, draft, npi)
    assert response.status_code == 422
    assert f"The NPI {npi} stands for an organization." in response.content.decode()
    assert f'value="{npi}"' in response.content.decode()
    led = client.post(reverse("registration:practitioner_npi", args=[draft.pk]), {"npi": npi, "organization": "1"})
    other = Request.objects.get(requester=draft.requester, kind="organization_registration")
    assert led.url == reverse("registration:continue", args=[other.pk])
    assert client.get(led.url).url == reverse("registration:number", args=[other.pk])


def test_a_sole_proprietor_goes_on_from_the_organizations_page(client):
    draft = registration.draft()
    client.force_login(draft.requester)
    page = reverse("registration:individual", args=[draft.pk])
    assert "Go on as Individual Practitioner" in client.get(page).content.decode()
    response = client.post(page)
    other = Request.objects.get(requester=draft.requester, kind="practitioner_registration")
    assert client.get(response.url).url == reverse("registration:practitioner_npi", args=[other.pk])
    assert Request.objects.filter(pk=draft.pk, status="draft").exists()


def test_a_deactivated_npi_is_refused_at_its_field(client):
    draft, npi = begun(client), registration.npi()
    practitioners.record(npi, deactivated_on="2020-01-01")
    response = typed(client, draft, npi)
    assert response.status_code == 422
    assert f"The provider file says that the NPI {npi} is deactivated." in response.content.decode()


@pytest.mark.parametrize("holder", ["organization", "practitioner"])
def test_an_npi_that_is_registered_is_refused_without_naming_anybody(client, holder):
    npi = registration.npi()
    if holder == "organization":
        registration.organization(npi=npi)
    else:
        practitioners.approved(practitioners.request(npi=npi))
    page = typed(client, begun(client), npi).content.decode()
    assert (
        f"The NPI {npi} is registered already. If it is yours and you did not register it, call the help desk." in page
    )
    assert "Harbor Street" not in page


def test_of_two_who_ask_for_one_npi_the_second_reads_that_it_was_registered_meanwhile():
    npi = registration.npi()
    first, second = practitioners.request(npi=npi), practitioners.request(npi=npi)
    practitioners.approved(first)
    with pytest.raises(Refused, match="registered meanwhile"):
        practitioners.approved(second)
    assert Practitioner.objects.count() == 1


def test_a_person_asks_once_for_the_same_npi():
    asked = practitioners.request()
    with pytest.raises(Refused):
        practitioners.request(asked.requester, npi=asked.practitioner_registration.npi)


def test_an_organization_cannot_take_the_npi_of_a_practitioner():
    npi = registration.npi()
    asked = registration.registration(npi=npi)
    practitioners.approved(practitioners.request(npi=npi))
    with pytest.raises(Refused, match="registered meanwhile"):
        registration.approved(asked)


def test_who_asks_does_not_see_rivals(client):
    npi = registration.npi()
    asked, rival = practitioners.request(npi=npi), practitioners.request(npi=npi)
    client.force_login(asked.requester)
    page = client.get(reverse("approvals:request", args=[asked.tracking_number])).content.decode()
    assert rival.tracking_number not in page


def test_a_page_that_was_drawn_for_another_npi_is_not_kept(client):
    draft = practitioners.draft()
    client.force_login(draft.requester)
    page = reverse("registration:practice", args=[draft.pk])
    response = client.post(page, {"npi": registration.npi(), "name": "Somebody Else"})
    assert response.url == page
    draft.draft.refresh_from_db()
    assert draft.draft.answers["practice"]["name"] == "Alex Physician"


def test_what_was_typed_stays_and_each_error_stands_at_its_field(client):
    draft = practitioners.draft()
    client.force_login(draft.requester)
    npi = draft.draft.answers["practice"]["npi"]
    response = client.post(
        reverse("registration:practice", args=[draft.pk]), {"npi": npi, "name": "Alex {", "telephone": "207-555-0142"}
    )
    assert response.status_code == 422
    assert "name" in response.context["form"].errors
    assert response.context["form"]["telephone"].value() == "207-555-0142"
    assert "practice_city" in response.context["form"].errors


def test_a_closed_community_takes_no_practitioner():
    draft, row = practitioners.draft(), community()
    row.is_open = False
    row.save()
    with pytest.raises(Refused, match="closed"):
        commands.submit(request_id=draft.pk, actor=draft.requester)
