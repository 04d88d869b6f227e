"""The page components of templates/ui/ as template tags with explicit arguments.

Loaded everywhere (settings, TEMPLATES builtins). Forms have a chapter of their own, `ui_forms`. The look of each one is
numbered in static/css/look.css. Words arrive translated; pieces (facts, rows, moments ...) are those of
`iacs_portal.core.pieces`, or plain tuples in the same order.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from iacs_portal.core import clock
from iacs_portal.core.pieces import Difference, Effect, Fact, Moment, NavItem, Row, Step, Tab, Words
from iacs_portal.core.statuses import STATUSES

register = template.Library()

Piece = TypeVar("Piece", bound=NamedTuple)
Context = dict[str, Any]


def _pieces(kind: type[Piece], items: Iterable[Any]) -> list[Piece]:
    return [item if isinstance(item, kind) else kind(*item) for item in items]


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}".rstrip("0").rstrip(".") + "%"


@register.filter
def day(moment: datetime.datetime) -> str:
    """The date of an aware moment in the business time zone: with its weekday this year, with the year in any other."""
    return date_of(clock.business_date(moment))


@register.filter
def date_of(date: datetime.date) -> str:
    """A date as `day` shows it."""
    return date_format(date, "l, F j" if date.year == clock.today().year else "F j, Y")


# FRAME


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    """A USWDS icon, hidden from screen readers; `look` adds a class, such as pc-green. Not a template: pages draw hundreds."""
    return format_html(
        '<svg class="usa-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {look}" if look else "",
        static("uswds/img/sprite.svg"),
        name,
    )


@register.inclusion_tag("ui/strip.html")
def strip(official: bool = False) -> Context:
    """The line above the header: a demonstration, or the banner of an official site."""
    return {"official": official}


@register.inclusion_tag("ui/header.html", takes_context=True)
def header(
    context: template.Context,
    user: Any,
    nav: Iterable[NavItem],
    place: Words = "",
    may_switch: bool = False,
) -> Context:
    """Brand, tools, main navigation, and the provider one works for; a link to change it when `may_switch`."""
    return {
        "user": user,
        "nav": _pieces(NavItem, nav),
        "place": place,
        "may_switch": may_switch,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("ui/footer.html")
def footer(desk: Any, links: Sequence[tuple[Words, str]] = ()) -> Context:
    """The help desk of the community, and further pages. `desk` has telephone, tty, email and hours."""
    return {"desk": desk, "links": links}


@register.inclusion_tag("ui/back.html")
def back(url: str, text: Words) -> Context:
    """The link above the title to the page one came from."""
    return {"url": url, "text": text}


@register.simple_block_tag
def section(content: str, title: Words, id: str, note: Words = "", change_url: str = "") -> SafeString:
    """A part of a record page: hanging head at the left, body at the right."""
    return render_to_string(
        "ui/section.html", {"title": title, "id": id, "note": note, "change_url": change_url, "content": content}
    )


@register.simple_block_tag
def part(content: str, title: Words, id: str) -> SafeString:
    """A part of a desk page: head above, body below."""
    return render_to_string("ui/part.html", {"title": title, "id": id, "content": content})


# WHAT IT IS AND WHO HAS IT


@register.inclusion_tag("ui/status.html")
def status(state: str, word: Words = "", big: bool = False) -> Context:
    """Icon, word and color of a state of iacs_portal.core.statuses. `word` where the reader decides it; `big` once a page."""
    view = STATUSES[state]
    return {"icon": view.icon, "word": word or view.word, "color": view.color, "big": big}


@register.inclusion_tag("ui/facts.html")
def facts(items: Iterable[Any], across: bool = False, first_big: bool = False) -> Context:
    """Who has it, since when, how long, what then: 3 to 5 answers. `across` puts them side by side on wide screens."""
    return {"items": _pieces(Fact, items), "across": across, "first_big": first_big}


@register.inclusion_tag("ui/wait_scale.html")
def wait_scale(now: int, promise: int, usual: int | None = None, ninety: int | None = None) -> Context:
    """Where a request stands between the day it was opened and the promise, in business days.

    `usual` and `ninety` are the days within which half and nine of ten are decided, where that is counted. Their label is left
    out when it would stand on that of the promise.
    """
    promise = max(promise, 1)
    here = min(max(now, 0), promise)
    share = here / promise
    context: Context = {
        "now": now,
        "promise": promise,
        "is_late": now > promise,
        "here": _percent(here, promise),
        "days": [_percent(number, promise) for number in range(1, promise)],
        "anchor": "start" if share < 0.08 else "end" if share > 0.92 else "middle",
        "has_usual": usual is not None and ninety is not None,
    }
    if usual is not None and ninety is not None:
        usual, ninety = (min(max(number, 0), promise) for number in (usual, ninety))
        context |= {
            "usual": usual,
            "ninety": ninety,
            "usual_from": _percent(usual, promise),
            "usual_to": _percent(ninety, promise),
            "usual_wide": _percent(ninety - usual, promise),
            "shows_usual": promise - ninety > 1,
        }
    return context


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Any]) -> Context:
    """Past, present and future in one list."""
    return {"items": _pieces(Moment, items)}


@register.inclusion_tag("ui/turn.html")
def turn(title: Words, body: Words = "", action: str = "", action_text: Words = "") -> Context:
    """The gold block: only when the reader must act, at most one on a page. `action` is an address."""
    return {"title": title, "body": body, "action": action, "action_text": action_text}


@register.inclusion_tag("ui/answers.html")
def answers(rows: Iterable[Any], things: bool = False) -> Context:
    """Label left, value right. `things` turns the weight round: the label is the news."""
    return {"rows": _pieces(Row, rows), "things": things}


@register.inclusion_tag("ui/summary.html")
def summary(title: Words, rows: Iterable[Any], change_url: str = "", id: str = "") -> Context:
    """One part of the review page, with "Change" right of its head."""
    name = id or "r-" + re.sub(r"\W+", "-", str(title).lower()).strip("-")
    return {"title": title, "rows": _pieces(Row, rows), "change_url": change_url, "id": name}


@register.inclusion_tag("ui/blank.html")
def blank(title: Words, text: Words, action: str = "", action_text: Words = "", level: int = 2) -> Context:
    """Nothing here: why, and what comes next. `level` is that of its heading on the page."""
    return {"title": title, "text": text, "action": action, "action_text": action_text, "level": level}


@register.simple_block_tag
def notice(content: str, kind: str, title: Words, level: int = 2, look: str = "") -> SafeString:
    """A USWDS alert. `kind` is info (good to know), success (it is done) or error (a fault of ours)."""
    context = {"kind": kind, "title": title, "level": level, "look": look, "content": content}
    return render_to_string("ui/notice.html", context)


# WHAT A DECIDER READS


@register.inclusion_tag("ui/differences.html")
def differences(caption: Words, left: Words, right: Words, rows: Iterable[Any]) -> Context:
    """What was typed beside the provider file. A difference is a fact, not a fault."""
    return {"caption": caption, "left": left, "right": right, "rows": _pieces(Difference, rows)}


@register.inclusion_tag("ui/effects.html")
def effects(items: Iterable[Any], look: str = "pc-blue") -> Context:
    """What approving will do, or which rules were checked (icon check, look pc-green)."""
    return {"items": _pieces(Effect, items), "look": look}


_MAIL_FACT = re.compile(r"^(\S(?:.{0,18}?\S)?)\s{2,}(\S.*)$")


@register.inclusion_tag("ui/mail_preview.html")
def mail_preview(message: Any, about: Words = "") -> Context:
    """The mail itself, not a description. `message` has to, subject and body (the plain text).

    The facts that open every mail ("What        Start and run ...") are drawn as such.
    """
    paragraphs: list[str] = []
    lines: list[Fact] = []
    for part in re.split(r"\n\s*\n", str(message.body).strip()):
        found = [_MAIL_FACT.match(line) for line in part.splitlines()]
        if not paragraphs and found and all(found):
            lines += [Fact(*match.groups()) for match in found if match]
        else:
            paragraphs.append(part)
    return {"message": message, "facts": lines, "paragraphs": paragraphs, "about": about}


# LISTS


class Head(NamedTuple):
    """The head of a column; a hidden one is for screen readers only."""

    text: str
    hidden: bool


@register.simple_block_tag
def table(content: str, caption: Words, heads: Any, look: str = "", shows_caption: bool = False) -> SafeString:
    """A table with caption and column heads around rows that the page writes.

    `heads` is a list, or words parted by "|"; one that begins with "-" is for screen readers only. Each cell of a row
    repeats its head in `data-label` for telephones.
    """
    words = str(heads).split("|") if not isinstance(heads, (list, tuple)) else [str(head) for head in heads]
    columns = [Head(word.removeprefix("-"), word.startswith("-")) for word in words]
    context = {"caption": caption, "heads": columns, "look": look, "shows_caption": shows_caption, "content": content}
    return render_to_string("ui/table.html", context)


@register.inclusion_tag("ui/pager.html")
def pager(text: Words, next_url: str = "", first_url: str = "") -> Context:
    """Under a list paged by key: what is shown, in words, and the next page."""
    return {"text": text, "next_url": next_url, "first_url": first_url}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Any], label: Words) -> Context:
    """Kinds of things in a list; the current one has a blue bar."""
    return {"items": _pieces(Tab, items), "label": label}


@register.inclusion_tag("ui/filters.html")
def filters(fields: BaseForm, label: Words, action: str = "") -> Context:
    """Search and filter over a list, a GET form. `fields` is a form whose hidden fields go along; open when a visible one is filled in."""
    typed = fields.changed_data if fields.is_bound else []
    return {
        "form": fields,
        "label": label,
        "action": action,
        "open": any(bound.name in typed for bound in fields.visible_fields()),
    }


@register.simple_block_tag
def bulk_bar(content: str, label: Words, note: Words = "") -> SafeString:
    """The bar under a list with ticks; ticks are counted without script. The content is its buttons."""
    return render_to_string("ui/bulk_bar.html", {"label": label, "note": note, "content": content})


# STEPS OF A FORM


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[Any], current: int) -> Context:
    """The step indicator and "Step 2 of 4". `current` counts from 1; steps that are done are links."""
    listed = _pieces(Step, items)
    return {"items": listed, "current": current, "total": len(listed)}
