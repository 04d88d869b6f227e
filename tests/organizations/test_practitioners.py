"""The page about a practitioner: the groups of her staff, and what is under way there."""

import pytest
from django.urls import reverse

from tests.factories import chain, practitioners, registration
from tests.statements import counted
from usergroups.commands import create_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def practitioner():
    return practitioners.approved(practitioners.request())


def owner_of(practitioner):
    return practitioner.registered_by.request.requester


def page_of(practitioner):
    return reverse("organizations:organization", args=[practitioner.pk])


def test_a_practitioner_sees_the_groups_of_her_staff_and_decides_on_requests_there(client, practitioner):
    group = create_group(actor=None, provider=practitioner.scope, name="Front desk", purpose="Answers the telephone")
    person = registration.known_person(first_name="Robin", last_name="Reed")
    chain.asked("end_user", person, find={"scope": practitioner.pk}, group={"scope": group.pk})
    client.force_login(owner_of(practitioner))
    assert page_of(practitioner) in client.get(reverse("home")).content.decode()
    text = client.get(page_of(practitioner)).content.decode()
    assert all(words in text for words in (practitioner.name, "Front desk", "Robin Reed", "Decide"))
    assert practitioner.name in client.get(reverse("organizations:group", args=[group.pk])).content.decode()


def test_nobody_else_sees_it(client, practitioner):
    for person in (registration.known_person(), chain.head_of(registration.organization())):
        client.force_login(person)
        assert client.get(page_of(practitioner)).status_code == 404


def test_it_takes_as_many_queries_for_30_groups_as_for_one(client, practitioner):
    client.force_login(owner_of(practitioner))
    client.get(page_of(practitioner))
    counts = []
    for number in range(30):
        create_group(actor=None, provider=practitioner.scope, name=f"Group {number}", purpose="Works")
        if number in {0, 29}:
            with counted() as statements:
                assert client.get(page_of(practitioner)).status_code == 200
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
