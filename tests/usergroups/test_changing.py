"""An official renames a group, or closes it after seeing what that will change."""

import pytest
from django.urls import reverse

from approvals.commands import recheck_offices
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, registration
from usergroups.commands.changing import close_group, rename_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic")


@pytest.fixture
def group(organization):
    return chain.group(organization)


def address(group, verb):
    return reverse(f"group_changes:{verb}", args=[group.pk])


@pytest.mark.parametrize("official", [chain.head_of, chain.backup_of])
def test_an_official_renames_a_group(client, organization, group, official):
    person = official(organization)
    client.force_login(person)
    assert "Rename the group Billing" in client.get(address(group, "rename")).content.decode()
    done = client.post(address(group, "rename"), {"name": "Claims  and billing"}, follow=True)
    assert "The group is called Claims and billing now." in done.content.decode()
    group.refresh_from_db()
    assert (group.name, group.comparable_name) == ("Claims and billing", "claims and billing")
    entry = Entry.objects.get(command="rename_group")
    assert (entry.actor, entry.facts) == (person, {"from": "Billing", "to": "Claims and billing"})


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("FRONT   desk", "There is a group with this name already. Choose another name."),
        ("x" * 81, "81"),
        ("\ufdfa" * 80, "Some signs in this name stand for whole words."),
        ("", ""),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_the_field(client, organization, group, name, sentence):
    chain.group(organization, "Front desk")
    client.force_login(chain.head_of(organization))
    answer = client.post(address(group, "rename"), {"name": name})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    group.refresh_from_db()
    assert group.name == "Billing"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "\ufdfa" * 80, "Bill\x00ing", "front  DESK"])
def test_the_command_refuses_such_names_too(organization, group, name):
    chain.group(organization, "Front desk")
    with pytest.raises(Refused) as refused:
        rename_group(actor=chain.head_of(organization), group_key=group.pk, name=name)
    assert refused.value.field == "name"


def test_another_case_of_its_own_name_and_the_name_of_a_closed_group_or_of_another_organization_are_fine(
    organization, group
):
    head = chain.head_of(organization)
    chain.group(registration.organization(), "Front desk")
    closed = chain.group(organization, "Claims")
    close_group(actor=head, group_key=closed.pk, reason="Nobody works there.")
    for name in ("BILLING", "Front desk", "Claims"):
        assert rename_group(actor=head, group_key=group.pk, name=name).name == name


@pytest.mark.parametrize("verb", ["rename", "close"])
def test_only_the_officials_of_the_organization_change_a_group(client, organization, group, verb):
    former = chain.backup_of(organization)
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=former).pk, reason="left")
    strangers = [
        chain.administrator_of(group),
        chain.end_user_of(group),
        chain.head_of(registration.organization()),
        registration.known_person(),
        former,
    ]
    for person in strangers:
        client.force_login(person)
        assert client.get(address(group, verb)).status_code == 404
        assert client.post(address(group, verb), {"name": "Mine", "reason": "mine"}).status_code == 404
        with pytest.raises(Refused):
            rename_group(actor=person, group_key=group.pk, name="Mine")
        with pytest.raises(Refused):
            close_group(actor=person, group_key=group.pk, reason="mine")
    group.refresh_from_db()
    assert (group.name, group.closed_at) == ("Billing", None)


def test_closing_shows_what_ends_and_moves_and_then_ends_it(client, organization, group):
    head, backup = chain.head_of(organization), chain.backup_of(organization)
    administrator, member = chain.administrator_of(group), chain.end_user_of(group)
    elsewhere = chain.group(organization, "Front desk")
    chain.end_user_of(elsewhere, member)
    request = chain.asks_to_join(group)
    client.force_login(head)
    entries = Entry.objects.count()
    page = client.get(address(group, "close"))
    changes = page.context["changes"]
    assert {each.user for each in changes.ended} == {administrator, member}
    assert [line.number for line in changes.passed_on] == [request.tracking_number]
    assert {(mail.message, mail.to) for mail in changes.mails if mail.message.startswith("role_")} == {
        ("role_ended", administrator.email),
        ("role_ended", member.email),
        ("role_of_other_ended", backup.email),
    }
    group.refresh_from_db()
    assert (group.closed_at, Entry.objects.count()) == (None, entries)
    answer = client.post(address(group, "close"), {"reason": "The work has moved."})
    assert answer.status_code == 302
    group.refresh_from_db()
    assert group.closed_at is not None
    assert chain.roles_of(administrator) == set()
    assert chain.roles_of(member) == {("end_user", elsewhere.pk)}
    assert set(RoleAssignment.objects.filter(scope=group.pk).values_list("reason", flat=True)) == {
        "The work has moved."
    }
    assert Message.objects.filter(message="role_ended").count() == 2
    recheck_offices(actor=None, scope_key=group.pk)  # the commit of this test never comes
    with pytest.raises(Refused, match="is closed, so nobody gets a role there"):
        chain.approved(request, head)
    assert "This group is closed already." in client.get(address(group, "close")).content.decode()
    with pytest.raises(Refused, match="closed already"):
        close_group(actor=head, group_key=group.pk, reason="again")


def test_closing_needs_a_reason(client, organization, group):
    client.force_login(chain.head_of(organization))
    answer = client.post(address(group, "close"), {"reason": ""})
    assert answer.status_code == 422
    assert "Say in a few words why the group is closed." in answer.content.decode()
