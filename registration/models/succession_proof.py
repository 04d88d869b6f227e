"""What a successor shows where no Security Official gives her word: the paper, and how it comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from registration.identifiers.kinds import SOLE_KINDS
from registration.models.community import Community
from registration.models.organization import MedicareNumber, Organization


class SuccessionProof(models.Model):
    """The paper that goes with a request to succeed a Security Official. There is none where she gives her word."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="succession_proof")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="succession_proofs", verbose_name=_("organization")
    )
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", db_index=False)
    paper_kind = models.CharField(_("proof"), max_length=40)
    by_post = models.BooleanField(_("papers come by post"), default=False)

    class Meta:
        verbose_name = _("proof of a successor")
        verbose_name_plural = _("proofs of successors")

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def legal_business_name(self) -> str:
        """The name that the paper shows."""
        return self.organization.legal_business_name

    @property
    def known_by(self) -> str:
        """The first number that the organization alone has, with its kind. One query."""
        numbers = MedicareNumber.objects.filter(scope=self.organization_id, kind__in=SOLE_KINDS, is_live=True)
        first = numbers.order_by("pk").first()
        return "" if first is None else str(first)
