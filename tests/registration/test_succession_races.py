"""Two successions approved at the same moment: one Security Official, and the other told why not."""

from iacs_portal.core.errors import Refused
from iacs_portal.roles import projection
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, engine, registration
from tests.races import at_once


def test_of_pairs_of_successions_approved_at_once_each_gives_one_security_official(committed_db, pairs):
    desks = [registration.desk_agent() for _ in range(2)]
    for _ in range(pairs):
        organization = registration.organization()
        head = chain.head_of(organization)
        requests = [chain.asks_to_succeed(organization) for _ in range(2)]
        for request in requests:
            chain.approved(request, head)
        steps = [engine.open_step(request).pk for request in requests]
        acts = [
            lambda step=step, actor=desk: chain.commands.approve(step_id=step, actor=actor)
            for step, desk in zip(steps, desks, strict=True)
        ]
        refused = [str(result) for result in at_once(*acts) if isinstance(result, Refused)]
        assert refused == [
            "Somebody else became Security Official after this was asked. Ask again if it is still needed."
        ]
        live = RoleAssignment.objects.filter(scope=organization.pk, role="security_official", ended_at=None)
        assert live.get().user in {request.requester for request in requests}
    assert projection.drift() == []
