"""Who works for which provider, in any order of acts, compared with the reference model: some acts here, 10,000 in `make test-long`."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.usergroups.company_machine import CompanyMachine

pytestmark = pytest.mark.django_db
STEPS = 50


def acts_of(runs: int, *, repeatable: bool) -> int:
    """Run the machine `runs` times. Returns how many acts the portal was asked to do."""
    CompanyMachine.steps_taken = 0
    how = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        # Making a failure smaller takes minutes: `make test-long` has them.
        phases=(Phase.generate,) if repeatable else tuple(Phase),
        database=None,
        derandomize=repeatable,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(CompanyMachine, settings=how)
    return CompanyMachine.steps_taken


def test_in_any_order_of_acts_everybody_works_where_the_rules_say():
    assert acts_of(10, repeatable=True) >= 200


@pytest.mark.long
def test_in_ten_thousand_acts_everybody_works_where_the_rules_say():
    assert acts_of(400, repeatable=False) >= 10_000
