"""Choosing a user group out of many: by part of its name, page by page, and when it was closed meanwhile."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Draft, Request
from tests.factories import chain, registration
from tests.statements import counted
from usergroups.commands.changing import close_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization()


@pytest.fixture
def address(client, organization):
    person = registration.known_person()
    client.force_login(person)
    answers = {"community": {"slug": "provider-supplier"}, "find": {"scope": organization.pk}}
    draft = commands.start(actor=person, kind="end_user", answers=answers)
    return reverse("usergroups:group", args=[draft.pk])


def names(answer):
    return [group.name for group in answer.context["groups"]]


def test_thirty_groups_are_two_pages_in_order_each_with_its_purpose(client, organization, address):
    for number in range(30):
        chain.group(organization, f"Desk {number:02d}", f"Works at desk {number:02d}")
    first = client.get(address)
    second = client.get(address + first.context["next_url"])
    assert names(first) + names(second) == [f"Desk {number:02d}" for number in range(30)]
    assert len(names(first)) == 25
    assert "Works at desk 07" in first.content.decode()
    assert second.context["next_url"] == ""


def test_a_part_of_the_name_finds_it_regardless_of_case_and_the_order_of_words(client, organization, address):
    chain.group(organization, "Billing North")
    chain.group(organization, "Front desk")
    assert names(client.get(address, {"q": "north BILL"})) == ["Billing North"]
    nothing = client.get(address, {"q": "kitchen"})
    assert "No group has this in its name" in nothing.content.decode()


@pytest.mark.parametrize("query", ["after=x", "after=" + "9" * 30, "q=%00", "q=" + "a" * 300, "after=1"])
def test_what_no_page_wrote_gives_the_list_from_its_beginning_or_nothing(client, organization, address, query):
    chain.group(organization)
    assert client.get(f"{address}?{query}").status_code == 200


def test_a_group_is_chosen_and_stands_above_the_list_when_one_comes_back(client, organization, address):
    group = chain.group(organization)
    assert client.post(address, {"group": group.pk}).status_code == 302
    assert Draft.objects.get(request=Request.objects.get(kind="end_user")).answers["group"] == {"scope": group.pk}
    assert "You chose Billing" in client.get(address).content.decode()


def test_a_group_that_was_closed_meanwhile_is_told_and_the_others_still_stand_there(client, organization, address):
    gone = chain.group(organization, "Front desk")
    chain.group(organization)
    close_group(actor=chain.head_of(organization), group_key=gone.pk, reason="The work has moved.")
    for key in (gone.pk, "x", "9" * 30):
        answer = client.post(address, {"group": key})
        assert answer.status_code == 422
        assert "This group was closed meanwhile. Choose another one." in answer.content.decode()
        assert names(answer) == ["Billing"]
    assert "Choose a group from the list." in client.post(address).content.decode()


def test_the_list_takes_the_same_number_of_statements_for_1_and_30_groups(client, organization, address):
    chain.group(organization, "Desk")
    client.get(address)
    counts = []
    for more in (0, 29):
        for number in range(more):
            chain.group(organization, f"Desk {number}")
        with counted() as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)


def test_the_people_of_a_group_beyond_the_hundredth_are_found_from_its_own_page(client, organization):
    for number in range(100):
        chain.group(organization, f"Desk {number:03d}")
    last = chain.group(organization, "Yard")
    person = chain.end_user_of(last)
    client.force_login(chain.head_of(organization))
    link = reverse("organizations:people", args=[organization.pk]) + f"?group={last.pk}"
    assert link in client.get(reverse("organizations:group", args=[last.pk])).content.decode()
    assert [line.name for line in client.get(link).context["lines"]] == [person.get_full_name()]
