"""Tests only: a template of ours that names a variable which does not exist fails, instead of drawing nothing."""

import inspect
from pathlib import Path

from django.conf import settings
from django.template.base import FilterExpression, Node, Origin


class UnknownVariable(Exception):
    """A template names a variable that its view does not hand over."""


class StrictVariables(str):
    """For the option `string_if_invalid`: Django asks whether it is true when it has not found a variable.

    Templates of the portal raise UnknownVariable. Those of Django and allauth rely on silence and get it. Where a template
    asks (`{% if name %}`), Django does not look here, so optional variables are written as conditions.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        """Raise for a template of ours; False, as Django's own empty string, for all others."""
        origin, name = _being_drawn()
        if origin is not None and _is_ours(origin):
            raise UnknownVariable(f"{origin.name}: {name} does not exist.")
        return False


def _is_ours(origin: Origin) -> bool:
    path = Path(origin.name)
    base = Path(settings.BASE_DIR)
    return path.is_relative_to(base) and "site-packages" not in path.parts


def _being_drawn() -> tuple[Origin | None, str]:
    """The template of the innermost node on the stack, and the variable that it asks for."""
    name = ""
    frame = inspect.currentframe()
    while frame is not None:
        drawn = frame.f_locals.get("self")
        if isinstance(drawn, FilterExpression):
            name = name or str(drawn.var)
        origin = getattr(drawn, "origin", None) if isinstance(drawn, Node) else None
        if origin is not None:
            return origin, name
        frame = frame.f_back
    return None, name
