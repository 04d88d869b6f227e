"""Nobody registers without having accepted the terms as they are now (domain.md 12)."""

import pytest
from django.urls import reverse

from approvals import commands
from iacs_portal.accounts.models import TermsAcceptance
from iacs_portal.core.errors import Refused
from tests.factories import engine, registration

pytestmark = pytest.mark.django_db
NEWER = "2027-01"
PAGES = ("person", "number", "organization", "papers", "review")


def test_a_newer_version_stands_before_every_page_and_leads_back_to_it(client, settings):
    draft = registration.draft()
    client.force_login(draft.requester)
    settings.TERMS_VERSION = NEWER
    for page in PAGES:
        address = reverse(f"registration:{page}", args=[draft.pk])
        for answer in (client.get(address), client.post(address, {"true": "on"})):
            assert answer.url == f"{reverse('registration:terms')}?next={address.replace('/', '%2F')}"
    page = client.get(answer.url).content.decode()
    assert "Version 2027-01" in page
    assert "accepted this version before" not in page
    assert client.post(answer.url, {"accept": ""}).status_code == 422
    assert client.post(answer.url, {"accept": "on"}).url == reverse("registration:review", args=[draft.pk])
    assert TermsAcceptance.objects.filter(user=draft.requester, version=NEWER).count() == 1
    assert client.get(reverse("registration:review", args=[draft.pk])).status_code == 200
    assert client.get(answer.url).url == reverse("registration:review", args=[draft.pk])


def test_a_returned_request_is_not_sent_again_before_the_newer_version_is_accepted(client, settings):
    request = registration.registration()
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=registration.desk_agent(), reason="other")
    settings.TERMS_VERSION = NEWER
    client.force_login(request.requester)
    review = reverse("registration:review", args=[request.pk])
    terms = client.post(review, {"true": "on"}).url
    assert client.post(terms, {"accept": "on"}).url == review
    client.post(review, {"true": "on"})
    request.refresh_from_db()
    assert request.status == "under_review"


def test_the_command_refuses_too(settings):
    draft = registration.draft()
    settings.TERMS_VERSION = NEWER
    with pytest.raises(Refused, match="Accept the rules of behavior first"):
        commands.submit(request_id=draft.pk, actor=draft.requester)


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_acceptance_leads_nowhere_but_to_this_portal(client, elsewhere):
    draft = registration.draft()
    client.force_login(draft.requester)
    answer = client.get(reverse("registration:terms"), {"next": elsewhere})
    assert answer.url == reverse("registration:review", args=[draft.pk])
