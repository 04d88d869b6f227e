"""What changes user groups, and who is invited to them."""

from usergroups.commands.accepting import accept, begin
from usergroups.commands.groups import create_group
from usergroups.commands.invitations import invite, renew, revoke

__all__ = ["accept", "begin", "create_group", "invite", "renew", "revoke"]
