"""How the CMS dissemination file (npidata_pfile) becomes rows of ours: columns by header name, dates, what makes a row faulty."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from registration.identifiers.npi import is_npi
from registration.provider_file.comparison import words

# Our column -> its header at CMS. The order is that of a row in the staging table.
_MAILING, _PRACTICE = "Business Mailing Address", "Business Practice Location Address"
_COUNTRY = "Country Code (If outside U.S.)"
TEXTS = {
    "npi": "NPI",
    "entity_type": "Entity Type Code",
    "legal_business_name": "Provider Organization Name (Legal Business Name)",
    "other_name": "Provider Other Organization Name",
    "last_name": "Provider Last Name (Legal Name)",
    "first_name": "Provider First Name",
    "middle_name": "Provider Middle Name",
    "suffix": "Provider Name Suffix Text",
    "credential": "Provider Credential Text",
    "practice_line_1": f"Provider First Line {_PRACTICE}",
    "practice_line_2": f"Provider Second Line {_PRACTICE}",
    "practice_city": f"Provider {_PRACTICE} City Name",
    "practice_state": f"Provider {_PRACTICE} State Name",
    "practice_zip": f"Provider {_PRACTICE} Postal Code",
    "practice_country": f"Provider {_PRACTICE} {_COUNTRY}",
    "practice_telephone": f"Provider {_PRACTICE} Telephone Number",
    "mailing_line_1": f"Provider First Line {_MAILING}",
    "mailing_line_2": f"Provider Second Line {_MAILING}",
    "mailing_city": f"Provider {_MAILING} City Name",
    "mailing_state": f"Provider {_MAILING} State Name",
    "mailing_zip": f"Provider {_MAILING} Postal Code",
    "mailing_country": f"Provider {_MAILING} {_COUNTRY}",
    "mailing_telephone": f"Provider {_MAILING} Telephone Number",
    "official_last_name": "Authorized Official Last Name",
    "official_first_name": "Authorized Official First Name",
    "official_middle_name": "Authorized Official Middle Name",
    "official_suffix": "Authorized Official Name Suffix Text",
    "official_title": "Authorized Official Title or Position",
    "official_telephone": "Authorized Official Telephone Number",
    "is_subpart": "Is Organization Subpart",
    "parent_organization": "Parent Organization LBN",
    "taxonomy": "Healthcare Provider Taxonomy Code_1",
}
DATES = {
    "enumerated_on": "Provider Enumeration Date",
    "updated_on": "Last Update Date",
    "deactivated_on": "NPI Deactivation Date",
    "reactivated_on": "NPI Reactivation Date",
}
COLUMNS = [*TEXTS, "enumerated_on", "updated_on", "deactivated_on", "comparable_name", "row_hash"]
ENTITY_TYPES = frozenset({"1", "2", ""})
NOT_AVAILABLE = "<UNAVAIL>"  # what CMS writes for what it does not publish
NULL = "\\N"  # in COPY's text form
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LONGEST = 300  # characters of one text; CMS's own longest is 70, 100 or so in its version 2


class Faulty(Exception):
    """A row that cannot be taken; the message says why, without what people typed."""


class Row(NamedTuple):
    """A row that can be written: `line` is its text for COPY."""

    npi: str
    row_hash: int
    line: str


class Deactivated(NamedTuple):
    """A row of which CMS publishes only that its NPI is no longer in use."""

    npi: str
    deactivated_on: str


@lru_cache(maxsize=50_000)
def iso_date(text: str) -> str:
    """MM/DD/YYYY or YYYY-MM-DD as YYYY-MM-DD, "" as "". Raises Faulty."""
    if not text:
        return ""
    month, day, year = (text[5:7], text[8:10], text[:4]) if text[4:5] == "-" else (text[:2], text[3:5], text[6:])
    try:
        if len(text) != 10 or not (month + day + year).isdecimal():
            raise ValueError
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Faulty("a date is none") from None


def _visible(texts: Sequence[str]) -> list[str]:
    """Texts without control characters, which stand for blanks. Raises Faulty for bytes that are no UTF-8."""
    for text in texts:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise Faulty("it is not written in UTF-8")
    return [" ".join(_CONTROL.sub(" ", text).split()) for text in texts]


def reader_of(header: Sequence[str]) -> Callable[[list[str]], Row | Deactivated]:
    """How to read a record of a file with this header. Columns that it does not have stay empty. Raises Faulty without NPI column."""
    names = [name.strip() for name in header]
    if TEXTS["npi"] not in names:
        raise Faulty("the file has no column NPI")
    width = len(names)
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    pick = itemgetter(*(places.get(title, width) for title in TEXTS.values()))  # one more place holds the empty text
    pick_dates = itemgetter(*(places.get(title, width) for title in DATES.values()))

    def read(record: list[str]) -> Row | Deactivated:
        if len(record) != width:
            raise Faulty(f"it has {len(record)} columns, the header {width}")
        record.append("")
        texts = pick(record)
        npi, entity_type = texts[0], texts[1]
        if not is_npi(npi):
            raise Faulty("the NPI is none" if npi else "the NPI is missing")
        if entity_type not in ENTITY_TYPES:
            raise Faulty("the entity type is neither 1 nor 2")
        enumerated, updated, deactivated, reactivated = map(iso_date, pick_dates(record))
        if reactivated and reactivated >= deactivated:  # dates in ISO form sort as text
            deactivated, updated = "", max(updated, reactivated)  # so that a mark of an earlier day goes
        if not entity_type:
            if not deactivated:
                raise Faulty("the entity type is missing")
            return Deactivated(npi, deactivated)
        whole = "".join(texts)
        if not whole.isprintable():
            texts = _visible(texts)
        if NOT_AVAILABLE in whole:
            texts = ["" if value == NOT_AVAILABLE else value for value in texts]
        line = "\t".join(texts)
        if "\\" in line:  # COPY's one sign with a meaning that may be left in a text
            line = line.replace("\\", "\\\\")
        if len(line) > LONGEST and max(map(len, texts)) > LONGEST:
            raise Faulty(f"a text is longer than {LONGEST} characters")
        comparable = words(texts[2]) if entity_type == "2" else ""
        line = f"{line}\t{enumerated or NULL}\t{updated or NULL}\t{deactivated or NULL}\t{comparable}"
        row_hash = int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest(), "big", signed=True)
        return Row(npi, row_hash, f"{line}\t{row_hash}\n")

    return read
