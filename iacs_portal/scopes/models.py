"""Scopes, and who holds which permission in them.

A scope is the thing a role is held in. `Organization`, `Practitioner` and the like have their scope as primary key, so that
permissions and role assignments are real foreign keys whatever the thing is.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase


class ScopeKind(models.TextChoices):
    """What a scope can be."""

    COMMUNITY = "community", _("community")
    ORGANIZATION = "organization", _("organization")
    PRACTITIONER = "practitioner", _("practitioner")
    COMPANY = "company", _("company")
    TEAM = "team", _("team")
    GROUP = "group", _("user group")


class Scope(models.Model):
    """One thing that roles are held in.

    `organization` (the top scope that this one counts in; itself for a top scope) and `community` are ancestors. They are
    copied at creation by `commands.create_scope` and never change. A permission counts in the scope where it is given;
    nothing is copied down.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ScopeKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    organization = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    community = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ScopeKind.COMMUNITY, parent=None, organization=None, community=None)
                | (~models.Q(kind=ScopeKind.COMMUNITY) & models.Q(parent__isnull=False, community__isnull=False)),
                name="scopes_scope_ancestors",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def organization_key(self) -> int | None:
        """The key of the top scope that this scope counts in, its own where it is one; None for a community."""
        return self.organization_id or (None if self.kind == ScopeKind.COMMUNITY else self.pk)


class ScopePermission(UserObjectPermissionBase):
    """A person holds a permission in a scope, until a moment or without end: the projection of her live role assignments.

    Written by `iacs_portal.roles` alone, read by `queries` alone. The truth is `roles.RoleAssignment`.
    """

    permission = models.ForeignKey(Permission, models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+")
    content_object = models.ForeignKey(Scope, models.PROTECT, db_index=False, related_name="+", db_column="scope_id")
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("permission in a scope")
        verbose_name_plural = _("permissions in scopes")
        unique_together: ClassVar[list[Any]] = []  # guardian's own would name fields that are ours
        constraints = [
            models.UniqueConstraint(
                fields=["user", "permission", "content_object"], name="scopes_scopepermission_once"
            ),
        ]
        indexes = [
            models.Index(fields=["content_object", "permission", "user"], name="scopes_permission_who_may"),
        ]
