"""The first page."""

import pytest
import time_machine
from django.urls import reverse

from registration.models import Community
from tests.factories import chain, engine, practitioners, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


def test_everyone_reads_what_the_portal_is_for(client):
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert b"Get access to Medicare systems for your practice" in page.content
    assert b"1-800-555-0142" in page.content
    assert reverse("registration:start").encode() in page.content


def test_who_should_not_register_yet_is_led_to_what_to_use_now(client):
    page = client.get(reverse("home")).content.decode()
    for why in ("supplier", "not-notified"):
        assert reverse("registration:stop", args=["provider-supplier", why]) in page
    Community.objects.update(is_open=False)
    assert "What to use instead" not in client.get(reverse("home")).content.decode()


def test_a_person_without_requests_is_led_to_register(client):
    client.force_login(engine.person())
    page = client.get(reverse("home")).content.decode()
    assert "Nothing waits for you" in page
    assert "No requests yet" in page
    assert "You have an account, but no role." in page
    client.force_login(registration.desk_agent())
    page = client.get(reverse("home")).content.decode()
    assert "No requests yet" in page
    assert "but no role" not in page


def _one_more(head, scope, other):
    engine.toy_request(engine.person(), scope)
    engine.toy_request(head, other)


def test_a_person_sees_what_waits_for_her_and_where_her_requests_are(client):
    scope, other = engine.organization(), engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    engine.holder(engine.toy_roles.HEAD, other)
    _one_more(head, scope, other)
    registration.draft(head)
    client.force_login(head)
    page = client.get(reverse("home")).content.decode()
    assert "1 request waits for you" in page
    assert "Under review" in page
    assert "Draft" in page


def test_home_takes_the_same_number_of_statements_for_1_and_30_requests(client):
    scope, other = engine.organization(), engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    engine.holder(engine.toy_roles.HEAD, other)
    client.force_login(head)
    _one_more(head, scope, other)
    client.get(reverse("home"))
    counts = []
    for more in (0, 29):
        for _number in range(more):
            _one_more(head, scope, other)
        with counted() as statements:
            client.get(reverse("home"))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)


def test_the_head_of_an_organization_reads_which_roles_she_holds(client):
    official = registration.known_person()
    first = registration.organization(official, legal_business_name="Harbor Street Clinic")
    second = registration.organization(official, legal_business_name="Harbor Street Dental")
    client.force_login(official)
    page = client.get(reverse("home"))
    assert [(str(line.assignment.label), line.place) for line in page.context["page"].roles] == [
        ("Security Official (SO)", str(second)),
        ("Security Official (SO)", str(first)),
    ]
    assert "Your roles" in page.content.decode()
    client.force_login(registration.known_person())
    assert "Your roles" not in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize(("held", "behind"), [(6, 0), (7, 2)])
def test_more_than_6_roles_stand_behind_a_disclosure(client, held, behind):
    official = registration.known_person()
    for _number in range(held):
        registration.organization(official)
    client.force_login(official)
    page = client.get(reverse("home"))
    assert len(page.context["page"].further_roles) == behind
    assert ("Show 2 more roles" in page.content.decode()) == bool(behind)


def test_home_takes_the_same_number_of_statements_for_1_and_30_roles(client):
    official = registration.known_person()
    client.force_login(official)
    registration.organization(official)
    client.get(reverse("home"))
    counts = []
    for more in (0, 29):
        for _number in range(more):
            registration.organization(official)
        with counted() as statements:
            page = client.get(reverse("home"))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    assert "Only the newest are shown here" in page.content.decode()


def test_home_tells_an_official_how_the_organization_is_staffed_and_which_groups_it_has(client):
    clinic = registration.organization(legal_business_name="Harbor Street Clinic")
    group = chain.group(clinic)
    chain.administrator_of(group, registration.known_person(first_name="Lee", last_name="Example"))
    client.force_login(chain.head_of(clinic))
    page = client.get(reverse("home")).content.decode()
    for words in (
        "You are Security Official (SO) of Harbor Street Clinic.",
        "Ready for Medicare applications",
        "User Group Administrator: Lee Example, Billing",
        "Rests on one person",
        "2 people use IACS-PC here",
        "See the whole organization",
        "2 roles are due to be confirmed for another year.",
    ):
        assert words in page
    client.force_login(chain.end_user_of(group))
    page = client.get(reverse("home")).content.decode()
    assert "Harbor Street Clinic" in page
    for words in ("See the whole organization", "use IACS-PC here"):
        assert words not in page


def test_home_tells_a_practitioner_of_her_groups_and_of_no_staffing(client):
    practitioner = practitioners.approved(practitioners.request())
    chain.group(practitioner, "Front desk")
    client.force_login(practitioner.registered_by.request.requester)
    page = client.get(reverse("home")).content.decode()
    assert "Front desk" in page
    assert "See the whole practice" in page
    assert "Rests on one person" not in page


@pytest.mark.parametrize(("today", "is_told"), [("2027-01-14", True), ("2027-01-19", False)])
def test_a_holiday_within_3_weeks_is_told(client, today, is_told):
    person = engine.person()
    with time_machine.travel(f"{today}T15:00:00+00:00", tick=False):
        client.force_login(person)
        page = client.get(reverse("home")).content.decode()
    assert ("Monday, January 18" in page) == is_told


def test_home_takes_the_same_number_of_statements_for_1_and_30_people_and_groups(client):
    clinic = registration.organization()
    client.force_login(chain.head_of(clinic))
    chain.administrator_of(chain.group(clinic, "Group"))
    client.get(reverse("home"))
    counts = []
    for more in (0, 29):
        for number in range(more):
            chain.administrator_of(chain.group(clinic, f"Group {number}"))
        with counted() as statements:
            page = client.get(reverse("home"))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    assert "There are more groups." in page.content.decode()


def test_home_tells_a_person_without_a_provider_of_no_role_but_her_own(client):
    agent, lead = registration.desk_agent(), registration.desk_lead()
    stranger = engine.person()
    client.force_login(stranger)
    page = client.get(reverse("home")).content.decode()
    assert "due to be confirmed" not in page
    client.force_login(agent)
    page = client.get(reverse("home")).content.decode()
    assert agent.get_full_name() in page
    assert lead.get_full_name() not in page
