"""What stands around links: the request for one, who of a company a provider keeps out, and a provider's standing rule."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.scopes.models import Scope
from usergroups.models.company import Company, Team
from usergroups.models.group import UserGroup
from usergroups.models.provider_list import ProviderList


class LinkRequest(models.Model):
    """What is asked: let `company` work for `provider` until the end of a day, served by `team`.

    `renews` is the link that goes on; `group` the link that the approval made or renewed; `granted_until` the day that the provider
    chose. `told_status` is the answer that the company was told of last, where it hears in digests.
    """

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="link_request")
    company = models.ForeignKey(Company, models.PROTECT, related_name="link_requests", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey(Scope, models.PROTECT, related_name="link_requests", db_index=False)
    asked_until = models.DateField(_("asked until"))
    granted_until = models.DateField(_("granted until"), null=True, blank=True)
    renews = models.ForeignKey(
        UserGroup, models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name=_("renews")
    )
    group = models.ForeignKey(
        UserGroup, models.PROTECT, null=True, blank=True, related_name="link_requests", verbose_name=_("link")
    )
    provider_list = models.ForeignKey(
        ProviderList, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("from the list")
    )
    told_status = models.CharField(_("answer told"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("request for a surrogate user group")
        verbose_name_plural = _("requests for surrogate user groups")
        indexes = [
            models.Index(fields=["company", "-request"], name="usergroups_linkrequest_company"),
            models.Index(fields=["provider", "-request"], name="usergroups_linkrequest_prov"),
        ]

    def __str__(self) -> str:
        return str(self.company)

    @property
    def last_day(self) -> datetime.date:
        """The last day of the link: as granted, else as asked."""
        return self.granted_until or self.asked_until


@tracked("provider", "company", "person", "lifted_at")
class Exclusion(models.Model):
    """A provider keeps a person of a company out, whichever link and team would let her in, until it is lifted."""

    provider = models.ForeignKey(Scope, models.PROTECT, related_name="exclusions", db_index=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    made_at = models.DateTimeField(_("since"), default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )

    class Meta:
        verbose_name = _("person kept out")
        verbose_name_plural = _("people kept out")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "company", "person"],
                condition=Q(lifted_at=None),
                name="usergroups_exclusion_once",
                violation_error_message=_("This person is kept out already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.company_id} at {self.provider_id}"


@tracked("provider", "never")
class SurrogateRule(models.Model):
    """A provider's standing rule: it takes no surrogates (`never`), or is asked each time, as it is without a rule."""

    provider = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="surrogate_rule")
    never = models.BooleanField(_("never a surrogate"), default=False)
    changed_at = models.DateTimeField(_("changed"), default=clock.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("standing rule about surrogates")
        verbose_name_plural = _("standing rules about surrogates")

    def __str__(self) -> str:
        return str(_("never a surrogate") if self.never else _("asked each time"))
