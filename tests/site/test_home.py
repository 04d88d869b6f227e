"""The first page."""

import pytest
from django.urls import reverse

from registration.models import Community
from tests.factories import engine, registration
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
