"""Invitations accepted at the same moment as something else, on real connections: one outcome each time, with its sentence."""

from approvals.models import Request
from iacs_portal.core.errors import Refused
from iacs_portal.roles import projection
from registration.wizard.sending import Sent
from tests.factories import chain, invitations, registration
from tests.races import at_once
from usergroups.commands import accept
from usergroups.commands.changing import close_group


def accepting(draft, person):
    return lambda: accept(request_id=draft, actor=person)


def test_of_pairs_of_invitations_to_both_sides_accepted_at_once_each_gives_one_role(committed_db, pairs, settings):
    settings.INVITATIONS_PER_DAY = pairs * 2
    organization = registration.organization()
    group = chain.group(organization)
    head, administrator = chain.head_of(organization), chain.administrator_of(group)
    told = set()
    for _ in range(pairs):
        person = invitations.invited_person()
        rows = [
            invitations.invitation(head, organization.pk, "backup_security_official", person.email),
            invitations.to_group(group, administrator, person),
        ]
        drafts = [invitations.begun(row, person) for row in rows]
        results = at_once(*(accepting(draft, person) for draft in drafts))
        assert len(chain.roles_of(person)) == 1
        (sent,) = [result for result in results if isinstance(result, Sent)]
        (refused,) = [result for result in results if isinstance(result, Refused)]
        assert str(sent.words).startswith("Welcome: you are ")
        told.add(str(refused).split(" here, as ")[0].replace(person.get_full_name(), "Pat"))
        statuses = Request.objects.filter(pk__in=drafts).order_by("status").values_list("status", flat=True)
        assert list(statuses) == ["approved", "draft"]
    assert told <= {"Pat decides who gets access", "Pat uses IACS-PC"}
    assert projection.drift() == []


def test_of_pairs_of_acceptance_against_closing_the_group_each_leaves_nobody_in_a_closed_group(
    committed_db, pairs, settings
):
    settings.INVITATIONS_PER_DAY = pairs * 2
    organization = registration.organization()
    head, administrator = chain.head_of(organization), registration.known_person()
    for number in range(pairs):
        group = chain.group(organization, f"Billing {number}")
        chain.administrator_of(group, administrator)
        person = invitations.invited_person()
        row = invitations.to_group(group, administrator, person)
        draft = invitations.begun(row, person)

        def closing(key=group.pk):
            return close_group(actor=head, group_key=key, reason="The work has moved.")

        accepted, closed = at_once(accepting(draft, person), closing)
        assert not isinstance(closed, Refused), closed
        group.refresh_from_db()
        assert group.closed_at is not None
        assert chain.roles_of(person) == set()
        status = Request.objects.get(pk=draft).status
        if isinstance(accepted, Refused):
            # The group was closed first: there is nothing to ask for any more.
            assert status == "draft"
            assert "closed" in str(accepted), accepted
        else:
            assert (status, str(accepted.words).startswith("Welcome")) == ("approved", True), accepted
    assert projection.drift() == []
