"""An invitation to a role: an official or administrator asks somebody by e-mail whom she wants to let in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from iacs_portal.core import clock
from iacs_portal.roles import declarations
from iacs_portal.scopes.models import Scope


class Invitation(models.Model):
    """Somebody is invited to hold `role` in `scope`, by a mail to `email` with a link that is good until `expires_at`.

    The link's token is kept as a digest only. An invitation ends once: revoked (and perhaps followed by a newer one, which
    `renews` it), or with the `request` that its acceptance sent. `organization` is the top scope whose invitations of a day are
    counted.
    """

    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("role"), max_length=40)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="invitations", db_index=False)
    organization = models.ForeignKey(Scope, models.PROTECT, related_name="+", db_index=False)
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    token_digest = models.CharField(_("digest of the token"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("invited"), default=clock.now)
    expires_at = models.DateTimeField(_("good until"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("follows")
    )
    request = models.OneToOneField(
        Request, models.PROTECT, null=True, blank=True, related_name="invitation", verbose_name=_("accepted by request")
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "role", "email"],
                condition=Q(revoked_at=None, request=None),
                name="usergroups_invitation_once",
                violation_error_message=_("Somebody invited this address a moment ago. Look at the list."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "-id"],
                condition=Q(revoked_at=None, request=None),
                name="usergroups_invitation_open",
            ),
            models.Index(fields=["organization", "made_at"], name="usergroups_invitation_of_day"),
            models.Index(fields=["email", "-id"], name="usergroups_invitation_email"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.email}"

    @property
    def label(self) -> str:
        """The role's name for people, as declared."""
        return str(declarations.role(self.role).label)

    @property
    def is_expired(self) -> bool:
        """Whether its days are over."""
        return self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Whether it was neither revoked nor used; it may have expired."""
        return self.revoked_at is None and self.request_id is None
