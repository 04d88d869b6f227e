"""Giving up a role, and ending one below: first what it will change, then the act."""

import pytest
from django.urls import reverse

from approvals.models import StepOffice
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.roles.preview import consequences_in
from tests.factories import chain, registration
from tests.statements import counted
from usergroups.commands.leaving import end_below, leave

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic")


@pytest.fixture
def group(organization):
    return chain.group(organization)


def role_of(person):
    return RoleAssignment.objects.get(user=person, ended_at=None)


def address(assignment):
    return reverse("roles:end", args=[assignment.pk])


def told():
    return set(Message.objects.filter(message__startswith="role_of").values_list("to", flat=True))


def everything():
    """What a preview must leave as it was."""
    return (
        list(RoleAssignment.objects.order_by("pk").values()),
        list(StepOffice.objects.order_by("pk").values()),
        Message.objects.count(),
        Entry.objects.count(),
    )


def test_the_page_tells_what_ends_which_requests_move_where_and_who_is_told_and_changes_nothing(
    client, organization, group
):
    head, administrator = chain.head_of(organization), chain.administrator_of(group)
    request = chain.asks_to_join(group)
    before = everything()
    client.force_login(administrator)
    page = client.get(address(role_of(administrator)))
    words = page.content.decode()
    changes = page.context["changes"]
    assert [each.pk for each in changes.ended] == [role_of(administrator).pk]
    assert [(line.number, str(line.office)) for line in changes.passed_on] == [
        (request.tracking_number, "the officials of the organization, or the practitioner")
    ]
    assert sorted((mail.message, mail.to) for mail in changes.mails) == [
        ("request_waits_for_you", head.email),
        ("role_of_other_ended", head.email),
    ]
    assert request.tracking_number in words
    assert head.get_full_name() in words
    assert "The group has no administrator then." in words
    assert everything() == before


def test_a_reason_is_needed(client, group):
    member = chain.end_user_of(group)
    client.force_login(member)
    answer = client.post(address(role_of(member)), {"reason": "  "})
    assert answer.status_code == 422
    assert "Say in a few words why the role ends." in answer.content.decode()
    with pytest.raises(Refused) as refused:
        leave(actor=member, assignment_id=role_of(member).pk, reason=" ")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")


def test_an_end_user_gives_up_her_role_and_nobody_is_mailed(client, group):
    member = chain.end_user_of(group)
    client.force_login(member)
    page = client.get(address(role_of(member))).content.decode()
    assert "No request goes to another office." in page
    assert "Nobody: you see it here." in page
    held = role_of(member)
    done = client.post(address(held), {"reason": "I work elsewhere."}, follow=True)
    assert "You have given up your role: End User, Billing, Harbor Street Clinic." in done.content.decode()
    assert chain.roles_of(member) == set()
    assert Message.objects.filter(message__startswith="role_").count() == 0


def test_the_security_official_cannot_leave_without_a_successor(client, organization):
    head = chain.head_of(organization)
    client.force_login(head)
    page = client.get(address(role_of(head))).content.decode()
    assert "you cannot leave without a successor" in page
    assert "Give up this role" not in page
    answer = client.post(address(role_of(head)), {"reason": "I retire."})
    assert answer.status_code == 409
    assert chain.head_of(organization) == head


def actors(organization, group):
    return {
        "head": chain.head_of(organization),
        "backup": chain.backup_of(organization),
        "other_backup": chain.backup_of(organization),
        "administrator": chain.administrator_of(group),
        "other_administrator": chain.administrator_of(group),
        "member": chain.end_user_of(group),
        "elsewhere": chain.head_of(registration.organization()),
        "next_door": chain.administrator_of(chain.group(organization, "Front desk")),
        "nobody": registration.known_person(),
    }


