"""Form fields over the rules. After `clean`, `flags` of a field tells what the help desk should look at."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import SecretTextInput
from registration.identifiers import (
    Flag,
    Problem,
    address,
    ccn,
    contractor_number,
    ein,
    names,
    npi,
    ptan,
    ssn,
    telephone,
)

MOST_NUMBERS = 50  # in one list


class CheckedField(forms.CharField):
    """A text that a rule reads. The box takes any length, so that nothing that is pasted is cut unseen.

    `flags` holds what was found at the last `clean`; `autocomplete` is the word for the browser.
    """

    autocomplete = ""
    inputmode = ""

    def __init__(self, *, autocomplete: str | None = None, **kwargs: Any) -> None:
        self.flags: Sequence[Flag] = ()
        self.autocomplete = self.autocomplete if autocomplete is None else autocomplete
        super().__init__(**kwargs)

    def parse(self, typed: str) -> Any:
        """The value as it is kept. Raises Problem."""
        raise NotImplementedError

    def find_flags(self, value: Any) -> Sequence[Flag]:
        """What the desk should look at."""
        return ()

    def to_python(self, value: Any) -> Any:
        """The value as it is kept. Raises ValidationError with the rule's sentence."""
        typed = "" if value is None else str(value)
        if not typed.strip():
            return self.empty_value
        try:
            return self.parse(typed)
        except Problem as problem:
            raise ValidationError(str(problem), code=problem.code) from None

    def clean(self, value: Any) -> Any:
        """Read, check, and collect flags."""
        self.flags = ()
        cleaned = super().clean(value)
        if cleaned:
            self.flags = self.find_flags(cleaned)
        return cleaned

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What helps browsers and telephones to offer the right keys."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        extra = {"autocomplete": self.autocomplete, "inputmode": self.inputmode}
        return attrs | {name: word for name, word in extra.items() if word and not widget.is_hidden}


class NumberListField(CheckedField):
    """Several numbers, one on a line. Cleans to a list without doubles, in the order typed."""

    widget = forms.Textarea
    item: type[CheckedField]

    def __init__(self, **kwargs: Any) -> None:
        self.one = self.item()
        super().__init__(empty_value=[], widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines; what was typed as it was typed."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list, where CharField gives a str
        """The numbers. Raises ValidationError with one sentence for each faulty line."""
        typed = self.prepare_value(value) or ""
        found: dict[str, None] = {}
        errors = []
        for number, line in enumerate(typed.replace(",", "\n").replace(";", "\n").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                found[self.one.parse(line)] = None
            except Problem as problem:
                sentence = _("Number %(position)d: %(sentence)s") % {"position": number, "sentence": problem}
                errors.append(ValidationError(sentence, code=problem.code))
        if len(found) > MOST_NUMBERS:
            sentence = _("We counted %(count)d numbers. At most %(limit)d fit here.")
            errors.append(ValidationError(sentence % {"count": len(found), "limit": MOST_NUMBERS}, code="too_many"))
        if errors:
            raise ValidationError(errors)
        return list(found)

    def run_validators(self, value: Any) -> None:
        """The rules have looked at each number already."""

    def find_flags(self, value: Any) -> Sequence[Flag]:
        return [flag for number in value for flag in self.one.find_flags(number)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other numbers were typed."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class NpiField(CheckedField):
    """A National Provider Identifier."""

    autocomplete, inputmode = "off", "numeric"

    def parse(self, typed: str) -> str:
        return npi.parse(typed)


class ContractorNumberField(CheckedField):
    """The number of a Medicare contractor."""

    autocomplete, inputmode = "off", "numeric"

    def parse(self, typed: str) -> str:
        return contractor_number.parse(typed)


class EinField(CheckedField):
    """An Employer Identification Number. Cleans to nine digits, shown with a hyphen."""

    autocomplete, inputmode = "off", "numeric"

    def parse(self, typed: str) -> str:
        return ein.parse(typed)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return ein.flags(value)

    def prepare_value(self, value: Any) -> Any:
        """Nine digits with the hyphen that people know; anything else as it was typed."""
        is_kept = isinstance(value, str) and len(value) == 9 and value.isascii() and value.isdigit()
        return f"{value[:2]}-{value[2:]}" if is_kept else value


class SsnField(CheckedField):
    """A Social Security number, which never goes back to the page."""

    autocomplete, inputmode = "off", "numeric"
    widget = SecretTextInput

    def parse(self, typed: str) -> str:
        return ssn.parse(typed)


class CcnField(CheckedField):
    """A CMS Certification Number."""

    autocomplete = "off"

    def parse(self, typed: str) -> str:
        return ccn.parse(typed)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return ccn.flags(value)


class PtanField(CheckedField):
    """A Provider Transaction Access Number."""

    autocomplete = "off"

    def parse(self, typed: str) -> str:
        return ptan.parse(typed)


class NpiListField(NumberListField):
    """Several NPIs."""

    item = NpiField


class CcnListField(NumberListField):
    """Several CCNs."""

    item = CcnField


class PtanListField(NumberListField):
    """Several PTANs."""

    item = PtanField


class PersonNameField(CheckedField):
    """A part of a person's name, at most `max_length` characters. `family-name` is also looked at for suffixes."""

    def __init__(self, *, max_length: int = names.PERSON_LENGTH, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(**kwargs)

    def parse(self, typed: str) -> str:
        return names.parse_person(typed, self.limit)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return names.person_flags(value, is_last=self.autocomplete == "family-name")


class OrganizationNameField(CheckedField):
    """The name of an organization, or of something in one, at most `max_length` characters."""

    autocomplete = "organization"

    def __init__(self, *, max_length: int = names.ORGANIZATION_LENGTH, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(**kwargs)

    def parse(self, typed: str) -> str:
        return names.parse_organization(typed, self.limit)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return names.organization_flags(value)


class TelephoneField(CheckedField):
    """A telephone number without its extension."""

    autocomplete = "tel"
    widget = forms.TextInput(attrs={"type": "tel"})

    def parse(self, typed: str) -> str:
        return telephone.parse(typed)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return telephone.flags(value)


class ExtensionField(CheckedField):
    """The extension of a telephone number."""

    autocomplete, inputmode = "tel-extension", "numeric"

    def parse(self, typed: str) -> str:
        return telephone.parse_extension(typed)


class AddressLineField(CheckedField):
    """A line of an address."""

    def parse(self, typed: str) -> str:
        return address.parse_line(typed)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return address.line_flags(value)


class CityField(CheckedField):
    """The city of an address."""

    def parse(self, typed: str) -> str:
        return address.parse_city(typed)

    def find_flags(self, value: str) -> Sequence[Flag]:
        return address.city_flags(value)


class StateField(forms.ChoiceField):
    """State, territory or military region, chosen from a list; the provider file's full names are understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("", gettext_lazy("Select")), *address.STATES.items()], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The code that the list marks."""
        return address.state_code(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        """The two letters. Raises ValidationError for an address abroad."""
        text = "" if value is None else str(value).strip()
        if not text:
            return ""
        try:
            return address.parse_state(text)
        except Problem as problem:
            raise ValidationError(str(problem), code=problem.code) from None


class ZipField(CheckedField):
    """A ZIP code of five or nine digits."""

    inputmode = "numeric"

    def parse(self, typed: str) -> str:
        return address.parse_zip(typed)
