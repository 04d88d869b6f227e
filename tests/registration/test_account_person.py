"""A person changes her own legal name and telephone; those who decide where she has a role are told of another name."""

import pytest
from django.urls import reverse

from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from registration.commands.person import change_person
from tests.factories import chain, engine, registration

pytestmark = pytest.mark.django_db
ADDRESS = reverse("account_person")


def typed(person, **changes):
    names = ("first_name", "middle_name", "last_name", "suffix", "telephone", "extension")
    return {name: getattr(person, name) for name in names} | changes


def told():
    return set(Message.objects.filter(message="person_renamed").values_list("to", flat=True))


def test_another_telephone_is_written_at_once_and_told_to_nobody(client):
    person = chain.backup_of(registration.organization())
    client.force_login(person)
    assert ADDRESS in client.get(reverse("account_email")).content.decode()
    answer = client.post(ADDRESS, typed(person, telephone="207-555-0199", extension="12"))
    assert answer.url == reverse("account_email")
    now = User.objects.get(pk=person.pk)
    assert ("0199" in now.telephone, now.extension) == (True, "12")
    assert told() == set()
    entry = Entry.objects.get(command="change_person")
    assert (entry.actor, entry.person, set(entry.facts)) == (person, person, {"telephone", "extension"})


def test_officials_where_she_has_a_role_are_told_the_old_name_and_the_new_one(client):
    organization, elsewhere = registration.organization(), registration.organization()
    group = chain.group(organization)
    person = chain.end_user_of(group, registration.known_person(first_name="Robin", last_name="Old"))
    head, backup = chain.head_of(organization), chain.backup_of(organization)
    chain.administrator_of(group)
    client.force_login(person)
    client.post(ADDRESS, typed(person, last_name="New"))
    assert User.objects.get(pk=person.pk).get_full_name() == "Robin New"
    assert told() == {head.email, backup.email}
    assert chain.head_of(elsewhere).email not in told()
    facts = Message.objects.get(message="person_renamed", to=head.email).facts
    assert facts["what"] == "Robin Old is called Robin New now"
    assert facts["for_whom"] == organization.legal_business_name
    entry = Entry.objects.get(command="change_person")
    assert entry.facts == {"last_name": {"before": "Old", "now": "New"}}


def test_an_official_gets_one_mail_for_all_organizations_and_none_about_herself():
    first, second = registration.organization(), registration.organization()
    person = chain.backup_of(second, chain.backup_of(first))
    both = chain.backup_of(second, chain.backup_of(first))
    change_person(actor=person, facts={"last_name": "New"})
    assert told() == {both.email, chain.head_of(first).email, chain.head_of(second).email}
    assert Message.objects.get(message="person_renamed", to=both.email).facts["for_whom"].endswith("and 1 more")


def test_while_a_request_is_under_review_the_name_stays_and_the_telephone_changes(client):
    person = registration.registration().requester
    before = person.get_full_name()
    client.force_login(person)
    assert "they stay as they are until it is decided" in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, typed(person, last_name="New", telephone="207-555-0199"))
    now = User.objects.get(pk=person.pk)
    assert (now.get_full_name(), "0199" in now.telephone) == (before, True)
    with pytest.raises(Refused) as refused:
        change_person(actor=person, facts={"last_name": "New"})
    assert refused.value.code == "under_review"


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(client):
    person = registration.known_person()
    client.force_login(person)
    answer = client.post(ADDRESS, typed(person, last_name="", telephone="12"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"last_name", "telephone"})
    assert not Entry.objects.filter(command="change_person").exists()


def test_saving_without_a_change_writes_no_entry(client):
    person = registration.known_person()
    client.force_login(person)
    client.post(ADDRESS, typed(person))
    assert not Entry.objects.filter(command="change_person").exists()


def test_who_has_not_said_who_she_is_is_led_to_the_registration(client):
    person = engine.person()
    client.force_login(person)
    assert reverse("registration:start") in client.post(ADDRESS, typed(person)).content.decode()
    with pytest.raises(Refused, match="when you register"):
        change_person(actor=person, facts={"last_name": "New"})
