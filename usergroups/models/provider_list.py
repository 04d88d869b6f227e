"""Lists of providers that a company wants to work for: pasted or uploaded, matched, looked at, then sent line by line."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from iacs_portal.core import clock
from iacs_portal.scopes.models import Scope
from usergroups.models.company import Company, Team

TEXT_LENGTH = 40


class ListStatus(models.TextChoices):
    """Where a list is."""

    SHOWN = "shown", _("Not sent yet")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")


class LineState(models.TextChoices):
    """What a line of a list is: as matched before sending, or what became of it."""

    READY = "ready", _("Ready to ask")
    LINKED = "linked", _("You work for it already")
    ASKED = "asked", _("Asked already")
    NO_OFFICIAL = "no_official", _("No Security Official at present")
    NOT_REGISTERED = "not_registered", _("Not registered here yet")
    NEVER = "never", _("Never takes surrogates")
    UNKNOWN = "unknown", _("Unknown NPI")
    NOT_NPI = "not_npi", _("Not an NPI")
    REPEATED = "repeated", _("Stands in the list twice")
    SENT = "sent", _("Asked")
    FAILED = "failed", _("Not asked")


class ProviderList(models.Model):
    """One list as it was given. `fingerprint` is of its lines, team and day: the same one is not kept twice while it is unsent.

    `told_at` is when the company was last told of answers to it.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="provider_lists", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    until = models.DateField(_("asked until"))
    fingerprint = models.CharField(max_length=64, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=ListStatus, default=ListStatus.SHOWN)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    told_at = models.DateTimeField(_("answers told"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of providers")
        verbose_name_plural = _("lists of providers")
        indexes = [
            models.Index(fields=["company", "-id"], name="usergroups_list_of_company"),
            models.Index(fields=["id"], condition=Q(status=ListStatus.SENDING), name="usergroups_list_being_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.line_count}"


class ProviderListLine(models.Model):
    """One line: what was typed, the NPI read from it, the provider it names, and the request that asked it.

    `note` says more about its state in a sentence, such as why a provider could not be asked.
    """

    provider_list = models.ForeignKey(ProviderList, models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField(_("line"))
    text = models.CharField(_("as typed"), max_length=TEXT_LENGTH)
    npi = models.CharField(_("NPI"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=LineState)
    provider = models.ForeignKey(Scope, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    request = models.OneToOneField(
        Request, models.PROTECT, null=True, blank=True, related_name="list_line", verbose_name=_("request")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of lists")
        constraints = [
            models.UniqueConstraint(fields=["provider_list", "number"], name="usergroups_line_number"),
        ]
        indexes = [models.Index(fields=["provider_list", "state", "number"], name="usergroups_line_state")]

    def __str__(self) -> str:
        return f"{self.number}: {self.text}"
