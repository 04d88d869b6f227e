"""Where an organization is and how it is reached: changed by its Security Official or a backup, at once."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may
from registration.models import Organization
from registration.roles import DECIDE_FOR_ORGANIZATION

_PARTS = ("line_1", "line_2", "city", "state", "zip")
CONTACT = (*(f"{kind}_{part}" for kind in ("practice", "mailing") for part in _PARTS), "telephone", "extension")


@command
def change_contact(*, actor: User, organization_key: int, facts: Mapping[str, str]) -> Organization:
    """Write addresses and telephone of an open organization. `facts` are the fields of `CONTACT`, as their forms clean them.

    The entry of the trail keeps what each changed field said before and says now; without a change none is written. Legal business
    name and tax number are not changed by it. Raises Refused when `actor` is no official there now, or the organization is closed.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=organization_key)
    organization = Organization.objects.get(pk=organization_key)
    if not may(actor, DECIDE_FOR_ORGANIZATION, organization_key):
        raise Refused(_("Only the Security Official or a backup changes the organization."), code="not_official")
    if organization.closed_at is not None:
        raise Refused(_("This organization is closed."), code="closed")
    changed = [name for name in CONTACT if name in facts and getattr(organization, name) != facts[name]]
    told = {name: {"before": getattr(organization, name), "now": facts[name]} for name in changed}
    for name in changed:
        setattr(organization, name, facts[name])
    if changed:
        organization.save(update_fields=changed)
        record(actor=actor, command="change_contact", scope_key=organization_key, facts=told)
    return organization
