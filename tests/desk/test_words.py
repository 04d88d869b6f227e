"""The desk reads words: what its pages show of kinds, papers and mails is never a name of the code."""

import pytest
from django.urls import reverse

from iacs_portal.outbox.models import Message
from tests.factories import registration
from tests.factories.outbox import queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    agent = registration.desk_agent()
    client.force_login(agent)
    return agent


def text_of(client, name, *args):
    response = client.get(reverse(f"desk:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_case_calls_mails_by_their_subject_and_papers_by_their_name(client, desk):
    request = registration.registration()
    registration.approved(request, desk)
    text = text_of(client, "case", request.pk)
    number = request.tracking_number
    assert f"Approved: you are the Security Official of Harbor Street Clinic, Inc. ({number})</a>" in text
    assert f"Sent: Register Harbor Street Clinic, Inc. as its Security Official ({number})</a>" in text
    assert "<dd>IRS notice CP-575 CP 575 A</dd>" in text
    for slug in ("organization_approved", "request_sent", "cp_575"):
        assert f"{slug}<" not in text
        assert f"{slug} " not in text


def test_the_list_of_mails_and_a_mail_say_the_subject_and_no_secret(client, desk):
    mail = queued(message="password_reset", secret_facts={"link": "https://portal.example/key/"})
    for text in (text_of(client, "outbox_message_changelist"), text_of(client, "outbox_message_change", mail.pk)):
        assert "Set a new password for IACS-PC" in text
        assert "password_reset" not in text
        assert "portal.example" not in text


def test_a_mail_whose_templates_are_gone_goes_on_under_its_name(client, desk):
    Message.objects.filter(pk=queued().pk).update(message="long_gone")
    assert "long_gone" in text_of(client, "outbox_message_changelist")


def test_requests_and_registrations_and_papers_seen_say_their_kind_in_words(client, desk):
    request = registration.registration()
    registration.approved(request, desk)
    key = request.steps.get().pk
    for name, args in (("approvals_request_changelist", ()), ("approvals_request_change", (request.pk,))):
        text = text_of(client, name, *args)
        assert "Registration of an organization" in text
        assert "organization_registration<" not in text
    for name, args in (
        ("registration_paperseen_changelist", ()),
        ("registration_paperseen_change", (key,)),
        ("registration_organizationregistration_change", (request.pk,)),
    ):
        text = text_of(client, name, *args)
        assert "IRS notice CP-575" in text
        assert "cp_575" not in text
    assert "Provider/Supplier Community" in text_of(client, "registration_community_changelist")


def test_a_rivals_ein_is_written_as_people_write_it(client, desk):
    registration.registration(npi=(number := registration.npi()))
    request = registration.registration(npi=number)
    assert "EIN 12-3456789" in " ".join(text_of(client, "case", request.pk).split())
