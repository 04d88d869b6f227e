"""What requests for roles at a provider, an organization or an individual practitioner, ask about it."""

from django.utils.translation import gettext as _

from approvals.kinds import Check
from iacs_portal.scopes.models import Scope
from registration.models import Organization, Practitioner
from registration.providers import Provider, provider_of, provider_rows

ORGANIZATION_OF_SCOPE = "scope__organization_row"


def organization_of(scope: Scope) -> Organization:
    """The organization whose scope this is. One query, unless it was read along with the scope."""
    row: Organization = scope.organization_row  # type: ignore[attr-defined]  # the reverse of Organization.scope
    return row


def provider_checks(scope: Scope) -> list[Check]:
    """The provider is approved and open now. One query: what was read along may be older."""
    row: Provider = provider_of(Scope.objects.select_related(*provider_rows()).get(pk=scope.pk))
    practitioner = isinstance(row, Practitioner)
    return [
        Check(
            row.closed_at is None,
            _("%(name)s is registered and open.") % {"name": row},
            _("The practice of %(name)s is closed, so nobody gets a role there.") % {"name": row}
            if practitioner
            else _("%(name)s is closed, so nobody gets a role there.") % {"name": row},
        )
    ]
