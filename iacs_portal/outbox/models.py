"""The outbox: each mail is a row, written in the transaction of what it tells."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from iacs_portal.core import clock
from iacs_portal.outbox.rendering import subject_of


class MessageStatus(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Mailed")
    PARKED = "parked", _("Parked")


class Message(models.Model):
    """One mail to one person.

    `message` names the folder in templates/emails/. `facts` are what its templates need and may be shown to the desk;
    `secret_facts` (a code, a link that lets in) are encrypted with `settings.OUTBOX_KEYS`, shown to nobody and emptied as
    soon as the mail is sent or they are stale (`secret_until`). `key` is unique: the same mail queued twice is one mail.
    A worker holds a message by `leased_until`; `attempts` counts claims, so that a message that kills its worker is parked
    like any other that fails five times.
    """

    message = models.CharField(_("message"), max_length=60)
    to = models.EmailField(_("to"), max_length=254)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    secret_facts = models.BinaryField(_("secret facts"), default=b"", blank=True)
    secret_until = models.DateTimeField(_("secret facts are good until"), null=True, blank=True)
    key = models.CharField(_("key"), max_length=200, unique=True)
    about = models.CharField(_("tracking number"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=MessageStatus, default=MessageStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written"), default=clock.now)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="outbox_message_due",
                condition=models.Q(status=MessageStatus.WAITING),
            ),
            models.Index(fields=["about", "id"], name="outbox_message_about", condition=~models.Q(about="")),
            models.Index(fields=["to", "id"], name="outbox_message_to"),
            models.Index(
                fields=["status", "id"], name="outbox_message_not_sent", condition=~models.Q(status=MessageStatus.SENT)
            ),
            models.Index(
                fields=["secret_until"], name="outbox_message_secret", condition=models.Q(secret_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_status_display()})"

    @property
    def subject(self) -> str:
        """Its subject as its reader got it, secrets as dots. No query."""
        return subject_of(self.message, self.facts, self.language)
