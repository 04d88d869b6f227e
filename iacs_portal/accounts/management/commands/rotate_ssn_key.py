"""Wrap every stored SSN digest with the newest key, online."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from iacs_portal.accounts.commands import wrap_ssn_digests


class Command(BaseCommand):
    """Run it after a key was added at the end of SSN_KEYS and every process was started again with it. May be stopped and run again."""

    help = "Wrap every stored SSN digest with the keys that it lacks. Runs while the portal is used."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--batch`: how many digests are wrapped in one transaction."""
        parser.add_argument("--batch", type=int, default=1000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Wrap batch after batch, and say how many."""
        total = 0
        while done := wrap_ssn_digests(actor=None, batch=options["batch"]):
            total += done
            self.stdout.write(f"{total} digests wrapped")
        self.stdout.write(f"Every digest carries all keys. {total} were wrapped now.")