@pytest.mark.parametrize(
    ("who", "whose", "outcome"),
    [
        ("head", "backup", "ends"),
        ("head", "administrator", "ends"),
        ("head", "member", "ends"),
        ("backup", "administrator", "ends"),
        ("backup", "member", "ends"),
        ("administrator", "member", "ends"),
        ("backup", "other_backup", "Only the Security Official ends the role of a backup."),
        ("backup", "head", "Nobody in the organization ends the role of its Security Official. Call the help desk."),
        (
            "administrator",
            "other_administrator",
            "Only the Security Official, a backup, or the practitioner ends the role of an administrator.",
        ),
        ("administrator", "head", "absent"),
        ("next_door", "member", "absent"),
        ("member", "administrator", "absent"),
        ("elsewhere", "member", "absent"),
        ("elsewhere", "backup", "absent"),
        ("nobody", "member", "absent"),
    ],
)
def test_who_ends_whose_role(client, organization, group, who, whose, outcome):
    people = actors(organization, group)
    held = role_of(people[whose])
    client.force_login(people[who])
    shown = client.get(address(held))
    answer = client.post(address(held), {"reason": "She has left."})
    held.refresh_from_db()
    assert (held.ended_at is not None) == (outcome == "ends")
    if outcome == "ends":
        assert (shown.status_code, answer.status_code) == (200, 302)
        mail = Message.objects.get(message="role_ended")
        assert (mail.to, mail.facts["remark"]) == (people[whose].email, "She has left.")
        assert Entry.objects.filter(command="end", actor=people[who], person=people[whose]).count() == 1
    elif outcome == "absent":
        assert (shown.status_code, answer.status_code) == (404, 404)
    else:
        assert (shown.status_code, answer.status_code) == (200, 409)
        assert outcome in shown.content.decode().replace("&#x27;", "'")
    if outcome != "ends":
        with pytest.raises(Refused):
            end_below(actor=people[who], assignment_id=held.pk, reason="She has left.")


def test_the_other_officials_are_told_when_an_official_is_ended_and_not_when_an_end_user_is(organization, group):
    people = actors(organization, group)
    end_below(actor=people["head"], assignment_id=role_of(people["member"]).pk, reason="left")
    assert told() == set()
    end_below(actor=people["head"], assignment_id=role_of(people["administrator"]).pk, reason="left")
    assert told() == {people[each].email for each in ("backup", "other_backup", "other_administrator")}
    Message.objects.all().delete()
    end_below(actor=people["head"], assignment_id=role_of(people["backup"]).pk, reason="left")
    assert told() == {people["other_backup"].email}


def test_a_former_official_ends_nothing_and_sees_only_that_her_own_role_has_ended(client, organization, group):
    backup, member = chain.backup_of(organization), chain.end_user_of(group)
    mine = role_of(backup)
    leave(actor=backup, assignment_id=mine.pk, reason="left")
    client.force_login(backup)
    assert client.get(address(role_of(member))).status_code == 404
    assert "This role has ended already." in client.get(address(mine)).content.decode()
    with pytest.raises(Refused):
        end_below(actor=backup, assignment_id=role_of(member).pk, reason="left")


def test_a_role_of_ones_own_is_given_up_and_never_ended_as_if_it_were_below(group):
    administrator = chain.administrator_of(group)
    chain.end_user_of(group, administrator)
    mine = RoleAssignment.objects.get(user=administrator, role="end_user")
    with pytest.raises(Refused) as refused:
        end_below(actor=administrator, assignment_id=mine.pk, reason="left")
    assert refused.value.code == "own"
    with pytest.raises(Refused) as refused:
        leave(actor=administrator, assignment_id=role_of(chain.end_user_of(group)).pk, reason="left")
    assert refused.value.code == "not_own"


def test_of_each_long_list_the_first_25_are_shown_and_the_others_told_as_a_number(client, organization, group):
    chain.administrator_of(group)
    for _number in range(27):
        chain.end_user_of(group)
        chain.asks_to_join(group)
    client.force_login(chain.head_of(organization))
    answer = client.get(reverse("group_changes:close", args=[group.pk]))
    changes, words = answer.context["changes"], answer.content.decode()
    assert (len(changes.ended), changes.more_ended) == (25, 3)
    assert (len(changes.passed_on), changes.more_passed_on) == (25, 2)
    assert (len(changes.mails), changes.more_mails) == (25, 30)
    for sentence in ("3 other roles end with them.", "And 2 other requests.", "And 30 other mails."):
        assert sentence in words


def test_what_an_act_changes_is_read_by_as_many_statements_for_1_row_as_for_30(organization):
    group = chain.group(organization)
    members = [chain.end_user_of(group) for _number in range(30)]
    requests = [chain.asks_to_join(group) for _number in range(30)]
    rows = [
        (
            Entry(command="end", facts={"assignment": role_of(member).pk}),
            Entry(
                command="passed_on",
                reference=request.tracking_number,
                facts={"to": "decide_in_group", "to_scope": group.pk},
            ),
        )
        for member, request in zip(members, requests, strict=True)
    ]
    counts = []
    for some in (rows[:1], rows):
        with counted() as statements:
            changes = consequences_in([row for pair in some for row in pair])
        counts.append(len(statements))
    assert counts[0] == counts[1] == 4, str(statements)
    assert (len(changes.ended), changes.more_ended, len(changes.passed_on)) == (25, 5, 25)
