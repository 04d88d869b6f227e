"""Two acts of the chain at the same moment: one outcome each time, with its sentence."""

from approvals import commands
from approvals.models import Request
from iacs_portal.core.errors import Refused
from iacs_portal.roles import projection
from tests.factories import chain, engine, registration
from tests.races import at_once
from usergroups.models import UserGroup

PAIRS = 100


def approving(request, actor):
    step = engine.open_step(request).pk
    return lambda: commands.approve(step_id=step, actor=actor)


def refusals(results):
    return [str(result) for result in results if isinstance(result, Refused)]


def test_of_100_pairs_of_backup_official_against_end_user_by_two_requests_each_gives_one_side(committed_db):
    organization = registration.organization()
    group = chain.group(organization)
    head, administrator = chain.head_of(organization), chain.administrator_of(group)
    sentences = set()
    for _ in range(PAIRS):
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


def test_of_100_pairs_of_equal_submissions_each_sends_one(committed_db):
    organization = registration.organization()
    for _ in range(PAIRS):
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


def test_of_100_pairs_of_groups_with_one_name_each_makes_one(committed_db):
    organization = registration.organization()
    for number in range(PAIRS):
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
        sends = [
            lambda draft=draft, person=person: commands.submit(request_id=draft.pk, actor=person)
            for draft, person in zip(drafts, people, strict=True)
        ]
        results = at_once(*sends)
        assert refusals(results) == ["Another request for the same thing is under way. Wait for its answer first."]
        sent = next(result for result in results if isinstance(result, Request))
        chain.approved(sent, chain.head_of(organization))
        assert UserGroup.objects.filter(name=name).count() == 1
