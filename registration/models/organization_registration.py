"""The request to register an organization with its Security Official, its papers, and what the desk saw on them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from approvals.models import Request, Step
from iacs_portal.core import clock
from registration.identifiers.kinds import NumberKind
from registration.models.community import Community
from registration.models.facility_batch import FacilityBatch
from registration.models.organization import Organization, OrganizationFacts


class OrganizationRegistration(OrganizationFacts):
    """What is asked: register this organization, with the requester as its Security Official."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="organization_registration")
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", db_index=False)
    # By what the community knows its organizations. The column is older than the second kind of number (docs/decisions/0017).
    number = models.CharField(_("number"), max_length=10, db_column="npi")
    number_kind = models.CharField(
        _("kind of number"), max_length=4, choices=NumberKind, default=NumberKind.NPI, db_default=NumberKind.NPI
    )
    further_npis = ArrayField(models.CharField(max_length=10), verbose_name=_("further NPIs"), default=list, blank=True)
    ccns = ArrayField(models.CharField(max_length=10), verbose_name=_("CCNs"), default=list, blank=True)
    ptans = ArrayField(models.CharField(max_length=12), verbose_name=_("PTANs"), default=list, blank=True)
    paper_kind = models.CharField(_("proof"), max_length=40)
    by_post = models.BooleanField(_("papers come by post"), default=False)
    # What the rules of bad input let pass but the desk should look at: [code, sentence] pairs.
    flags = models.JSONField(_("to look at"), default=list, blank=True)
    batch = models.ForeignKey(
        FacilityBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("sent in one form"),
    )
    organization = models.OneToOneField(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registered_by",
        verbose_name=_("organization"),
    )

    class Meta:
        verbose_name = _("registration of an organization")
        verbose_name_plural = _("registrations of organizations")
        indexes = [
            models.Index(fields=["number"], name="registration_asked_npi"),
            models.Index(fields=["ein"], name="registration_asked_ein"),
            GinIndex(fields=["further_npis"], name="registration_asked_further"),
        ]

    def __str__(self) -> str:
        return self.legal_business_name

    @property
    def known_by(self) -> str:
        """The number that it is registered under, with its kind."""
        return f"{capfirst(self.get_number_kind_display())} {self.number}"


def papers_storage() -> Storage:
    """Where papers are kept: outside the web root, behind the storage alias `papers`."""
    return storages["papers"]


def paper_path(paper: "Paper", filename: str) -> str:
    """A name that says nothing and cannot be guessed; the typed name is kept in the row only."""
    return f"{clock.today():%Y/%m}/{uuid.uuid4().hex}"


class Paper(models.Model):
    """A file that proves what a request says. Belongs to its request from the first upload, while it is still a draft."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="papers")
    file = models.FileField(_("file"), storage=papers_storage, upload_to=paper_path, max_length=100)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=20)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        indexes = [models.Index(fields=["file"], name="registration_paper_file")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a page can draw it: by its content, looked at when it was uploaded."""
        return self.content_type in ("png", "jpeg")


class PaperArrival(models.TextChoices):
    """How a paper came to the desk."""

    UPLOAD = "upload", _("uploaded")
    POST = "post", _("by post")
    FAX = "fax", _("by fax")
    SEEN_BEFORE = "seen_before", _("seen before, for another facility")


class PaperSeen(models.Model):
    """What the desk saw: the paper that the approval rests on. Every right leads back to one of these.

    `READS` is what `paper` needs to be read along, by `select_related`.
    """

    append_only = True
    READS = (
        "step__request__organization_registration__community",
        "step__request__role_request__scope__community__community_row",
    )

    step = models.OneToOneField(Step, models.PROTECT, primary_key=True, related_name="paper_seen")
    kind = models.CharField(_("paper"), max_length=40)
    number = models.CharField(_("number on the paper"), max_length=40)
    dated = models.DateField(_("date on the paper"), null=True, blank=True)
    arrival = models.CharField(_("how it came"), max_length=12, choices=PaperArrival)
    other_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen for")
    )
    confirmation = models.ForeignKey(
        "registration.FacilityConfirmation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("on the word of its Security Official"),
    )
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_("seen"), default=clock.now)

    class Meta:
        verbose_name = _("paper that the desk saw")
        verbose_name_plural = _("papers that the desk saw")

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"

    @property
    def paper(self) -> str:
        """What its community calls the kind of paper: that of the registration, or of the place in which a role was asked for."""
        request = self.step.request
        registration = getattr(request, "organization_registration", None)
        if registration is not None:
            community: Community = registration.community
        else:
            community = request.role_request.scope.community.community_row  # type: ignore[union-attr]  # a place has one
        label: str = community.declaration.paper_label(self.kind)
        return label
