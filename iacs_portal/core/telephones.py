"""Telephone numbers in words: with their extension, where there is one."""

from django.utils.translation import gettext as _


def with_extension(telephone: str, extension: str) -> str:
    """As it stands in a list of facts: "207-555-0142 ext. 12"."""
    return telephone + (_(" ext. %(extension)s") % {"extension": extension} if extension else "")


def with_extension_in_full(telephone: str, extension: str) -> str:
    """As it stands where somebody reads what she typed: "207-555-0142, extension 12"."""
    return telephone + (_(", extension %(extension)s") % {"extension": extension} if extension else "")
