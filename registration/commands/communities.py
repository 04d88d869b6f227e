"""What a community's desk lead sets: whether it is open, its texts, whom it excludes, and how its help desk is reached (domain.md 8)."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import may
from registration import roles
from registration.models import Community

SETTABLE = (
    "is_open",
    "excluded_type",
    "excluded_hint",
    "excluded_now",
    "excluded_text",
    "notice_text",
    "desk_telephone",
    "desk_tty",
    "desk_email",
    "desk_hours",
)


@command
def set_community(*, actor: User, community_key: int, values: Mapping[str, str | bool]) -> Community:
    """Set the fields `values` (of `SETTABLE`) of a community; what is not named stays. Pages and mails say it from now on.

    The trail keeps each field that changed with what it said before and says now; setting what stands there already
    writes nothing. Raises Refused when `actor` is no lead of the community's help desk now, and with the sentences of
    values that do not fit; ValueError for a field that nobody sets.
    """
    community = Community.objects.select_for_update(of=("self",)).get(pk=community_key)
    if not may(actor, roles.LEAD_DESK, community.pk):
        raise Refused(_("Only a lead of this community's help desk sets this."), code="not_lead")
    unknown = set(values) - set(SETTABLE)
    if unknown:
        raise ValueError(f"Nobody sets {', '.join(sorted(unknown))} of a community.")
    changed = {name: value for name, value in values.items() if getattr(community, name) != value}
    if not changed:
        return community
    before = {name: getattr(community, name) for name in changed}
    for name, value in changed.items():
        setattr(community, name, value)
    _require_fit(community, set(changed))
    community.save(update_fields=sorted(changed))
    facts = {name: {"before": before[name], "now": getattr(community, name)} for name in sorted(changed)}
    record(actor=actor, command="community_set", scope_key=community.pk, facts=facts)
    return community


def _require_fit(community: Community, names: set[str]) -> None:
    """Raise Refused, with a sentence for each, when one of the fields `names` holds what it cannot."""
    others = {field.name for field in community._meta.get_fields()} - names
    try:
        community.clean_fields(exclude=others)
    except ValidationError as error:
        sentences = [
            f"{community._meta.get_field(name).verbose_name}: {' '.join(messages)}"  # type: ignore[union-attr]
            for name, messages in error.message_dict.items()
        ]
        raise Refused(*sentences, code="invalid") from error
