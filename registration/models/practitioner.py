"""Individual Practitioners: one professional who uses IACS-PC personally, in a single role (SE0753)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.scopes.models import Scope
from registration.models.community import Community
from registration.models.organization import PlaceFacts


class PractitionerFacts(PlaceFacts):
    """What is known of a practitioner: as asked for (`PractitionerRegistration`) and as registered (`Practitioner`)."""

    name = models.CharField(_("name as Medicare knows it"), max_length=200)

    class Meta:
        abstract = True

    @classmethod
    def fact_names(cls) -> list[str]:
        """The names of the fields that a request and a practitioner share."""
        return [field.name for field in PractitionerFacts._meta.get_fields()]


@tracked("scope", "name", "closed_at")
class Practitioner(PractitionerFacts):
    """An individual professional whom the help desk has approved. Her NPI is a `MedicareNumber` of the scope."""

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="practitioner_row")
    comparable_name = models.TextField(_("name as compared"), blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("individual practitioner")
        verbose_name_plural = _("individual practitioners")
        indexes = [
            GinIndex(fields=["comparable_name"], name="registration_pra_similar", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class PractitionerRegistration(PractitionerFacts):
    """What is asked: register the requester as this practitioner."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="practitioner_registration")
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", db_index=False)
    npi = models.CharField(_("NPI"), max_length=10)
    # What the rules of bad input let pass but the desk should look at: [code, sentence] pairs.
    flags = models.JSONField(_("to look at"), default=list, blank=True)
    practitioner = models.OneToOneField(
        Practitioner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registered_by",
        verbose_name=_("practitioner"),
    )

    class Meta:
        verbose_name = _("registration of a practitioner")
        verbose_name_plural = _("registrations of practitioners")
        indexes = [models.Index(fields=["npi"], name="registration_practitioner_npi")]

    def __str__(self) -> str:
        return self.name
