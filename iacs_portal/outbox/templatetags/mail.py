"""Template tags for the words of mails: `{% load mail %}`."""

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()

LABEL_WIDTH = 12


@register.simple_tag
def fact(label: str, value: object) -> str:
    """One line of the block of facts at the top of a mail: "Label       value". Nothing when there is no value.

    The renderer reads such lines back into a table for the HTML part. A value is put on one line, so that what a person
    typed cannot begin another line of the mail.
    """
    words = " ".join(str(value if value is not None else "").split())
    return f"{label:<{LABEL_WIDTH - 2}}  {words}\n" if words else ""


@register.filter
def typed(words: object) -> str:
    """What a person typed, for the body of a mail: its paragraphs stay, its wide gaps do not, so that no line looks like a fact."""
    lines = [" ".join(line.split()) for line in str(words or "").splitlines()]
    return "\n".join(lines).strip()


@register.filter
def link_home(line: str) -> SafeString:
    """A line of a mail as HTML; it becomes a link when it is an address of this portal, and never otherwise."""
    if line.startswith(f"{settings.SITE_URL}/") and " " not in line:
        return format_html('<a href="{}" style="color:#005ea2">{}</a>', line, line)
    return conditional_escape(line)
