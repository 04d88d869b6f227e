"""Form fields of user groups."""

from typing import Any

from registration.identifiers.fields import OrganizationNameField
from usergroups.names import NAME_LENGTH, parse_group


class GroupNameField(OrganizationNameField):
    """The name of a group."""

    autocomplete = "off"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, **kwargs)

    def parse(self, typed: str) -> str:
        return parse_group(typed)
