"""The question to a Security Official: does a further facility that claims her organization's papers belong to it (domain.md 10)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from registration.identifiers.kinds import NumberKind
from registration.models.organization import Organization
from registration.models.organization_registration import OrganizationRegistration

# What the question shows of the registration, and what its answer is bound to; the requester's name is bound too.
ASKED_ABOUT = ("number", "number_kind", "further_npis", "legal_business_name", "ein", "practice_city", "practice_state")


class FacilityAnswer(models.TextChoices):
    """What the Security Official answers."""

    YES = "yes", _("Yes, it is a facility of ours")
    NO = "no", _("No")


@tracked(
    "request",
    "organization",
    "requester_name",
    *ASKED_ABOUT,
    "asked_at",
    "asked_by",
    "answer",
    "answered_at",
    "answered_by",
    "lapsed_at",
)
class FacilityConfirmation(models.Model):
    """The desk asks the Security Official of `organization` whether the facility of `request` belongs to it.

    The row keeps what was asked about, since the request may change after a return: an answer counts only for what it was given
    for. A question that is asked anew lapses the one before, so one for each request and organization is in force.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="facility_confirmations")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, verbose_name=_("organization")
    )
    requester_name = models.CharField(_("who asks"), max_length=210)
    number = models.CharField(_("number"), max_length=10, db_column="npi")
    number_kind = models.CharField(
        _("kind of number"), max_length=4, choices=NumberKind, default=NumberKind.NPI, db_default=NumberKind.NPI
    )
    further_npis = ArrayField(models.CharField(max_length=10), verbose_name=_("further NPIs"), default=list, blank=True)
    legal_business_name = models.CharField(_("legal business name"), max_length=200)
    ein = models.CharField(_("EIN"), max_length=9)
    practice_city = models.CharField(_("practice city"), max_length=60)
    practice_state = models.CharField(_("practice state"), max_length=2)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("asked by")
    )
    answer = models.CharField(_("answer"), max_length=3, choices=FacilityAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("answered by"),
    )
    remark = models.TextField(_("remark"), blank=True)
    lapsed_at = models.DateTimeField(_("asked anew"), null=True, blank=True)

    class Meta:
        verbose_name = _("confirmation of a facility")
        verbose_name_plural = _("confirmations of facilities")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "organization"],
                condition=Q(lapsed_at=None),
                name="registration_facility_once",
                violation_error_message=_("The Security Official of this organization has been asked already."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answer__in=["yes", "no"], answered_at__isnull=False, answered_by__isnull=False),
                name="registration_facility_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "id"],
                condition=Q(answer="", lapsed_at=None),
                name="registration_facility_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_business_name}, {self.get_number_kind_display()} {self.number}"

    def is_about(self, registration: OrganizationRegistration) -> bool:
        """Whether `registration` (with its requester) is now what was asked about."""
        same = all(getattr(self, name) == getattr(registration, name) for name in ASKED_ABOUT)
        return same and self.requester_name == registration.request.requester.get_full_name()
