"""`manage.py load_nppes FILE [--deactivated FILE]`: load the provider file that CMS publishes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registration.provider_file.loader import AlreadyLoading, load
from registration.provider_file.source import CannotRead


class Command(BaseCommand):
    help = (
        "Load the NPPES dissemination file (CSV, plain or zip) into the provider file. Only rows that changed are written. "
        "Faulty rows are listed on standard error with line and reason, and left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--deactivated", type=Path, help="CSV of deactivated NPIs: npi, deactivation_date")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = load(options["file"], deactivated=options["deactivated"], report=self._report)
        except CannotRead as error:
            raise CommandError(f"Cannot load {options['file'].name}: {error}") from error
        except AlreadyLoading as error:
            raise CommandError("Another load is running. Wait until it is done.") from error
        self.stdout.write(
            f"read={counts.read} written={counts.written} unchanged={counts.unchanged} "
            f"deactivated={counts.deactivated} faulty={counts.faulty}"
        )

    def _report(self, file: str, line: int, reason: str) -> None:
        self.stderr.write(f"{file}, line {line}: {reason}")
