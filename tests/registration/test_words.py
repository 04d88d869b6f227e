"""What the requester reads of an approved registration, on its page and in the mail."""

import pytest
from django.urls import reverse

from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from tests.factories import registration

pytestmark = pytest.mark.django_db


def test_page_and_mail_of_an_approved_registration_tell_the_same_next_step_and_only_the_mail_the_user_id(client):
    person = registration.organization().registered_by.request.requester
    person.refresh_from_db()
    mail = Message.objects.get(message="organization_approved")
    client.force_login(person)
    page = client.get(reverse("approvals:request", args=[mail.about])).content.decode()
    text = render(mail.message, mail.facts, {}, mail.language).text
    sentence = "Sign in with your User ID, or with your e-mail."
    assert sentence in page
    assert sentence in text
    assert f"Your User ID is {person.user_id}." in text
    assert "in this mail" not in page + text
