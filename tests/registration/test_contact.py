"""Officials change addresses and telephone of their organization themselves, and a practitioner those of her practice."""

import pytest
from django.urls import reverse

from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from registration.commands.contact import CONTACT, change_contact
from tests.factories import chain, practitioners, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization()


def address(organization):
    return reverse("registration:contact", args=[organization.pk])


def typed(organization, **changes):
    return {name: getattr(organization, name) for name in CONTACT} | changes


@pytest.mark.parametrize("official", [chain.head_of, chain.backup_of])
def test_an_official_changes_the_street_and_nothing_else_changes(client, organization, official):
    person = official(organization)
    client.force_login(person)
    assert organization.practice_line_1 in client.get(address(organization)).content.decode()
    before = typed(organization)
    answer = client.post(address(organization), typed(organization, practice_line_1="7 New Quay"))
    assert answer.status_code == 302
    organization.refresh_from_db()
    assert typed(organization) == before | {"practice_line_1": "7 New Quay"}
    entry = Entry.objects.get(command="change_contact")
    changed = {"practice_line_1": {"before": before["practice_line_1"], "now": "7 New Quay"}}
    assert (entry.actor, entry.facts) == (person, changed)


def test_saving_without_a_change_writes_nothing(client, organization):
    client.force_login(chain.head_of(organization))
    assert client.post(address(organization), typed(organization)).status_code == 302
    assert not Entry.objects.filter(command="change_contact").exists()


def test_a_missing_street_is_told_beside_the_field(client, organization):
    client.force_login(chain.head_of(organization))
    answer = client.post(address(organization), typed(organization, practice_line_1=""))
    assert answer.status_code == 422
    assert "Practice address, street" in answer.content.decode()


def test_nobody_else_changes_it(client, organization):
    group = chain.group(organization)
    strangers = [chain.administrator_of(group), chain.head_of(registration.organization()), registration.known_person()]
    for person in strangers:
        client.force_login(person)
        assert client.get(address(organization)).status_code == 404
        assert client.post(address(organization), typed(organization)).status_code == 404
        with pytest.raises(Refused):
            change_contact(actor=person, provider_key=organization.pk, facts={"telephone": "2075550199"})


def test_a_practitioner_changes_the_street_of_her_practice_from_her_page(client):
    asked = practitioners.request()
    practice = practitioners.approved(asked)
    client.force_login(asked.requester)
    own = client.get(reverse("organizations:organization", args=[practice.pk])).content.decode()
    assert address(practice) in own
    assert "Alex Physician" in client.get(address(practice)).content.decode()
    answer = client.post(address(practice), typed(practice, practice_line_1="7 New Quay"))
    assert answer.url == reverse("organizations:organization", args=[practice.pk])
    practice.refresh_from_db()
    assert practice.practice_line_1 == "7 New Quay"
    assert Entry.objects.get(command="change_contact").scope_key == practice.pk


def test_nobody_else_changes_a_practice(client):
    desk = registration.desk_agent()
    practice = practitioners.approved(practitioners.request(), desk)
    other = practitioners.request()
    practitioners.approved(other)
    for person in (desk, other.requester, chain.administrator_of(chain.group(practice)), registration.known_person()):
        client.force_login(person)
        assert client.get(address(practice)).status_code == 404
        with pytest.raises(Refused):
            change_contact(actor=person, provider_key=practice.pk, facts={"telephone": "2075550199"})


def test_a_closed_practice_is_not_changed(client):
    asked = practitioners.request()
    practice = practitioners.approved(asked)
    practice.closed_at = practice.approved_at
    practice.save()
    client.force_login(asked.requester)
    assert client.get(address(practice)).status_code == 404
    with pytest.raises(Refused, match="closed"):
        change_contact(actor=asked.requester, provider_key=practice.pk, facts={"telephone": "2075550199"})


def test_a_key_that_no_database_holds_is_not_there(client):
    client.force_login(registration.known_person())
    assert client.get(reverse("registration:contact", args=[10**30])).status_code == 404
