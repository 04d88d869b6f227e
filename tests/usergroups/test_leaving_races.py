"""Roles that end, with real commits: what was previewed happens, and two acts at the same moment have one outcome each."""

from django.urls import reverse

from approvals import commands
from approvals.models import StepOffice
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles import projection
from iacs_portal.roles.commands import grant
from iacs_portal.roles.models import RoleAssignment
from registration.roles import DESK_LEAD
from tests.factories import chain, engine, practitioners, registration
from tests.races import at_once
from usergroups.commands.leaving import end_below, leave
from usergroups.models import UserGroup


def role_of(person):
    return RoleAssignment.objects.get(user=person, ended_at=None)


def test_what_the_page_told_is_what_happens(committed_db, client):
    organization = registration.organization()
    group = chain.group(organization)
    administrator, member = chain.administrator_of(group), chain.end_user_of(group)
    request = chain.asks_to_join(group)
    client.force_login(administrator)
    held = role_of(administrator)
    address = reverse("roles:end", args=[held.pk])
    mails = client.get(address).context["changes"].mails
    before = set(Message.objects.values_list("key", flat=True))
    answer = client.post(address, {"reason": "I retire."})
    assert answer.url == reverse("home")
    assert {mail.key for mail in mails} == set(Message.objects.values_list("key", flat=True)) - before
    held.refresh_from_db()
    assert (held.ended_at is not None, held.reason) == (True, "I retire.")
    assert chain.roles_of(member) == {("end_user", group.pk)}
    office = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    assert (office.permission.codename, office.why) == ("decide_for_organization", "vacant")
    assert projection.drift() == []


def test_of_pairs_that_end_one_role_at_once_each_ends_it_once(committed_db, pairs):
    organization = registration.organization()
    group = chain.group(organization)
    head, backup = chain.head_of(organization), chain.backup_of(organization)
    for _ in range(pairs):
        held = role_of(chain.end_user_of(group))
        acts = [
            lambda actor=actor, key=held.pk: end_below(actor=actor, assignment_id=key, reason="left")
            for actor in (head, backup)
        ]
        results = at_once(*acts)
        assert [str(each) for each in results if isinstance(each, Refused)] == ["This role has ended already."]
        assert Entry.objects.filter(command="end", facts__assignment=held.pk).count() == 1
    assert projection.drift() == []


def test_of_pairs_of_officials_who_end_while_they_are_ended_none_is_refused_by_the_database(committed_db, pairs):
    organization = registration.organization()
    group = chain.group(organization)
    head = chain.head_of(organization)
    for _ in range(pairs):
        backup, member = chain.backup_of(organization), chain.end_user_of(group)
        of_backup, of_member = role_of(backup).pk, role_of(member).pk
        at_once(
            lambda key=of_backup: end_below(actor=head, assignment_id=key, reason="left"),
            lambda key=of_member, who=backup: end_below(actor=who, assignment_id=key, reason="left"),
        )
        assert RoleAssignment.objects.get(pk=of_backup).ended_at is not None
    assert projection.drift() == []


def test_of_pairs_of_a_group_approved_while_its_practitioner_leaves_each_has_one_outcome(committed_db, pairs):
    """Either the group is there and she stays, or she has left and there is none."""
    outcomes = set()
    desk = registration.desk_agent()
    for _ in range(pairs):
        practitioner = practitioners.approved(practitioners.request(), desk)
        held = RoleAssignment.objects.select_related("user").get(scope=practitioner.pk, ended_at=None)
        step = engine.open_step(chain.asks_for_group(practitioner)).pk
        results = at_once(
            lambda key=held.pk, who=held.user: leave(actor=who, assignment_id=key, reason="I retire."),
            lambda key=step, who=held.user: commands.approve(step_id=key, actor=who),
        )
        refused = [str(each) for each in results if isinstance(each, Refused)]
        assert len(refused) == 1
        held.refresh_from_db()
        practitioner.refresh_from_db()
        has_left = held.ended_at is not None
        assert (practitioner.closed_at is not None) == has_left
        assert UserGroup.objects.filter(provider=practitioner.pk).exists() == (not has_left)
        outcomes.add(refused[0].partition(".")[0])
    assert outcomes <= {
        "Groups of your staff are open below you",
        "The practice of Alex Physician is closed, so nobody gets a role there",
        "This request does not wait for you",
    }
    assert projection.drift() == []


def test_of_pairs_of_leads_who_leave_at_once_one_stays(committed_db, pairs):
    leads = [registration.desk_lead() for _ in range(2)]
    for _ in range(pairs):
        held = [role_of(lead) for lead in leads]
        acts = [
            lambda lead=lead, key=each.pk: leave(actor=lead, assignment_id=key, reason="left")
            for lead, each in zip(leads, held, strict=True)
        ]
        results = at_once(*acts)
        assert [str(each) for each in results if isinstance(each, Refused)] == [
            "You are the only lead of the help desk. Another one is needed first."
        ]
        gone = leads[0] if not RoleAssignment.objects.filter(user=leads[0], ended_at=None).exists() else leads[1]
        grant(actor=None, user=gone, role=DESK_LEAD, scope=registration.community().scope, reason="comes back")
