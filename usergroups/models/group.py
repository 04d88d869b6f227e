"""A user group: people of a provider who work together, run by its User Group Administrators (SE0753)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.scopes.models import Scope
from usergroups.names import COMPARABLE_LENGTH, NAME_LENGTH

PURPOSE_LENGTH = 300


@tracked("scope", "provider", "name", "closed_at")
class UserGroup(models.Model):
    """A group that an official has approved. End users can ask for it from then on, until it is closed (SE0753).

    `provider` is the organization or practitioner it belongs to. Its name is unique there regardless of case and spacing.
    """

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="group_row")
    provider = models.ForeignKey(Scope, models.PROTECT, related_name="groups", db_index=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    comparable_name = models.CharField(_("name as compared"), max_length=COMPARABLE_LENGTH, editable=False)
    purpose = models.CharField(_("purpose"), max_length=PURPOSE_LENGTH)
    approved_at = models.DateTimeField(_("approved"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("user group")
        verbose_name_plural = _("user groups")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "comparable_name"],
                condition=Q(closed_at=None),
                name="usergroups_group_name",
                violation_error_message=_(
                    "There is a group with this name already. Choose another name, or join that group."
                ),
            ),
        ]
        indexes = [models.Index(fields=["provider", "name"], name="usergroups_group_of_provider")]

    def __str__(self) -> str:
        return self.name
