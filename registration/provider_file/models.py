"""One row for each NPI of the provider file. Written by the loader only."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class EntityType(models.TextChoices):
    """Whom an NPI stands for. Nothing in the number itself says it (FACTS: NPI)."""

    INDIVIDUAL = "1", _("individual")
    ORGANIZATION = "2", _("organization")


class ProviderRecord(models.Model):
    """What the provider file says about an NPI. Texts are as in the file: in capitals, mostly without accents.

    A deactivated NPI keeps what was known before, since the file publishes nothing but its date.
    """

    npi = models.CharField(_("NPI"), max_length=10, primary_key=True)
    entity_type = models.CharField(_("kind"), max_length=1, blank=True, choices=EntityType)
    legal_business_name = models.TextField(_("legal business name"), blank=True)
    other_name = models.TextField(_("other name"), blank=True)
    last_name = models.TextField(_("last name"), blank=True)
    first_name = models.TextField(_("first name"), blank=True)
    middle_name = models.TextField(_("middle name"), blank=True)
    suffix = models.TextField(_("suffix"), blank=True)
    credential = models.TextField(_("credential"), blank=True)
    practice_line_1 = models.TextField(_("practice address"), blank=True)
    practice_line_2 = models.TextField(_("practice address, second line"), blank=True)
    practice_city = models.TextField(_("practice city"), blank=True)
    practice_state = models.TextField(_("practice state"), blank=True)
    practice_zip = models.TextField(_("practice ZIP code"), blank=True)
    practice_country = models.TextField(_("practice country"), blank=True)
    practice_telephone = models.TextField(_("practice telephone"), blank=True)
    mailing_line_1 = models.TextField(_("mailing address"), blank=True)
    mailing_line_2 = models.TextField(_("mailing address, second line"), blank=True)
    mailing_city = models.TextField(_("mailing city"), blank=True)
    mailing_state = models.TextField(_("mailing state"), blank=True)
    mailing_zip = models.TextField(_("mailing ZIP code"), blank=True)
    mailing_country = models.TextField(_("mailing country"), blank=True)
    mailing_telephone = models.TextField(_("mailing telephone"), blank=True)
    official_last_name = models.TextField(_("official's last name"), blank=True)
    official_first_name = models.TextField(_("official's first name"), blank=True)
    official_middle_name = models.TextField(_("official's middle name"), blank=True)
    official_suffix = models.TextField(_("official's suffix"), blank=True)
    official_title = models.TextField(_("official's title"), blank=True)
    official_telephone = models.TextField(_("official's telephone"), blank=True)
    is_subpart = models.TextField(_("part of another organization"), blank=True)
    parent_organization = models.TextField(_("parent organization"), blank=True)
    taxonomy = models.TextField(_("main taxonomy"), blank=True)
    enumerated_on = models.DateField(_("enumerated"), null=True, blank=True)
    updated_on = models.DateField(_("last update"), null=True, blank=True)
    deactivated_on = models.DateField(_("deactivated"), null=True, blank=True)
    comparable_name = models.TextField(_("name as compared"), blank=True, editable=False)
    row_hash = models.BigIntegerField(_("hash of the row"), default=0, editable=False)

    class Meta:
        verbose_name = _("provider file entry")
        verbose_name_plural = _("provider file entries")
        indexes = [
            GinIndex(
                fields=["comparable_name"],
                name="registration_provider_name",
                opclasses=["gin_trgm_ops"],
                condition=models.Q(entity_type="2"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.npi} {self.shown_name}".strip()

    @property
    def shown_name(self) -> str:
        """The organization's legal business name, or the person's names."""
        if self.entity_type == EntityType.ORGANIZATION:
            return self.legal_business_name
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.suffix) if part)

    @property
    def shown_official(self) -> str:
        """The authorized official's name and title; empty where the file names nobody, as for individuals."""
        names = " ".join(
            part for part in (self.official_first_name, self.official_middle_name, self.official_last_name) if part
        )
        return ", ".join(part for part in (names, self.official_title) if part)

    @property
    def is_active(self) -> bool:
        """Whether the NPI is in use."""
        return self.deactivated_on is None
