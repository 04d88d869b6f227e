"""Addresses in the United States: states, territories, freely associated states, military post (USPS Publication 28)."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.identifiers import Flag, Problem, clean_text, refuse_longer, shown

LINE_LENGTH = 100
CITY_LENGTH = 60
MILITARY_STATES = ("AA", "AE", "AP")
MILITARY_CITIES = ("APO", "FPO", "DPO")
STATES: dict[str, str | Promise] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado", "CT": "Connecticut",
    "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine",
    "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri",
    "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin",
    "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "Virgin Islands",
    "FM": "Federated States of Micronesia", "MH": "Marshall Islands", "PW": "Palau",
    "AA": gettext_lazy("Armed Forces Americas (AA)"),
    "AE": gettext_lazy("Armed Forces Europe, Middle East, Canada (AE)"),
    "AP": gettext_lazy("Armed Forces Pacific (AP)"),
}  # fmt: skip
_CODES = {str(name).upper(): code for code, name in STATES.items() if isinstance(name, str)}


def parse_line(typed: str, limit: int = LINE_LENGTH) -> str:
    """A line of an address: whatever can be seen. Raises Problem for hidden characters and above `limit` characters."""
    line = clean_text(typed)
    refuse_longer(line, limit)
    return line


def line_flags(value: str) -> list[Flag]:
    """A line without any letter or digit."""
    if any(char.isalnum() for char in value):
        return []
    return [Flag("address_empty", _("The address line “%(line)s” has no letter and no digit.") % {"line": value})]


def parse_city(typed: str) -> str:
    """A city. Raises Problem for hidden characters and above the limit."""
    return parse_line(typed, CITY_LENGTH)


def city_flags(value: str) -> list[Flag]:
    """A digit in the name of a city: often a ZIP code in the wrong box."""
    if not any(char.isdigit() for char in value):
        return []
    return [Flag("city_digit", _("The city “%(city)s” has a digit in it.") % {"city": value})]


def state_code(typed: str) -> str:
    """The two letters of a state, territory or military region, from its code or name; empty when it is none."""
    text = " ".join(typed.upper().replace(".", "").split())
    return text if text in STATES else _CODES.get(text, "")


def parse_state(typed: str) -> str:
    """The two letters. Raises Problem for anything else, such as a province abroad."""
    code = state_code(typed)
    if not code:
        raise Problem(
            _(
                "We saw “%(seen)s”. This portal takes addresses in the states and territories of the United States, the freely "
                "associated states, and military post (AA, AE, AP). For an address abroad, call the help desk."
            )
            % {"seen": shown(typed)},
            "abroad",
        )
    return code


def parse_zip(typed: str) -> str:
    """Like 02903 or 02903-1234. Raises Problem, and says when a spreadsheet seems to have eaten a leading zero."""
    text = re.sub(r"[\s\-\u2010-\u2015]+", "", clean_text(typed))
    if re.fullmatch(r"[0-9]+\.0*|[0-9.]+[eE]\+?[0-9]+", text):
        raise Problem(
            _("We saw %(seen)s, which is how a spreadsheet writes a number. A ZIP code has five or nine digits.")
            % {"seen": shown(text)},
            "spreadsheet",
        )
    if not re.fullmatch(r"[0-9]+", text):
        raise Problem(
            _("We saw “%(seen)s”. A ZIP code has five or nine digits. For an address abroad, call the help desk.")
            % {"seen": shown(typed)},
            "not_digits",
        )
    if len(text) in (4, 8):
        raise Problem(
            _("We counted %(count)d digits. A ZIP code has five or nine: a leading zero may be missing.")
            % {"count": len(text)},
            "leading_zero",
        )
    if len(text) not in (5, 9):
        raise Problem(_("We counted %(count)d digits. A ZIP code has five or nine.") % {"count": len(text)}, "length")
    return text if len(text) == 5 else f"{text[:5]}-{text[5:]}"


def problem_between(*, city: str, state: str) -> str | None:
    """What does not fit between a city and a state: military post goes to APO, FPO or DPO. None when all is well."""
    is_military_city = city.upper().replace(".", "") in MILITARY_CITIES
    if state in MILITARY_STATES and not is_military_city:
        return _("We saw “%(city)s”. With AA, AE or AP the city is APO, FPO or DPO.") % {"city": shown(city)}
    if is_military_city and state not in MILITARY_STATES:
        return _("We saw “%(city)s”, which is military post. It goes with AA, AE or AP.") % {"city": shown(city)}
    return None
