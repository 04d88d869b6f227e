"""SE0753, questions 2 and 3."""

import pytest
from django.urls import reverse

from approvals.models import Request
from iacs_portal.accounts.models import Identity
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from registration.models import Organization
from tests.factories import chain, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization()


def test_question_2_no_only_register_once(client, organization):
    """ "No, only register once": a person with a role is not asked who she is again."""
    person = chain.end_user_of(chain.group(organization))
    client.force_login(person)
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    began = client.post(reverse("registration:who"), {"role": "end_user"})
    draft = Request.objects.get(requester=person, status="draft")
    assert began.url == reverse("registration:find", args=[draft.pk])


def test_question_2_each_user_will_receive_only_one_user_id(organization):
    """ "Each user will receive only one IACS-PC User ID and password"."""
    elsewhere = registration.organization()
    request = chain.asks_for_backup(organization)
    person = request.requester
    chain.approved(request, chain.head_of(organization))
    person.refresh_from_db()
    first = person.user_id
    assert first
    chain.approved(chain.asks_for_backup(elsewhere, person), chain.head_of(elsewhere))
    person.refresh_from_db()
    assert person.user_id == first
    told = {mail.facts["user_id"] for mail in Message.objects.filter(message="role_approved", to=person.email)}
    assert told == {first}
    assert Identity.objects.filter(user=person).count() == 1


def test_question_2_once_approved_you_can_add_additional_roles_to_your_account_for_more_than_one_provider(organization):
    """ "I will work for more than one provider ... you can add additional roles to your account"."""
    elsewhere = registration.organization()
    here, there = chain.group(organization), chain.group(elsewhere)
    person, decider = chain.administrator_of(here), chain.administrator_of(there)
    chain.approved(chain.asks_to_join(there, person), decider)
    chain.approved(chain.asks_for_group(elsewhere, person, "Night shift"), chain.head_of(elsewhere))
    assert {role for role, _scope in chain.roles_of(person)} == {"user_group_administrator", "end_user"}
    assert len(chain.roles_of(person)) == 3


def test_question_2_or_serve_in_multiple_roles_in_the_same_organization(organization):
    """ "... or serve in multiple roles in the same organization"."""
    billing, front = chain.group(organization), chain.group(organization, "Front desk")
    person = chain.administrator_of(billing)
    chain.approved(chain.asks_to_run(front, person), chain.head_of(organization))
    assert chain.roles_of(person) == {
        ("user_group_administrator", billing.pk),
        ("user_group_administrator", front.pk),
    }


def test_question_3_as_few_as_two_staff_can_be_registered(organization):
    """ "As few as two staff": a Security Official and a User Group Administrator, and nobody else decided anything."""
    request = chain.asks_for_group(organization)
    chain.approved(request, chain.head_of(organization))
    assert request.steps.get().decided_by == chain.head_of(organization)
    assert {role for role, _scope in chain.roles_of(request.requester)} == {"user_group_administrator"}


def test_question_3_the_first_person_must_register_as_a_security_official():
    """ "The first person must register as a Security Official": nobody finds the organization before."""
    request = registration.registration(npi=registration.npi())
    assert not Organization.objects.exists()
    with pytest.raises(Refused, match="Choose the organization or practitioner first"):
        chain.asked("new_group", find={"scope": None}, new_group={"name": "Billing", "purpose": "Sends the bills"})
    organization = registration.approved(request)
    chain.asks_for_group(organization)


def test_question_3_the_two_are_two_persons(organization):
    """ "The first person ... the second": the Security Official cannot be the User Group Administrator too."""
    with pytest.raises(Refused, match="Those who approve access do not use it"):
        chain.asks_for_group(organization, chain.head_of(organization))


def test_question_3_the_backup_security_official_is_an_optional_role(organization):
    """ "The Backup SO (BSO) is an optional role": without one, groups are decided; any number may be added."""
    group = chain.group(organization)
    chain.approved(chain.asks_to_run(group), chain.head_of(organization))
    for _each in range(2):
        chain.approved(chain.asks_for_backup(organization), chain.head_of(organization))
