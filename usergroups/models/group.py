"""A user group: people of a provider who work together, or people of an outside company who work for it (SE0753)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.scopes.models import Scope
from usergroups.models.company import Company, Team

PURPOSE_LENGTH = 300
LINK_NAME_LENGTH = 200  # a link has the legal name of its company; the names of other groups are shorter


@tracked("scope", "provider", "name", "closed_at", "company", "team", "until")
class UserGroup(models.Model):
    """A group that an official has approved. End users can ask for it from then on, until it is closed (SE0753).

    `provider` is the organization or practitioner it belongs to. Its name is unique there regardless of case and spacing.

    A surrogate user group, or link, has a `company` that works for the provider, its `team` that does, and ends at the moment `until`.
    It has the company's name, and there is one for a company under one provider. Nobody else is shown it (domain.md 6). `told_at`: up to
    when the provider's officials were told of new people, and `told_team` the team that served it then (usergroups/new_people.py).
    `end_told_on`: the day on which they were last told that it ends. `provider_name`: a copy of the provider's name as compared, by which
    a company's links are in order.
    """

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="group_row")
    provider = models.ForeignKey(Scope, models.PROTECT, related_name="groups", db_index=False)
    name = models.CharField(_("name"), max_length=LINK_NAME_LENGTH)
    comparable_name = models.CharField(_("name as compared"), max_length=LINK_NAME_LENGTH * 2, editable=False)
    purpose = models.CharField(_("purpose"), max_length=PURPOSE_LENGTH)
    approved_at = models.DateTimeField(_("approved"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="links", db_index=False, verbose_name=_("company")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="links", db_index=False, verbose_name=_("team")
    )
    until = models.DateTimeField(_("until"), null=True, blank=True)
    told_at = models.DateTimeField(_("new people told"), null=True, blank=True)
    told_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("team told of")
    )
    end_told_on = models.DateField(_("end told"), null=True, blank=True)
    provider_name = models.TextField(
        _("provider's name as compared"), blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = _("user group")
        verbose_name_plural = _("user groups")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "comparable_name"],
                condition=Q(closed_at=None, company=None),
                name="usergroups_group_name",
                violation_error_message=_(
                    "There is a group with this name already. Choose another name, or join that group."
                ),
            ),
            models.UniqueConstraint(
                fields=["company", "provider"],
                condition=Q(closed_at=None, company__isnull=False),
                name="usergroups_group_link_once",
                violation_error_message=_("This company works for this provider already."),
            ),
            models.CheckConstraint(
                condition=Q(company=None, team=None, until=None)
                | Q(company__isnull=False, team__isnull=False, until__isnull=False),
                name="usergroups_group_link_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "name"], name="usergroups_group_of_provider"),
            models.Index(
                fields=["company", "name", "scope"],
                condition=Q(company__isnull=False, closed_at=None),
                name="usergroups_link_of_company",
            ),
            models.Index(
                fields=["company", "provider_name", "scope"],
                condition=Q(company__isnull=False),
                name="usergroups_link_by_provider",
            ),
            models.Index(
                fields=["team", "scope"],
                condition=Q(company__isnull=False, closed_at=None),
                name="usergroups_link_of_team",
            ),
            models.Index(
                fields=["until", "scope"],
                condition=Q(company__isnull=False, closed_at=None),
                name="usergroups_link_by_end",
            ),
            models.Index(
                fields=["company", "until", "scope"],
                condition=Q(company__isnull=False, closed_at=None),
                name="usergroups_link_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name
