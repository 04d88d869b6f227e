"""Surrogate companies: registered once, they work for many providers (SE0753; domain.md 7). Their people are held in teams."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Upper
from django.utils.translation import gettext_lazy as _

from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.core.telephones import with_extension
from iacs_portal.scopes.models import Scope
from registration.identifiers import ein as employer_number
from usergroups.names import COMPARABLE_LENGTH, NAME_LENGTH


class Work(models.TextChoices):
    """What a company does for providers."""

    BILLING = "billing", _("Billing and claims")
    ENROLLMENT = "enrollment", _("Enrollment and credentialing")
    COST_REPORTS = "cost_reports", _("Cost reports and reimbursement")
    CONSULTING = "consulting", _("Consulting and audits")
    SYSTEMS = "systems", _("Information systems")
    OTHER = "other", _("Other work for providers")


@tracked("scope", "legal_name", "ein", "is_individual", "founder", "confirmed_at", "closed_at")
class Company(models.Model):
    """A surrogate company, or an individual contractor, who has no EIN ("individuals or a company", SE0753).

    It counts as confirmed by the first approval of a provider; `confirmations` counts the links that providers have approved. Until
    then its `founder` alone acts for it. An EIN is of one confirmed company. `ends_told_on`: the day on which those who act for it were
    last told which of its links end.
    """

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="company_row")
    legal_name = models.CharField(_("legal name"), max_length=200)
    comparable_name = models.TextField(_("name as compared"), blank=True, editable=False)
    is_individual = models.BooleanField(_("individual contractor"), default=False)
    ein = models.CharField(_("EIN"), max_length=9, blank=True)
    work = models.CharField(_("kind of work"), max_length=20, choices=Work)
    line_1 = models.CharField(_("address"), max_length=100)
    line_2 = models.CharField(_("address, second line"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=60)
    state = models.CharField(_("state"), max_length=2)
    zip = models.CharField(_("ZIP code"), max_length=10)
    telephone = models.CharField(_("telephone"), max_length=25)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    founder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    registered_at = models.DateTimeField(_("registered"), default=clock.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmations = models.PositiveIntegerField(_("links approved"), default=0)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    ends_told_on = models.DateField(_("ends of links told"), null=True, blank=True)

    class Meta:
        verbose_name = _("surrogate company")
        verbose_name_plural = _("surrogate companies")
        constraints = [
            models.UniqueConstraint(
                fields=["ein"],
                condition=Q(confirmed_at__isnull=False, closed_at=None) & ~Q(ein=""),
                name="usergroups_company_ein_once",
                violation_error_message=_(
                    "A company with this EIN was confirmed meanwhile. Ask one of its User Group Administrators to let you in."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_individual=True, ein="") | (Q(is_individual=False) & ~Q(ein="")),
                name="usergroups_company_ein_of_companies",
            ),
        ]
        indexes = [
            models.Index(fields=["ein"], name="usergroups_company_ein"),
            models.Index(Collate(Upper("legal_name"), "C"), "scope", name="usergroups_company_name_begins"),
            GinIndex(fields=["comparable_name"], name="usergroups_company_similar", opclasses=["gin_trgm_ops"]),
        ]

    FACTS = (
        "legal_name",
        "is_individual",
        "ein",
        "work",
        "line_1",
        "line_2",
        "city",
        "state",
        "zip",
        "telephone",
        "extension",
    )

    def __str__(self) -> str:
        return self.legal_name

    @property
    def shown_ein(self) -> str:
        """The EIN as people write it; empty for an individual contractor."""
        return employer_number.shown(self.ein) if self.ein else ""

    @property
    def shown_telephone(self) -> str:
        """The telephone with its extension."""
        return with_extension(self.telephone, self.extension)

    @property
    def shown_place(self) -> str:
        """City and state."""
        return f"{self.city}, {self.state}"

    @property
    def shown_address(self) -> str:
        """The address in lines."""
        return "\n".join(line for line in (self.line_1, self.line_2, f"{self.city}, {self.state} {self.zip}") if line)


@tracked("scope", "company", "name", "closed_at")
class Team(models.Model):
    """People of a company who work together. A link to a provider names the team that serves it (domain.md, "Words")."""

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="team_row")
    company = models.ForeignKey(Company, models.PROTECT, related_name="teams", db_index=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    comparable_name = models.CharField(_("name as compared"), max_length=COMPARABLE_LENGTH, editable=False)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "comparable_name"],
                condition=Q(closed_at=None),
                name="usergroups_team_name",
                violation_error_message=_("There is a team with this name already. Choose another name."),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "name"], name="usergroups_team_of_company"),
            models.Index(Collate(Upper("name"), "C"), "scope", name="usergroups_team_name_begins"),
        ]

    def __str__(self) -> str:
        return self.name
