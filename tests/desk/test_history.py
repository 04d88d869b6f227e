"""The history of a row is its trail: what was done, by whom, with which words. Rows without a trail have no such page."""

import pytest
from django.urls import NoReverseMatch, reverse

from approvals import commands
from iacs_portal.audit.models import Entry
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site import admin_site
from registration.models import MedicareNumber, OrganizationRegistration, PaperSeen
from tests.factories import engine, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


def name_of(row, page):
    return f"desk:{row._meta.app_label}_{row._meta.model_name}_{page}"


def history(client, row):
    response = client.get(reverse(name_of(row, "history"), args=[row.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_all_that_belongs_to_a_request_tells_what_was_done_to_it(client):
    agent = registration.desk_agent(first_name="Casey", last_name="Desk")
    client.force_login(agent)
    request = registration.registration()
    commands.add_note(request_id=request.pk, actor=agent, text="Called the owner.", internal=True)
    step = engine.open_step(request)
    registration.approved(request, agent)
    other = registration.registration()
    for row in (request, OrganizationRegistration.objects.get(pk=request.pk), PaperSeen.objects.get(pk=step.pk)):
        text = history(client, row)
        for word in ("submitted", "note", "Called the owner.", "approved", "Casey Desk", request.tracking_number):
            assert word in text
        assert other.tracking_number not in text


def test_an_organization_and_its_numbers_tell_who_was_given_a_role_there(client):
    client.force_login(registration.desk_agent())
    organization = registration.organization()
    official = organization.registered_by.request.requester
    for row in (organization, MedicareNumber.objects.filter(scope=organization.pk)[0]):
        text = history(client, row)
        assert "grant" in text
        assert official.get_full_name() in text


def test_a_role_tells_its_own_story_and_not_that_of_the_persons_other_roles(client):
    client.force_login(registration.desk_agent())
    official = registration.organization().registered_by.request.requester
    registration.organization(official)
    first, second = RoleAssignment.objects.filter(user=official).order_by("pk")
    end(actor=None, assignment_id=second.pk, reason="Moved away.")
    assert "Moved away." not in history(client, first)
    assert "Moved away." in history(client, second)
    assert "Moved away." in history(client, official)


def test_the_newest_of_a_long_history_are_shown_with_no_more_statements(client, monkeypatch):
    agent = registration.desk_agent()
    client.force_login(agent)
    request = registration.registration()
    history(client, request)
    with counted() as few:
        history(client, request)
    for number in range(4):
        commands.add_note(request_id=request.pk, actor=agent, text=f"note {number}", internal=True)
    monkeypatch.setattr(admin_site, "ENTRIES_SHOWN", 3)
    with counted() as many:
        text = history(client, request)
    assert len(few) == len(many), str(many)
    assert "The newest 3 are shown." in text
    assert [number for number in range(4) if f"note {number}" in text] == [1, 2, 3]


def test_a_row_without_a_trail_has_no_page_of_history_and_no_link_to_one(client):
    client.force_login(registration.desk_agent())
    request = registration.registration()
    record = registration.record(request.organization_registration.number)
    step = engine.open_step(request)  # its history is the request's
    for row in (record, step, Message.objects.order_by("pk")[0], Entry.objects.order_by("pk")[0]):
        with pytest.raises(NoReverseMatch):
            reverse(name_of(row, "history"), args=[row.pk])
        change = reverse(name_of(row, "change"), args=[row.pk])
        assert "historylink" not in client.get(change).content.decode()
    change = reverse(name_of(request, "change"), args=[request.pk])
    assert "historylink" in client.get(change).content.decode()


def test_the_history_of_a_row_that_a_person_may_not_see_is_not_there(client):
    client.force_login(registration.desk_agent())
    draft = registration.draft()
    assert client.get(reverse("desk:approvals_request_history", args=[draft.pk])).status_code == 404


def test_the_index_has_no_list_of_recent_actions(client):
    client.force_login(registration.desk_agent())
    assert "Recent actions" not in client.get(reverse("desk:index")).content.decode()
