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


def test_a_practitioner_is_a_place_that_the_header_leads_to_and_that_can_be_chosen(client, practitioner):
    owner = owner_of(practitioner)
    client.force_login(owner)
    page = client.get(reverse("home"))
    assert page.context["frame"].place == practitioner.name
    assert [item.url for item in page.context["frame"].nav if str(item.text) == "Practitioner"] == [
        page_of(practitioner)
    ]
    clinic = registration.organization(owner, legal_business_name="Aaron Clinic")
    assert client.get(reverse("home")).context["frame"].place == "Aaron Clinic"
    places = client.get(reverse("organizations:places"))
    assert [str(place) for _scope, place in places.context["places"]] == [str(clinic), practitioner.name]
    assert "Individual practitioner" in places.content.decode()
    answer = client.post(reverse("organizations:work_here", args=[practitioner.pk]), follow=True)
    assert f"You work for {practitioner.name} now." in answer.content.decode()
    assert answer.context["frame"].place == practitioner.name


def test_staff_of_a_practitioner_work_for_her_but_are_not_led_to_her_page(client, practitioner):
    client.force_login(chain.end_user_of(chain.group(practitioner)))
    page = client.get(reverse("home"))
    assert page.context["frame"].place == practitioner.name
    assert page_of(practitioner) not in page.content.decode()


def test_the_people_of_a_practitioner_are_chosen_by_the_roles_that_exist_there(client, practitioner):
    member = chain.end_user_of(chain.group(practitioner))
    client.force_login(owner_of(practitioner))
    url = reverse("organizations:people", args=[practitioner.pk])
    form = client.get(url).context["form"]
    roles = ["", "individual_practitioner", "user_group_administrator", "end_user"]
    assert [slug for slug, _label in form.fields["role"].choices] == roles
    for role, person in (("individual_practitioner", owner_of(practitioner)), ("end_user", member)):
        assert [line.assignment.user for line in client.get(url, {"role": role}).context["lines"]] == [person]
    bands = client.get(page_of(practitioner)).context["bands"]
    assert [(band.role, len(band.lines)) for band in bands] == [
        ("Individual Practitioner (IP)", 1),
        ("User Group Administrator (UGA)", 0),
        ("End User", 1),
    ]
