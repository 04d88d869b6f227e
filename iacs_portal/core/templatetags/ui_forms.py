"""The page components of forms: label, hint, error and their links to the field come with the field, not with the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from iacs_portal.core import forms as portal_forms
from iacs_portal.core.pieces import Reason, Words

register = template.Library()

DATE_AUTOCOMPLETE = {"month": "bday-month", "day": "bday-day", "year": "bday-year"}


def _look_of(widget: forms.Widget) -> str:
    """The USWDS class of a widget."""
    if isinstance(widget, forms.FileInput):
        return "pc-file"
    if isinstance(widget, forms.Textarea):
        return "usa-textarea"
    if isinstance(widget, forms.Select):
        return "usa-select"
    if isinstance(widget, forms.CheckboxInput):
        return "usa-checkbox__input"
    return "usa-input"


def _described_by(bound: BoundField, hint: Words, error: str, also: str = "") -> str:
    parts = [f"{bound.auto_id}-hint"] if hint else []
    parts += [f"{bound.auto_id}-error"] if error else []
    parts += [also] if also else []
    return " ".join(parts)


def _drawn(bound: BoundField, look: str, described_by: str, **attrs: Any) -> SafeString:
    """The widget itself with class, description and error mark."""
    own = bound.field.widget.attrs.get("class", "")
    given: dict[str, Any] = {name: value for name, value in attrs.items() if value not in ("", None)}
    given["class"] = f"{look} {own}".strip()
    if described_by:
        given["aria-describedby"] = described_by
    return bound.as_widget(attrs=given)


@register.simple_tag
def field(
    bound: BoundField,
    label: Words = "",
    hint: Words = "",
    error: Words = "",
    width: str = "",
    type: str = "",
    autocomplete: str = "",
    optional: bool | None = None,
    source: Words = "",
    differs: Words = "",
    descriptions: Mapping[str, Words] | None = None,
    quiet: bool = False,
) -> SafeString:
    """A field of a form with label, hint, error and "(optional)".

    `width` is a USWDS width (2xs, xs, sm, md, lg, xl); `source` says where a filled-in value came from; `differs` is what
    the provider file says instead; `quiet` leaves "(optional)" out (filters). Groups of choices and dates of three parts
    are drawn as such. What a form says itself (label, help_text, required, errors, the widget's attributes) need not be
    repeated here.
    """
    if isinstance(bound.field.widget, forms.RadioSelect):
        return choice(bound, legend=label, hint=hint, error=error, descriptions=descriptions, optional=optional)
    widget = bound.field.widget
    hint = hint or bound.help_text
    said = str(error) or " ".join(str(each) for each in bound.errors)
    also = f"{bound.auto_id}-source" if source or differs else ""
    context = {
        "bound": bound,
        "id": bound.id_for_label or bound.auto_id,
        "label": label or bound.label,
        "hint": hint,
        "error": said,
        "optional": not quiet and (not bound.field.required if optional is None else optional),
        "source": source,
        "differs": differs,
    }
    described_by = _described_by(bound, hint, said, also)
    if isinstance(widget, portal_forms.MemorableDateWidget):
        return render_to_string(
            "ui/field_date.html", context | {"parts": _date_parts(bound), "described_by": described_by}
        )
    look = _look_of(widget)
    look += f" usa-input--{width}" if width else ""
    look += " usa-input--error" if said and look.startswith(("usa-input", "usa-select", "usa-textarea")) else ""
    mark = {"aria-invalid": "true"} if said else {}
    context["widget"] = _drawn(bound, look, described_by, type=type, autocomplete=autocomplete, **mark)
    one_tick = isinstance(widget, forms.CheckboxInput)
    return render_to_string("ui/field_tick.html" if one_tick else "ui/field.html", context)


def _date_parts(bound: BoundField) -> list[dict[str, Any]]:
    """Month, day and year with their widgets, each marked when an error names it."""
    widget: Any = bound.field.widget
    labels = {"month": gettext("Month"), "day": gettext("Day"), "year": gettext("Year")}
    bad = portal_forms.bad_parts(bound.errors.as_data())
    if bound.errors and not bad:
        bad = portal_forms.DATE_PARTS
    values = widget.decompress(bound.value())
    parts = []
    for name, part, value in zip(portal_forms.DATE_PARTS, widget.widgets, values, strict=True):
        look = _look_of(part) + (" usa-input--error" if name in bad else "")
        attrs: dict[str, Any] = {
            "id": f"{bound.auto_id}_{name}",
            "class": look,
            "autocomplete": DATE_AUTOCOMPLETE[name],
        }
        if name in bad:
            attrs["aria-invalid"] = "true"
        drawn = part.render(f"{bound.html_name}_{name}", value, attrs)
        parts.append({"name": name, "id": attrs["id"], "label": labels[name], "widget": drawn})
    return parts


@register.simple_tag
def choice(
    bound: BoundField,
    legend: Words = "",
    hint: Words = "",
    error: Words = "",
    descriptions: Mapping[str, Words] | None = None,
    optional: bool | None = None,
    look: str = "",
) -> SafeString:
    """Radio buttons or checkboxes of one field, in a fieldset with its legend.

    `descriptions` gives a second line for a choice, by its value; a field may carry them itself as `descriptions`.
    """
    hint = hint or bound.help_text
    said = str(error) or " ".join(str(each) for each in bound.errors)
    second_lines = descriptions or getattr(bound.field, "descriptions", None) or {}
    kind = "checkbox" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else "radio"
    real = [line for line in bound.subwidgets if str(line.data["value"] or "")]
    lines = [
        {
            "id": f"{bound.auto_id}_{number}",
            "name": bound.html_name,
            "value": str(line.data["value"]),
            "label": line.choice_label,
            "hint": second_lines.get(str(line.data["value"]), ""),
            "checked": line.data["selected"],
            "kind": kind,
        }
        for number, line in enumerate(real)
    ]
    context = {
        "bound": bound,
        "legend": legend or bound.label,
        "hint": hint,
        "error": said,
        "described_by": _described_by(bound, hint, said),
        "optional": not bound.field.required if optional is None else optional,
        "lines": lines,
        "look": look,
    }
    return render_to_string("ui/choice.html", context)


@register.inclusion_tag("ui/choice_line.html")
def choice_line(
    name: str, id: str, label: Words, value: str = "on", hint: Words = "", checked: bool = False, kind: str = "radio"
) -> dict[str, Any]:
    """One radio button or checkbox that the page puts into a fieldset of its own."""
    line = {"name": name, "id": id, "label": label, "value": value, "hint": hint, "checked": checked, "kind": kind}
    return {"line": line}


@register.inclusion_tag("ui/tick.html")
def tick(name: str, value: str, id: str, label: Words, checked: bool = False) -> dict[str, Any]:
    """The checkbox that begins a row of a list; `label` is for screen readers."""
    return {"name": name, "value": value, "id": id, "label": label, "checked": checked}


@register.inclusion_tag("ui/role_row.html")
def role_row(
    role: str,
    title: Words,
    sentences: Words,
    can: Iterable[Words],
    cannot: Iterable[Words],
    approved_by: Words,
    short: str = "",
    name: str = "role",
    checked: bool = False,
) -> dict[str, Any]:
    """One role to choose: the whole line is the target. `short` is its acronym."""
    return {
        "role": role,
        "title": title,
        "sentences": sentences,
        "can": can,
        "cannot": cannot,
        "approved_by": approved_by,
        "short": short,
        "name": name,
        "checked": checked,
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Every error of the given forms with a link to its field; draws nothing without errors. It takes the focus."""
    items = [item for form in forms if form.is_bound for item in portal_forms.error_items(form)]
    return {"items": items, "title": portal_forms.summary_title(len(items))}


@register.simple_tag(takes_context=True)
def error_prefix(context: template.Context) -> str:
    """ "Error: " before the title of a page whose form (context `form`, or one of `forms`) has errors, or that says `has_errors`."""
    found = [context.get("form"), *(context.get("forms") or ())]
    if context.get("has_errors") or any(isinstance(form, BaseForm) and form.is_bound and form.errors for form in found):
        return gettext("Error:") + " "
    return ""


@register.inclusion_tag("ui/decision.html", takes_context=True)
def decision(
    context: template.Context,
    opening: str,
    reasons: Mapping[str, Iterable[Any]],
    action: str,
    who: Words,
    until: BoundField | None = None,
    remark: BoundField | None = None,
    evidence: BaseForm | None = None,
    words: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    previews: Mapping[str, Any] | None = None,
    open: str = "",
    says: Words = "",
    then: Words = "",
    problems: Iterable[Words] = (),
    may_return: bool = True,
    mails: bool = True,
) -> dict[str, Any]:
    """The decision: Approve first, one press; Return and Deny in disclosures with reason list, words and the mail.

    `opening` is that of the step which the page shows; the forms carry it. `action` is the address that takes the POST (`do` is
    approve, return or deny; `reason`, `words`; `preview` instead of `do` draws the page again with the mail in `previews`).
    `reasons` has "return" and "deny", each a list of Reason. `words`, `chosen` and `errors` are what the person typed and chose,
    by the same keys; `open` is the disclosure that stands open. `problems` are the kind's sentences against approving: with any,
    Approve is not drawn. `evidence` is the form in which the decider says what she saw. `says` is what the decider vouches for,
    `then` what comes after pressing. `mails`: whether the person who asks gets a mail of her own, which can be looked at first.
    """
    words, chosen, errors, previews = words or {}, chosen or {}, errors or {}, previews or {}
    answers = []
    for do, title, text, question, button in (
        (
            "return",
            gettext("Return for changes"),
            gettext("%(who)s can correct the request and send it again under the same number.") % {"who": who},
            gettext("What should change?"),
            gettext("Return"),
        ),
        (
            "deny",
            gettext("Deny"),
            gettext("The request ends. %(who)s may send a new one.") % {"who": who},
            gettext("Why?"),
            gettext("Deny"),
        ),
    ):
        if do == "return" and not may_return:
            continue
        listed = [reason if isinstance(reason, Reason) else Reason(*reason) for reason in reasons.get(do, ())]
        answers.append(
            {
                "do": do,
                "title": title,
                "text": text,
                "question": question,
                "button": button,
                "reasons": listed,
                "words": words.get(do, ""),
                "chosen": chosen.get(do, ""),
                "error": errors.get(do, ""),
                "preview": previews.get(do),
            }
        )
    return {
        "opening": opening,
        "action": action,
        "who": who,
        "until": until,
        "remark": remark,
        "evidence": evidence,
        "answers": answers,
        "approve_preview": previews.get("approve"),
        "open": open,
        "says": says,
        "then": then,
        "problems": list(problems),
        "mails": mails,
        "csrf_token": context.get("csrf_token", ""),
    }
