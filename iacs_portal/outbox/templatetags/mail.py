"""Template tags for the words of mails: `{% load mail %}`."""

from django import template

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
