"""The request for a new provider user group, with the person who asks as its first User Group Administrator."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from iacs_portal.scopes.models import Scope
from usergroups.models.group import PURPOSE_LENGTH, UserGroup
from usergroups.names import COMPARABLE_LENGTH, NAME_LENGTH


class GroupRequest(models.Model):
    """What is asked: make this group under the provider. `group` is the group that the approval made."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="group_request")
    provider = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    comparable_name = models.CharField(_("name as compared"), max_length=COMPARABLE_LENGTH, editable=False)
    purpose = models.CharField(_("purpose"), max_length=PURPOSE_LENGTH)
    justification = models.TextField(_("reason"), blank=True)
    group = models.OneToOneField(UserGroup, models.PROTECT, null=True, blank=True, related_name="asked_by")

    class Meta:
        verbose_name = _("request for a user group")
        verbose_name_plural = _("requests for user groups")

    def __str__(self) -> str:
        return self.name
