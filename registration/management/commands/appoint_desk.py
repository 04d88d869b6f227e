"""`manage.py appoint_desk --email --reason`: the first desk lead."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iacs_portal.core.errors import Refused
from registration.commands.desk import appoint_desk
from registration.communities import PROVIDER_SUPPLIER


class Command(BaseCommand):
    help = "Make the person with this confirmed e-mail address a desk lead. Further desk people are decided by a desk lead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--reason", required=True, help="stands in the trail, such as the order that appoints her")
        parser.add_argument("--community", default=PROVIDER_SUPPLIER.slug)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            assignment = appoint_desk(
                actor=None, email=options["email"], reason=options["reason"], community_slug=options["community"]
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{options['email']} is {assignment.label} now.")
