"""The roles of a user group: its administrators and its end users. Both use IACS-PC; neither decides for the organization."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iacs_portal.roles.declarations import Role, Side, register
from iacs_portal.scopes.models import ScopeKind
from registration.roles import DECIDE_FOR_ORGANIZATION
from registration.roles import office_label as office_label_above

# Offices
DECIDE_IN_GROUP = "decide_in_group"
# Views
VIEW_GROUP = "view_group"
BELONG_TO_GROUP = "belong_to_group"


def office_label(permission: str, scope_kind: str) -> str | Promise:
    """Who holds an office in a scope of this kind, for people: of a group, or of those above it."""
    if permission == DECIDE_IN_GROUP:
        return _("the administrators of the group")
    return office_label_above(permission, scope_kind)


# Runs a group and knows each person in it (SE0753); the first role that may ask for applications.
GROUP_ADMINISTRATOR = register(
    Role(
        slug="user_group_administrator",
        label=_("User Group Administrator (UGA)"),
        scope_kind=ScopeKind.GROUP,
        permissions=(DECIDE_IN_GROUP, VIEW_GROUP, BELONG_TO_GROUP),
        side=Side.USES,
        second_factor=True,
        certified_by=DECIDE_FOR_ORGANIZATION,
    )
)

END_USER = register(
    Role(
        slug="end_user",
        label=_("End User"),
        scope_kind=ScopeKind.GROUP,
        permissions=(BELONG_TO_GROUP,),
        side=Side.USES,
        certified_by=DECIDE_IN_GROUP,
    )
)
