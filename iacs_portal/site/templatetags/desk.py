"""What the desk's own templates need beside Django's and ours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: Sequence[Mapping[str, Any]]) -> list[SafeString]:
    """The cells of a row of the admin's list, each with its column's name in `data-label`: on telephones rows become blocks."""
    found = []
    for cell, header in zip(cells, headers, strict=True):
        start, rest = str(conditional_escape(cell))[:3], str(conditional_escape(cell))[3:]
        label = format_html(' data-label="{}"', capfirst(str(header["text"]))) if start == "<td" else ""
        found.append(mark_safe(start + label + rest))  # noqa: S308 - Django's own cell, and one escaped attribute
    return found
