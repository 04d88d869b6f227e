"""Requests, their steps, the offices that hold them, and what happened.

The engine has no column for any kind of request: the detail of a request is a model of the kind's app that points here. `commands`
is the only writer of these tables.
"""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.states import UNDECIDED, OfficeReason, RequestStatus, StepStatus
from iacs_portal.audit.models import Entry
from iacs_portal.core import clock
from iacs_portal.scopes.models import Scope


class Request(models.Model):
    """What someone asks for. A draft has no tracking number and no detail; it gets both when it is sent.

    `subject` says what it is about in the words of its kind ("group 7"); where the kind is `exclusive`, at most one request for
    a subject is undecided at a time.
    """

    kind = models.CharField(_("kind"), max_length=60)
    tracking_number = models.CharField(_("tracking number"), max_length=12, unique=True, null=True, blank=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="requests", db_index=False)
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    exclusive = models.BooleanField(_("at most one for its subject"), default=False)
    status = models.CharField(_("status"), max_length=16, choices=RequestStatus, default=RequestStatus.DRAFT)
    created_at = models.DateTimeField(_("begun"), default=clock.now)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("earlier request")
    )
    # Of several requests that were sent in one form, the first names itself too; None for one that was sent alone.
    sent_with = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_together",
        db_index=False,
        verbose_name=_("first request of its form"),
    )

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(exclusive=True, status__in=sorted(UNDECIDED)),
                name="approvals_request_exclusive",
                violation_error_message=_(
                    "Another request for the same thing is under way. Wait for its answer first."
                ),
            ),
            models.UniqueConstraint(
                fields=["kind", "requester"],
                condition=Q(status=RequestStatus.DRAFT),
                name="approvals_request_one_draft",
                violation_error_message=_("You have begun such a request already. Go on with it, or drop it."),
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.DRAFT, tracking_number=None)
                | (~Q(status=RequestStatus.DRAFT) & Q(tracking_number__isnull=False)),
                name="approvals_request_number_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["requester", "-id"], name="approvals_request_mine"),
            models.Index(fields=["status", "-id"], name="approvals_request_status"),
            models.Index(
                fields=["sent_with", "status", "id"],
                condition=Q(sent_with__isnull=False),
                name="approvals_request_of_form",
            ),
            models.Index(
                fields=["sent_with", "id"],
                condition=Q(sent_with__isnull=False, status=RequestStatus.UNDER_REVIEW),
                name="approvals_request_form_waits",
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number or f"draft {self.pk}"


class Draft(models.Model):
    """What was typed so far, by page of the form; it changes while the request is a draft or returned to its requester.

    Kept with the request: a new one may begin from the answers of a denied or withdrawn one. Holds no secret and no Social Security
    number. `saved_at` starts the 30 days after which an unsent draft is deleted.
    """

    request = models.OneToOneField(Request, models.CASCADE, primary_key=True, related_name="draft")
    answers = models.JSONField(_("answers"), default=dict)
    saved_at = models.DateTimeField(_("saved"), default=clock.now)
    warned_at = models.DateTimeField(_("warned of deletion"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["saved_at"], name="approvals_draft_saved")]

    def __str__(self) -> str:
        return f"answers of request {self.request_id}"


class Step(models.Model):
    """One office's turn. The whole chain is frozen as rows when the request is sent."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=40)
    promise = models.PositiveSmallIntegerField(_("promised within business days"))
    announce = models.BooleanField(_("its holders get a mail"), default=True)
    status = models.CharField(_("status"), max_length=10, choices=StepStatus, default=StepStatus.LATER)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    due = models.DateTimeField(_("due"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["request_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="approvals_step_position"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(status__in=[StepStatus.OPEN, StepStatus.RETURNED]),
                name="approvals_step_one_open",
            ),
        ]
        indexes = [models.Index(fields=["due", "id"], condition=Q(status=StepStatus.OPEN), name="approvals_step_due")]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.position} {self.name}"

    @property
    def opening(self) -> str:
        """Which opening of the step this is, as a form carries it: a step opens again when what it decides was changed and sent again."""
        return f"{self.opened_at:%Y%m%d%H%M%S%f}" if self.opened_at else ""


class StepOffice(models.Model):
    """An office that may decide a step: the holders of `permission` in `scope`.

    All offices that the kind names are frozen in their order; the one with `since` and without `until` holds the step now. It
    carries the step's `due`, so that one index tells what waits for an office, first due first.
    """

    step = models.ForeignKey(Step, models.PROTECT, related_name="offices", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+", db_index=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=12, choices=OfficeReason, blank=True)
    due = models.DateTimeField(_("due"), null=True, blank=True)

    class Meta:
        verbose_name = _("office of a step")
        verbose_name_plural = _("offices of steps")
        ordering = ["step_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["step", "position"], name="approvals_stepoffice_position"),
        ]
        indexes = [
            models.Index(
                fields=["scope", "permission", "due", "step"],
                condition=Q(since__isnull=False, until=None),
                name="approvals_stepoffice_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.permission_id} in {self.scope_id}"


class Event(models.Model):
    """Something that happened to a request: a thin row that points to its one entry of the trail."""

    append_only = True

    request = models.ForeignKey(Request, models.PROTECT, related_name="events", db_index=False)
    step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    internal = models.BooleanField(_("only the deciders see it"), default=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["request", "id"], name="approvals_event_of_request")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.entry_id}"
