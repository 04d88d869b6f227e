"""The readable trail: one entry for each command, appended last, never changed."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from iacs_portal.audit.history import tracked
from iacs_portal.core import clock


class Entry(models.Model):
    """One act. `facts` names things (numbers, slugs, reasons), never data that identifies a person beyond her key.

    `scope_key` and `reference` are plain values: scopes and requests live in higher layers.
    """

    append_only = True

    at = models.DateTimeField(_("when"), default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    command = models.CharField(_("what"), max_length=60)
    reference = models.CharField(_("tracking number"), max_length=20, blank=True)
    scope_key = models.BigIntegerField(_("scope"), null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about")
    )
    remark = models.TextField(_("remark"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("trail")
        indexes = [
            models.Index(fields=["reference"], name="audit_entry_reference", condition=~models.Q(reference="")),
            models.Index(fields=["scope_key", "id"], name="audit_entry_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.command}"


@tracked("user", "email", "verified", "primary", model_name="EmailAddressHistory", app_label="audit")
class TrackedEmailAddress(EmailAddress):
    """allauth's table of e-mail addresses, so that its changes are kept too: who verified an address can sign in with it."""

    class Meta:
        proxy = True
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")
