"""The kinds of number by which Medicare knows organizations and practitioners."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberKind(models.TextChoices):
    """By what Medicare knows a provider, or CMS a contractor. The labels stand within sentences. Values have at most four letters."""

    NPI = "npi", _("NPI")
    CCN = "ccn", _("CCN")
    PTAN = "ptan", _("PTAN")
    CONTRACTOR = "cntr", _("contractor number")

    @property
    def is_in_provider_file(self) -> bool:
        """Whether the provider file (NPPES) is kept by this kind of number: only then is anything compared with it."""
        return self is NumberKind.NPI


# Each of these numbers belongs to one live holder in each community (domain.md 17); the others may be shared.
SOLE_KINDS = (NumberKind.NPI, NumberKind.CONTRACTOR)
