"""`manage.py check_deciders`: does every open step wait for somebody?"""

from typing import Any

from django.core.management.base import BaseCommand

from approvals.commands.offices import vacant_steps


class Command(BaseCommand):
    help = "List the open steps that nobody may decide now. Exit status 1 when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        steps = list(vacant_steps().select_related("request"))
        for step in steps:
            self.stdout.write(f"{step.request.tracking_number}: the step “{step.name}” waits for nobody")
        self.stdout.write(f"check_deciders: {len(steps)} steps wait for nobody")
        if steps:
            raise SystemExit(1)
