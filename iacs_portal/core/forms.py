"""What all forms of the portal share: words of errors, the error summary, a date of three parts, a secret text field."""

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import ErrorItem

DATE_PARTS = ("month", "day", "year")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
_MISSING = forms.Field.default_error_messages["required"]
_NOT_A_CHOICE = forms.ChoiceField.default_error_messages["invalid_choice"]


class SecretTextInput(forms.TextInput):
    """A text field whose typed value never goes back to the page, such as a Social Security number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The widget's context, always without the value."""
        return super().get_context(name, None, attrs)


class MemorableDateWidget(forms.MultiWidget):
    """Month to choose, day and year to type: the memorable date of USWDS. Drawn by the `field` component."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        months = [("", _("Select")), *((str(number), name) for number, name in MONTHS.items())]
        number = {"inputmode": "numeric"}
        super().__init__(
            {
                "month": forms.Select(choices=months),
                "day": forms.TextInput({**number, "maxlength": 2}),
                "year": forms.TextInput({**number, "maxlength": 4}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        """A date as month, day and year; typed parts as they were typed."""
        if isinstance(value, datetime.date):
            return [str(value.month), str(value.day), str(value.year)]
        if isinstance(value, str) and value:
            return self.decompress(datetime.date.fromisoformat(value))
        return list(value) if value else ["", "", ""]


class MemorableDateField(forms.Field):
    """A date that a person knows by heart, such as a date of birth. Cleans to `datetime.date` or None.

    Each error names what is wrong with which part, and carries the parts in its params (`parts`), so that the page marks
    them. `past` refuses days after today; `oldest` is the earliest year accepted.
    """

    widget = MemorableDateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("The date is missing. Choose the month, then type the day and the year."),
        "month_missing": _("The month is missing. Choose it from the list."),
        "day_missing": _("The day is missing. Type a number from 1 to 31."),
        "year_missing": _("The year is missing. Type all four digits, such as 1968."),
        "month_unknown": _("Choose the month from the list."),
        "day_not_a_number": _("The day is a number from 1 to 31. We saw “%(value)s”."),
        "year_not_a_number": _("The year has four digits, such as 1968. We saw “%(value)s”."),
        "no_such_day": _("%(month)s has no day %(day)s. Check the month and the day."),
        "no_such_leap_day": _("February %(year)s has only 28 days. Check the day and the year."),
        "future": _("This day has not come yet. Check the year."),
        "too_old": _("The year %(year)s is too long ago. Check the year."),
    }

    def __init__(self, *, past: bool = False, oldest: int = 1800, **kwargs: Any) -> None:
        self.past = past
        self.oldest = oldest
        super().__init__(**kwargs)

    def _error(self, code: str, *parts: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={**params, "parts": parts})

    def to_python(self, value: Any) -> datetime.date | None:
        """Three typed parts as a date; None when all are empty."""
        if isinstance(value, datetime.date):
            return value
        month, day, year = (str(part or "").strip() for part in (value or ("", "", "")))
        if not (month or day or year):
            return None
        for name, part in (("month", month), ("day", day), ("year", year)):
            if not part:
                raise self._error(f"{name}_missing", name)
        if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
            raise self._error("month_unknown", "month")
        if not (day.isascii() and day.isdigit() and 1 <= int(day) <= 31):
            raise self._error("day_not_a_number", "day", value=day[:10])
        if not re.fullmatch(r"[0-9]{4}", year) or int(year) < 1:
            raise self._error("year_not_a_number", "year", value=year[:10])
        return self._date(int(month), int(day), int(year))

    def _date(self, month: int, day: int, year: int) -> datetime.date:
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            if (month, day) == (2, 29):
                raise self._error("no_such_leap_day", "day", "year", year=year) from None
            raise self._error("no_such_day", "day", "month", month=MONTHS[month], day=day) from None
        if year < self.oldest:
            raise self._error("too_old", "year", year=year)
        if self.past and date > clock.today():
            raise self._error("future", "year")
        return date

    def validate(self, value: Any) -> None:
        """Refuse a missing date where one is required."""
        if self.required and value is None:
            raise self._error("required", *DATE_PARTS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed; a faulty one counts as a change."""
        try:
            return self.to_python(data) != (self.to_python(initial) if initial else None)
        except ValidationError:
            return True


