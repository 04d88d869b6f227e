"""The page on which development shows what it would have mailed."""

import pytest
from django.urls import reverse

from iacs_portal.outbox.delivery import drain
from tests.factories.outbox import queued
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_a_development_machine(settings):
    settings.DEBUG = True
    settings.OUTBOX_KEEPS_SECRETS = True


def addresses(message):
    return [reverse("outbox:mails"), *(reverse(f"outbox:{name}", args=[message.pk]) for name in ("mail", "html_part"))]


def test_it_does_not_exist_elsewhere(client):
    assert [client.get(address).status_code for address in addresses(queued())] == [404, 404, 404]


def test_it_shows_the_code_that_was_mailed_also_after_it_was_sent(client, on_a_development_machine):
    message = queued(
        "pat@example.org", message="sign_up_code", facts={"name": "Pat"}, secret_facts={"code": "BCDF-GHJK"}
    )
    drain()
    listed, mail, html = (client.get(address).content.decode() for address in addresses(message))
    assert "Your code for IACS-PC" in listed
    assert "pat@example.org" in listed
    assert "Your code is BCDF-GHJK" in mail
    assert "BCDF-GHJK" in html


def test_it_is_paged_by_key_and_takes_the_same_number_of_statements_for_1_and_30_mails(
    client, on_a_development_machine
):
    queued()
    client.get(reverse("outbox:mails"))
    with counted() as one:
        client.get(reverse("outbox:mails"))
    mails = [queued() for _number in range(29)]
    with counted() as thirty:
        first = client.get(reverse("outbox:mails"))
    assert len(one) == len(thirty) <= 12, str(thirty)
    assert len(first.context["mails"]) == 25
    second = client.get(first.context["next_url"])
    shown = [message.pk for page in (first, second) for message, _subject in page.context["mails"]]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 30
    assert mails[-1].pk == shown[0]
