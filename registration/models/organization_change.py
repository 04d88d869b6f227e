"""What is asked: another legal business name or EIN for an organization that is registered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from registration.identifiers import ein as employer_number
from registration.models.organization import Organization


class OrganizationChange(models.Model):
    """Name and EIN as they shall be, beside those that the organization had when the request was sent."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="organization_change")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="changes", verbose_name=_("organization")
    )
    legal_business_name = models.CharField(_("legal business name"), max_length=200)
    ein = models.CharField(_("EIN"), max_length=9)
    name_before = models.CharField(_("legal business name before"), max_length=200)
    ein_before = models.CharField(_("EIN before"), max_length=9)

    class Meta:
        verbose_name = _("change of an organization")
        verbose_name_plural = _("changes of organizations")

    def __str__(self) -> str:
        return self.name_before

    @property
    def shown_ein(self) -> str:
        """The EIN asked for, as people write it."""
        return employer_number.shown(self.ein)

    @property
    def shown_ein_before(self) -> str:
        """The EIN before, as people write it."""
        return employer_number.shown(self.ein_before)
