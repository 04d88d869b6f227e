"""Another legal business name or EIN: asked by an official, written by the help desk's approval on a paper."""

import pytest
from django.urls import reverse

from approvals import commands
from iacs_portal.audit.models import Entry
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.commands.organization_change import ask_change
from registration.models import Organization, OrganizationChange
from tests.factories import chain, engine, registration

pytestmark = pytest.mark.django_db
PAPER = "CP 575 A of March 4, 2026"
NEW = {"legal_business_name": "Bay Street Clinic, LLC", "ein": "987654321"}


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic, Inc.", ein="123456789")


def asks(organization, person=None, **names):
    actor = person or chain.head_of(organization)
    return ask_change(actor=actor, organization_key=organization.pk, names=NEW | names)


def approve(request, desk, remark=PAPER):
    return commands.approve(step_id=engine.open_step(request).pk, actor=desk, remark=remark)


def address(organization):
    return reverse("registration:change_names", args=[organization.pk])


def test_an_official_asks_and_the_desk_writes_name_and_ein(client, organization):
    backup, desk = chain.backup_of(organization), registration.desk_agent()
    client.force_login(backup)
    page = client.get(address(organization)).content.decode()
    assert ("Harbor Street Clinic, Inc." in page, "12-3456789" in page) == (True, True)
    answer = client.post(address(organization), {"legal_business_name": "Bay Street Clinic, LLC", "ein": "98-7654321"})
    request = OrganizationChange.objects.get().request
    assert answer.url == reverse("approvals:request", args=[request.tracking_number])
    organization.refresh_from_db()
    assert organization.ein == "123456789"
    client.force_login(desk)
    step = engine.open_step(request)
    page = client.get(reverse("approvals:decide", args=[step.pk])).content.decode()
    for text in ("Harbor Street Clinic, Inc.", "12-3456789", "Bay Street Clinic, LLC", "98-7654321", "The paper"):
        assert text in page
    form = {"do": "approve", "opening": step.opening, "remark": PAPER}
    assert client.post(reverse("approvals:decision", args=[step.pk]), form).status_code == 302
    organization.refresh_from_db()
    assert (organization.legal_business_name, organization.ein) == ("Bay Street Clinic, LLC", "987654321")
    assert organization.comparable_name == "bay street clinic llc"
    entry = Entry.objects.get(command="change_names")
    assert (entry.actor, entry.scope_key, entry.remark) == (desk, organization.pk, PAPER)
    assert entry.facts["ein"] == {"before": "123456789", "now": "987654321"}
    assert entry.facts["legal_business_name"]["before"] == "Harbor Street Clinic, Inc."
    shown = client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()
    assert "Harbor Street Clinic, Inc." in shown


def test_without_a_word_about_the_paper_nothing_is_approved(client, organization):
    desk, request = registration.desk_agent(), asks(organization)
    client.force_login(desk)
    step = engine.open_step(request)
    answer = client.post(
        reverse("approvals:decision", args=[step.pk]), {"do": "approve", "opening": step.opening, "remark": " "}
    )
    assert answer.status_code == 422
    assert "type the kind, the number and the date of the paper" in answer.content.decode()
    request.refresh_from_db()
    organization.refresh_from_db()
    assert (request.status, organization.ein) == ("under_review", "123456789")


def test_officials_do_not_decide_it(organization):
    request = asks(organization)
    for person in (chain.backup_of(organization), chain.head_of(organization), registration.known_person()):
        with pytest.raises(Refused):
            approve(request, person)


def test_others_do_not_see_the_page(client, organization):
    group = chain.group(organization)
    elsewhere = chain.head_of(registration.organization())
    for person in (elsewhere, chain.administrator_of(group), registration.desk_agent(), registration.known_person()):
        client.force_login(person)
        assert client.get(address(organization)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"legal_business_name": ""}, "Legal business name"),
        ({"ein": "12"}, "EIN"),
        ({}, "Name and EIN are as they were. Change one of them."),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, organization, typed, sentence):
    client.force_login(chain.head_of(organization))
    as_it_is = {"legal_business_name": "Harbor Street Clinic, Inc.", "ein": "123456789"}
    answer = client.post(address(organization), as_it_is | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == (["ein"] if "ein" in typed else ["legal_business_name"])
    assert sentence in answer.content.decode()
    assert not OrganizationChange.objects.exists()


def test_one_change_at_a_time_for_an_organization(client, organization):
    request, backup = asks(organization), chain.backup_of(organization)
    client.force_login(backup)
    assert str(request.tracking_number) in client.get(address(organization)).content.decode()
    answer = client.post(address(organization), NEW)
    assert answer.status_code == 422
    assert OrganizationChange.objects.count() == 1


def test_a_returned_one_is_corrected_on_the_same_page_and_sent_again_under_its_number(client, organization):
    request = asks(organization, legal_business_name="Bay Stret Clinic")
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=registration.desk_agent(), reason="name_differs"
    )
    client.force_login(chain.head_of(organization))
    assert "Bay Stret Clinic" in client.get(address(organization)).content.decode()
    client.post(address(organization), NEW)
    again = OrganizationChange.objects.get()
    assert (again.request_id, again.legal_business_name) == (request.pk, "Bay Street Clinic, LLC")
    assert again.request.status == "under_review"


def test_who_is_official_no_more_gets_nothing_changed(organization):
    backup = chain.backup_of(organization)
    request = asks(organization, backup)
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=backup).pk, reason="left")
    with pytest.raises(Refused, match="is no official of the organization now"):
        approve(request, registration.desk_agent())


def test_a_closed_organization_stays_as_it_is(organization):
    request = asks(organization)
    Organization.objects.filter(pk=organization.pk).update(closed_at=clock.now())
    with pytest.raises(Refused, match="is closed, so its name and EIN stay"):
        approve(request, registration.desk_agent())


def test_a_person_of_no_office_is_refused_by_the_command_too(organization):
    with pytest.raises(Refused, match="is no official of the organization now"):
        asks(organization, registration.known_person())


def test_the_other_officials_are_told_what_changed_and_the_ein_itself_stands_in_no_mail(organization):
    backup, desk = chain.backup_of(organization), registration.desk_agent()
    request = asks(organization)
    approve(request, desk)
    mail = Message.objects.get(message="organization_changed")
    assert (mail.to, mail.about) == (backup.email, request.tracking_number)
    assert mail.facts["what"] == (
        "Harbor Street Clinic, Inc. is called Bay Street Clinic, LLC now, and the EIN is another one"
    )
    assert mail.facts["who"] == chain.head_of(organization).get_full_name()
    for number in ("987654321", "98-7654321", "123456789", "12-3456789"):
        assert number not in render(mail.message, mail.facts).text


def test_where_only_one_of_both_changes_the_mail_tells_that_one(organization):
    chain.backup_of(organization)
    approve(asks(organization, ein=organization.ein), registration.desk_agent())
    told = Message.objects.get(message="organization_changed").facts["what"]
    assert told == "Harbor Street Clinic, Inc. is called Bay Street Clinic, LLC now"


def test_without_other_officials_nobody_is_mailed_of_a_change(organization):
    approve(asks(organization), registration.desk_agent())
    assert not Message.objects.filter(message="organization_changed").exists()
