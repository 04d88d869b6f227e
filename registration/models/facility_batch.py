"""Further facilities of one organization that its Security Official sent in one form (domain.md 10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from iacs_portal.core import clock
from registration.models.organization import Organization


class FacilityBatch(models.Model):
    """One form: each of its registrations is a request of its own, and the papers of `organization` stand for all of them."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="facility_batches")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    made_at = models.DateTimeField(_("sent"), default=clock.now)

    class Meta:
        verbose_name = _("form of further facilities")
        verbose_name_plural = _("forms of further facilities")

    def __str__(self) -> str:
        return str(self.organization)