class PortalFormMixin:
    """Words of errors as the portal says them, refusals at their field, and the lines of the error summary."""

    if TYPE_CHECKING:  # what the form classes bring
        fields: dict[str, forms.Field]
        errors: ErrorDict

    def full_clean(self) -> None:
        """Read what was typed. Errors speak plainly, with the labels that the page shows now."""
        for field in self.fields.values():
            speak_plainly(field)
        super().full_clean()  # type: ignore[misc]  # a mixin of forms

    @property
    def error_items(self) -> list[ErrorItem]:
        """One line for each faulty field, in the order of the page, with the id to jump to."""
        return error_items(self)  # type: ignore[arg-type]  # a mixin of forms

    def add_refusal(self, refused: Refused) -> None:
        """Show what a command refused: at its field when the form has it, else above the form."""
        field = refused.field if refused.field in self.fields else None
        for sentence in refused.sentences:
            error = ValidationError(str(sentence), code=refused.code)
            self.add_error(field, error)  # type: ignore[attr-defined]  # a mixin of forms


class PortalForm(PortalFormMixin, forms.Form):
    """A form of the portal."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form of the portal that reads its fields from a model. Saving is the business of commands."""


def speak_plainly(field: forms.Field) -> None:
    """Replace Django's own sentences of a field where nobody has written a better one."""
    messages = field.error_messages
    label = field.label
    if messages.get("required") == _MISSING:
        chooses = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        if chooses:
            messages["required"] = _("Choose one.")
        elif isinstance(field, forms.BooleanField):
            messages["required"] = _("Tick this box to go on.")
        elif label:
            messages["required"] = _labelled(_("%(label)s is missing."), label)
    if messages.get("invalid_choice") == _NOT_A_CHOICE:
        messages["invalid_choice"] = _("Choose one from the list.")
    messages.setdefault("max_length", _("We saw %(show_value)d characters. At most %(limit_value)d fit here."))
    messages.setdefault("min_length", _("We saw %(show_value)d characters. At least %(limit_value)d are needed."))
    if isinstance(field, forms.EmailField):
        messages.setdefault(
            "invalid", _("We could not read this as an e-mail address. It looks like name@example.org.")
        )


def _labelled(sentence: str | Promise, label: Any) -> str:
    return str(sentence) % {"label": label}


def error_items(form: forms.BaseForm) -> list[ErrorItem]:
    """The lines of the error summary of any bound form: "Date of birth: February has no day 30"."""
    items = []
    names = [name for name in form.fields if name in form.errors]
    for name in names:
        for error in form.errors.as_data()[name][:1]:
            items.append(ErrorItem(target_id(form[name], [error]), _line(str(form[name].label), _short(error))))
    for error in form.non_field_errors().as_data():
        items.append(ErrorItem("", " ".join(error.messages)))
    return items


def _line(label: str, short: str) -> str:
    """A line of the summary: "Date of birth: February has no day 30"; a label that the sentence repeats is said once."""
    if short.lower().startswith(label.lower()):
        return short
    return f"{label} {short}" if label.endswith(("?", ":")) else f"{label}: {short}"


def target_id(bound: forms.BoundField, errors: Iterable[ValidationError] = ()) -> str:
    """The id of the element that the person should go to: for a date its first faulty part, for a group its first choice."""
    widget = bound.field.widget
    if isinstance(widget, MemorableDateWidget):
        return f"{bound.auto_id}_{(bad_parts(errors) or DATE_PARTS)[0]}"
    if isinstance(widget, forms.RadioSelect):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def bad_parts(errors: Iterable[ValidationError]) -> tuple[str, ...]:
    """The parts of a date that its errors name."""
    return tuple(part for error in errors for part in (error.params or {}).get("parts", ()))


def _short(error: ValidationError) -> str:
    """The first sentence of an error without its full stop, or what the error itself gives as `short`."""
    short = (error.params or {}).get("short")
    if short:
        return str(short)
    return _SENTENCE_END.split(error.messages[0])[0].rstrip(".")


def summary_title(count: int) -> str:
    """The head of an error summary, which says how many answers are to be mended."""
    if count == 1:
        return gettext("Please fix 1 answer")
    return gettext("Please fix %(count)d answers") % {"count": count}
