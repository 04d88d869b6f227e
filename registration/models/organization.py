"""Provider organizations, and the numbers by which Medicare knows them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Upper
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.core.telephones import with_extension
from iacs_portal.scopes.models import Scope
from registration.identifiers import ein as employer_number
from registration.identifiers.kinds import SOLE_KINDS, NumberKind


class PlaceFacts(models.Model):
    """Where a provider works and gets its mail, and its telephone."""

    practice_line_1 = models.CharField(_("practice address"), max_length=100)
    practice_line_2 = models.CharField(_("practice address, second line"), max_length=100, blank=True)
    practice_city = models.CharField(_("practice city"), max_length=60)
    practice_state = models.CharField(_("practice state"), max_length=2)
    practice_zip = models.CharField(_("practice ZIP code"), max_length=10)
    mailing_line_1 = models.CharField(_("mailing address"), max_length=100)
    mailing_line_2 = models.CharField(_("mailing address, second line"), max_length=100, blank=True)
    mailing_city = models.CharField(_("mailing city"), max_length=60)
    mailing_state = models.CharField(_("mailing state"), max_length=2)
    mailing_zip = models.CharField(_("mailing ZIP code"), max_length=10)
    telephone = models.CharField(_("telephone"), max_length=25)
    extension = models.CharField(_("extension"), max_length=10, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_telephone(self) -> str:
        """The telephone with its extension."""
        return with_extension(self.telephone, self.extension)


class OrganizationFacts(PlaceFacts):
    """What is known of an organization: as asked for (`OrganizationRegistration`) and as registered (`Organization`)."""

    legal_business_name = models.CharField(_("legal business name"), max_length=200)
    other_name = models.CharField(_("other name"), max_length=200, blank=True)
    ein = models.CharField(_("EIN"), max_length=9)

    class Meta:
        abstract = True

    @property
    def shown_ein(self) -> str:
        """The EIN as people write it."""
        return employer_number.shown(self.ein)

    @classmethod
    def fact_names(cls) -> list[str]:
        """The names of the fields that a request and an organization share."""
        return [field.name for field in OrganizationFacts._meta.get_fields()]


@tracked("scope", "legal_business_name", "other_name", "ein", "closed_at")
class Organization(OrganizationFacts):
    """A provider organization that the help desk has approved. Findable from then on (SE0753)."""

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="organization_row")
    comparable_name = models.TextField(_("name as compared"), blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        indexes = [
            models.Index(fields=["ein"], name="registration_org_ein"),
            models.Index(Collate(Upper("legal_business_name"), "C"), "scope", name="registration_org_name_begins"),
            GinIndex(fields=["comparable_name"], name="registration_org_similar", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.legal_business_name


@tracked("scope", "community", "kind", "value", "is_live")
class MedicareNumber(models.Model):
    """A number of a registered organization (or practitioner): `scope` is its holder.

    A number of the `SOLE_KINDS`, such as an NPI, belongs to one live holder in each community (domain.md 17); the others may be shared.
    """

    scope = models.ForeignKey(Scope, models.PROTECT, related_name="medicare_numbers")
    community = models.ForeignKey(Scope, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=4, choices=NumberKind)
    value = models.CharField(_("number"), max_length=12)
    is_live = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("Medicare number")
        verbose_name_plural = _("Medicare numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["value", "community"],
                condition=Q(kind__in=SOLE_KINDS, is_live=True),
                name="registration_sole_number_once",
                violation_error_message=_("This number was registered meanwhile, and it is registered once."),
            ),
            models.UniqueConstraint(fields=["scope", "kind", "value"], name="registration_number_once"),
        ]
        indexes = [models.Index(fields=["value", "kind"], name="registration_number_value")]

    def __str__(self) -> str:
        return f"{capfirst(self.get_kind_display())} {self.value}"
