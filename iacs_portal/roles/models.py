"""Role assignments: the truth about who may do what."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Request, Step
from iacs_portal.audit.history import tracked
from iacs_portal.core import clock
from iacs_portal.roles import declarations
from iacs_portal.roles.declarations import Side
from iacs_portal.scopes.models import Scope


@tracked("user", "role", "scope", "since", "until", "suspended_since", "ended_at", "certify_by")
class RoleAssignment(models.Model):
    """A person holds a role in a scope from a moment until a moment. Rows end, they are never deleted.

    Live means `ended_at IS NULL`. `organization`, `side` and `sole` are copied at the grant, from the scope and the declaration,
    so that the database itself keeps the three promises below.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=40)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="role_assignments")
    organization = models.ForeignKey(Scope, models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=8, choices=Side, blank=True)
    sole = models.BooleanField(_("at most one holder"), default=False)
    since = models.DateTimeField(_("since"), default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    suspended_since = models.DateTimeField(_("suspended since"), null=True, blank=True)
    made_by_step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by_step = models.ForeignKey(Step, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    certified_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    certify_by = models.DateTimeField(_("confirm by"), null=True, blank=True)

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope"],
                condition=Q(ended_at=None),
                name="roles_assignment_once",
                violation_error_message=_("This person holds this role here already."),
            ),
            models.UniqueConstraint(
                fields=["role", "scope"],
                condition=Q(ended_at=None, sole=True),
                name="roles_assignment_sole",
                violation_error_message=_("Somebody else holds this role here. It can have one holder at a time."),
            ),
            ExclusionConstraint(
                name="roles_assignment_one_side",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("side", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(ended_at=None) & ~Q(side=""),
                violation_error_message=_(
                    "One person cannot both decide and use in one organization: those who approve access do not use it."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "role"], condition=Q(ended_at=None), name="roles_assignment_live_scope"),
            models.Index(
                fields=["organization", "since", "id"], condition=Q(ended_at=None), name="roles_assignment_by_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.scope})"

    @property
    def label(self) -> str:
        """The role's name for people, as declared."""
        return str(declarations.role(self.role).label)


class RoleRequest(models.Model):
    """What is asked: hold this role in a scope that exists. The detail of every kind of request that does no more than that."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="role_request")
    role = models.CharField(_("role"), max_length=40)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    justification = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("request for a role")
        verbose_name_plural = _("requests for roles")

    def __str__(self) -> str:
        return str(declarations.role(self.role).label)
