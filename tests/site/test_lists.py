"""The lists of requests with every kind of request in them: as few statements as with one."""

import pytest
from django.urls import reverse

from approvals.commands import recheck_offices
from approvals.kinds import all_kinds
from approvals.models import Request
from iacs_portal.accounts.models import User
from registration.commands.organization_change import ask_change
from tests.factories import chain, facilities, practitioners, registration, surrogates
from tests.statements import counted

pytestmark = pytest.mark.django_db
KINDS = {kind.slug for kind in all_kinds() if not kind.slug.startswith("toy")}


def _one_of_each_kind(person=None):
    """A request of each kind, by `person` or new people. Nobody decides there but the help desk, and its leads."""
    organization, elsewhere = registration.organization(person), registration.organization()
    ask_change(
        actor=chain.head_of(organization),
        organization_key=organization.pk,
        names={"legal_business_name": "Bay Street Clinic, LLC", "ein": organization.ein},
    )
    facilities.leave(elsewhere)
    billing, front = chain.group(elsewhere), chain.group(elsewhere, "Front desk")
    registration.registration(person)
    practitioners.request(person)
    place = {"find": {"scope": elsewhere.pk}}
    chain.asked("succession", person, word={"how": "papers"}, papers={"kind": "cp_575", "by_post": True}, **place)
    chain.asks_for_backup(elsewhere, person)
    chain.asks_for_group(elsewhere, person, name="Records")
    chain.asks_to_run(billing, person)
    chain.asks_to_join(billing, person)
    registration.desk_lead()  # somebody decides on further people of the desk
    chain.asked("desk_agent", person, desk={"scope": registration.community().pk})
    member = chain.end_user_of(billing, person)
    chain.asked("move_member", member, **place, group={"scope": front.pk})
    _of_companies(person)


def _of_companies(person):
    """The requests of surrogate companies: to work for a provider whose official leaves, and for roles where nobody runs the company."""
    company, provider = surrogates.company(), registration.organization()
    asks = surrogates.further_administrator_of(company, person) if person else company.founder
    surrogates.asks_to_work(company, provider, asks)
    facilities.leave(provider)
    left = surrogates.company()
    User.objects.filter(pk=left.founder_id).update(is_active=False)
    found = {"find_company": {"scope": left.pk}}
    chain.asked("company_administrator", person, **found)
    chain.asked("team_member", person, **found, team={"scope": surrogates.team_of(left).pk})
    recheck_offices()


def _asked_for(page):
    return {number for number in Request.objects.values_list("tracking_number", flat=True) if number in page}


@pytest.mark.parametrize("name", ["home", "approvals:inbox"])
def test_what_waits_for_a_lead_takes_the_same_number_of_statements_for_1_kind_and_for_all(client, name):
    lead = registration.desk_lead()
    client.force_login(lead)
    practitioners.request()
    client.get(reverse(name))
    with counted() as one:
        client.get(reverse(name))
    for _each in range(2):
        _one_of_each_kind()
    with counted() as all_of_them:
        page = client.get(reverse(name)).content.decode()
    assert len(all_of_them) <= 12, str(all_of_them)
    if name == "approvals:inbox":
        assert {Request.objects.get(tracking_number=number).kind for number in _asked_for(page)} == KINDS
    assert len(one) <= len(all_of_them)


@pytest.mark.parametrize("name", ["home", "approvals:requests"])
def test_ones_own_requests_of_all_kinds_take_at_most_12_statements(client, name):
    person = registration.known_person()
    _one_of_each_kind(person)
    client.force_login(person)
    client.get(reverse(name))
    with counted() as statements:
        client.get(reverse(name))
    assert len(statements) <= 12, str(statements)
