"""What changes user groups."""

from usergroups.commands.groups import create_group

__all__ = ["create_group"]
