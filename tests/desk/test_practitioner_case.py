"""The case of an Individual Practitioner: the same page as an organization's, compared with the provider file, without a paper."""

import pytest
from django.urls import reverse

from approvals.models import Request
from iacs_portal.outbox.models import Message
from registration.models import PaperSeen, Practitioner
from tests.factories import chain, engine, practitioners, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    agent = registration.desk_agent()
    client.force_login(agent)
    return agent


def page(client, request):
    response = client.get(reverse("desk:case", args=[request.pk]))
    assert response.status_code == 200
    return response.content.decode()


def press(client, request, **fields):
    step = engine.open_step(Request.objects.get(pk=request.pk))
    carried = {"step": step.pk, "opening": step.opening}
    return client.post(reverse("desk:case_decision", args=[request.pk]), carried | fields)


def test_the_case_shows_what_was_typed_beside_the_file_and_asks_for_no_paper(client, desk):
    npi = registration.npi()
    practitioners.record(npi, last_name="OTHER")
    text = page(client, practitioners.request(npi=npi))
    assert "<h1>Alex Physician: Individual Practitioner</h1>" in text
    assert "Typed, beside the provider file: 3 differ" in text  # who asks, name, street
    assert "ALEX OTHER" in text
    assert "often a changed name" in text
    assert f"{npi}, active" in text
    assert "The NPI is not registered yet." in text
    for paper in ("Number on the paper", "You saw", ">Papers<"):
        assert paper not in text


def test_who_asks_for_the_same_npi_and_who_holds_it_are_shown_with_their_pages(client, desk):
    npi = registration.npi()
    asked = practitioners.request(npi=npi)
    other, clinic = practitioners.request(npi=npi), registration.registration(npi=npi)
    text = page(client, asked)
    for rival in (other, clinic):
        assert f'href="{reverse("desk:case", args=[rival.pk])}">{rival.tracking_number}</a>' in text
        assert f'href="{reverse("desk:case", args=[asked.pk])}">{asked.tracking_number}</a>' in page(client, rival)
    holder = practitioners.approved(other, desk)
    text = page(client, asked)
    assert "Holds this NPI:" in text
    assert f'href="{reverse("desk:registration_practitioner_change", args=[holder.pk])}">Alex Physician</a>' in text
    assert f"The NPI {npi} was registered meanwhile, and it is registered once." in text
    assert "Holds this NPI:" not in page(client, other)


def test_the_same_person_and_her_other_requests_are_shown_each_with_a_page_that_exists(client, desk):
    organization = registration.organization()
    asked = practitioners.request()
    clinic = registration.registration(asked.requester)
    backup = chain.asks_for_backup(organization, asked.requester)
    links = {
        clinic: reverse("desk:case", args=[clinic.pk]),
        backup: reverse("approvals:request", args=[backup.tracking_number]),
    }
    text = page(client, asked)
    for request, link in links.items():
        assert f'href="{link}">{request.tracking_number}</a>' in text
        assert client.get(link).status_code == 200
    assert f'href="{reverse("desk:case", args=[asked.pk])}"' in page(client, clinic)


def test_the_decide_address_and_the_queue_lead_to_the_case(client, desk):
    asked = practitioners.request()
    case = reverse("desk:case", args=[asked.pk])
    assert client.get(reverse("approvals:decide", args=[engine.open_step(asked).pk])).url == case
    for name in ("approvals:inbox", "desk:approvals_step_changelist", "desk:approvals_request_changelist"):
        assert f'href="{case}"' in client.get(reverse(name)).content.decode()
    registrations = client.get(reverse("desk:registration_practitionerregistration_changelist"))
    assert f'href="{case}"' in registrations.content.decode()


def test_the_desk_approves_without_a_paper(client, desk):
    asked = practitioners.request()
    assert press(client, asked, do="approve", **{"approve-remark": "Welcome."}).status_code == 302
    assert Practitioner.objects.get(registered_by__request=asked).name == "Alex Physician"
    assert not PaperSeen.objects.exists()
    assert Message.objects.get(message="practitioner_approved").facts["remark"] == "Welcome."


def test_the_desk_returns_and_denies_with_a_reason_in_the_words_of_practitioners(client, desk):
    asked, other = practitioners.request(), practitioners.request()
    assert press(client, asked, do="return_for_changes", **{"return-reason": ""}).status_code == 422
    shown = press(client, asked, preview="return_for_changes", **{"return-reason": "npi_in_question"})
    assert "The provider file names another person for this NPI." in shown.content.decode()
    press(client, asked, do="return_for_changes", **{"return-reason": "npi_in_question"})
    press(client, other, do="deny", **{"deny-reason": "registered_already"})
    statuses = [Request.objects.get(pk=each.pk).status for each in (asked, other)]
    assert statuses == ["returned", "denied"]
    assert "if it is yours" in Message.objects.get(message="request_denied").facts["remark"].lower()


def test_the_desk_passes_it_on_to_a_lead_and_keeps_notes_to_itself(client, desk):
    lead, asked = registration.desk_lead(), practitioners.request()
    press(client, asked, do="pass_on", **{"pass-on-office": "lead_desk", "pass-on-remark": "A hard one."})
    assert "It waits for the leads of the CMS help desk." in page(client, asked)
    client.post(reverse("desk:case_decision", args=[asked.pk]), {"do": "note", "note-text": "Called her."})
    client.force_login(lead)
    text = page(client, asked)
    assert "A hard one." in text
    assert "Called her." in text
    client.force_login(asked.requester)
    own = client.get(reverse("approvals:request", args=[asked.tracking_number])).content.decode()
    assert "A hard one." not in own
    assert "Called her." not in own


def test_nobody_can_be_asked_to_confirm_a_practitioner_as_a_facility(client, desk):
    asked, organization = practitioners.request(), registration.organization()
    step = engine.open_step(asked)
    address = reverse("desk:case_ask_facility", args=[asked.pk])
    assert client.post(address, {"step": step.pk, "organization": organization.pk}).status_code == 404


def test_a_request_of_a_kind_without_a_case_has_none(client, desk):
    backup = chain.asks_for_backup(registration.organization())
    assert client.get(reverse("desk:case", args=[backup.pk])).status_code == 404
    number = backup.tracking_number
    listed = client.get(reverse("desk:approvals_request_changelist")).content.decode()
    assert f'href="{reverse("approvals:request", args=[number])}">{number}</a>' in listed


def test_the_case_takes_the_same_number_of_statements_for_1_and_10_rivals(client, desk):
    npi = registration.npi()
    asked = practitioners.request(npi=npi)
    counts = []
    for more in (1, 9):
        for _number in range(more):
            practitioners.request(npi=npi)
            practitioners.request(asked.requester)
        page(client, asked)
        with counted() as statements:
            page(client, asked)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 40, str(statements)
