"""Effective rights in any order of acts, compared with the reference model: some 400 acts, and 13,000 in `make test-long`."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.usergroups.machine import ChainMachine

pytestmark = pytest.mark.django_db
STEPS = 50


def acts_of(runs: int, *, repeatable: bool) -> int:
    """Run the machine `runs` times. Returns how many acts there were."""
    ChainMachine.steps_taken = 0
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
    run_state_machine_as_test(ChainMachine, settings=how)
    return ChainMachine.steps_taken


@pytest.mark.parametrize("runs", [8, pytest.param(25, marks=pytest.mark.long)])
def test_in_forty_acts_of_a_run_in_any_order_everybody_may_do_what_the_rules_say(runs):
    assert acts_of(runs, repeatable=True) >= runs * 40


@pytest.mark.long
def test_in_ten_thousand_acts_in_any_order_everybody_may_do_what_the_rules_say():
    assert acts_of(250, repeatable=False) >= 10_000
