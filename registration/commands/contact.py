"""Where a provider is and how it is reached: changed at once by its Security Official, a backup, or the practitioner herself."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may
from registration.providers import Provider, provider_of, provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION

_PARTS = ("line_1", "line_2", "city", "state", "zip")
CONTACT = (*(f"{kind}_{part}" for kind in ("practice", "mailing") for part in _PARTS), "telephone", "extension")


@command
def change_contact(*, actor: User, provider_key: int, facts: Mapping[str, str]) -> Provider:
    """Write addresses and telephone of an open organization or practice. `facts` are the fields of `CONTACT`, as their forms clean them.

    The entry of the trail keeps what each changed field said before and says now; without a change none is written. Its name
    and tax number are not changed by it. Raises Refused when `actor` does not decide there now, or it is closed.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_key)
    provider = provider_of(Scope.objects.select_related(*provider_rows()).get(pk=provider_key))
    if not may(actor, DECIDE_FOR_ORGANIZATION, provider_key):
        raise Refused(
            _("Only the Security Official, a backup, or the practitioner herself changes this."), code="not_official"
        )
    if provider.closed_at is not None:
        raise Refused(_("This organization is closed."), code="closed")
    changed = [name for name in CONTACT if name in facts and getattr(provider, name) != facts[name]]
    told = {name: {"before": getattr(provider, name), "now": facts[name]} for name in changed}
    for name in changed:
        setattr(provider, name, facts[name])
    if changed:
        provider.save(update_fields=changed)
        record(actor=actor, command="change_contact", scope_key=provider_key, facts=told)
    return provider
