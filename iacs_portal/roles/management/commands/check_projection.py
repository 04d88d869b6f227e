"""`manage.py check_projection`: does what people may do follow from their role assignments?"""

from typing import Any

from django.core.management.base import BaseCommand

from iacs_portal.roles import projection


class Command(BaseCommand):
    help = "Compare permissions in scopes with live role assignments. Exit status 1 when they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = projection.drift()
        for user, scope, permission, wanted, held in rows:
            state = "is missing" if not held else "is held without a role" if not wanted else "ends at the wrong time"
            self.stdout.write(f"person {user}, scope {scope}, permission {permission}: {state}")
        self.stdout.write(f"check_projection: {len(rows)} differences")
        if rows:
            raise SystemExit(1)
