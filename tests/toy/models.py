"""The detail of a toy request."""

from django.db import models

from approvals.models import Request
from iacs_portal.scopes.models import Scope


class ToyDetail(models.Model):
    request = models.OneToOneField(Request, models.PROTECT, primary_key=True)
    title = models.CharField(max_length=60)
    scope = models.ForeignKey(Scope, models.PROTECT)
    desk = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    # For each step the permissions of its offices, in order.
    plan = models.JSONField(default=list)
    problem = models.CharField(max_length=60, blank=True)

    def __str__(self):
        return self.title


class ToyEffect(models.Model):
    """What an approved toy request leaves behind."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True)

    def __str__(self):
        return str(self.request_id)
