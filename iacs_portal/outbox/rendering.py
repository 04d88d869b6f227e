"""A message in words: one renderer for the mail, for its preview before a decision and for the desk.

A message is a folder templates/emails/<name>/ with subject.txt, body.txt and body.html. The words stand in body.txt; body.html
draws the same words in one column (`emails/base.html`), so the two parts cannot differ.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

# What any message may be told; a fact that its writer leaves out is left out of the mail.
COMMON_FACTS = (
    "name",
    "what",
    "for_whom",
    "status",
    "number",
    "next_step",
    "link",
    "who",
    "reason",
    "remark",
    "user_id",
    "requests",
    "asked",
    "not_asked",
    "answers",
)
PARTS = ("subject.txt", "body.txt", "body.html")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_FACT = re.compile(r"(?P<label>\S(?: ?\S)*) {2,}(?P<value>\S.*)\Z")


class UnknownMessage(ValueError):
    """No folder of templates/emails/ has this name, or one of its three files is missing."""


@dataclass(frozen=True)
class Rendered:
    """A mail in words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Preview:
    """A mail for the eyes of others than its reader; `body` is its plain text."""

    to: str
    subject: str
    body: str


@dataclass
class Block:
    """One block of a mail's text: lines of facts, or a paragraph."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def check_exists(message: str) -> None:
    """Raise `UnknownMessage` unless `message` has its three templates. Cheap: templates are cached."""
    if not _NAME.match(message):
        raise UnknownMessage(f"{message!r} is no name of a message.")
    for part in PARTS:
        try:
            get_template(f"emails/{message}/{part}")
        except TemplateDoesNotExist as error:
            raise UnknownMessage(f"The message {message!r} has no {part} in templates/emails/.") from error


def hidden(names: Any) -> dict[str, str]:
    """What stands for each secret fact wherever a message is shown to people other than its reader."""
    return dict.fromkeys(names, "\N{BULLET}" * 6)


def render(
    message: str, facts: dict[str, Any], secret_facts: dict[str, Any] | None = None, language: str = "en"
) -> Rendered:
    """The mail `message` in `language`, its secrets included. Raises `UnknownMessage`."""
    check_exists(message)
    context = _context(facts, secret_facts)
    with translation.override(language):
        subject = _subject(message, context)
        text = re.sub(r"\n{3,}", "\n\n", _text(f"emails/{message}/body.txt", context)).strip() + "\n"
        html = get_template(f"emails/{message}/body.html").render({"subject": subject, "blocks": blocks(text)})
    return Rendered(subject=subject, text=text, html=html)


def subject_of(message: str, facts: dict[str, Any], language: str = "en") -> str:
    """What a stored mail is called wherever people see it: its subject, secrets as dots. Its name once its templates are gone."""
    try:
        check_exists(message)
    except UnknownMessage:
        return message
    with translation.override(language):
        return _subject(message, _context(facts))


def render_preview(
    message: str, facts: dict[str, Any], *, to: str = "", secret_names: Any = (), language: str = "en"
) -> Preview:
    """The mail to `to` as it would be sent, for people who are not its reader: secrets are dots.

    `facts` of a stored message hold those dots already; for a message not yet queued `secret_names` names its secret facts.
    """
    mail = render(message, facts, hidden(secret_names), language)
    return Preview(to=to, subject=mail.subject, body=mail.text)


def blocks(text: str) -> list[Block]:
    """The blocks of a mail's text, parted by blank lines; a block whose every line is "Label  value" is one of facts."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines()]
        matches = [_FACT.match(line) for line in lines]
        if all(matches):
            found.append(Block(facts=[(match["label"], match["value"]) for match in matches if match]))
        else:
            found.append(Block(lines=lines))
    return found


def _context(facts: dict[str, Any], secret_facts: dict[str, Any] | None = None) -> dict[str, Any]:
    return dict.fromkeys(COMMON_FACTS, "") | {"help_desk": settings.HELP_DESK_LINE} | facts | (secret_facts or {})


def _subject(message: str, context: dict[str, Any]) -> str:
    return " ".join(_text(f"emails/{message}/subject.txt", context).split())


def _text(template: str, context: dict[str, Any]) -> str:
    # Plain text is not HTML: rendered past the backend's wrapper, which would escape it.
    return str(get_template(template).template.render(Context(context, autoescape=False)))  # type: ignore[attr-defined]


__all__ = [
    "Block",
    "Preview",
    "Rendered",
    "UnknownMessage",
    "blocks",
    "check_exists",
    "hidden",
    "render",
    "render_preview",
    "subject_of",
]
