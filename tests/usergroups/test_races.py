"""Two acts of the chain at the same moment: one outcome each time, with its sentence."""

from approvals import commands
from approvals.models import Request
from iacs_portal.core.errors import Refused
from iacs_portal.roles import projection
from iacs_portal.roles.models import RoleAssignment
from registration.models import MedicareNumber
from tests.factories import chain, engine, invitations, registration
from tests.races import at_once
from usergroups.commands import accept, invite, revoke
from usergroups.models import Invitation, UserGroup


def approving(request, actor):
    step = engine.open_step(request).pk
    return lambda: commands.approve(step_id=step, actor=actor)


def refusals(results):
    return [str(result) for result in results if isinstance(result, Refused)]


def test_of_pairs_of_backup_official_against_end_user_by_two_requests_each_gives_one_side(committed_db, pairs):
    organization = registration.organization()
    group = chain.group(organization)
    head, administrator = chain.head_of(organization), chain.administrator_of(group)
    sentences = set()
    for _ in range(pairs):
        person = registration.known_person()
        backup, user = chain.asks_for_backup(organization, person), chain.asks_to_join(group, person)
        refused = refusals(at_once(approving(backup, head), approving(user, administrator)))
        assert len(refused) == 1
        assert len(chain.roles_of(person)) == 1
        sentences.update(sentence.split(" here, as ")[0].replace(person.get_full_name(), "Pat") for sentence in refused)
    assert sentences <= {
        "One person cannot both decide and use in one organization: those who approve access do not use it.",
        "Pat decides who gets access",
        "Pat uses IACS-PC",
    }
    assert projection.drift() == []


def test_of_pairs_of_equal_submissions_each_sends_one(committed_db, pairs):
    organization = registration.organization()
    for _ in range(pairs):
        person = registration.known_person()
        draft = commands.start(actor=person, kind="backup_official")
        answers = {
            "community": {"slug": "provider-supplier"},
            "find": {"scope": organization.pk},
            "reason": chain.REASON,
        }
        commands.save_answers(actor=person, request_id=draft.pk, answers=answers)

        def send(key=draft.pk, who=person):
            return commands.submit(request_id=key, actor=who)

        assert refusals(at_once(send, send)) == ["This is not possible any more: the request is now “Under review”."]
        assert Request.objects.filter(requester=person).count() == 1


def test_of_pairs_of_groups_with_one_name_each_makes_one(committed_db, pairs):
    organization = registration.organization()
    officials = chain.head_of(organization), chain.backup_of(organization)
    for number in range(pairs):
        name = f"Billing {number}"
        people = [registration.known_person() for _ in range(2)]
        drafts = [commands.start(actor=person, kind="new_group") for person in people]
        for draft, person in zip(drafts, people, strict=True):
            answers = {
                "community": {"slug": "provider-supplier"},
                "find": {"scope": organization.pk},
                "new_group": {"name": name, "purpose": "Sends the bills"},
                "reason": chain.REASON,
            }
            commands.save_answers(actor=person, request_id=draft.pk, answers=answers)
        asked = [
            commands.submit(request_id=draft.pk, actor=person) for draft, person in zip(drafts, people, strict=True)
        ]
        results = at_once(*(approving(*pair) for pair in zip(asked, officials, strict=True)))
        assert refusals(results) == [
            "There is a group with this name already. Choose another name, or join that group."
        ]
        assert UserGroup.objects.filter(name=name).count() == 1


def accepting(draft, person):
    return lambda: accept(request_id=draft, actor=person)


def test_of_pairs_of_acceptances_of_one_invitation_each_gives_the_role_once(committed_db, pairs):
    group = chain.group()
    administrator = chain.administrator_of(group)
    for _ in range(pairs):
        person = invitations.invited_person()
        row = invitations.to_group(group, administrator, person)
        draft = invitations.begun(row, person)
        results = at_once(accepting(draft, person), accepting(draft, person))
        assert refusals(results) == ["This is not possible any more: the request is now “Approved”."]
        assert chain.roles_of(person) == {("end_user", group.pk)}
        row.refresh_from_db()
        assert row.request_id == draft
    assert projection.drift() == []


def test_of_pairs_of_acceptance_against_revocation_each_has_one_outcome(committed_db, pairs):
    group = chain.group()
    administrator = chain.administrator_of(group)
    for _ in range(pairs):
        person = invitations.invited_person()
        row = invitations.to_group(group, administrator, person)
        draft = invitations.begun(row, person)
        results = at_once(accepting(draft, person), lambda key=row.pk: revoke(actor=administrator, invitation_id=key))
        row.refresh_from_db()
        status = Request.objects.get(pk=draft).status
        if row.request_id is not None:
            assert refusals(results) == ["This invitation was accepted meanwhile."]
            assert (status, row.revoked_at) == ("approved", None)
        else:
            assert refusals(results) == []
            assert (status, chain.roles_of(person)) == ("under_review", set())


def test_of_pairs_of_equal_lists_each_address_is_invited_once_and_within_the_limit(committed_db, pairs, settings):
    reach_it = pairs * 3 // 4
    settings.INVITATIONS_PER_DAY = reach_it * 2
    group = chain.group()
    people = [chain.administrator_of(group) for _ in range(2)]
    for number in range(pairs):
        lines = [f"p{number}.{line}@example.org" for line in range(2)]
        acts = [
            lambda actor=actor, lines=lines: invite(actor=actor, role="end_user", scope_key=group.pk, lines=lines)
            for actor in people
        ]
        results = at_once(*acts)
        expected = 2 if number < reach_it else 0
        assert sorted(len(result.sent) for result in results) == [0, expected]
    assert Invitation.objects.count() == reach_it * 2


def test_of_pairs_of_security_officials_who_register_one_npi_each_gives_one(committed_db, pairs):
    desks = [registration.desk_agent() for _ in range(2)]
    for _ in range(pairs):
        npi = registration.npi()
        requests = [registration.registration(npi=npi) for _ in desks]
        steps = [engine.open_step(request).pk for request in requests]
        acts = [
            lambda step=step, desk=desk: commands.approve(step_id=step, actor=desk, evidence=registration.CP_575)
            for step, desk in zip(steps, desks, strict=True)
        ]
        # The look finds the number, or the database refuses what was looked at at the same moment.
        assert [sentence.replace(f"The NPI {npi}", "This number") for sentence in refusals(at_once(*acts))] == [
            "This number was registered meanwhile, and it is registered once."
        ]
        assert sorted(Request.objects.filter(pk__in=[request.pk for request in requests]).values_list("status")) == [
            ("approved",),
            ("under_review",),
        ]
        number = MedicareNumber.objects.get(kind="npi", value=npi)
        live = RoleAssignment.objects.get(scope=number.scope_id, role="security_official", ended_at=None)
        assert live.user in {request.requester for request in requests}
    assert projection.drift() == []
