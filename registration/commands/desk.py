"""The first desk lead of a community: the only role without a decision behind it."""

from django.utils.translation import gettext as _

from iacs_portal.accounts.commands import issue_user_id
from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.roles.commands import grant
from iacs_portal.roles.models import RoleAssignment
from registration import roles
from registration.models import Community


@command
def appoint_desk(*, actor: User | None, email: str, reason: str, community_slug: str) -> RoleAssignment:
    """Make the person with the verified `email` the desk lead of a community, for a written `reason`; she gets a User ID.

    Run by hand, on the machine (docs/operations.md). Raises Refused when no account has this address, when it is not verified, or
    when she holds the role already.
    """
    user = User.objects.filter(email__iexact=email, emailaddress__verified=True).first()
    if user is None:
        raise Refused(_("No account has confirmed the e-mail address %(email)s. Sign up first.") % {"email": email})
    if not reason.strip():
        raise Refused(_("Give the reason: it stands in the trail."))
    community = Community.objects.select_related("scope").get(slug=community_slug)
    issue_user_id(actor=actor, user=user)
    return grant(actor=actor, user=user, role=roles.DESK_LEAD, scope=community.scope, reason=reason)
