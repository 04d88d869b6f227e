"""The roles of a user group: its administrators and its end users. Both use IACS-PC; neither decides for the organization."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iacs_portal.roles.declarations import Role, Side, register
from iacs_portal.scopes.models import ScopeKind
from registration.roles import DECIDE_FOR_ORGANIZATION
from registration.roles import OFFICES as OFFICES_ABOVE

# Offices
DECIDE_IN_GROUP = "decide_in_group"
# Views
VIEW_GROUP = "view_group"
BELONG_TO_GROUP = "belong_to_group"
# Who holds an office, for people
OFFICES: dict[str, str | Promise] = {DECIDE_IN_GROUP: _("the administrators of the group"), **OFFICES_ABOVE}

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
