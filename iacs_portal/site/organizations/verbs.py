"""What a reader can do on the pages about an organization or group: links to the pages on which it is done, which ask again who may."""

from collections.abc import Iterable

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.core.pieces import Link
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.queries import held_rows, permission_key
from registration import roles as officials
from registration.communities.declarations import FURTHER_FACILITIES
from registration.models import Organization
from registration.providers import community_of
from usergroups import roles as members

_ASKED = (officials.DECIDE_FOR_ORGANIZATION, officials.DECIDE_BACKUP_OFFICIALS, members.DECIDE_IN_GROUP)


def _held(reader: User, scope_keys: Iterable[int]) -> set[tuple[str, int]]:
    """What the reader may do in these scopes: permissions of `_ASKED`, each with the key of its scope. One query."""
    rows = held_rows(reader).filter(content_object__in=list(scope_keys))
    which = Case(*(When(permission=permission_key(each), then=Value(each)) for each in _ASKED))
    return set(rows.annotate(which=which).filter(which__isnull=False).values_list("which", "content_object"))


def held_at(reader: User, key: int) -> set[str]:
    """What the reader may do at a provider: permissions. One query."""
    return {permission for permission, _scope in _held(reader, [key])}


def of_organization(held: set[str], organization: Organization) -> list[Link]:
    """What keeps an organization right: its officials' alone. `held` is what the reader may do there.

    No query where its community was read along (`COMMUNITY_ROW`).
    """
    key = organization.pk
    links = []
    if officials.DECIDE_FOR_ORGANIZATION in held:
        links += [
            Link(_("Change address or telephone"), reverse("registration:contact", args=[key]), _("at once")),
            Link(
                _("Change the legal business name or the EIN"),
                reverse("registration:change_names", args=[key]),
                _("help desk decides"),
            ),
        ]
    if officials.DECIDE_BACKUP_OFFICIALS in held:
        if community_of(organization).declaration.offers(FURTHER_FACILITIES):
            url = reverse("registration:facilities", args=[key])
            links.append(Link(_("Register further facilities"), url, _("many at once; help desk decides")))
        url = reverse("usergroups:successor", args=[key])
        links.append(Link(_("Hand over to a new official"), url, _("help desk decides")))
    return links


def of_practitioner(held: set[str], key: int) -> list[Link]:
    """What keeps a practice right: the practitioner's alone. `held` is what the reader may do there."""
    if officials.DECIDE_FOR_ORGANIZATION not in held:
        return []
    return [Link(_("Change address or telephone"), reverse("registration:contact", args=[key]), _("at once"))]


def of_group(reader: User, key: int, provider_key: int) -> list[Link]:
    """What keeps a group right: its officials' and administrators'. One query."""
    held = _held(reader, [key, provider_key])
    decides = (officials.DECIDE_FOR_ORGANIZATION, provider_key) in held
    links = []
    if decides or (members.DECIDE_IN_GROUP, key) in held:
        links.append(Link(_("Invite people to the group"), reverse("usergroups:invitations", args=[key])))
    if decides:
        links += [
            Link(_("Rename the group"), reverse("group_changes:rename", args=[key])),
            Link(_("Close the group"), reverse("group_changes:close", args=[key])),
        ]
    return links


def ends(reader: User, assignments: Iterable[RoleAssignment]) -> dict[int, str]:
    """Where the reader can end which of these live roles: addresses by key. One query. The page itself knows every rule."""
    live = [each for each in assignments if each.ended_at is None]
    held = _held(reader, {key for each in live for key in (each.scope_id, each.organization_id) if key is not None})

    def may_end(each: RoleAssignment) -> bool:
        if each.role == officials.SECURITY_OFFICIAL.slug:
            return False
        if each.user_id == reader.pk:
            return True
        if each.role == officials.BACKUP_OFFICIAL.slug:
            return (officials.DECIDE_BACKUP_OFFICIALS, each.scope_id) in held
        if (officials.DECIDE_FOR_ORGANIZATION, each.organization_id) in held:
            return True
        return each.role == members.END_USER.slug and (members.DECIDE_IN_GROUP, each.scope_id) in held

    return {each.pk: reverse("roles:end", args=[each.pk]) for each in live if may_end(each)}
