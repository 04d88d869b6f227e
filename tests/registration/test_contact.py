"""Officials change addresses and telephone of their organization themselves."""

import pytest
from django.urls import reverse

from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from registration.commands.contact import CONTACT, change_contact
from tests.factories import chain, registration

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
            change_contact(actor=person, organization_key=organization.pk, facts={"telephone": "2075550199"})
