"""Clocks: what beat starts exists, and no clock of ours was forgotten."""

from django.conf import settings

from iacs_portal.celery import app

# Started by the poke of a commit as well as by beat, or by nothing but a clock: every task of ours is on the schedule.
OURS = ("approvals.", "registration.", "usergroups.", "outbox.", "accounts.", "roles.")


def test_every_task_of_ours_is_on_the_schedule_and_every_line_of_it_is_a_task():
    app.loader.import_default_modules()
    scheduled = {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}
    ours = {name for name in app.tasks if name.startswith(OURS)}
    assert scheduled == ours
