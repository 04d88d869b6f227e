"""`manage.py rebuild_projection`: make what people may do follow from their role assignments, online, in batches."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from iacs_portal.accounts.models import User
from iacs_portal.roles import projection

BATCH = 500


class Command(BaseCommand):
    help = "Recompute permissions in scopes from live role assignments, a few hundred people at a time."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        last = 0
        while keys := list(User.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                changed += projection.recompute_people(keys[0], keys[-1])
            last = keys[-1]
        self.stdout.write(f"rebuild_projection: {changed} rows changed")
