"""What requests for roles in an organization ask about it."""

from django.utils.translation import gettext as _

from approvals.kinds import Check
from iacs_portal.scopes.models import Scope
from registration.models import Organization

ORGANIZATION_OF_SCOPE = "scope__organization_row"


def organization_of(scope: Scope) -> Organization:
    """The organization whose scope this is. One query, unless it was read along with the scope."""
    row: Organization = scope.organization_row  # type: ignore[attr-defined]  # the reverse of Organization.scope
    return row


def organization_checks(scope: Scope) -> list[Check]:
    """The organization is approved and open now. One query: what was read along may be older."""
    row = Organization.objects.get(pk=scope.pk)
    return [
        Check(
            row.closed_at is None,
            _("%(name)s is registered and open.") % {"name": row.legal_business_name},
            _("%(name)s is closed, so nobody gets a role there.") % {"name": row.legal_business_name},
        )
    ]
