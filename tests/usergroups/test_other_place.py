"""Who decides was chosen by the place that a request was sent to: it is not sent again for another one."""

import pytest

from approvals import commands
from iacs_portal.core.errors import Refused
from iacs_portal.roles.models import RoleRequest
from iacs_portal.scopes.queries import who_may
from tests.factories import chain, engine, practitioners, registration
from usergroups.models import GroupRequest

pytestmark = pytest.mark.django_db


def _request(kind, place):
    """A request of `kind`, and the answers that would lead it to `place`, where its sender knows nobody."""
    ours = registration.organization(legal_business_name="Accomplice, Inc.")
    if kind == "succession":
        return chain.asked("succession", find={"scope": ours.pk}, word={"how": "ask"}), {"find": {"scope": place.pk}}
    if kind == "backup_official":
        return chain.asks_for_backup(ours), {"find": {"scope": place.pk}}
    if kind == "new_group":
        return chain.asks_for_group(ours), {"find": {"scope": place.pk}}
    mine, theirs = chain.group(ours), chain.group(place)
    chain.administrator_of(mine)
    led = {"find": {"scope": place.pk}, "group": {"scope": theirs.pk}}
    if kind == "further_administrator":
        return chain.asks_to_run(mine), led
    if kind == "end_user":
        return chain.asks_to_join(mine), led
    person = chain.end_user_of(chain.group(ours, "Old"))
    place_in_mine = {"find": {"scope": ours.pk}, "group": {"scope": mine.pk}}
    return chain.asked("move_member", person, **place_in_mine), led


def _decider(step):
    """Somebody who may decide the step."""
    office = step.offices.get(since__isnull=False)
    return who_may(office.permission.codename, office.scope_id)[0]


KINDS = ["succession", "backup_official", "new_group", "further_administrator", "end_user", "move_member"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_returned_request_does_not_reach_another_organization(kind):
    victim = registration.organization(legal_business_name="Victim, Inc.")
    request, led = _request(kind, victim)
    step = engine.open_step(request)
    decider = _decider(step)
    commands.return_for_changes(step_id=step.pk, actor=decider, reason="unclear")
    commands.save_answers(actor=request.requester, request_id=request.pk, answers=led)
    with pytest.raises(Refused, match="for another place now"):
        commands.resubmit(request_id=request.pk, actor=request.requester)
    request.refresh_from_db()
    assert request.status == "returned"
    places = {
        *RoleRequest.objects.values_list("scope__organization", "scope"),
        *GroupRequest.objects.values_list("provider"),
    }
    assert victim.pk not in {key for place in places for key in place}


def test_nor_that_of_a_practitioner():
    practitioner = practitioners.approved(practitioners.request())
    request = chain.asks_for_group(practitioner)
    victim = registration.organization()
    step = engine.open_step(request)
    commands.return_for_changes(step_id=step.pk, actor=_decider(step), reason="unclear")
    commands.save_answers(actor=request.requester, request_id=request.pk, answers={"find": {"scope": victim.pk}})
    with pytest.raises(Refused, match="for another place now"):
        commands.resubmit(request_id=request.pk, actor=request.requester)
    assert GroupRequest.objects.get().provider_id == practitioner.pk
