"""Rows of a CMS dissemination file as the people of the journey know them, and what is known to be wrong with some."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

EXPECTED = Path(__file__).with_name("expected.csv")
# Countries, as the file writes them, whose addresses the portal takes: the States, territories, freely associated states.
DOMESTIC = frozenset({"", "US", "UM", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"})
MILITARY = frozenset({"AA", "AE", "AP"})
GOOD_TELEPHONE = "202-555-0142"
_OFFICIAL = "Authorized Official"
_ADDRESS = "Provider Business {} Address"


@dataclass(frozen=True)
class Provider:
    """What a person knows who registers this provider: her own name and telephone, and the provider's address abroad or not."""

    npi: str
    name: str
    first_name: str
    middle_name: str
    last_name: str
    suffix: str
    telephone: str
    is_domestic: bool

    @classmethod
    def of(cls, row: dict[str, str]) -> "Provider":
        """An organization with its official; or a practitioner, who registers herself or an organization of one (domain.md 9)."""
        is_organization = row["Entity Type Code"] == "2"
        part = f"{_OFFICIAL} {{}}" if is_organization else "Provider {}"
        legal = "" if is_organization else " (Legal Name)"
        last = row[part.format("Last Name") + legal]
        first, middle = row[part.format("First Name")], row[part.format("Middle Name")]
        return cls(
            npi=row["NPI"],
            name=row["Provider Organization Name (Legal Business Name)"] or f"{first} {last}",
            first_name=first,
            middle_name=middle,
            last_name=last,
            suffix=row[part.format("Name Suffix Text")],
            telephone=row[f"{_OFFICIAL} Telephone Number"] if is_organization else GOOD_TELEPHONE,
            is_domestic=_is_domestic(row, "Practice Location") and _is_domestic(row, "Mailing"),
        )

    @property
    def person(self) -> dict[str, str]:
        """Her names and telephone, as the page about a person asks for them."""
        return {
            "first_name": self.first_name,
            "middle_name": self.middle_name,
            "last_name": self.last_name,
            "suffix": self.suffix,
            "telephone": self.telephone,
        }

    @property
    def official(self) -> tuple[str, str, str, str]:
        """Rows with the same official are one person and one account."""
        return (self.first_name, self.middle_name, self.last_name, self.suffix)

    @property
    def ein(self) -> str:
        """No public file has one, so it is made: the same for all facilities of one legal business name."""
        digits = int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:8])
        return f"{('20', '26', '27', '45', '46', '47', '81', '82')[digits % 8]}-{digits // 8 % 10**7:07d}"


def _is_domestic(row: dict[str, str], which: str) -> bool:
    address = _ADDRESS.format(which)
    country = row[f"{address} Country Code (If outside U.S.)"].strip()
    return country in DOMESTIC or row[f"{address} State Name"].strip() in MILITARY


@dataclass(frozen=True)
class Rule:
    """A line of expected.csv: what the portal does about a problem, at which fields, when it stands in which source fields."""

    problem: str
    decision: str
    fields: frozenset[str]
    source_fields: frozenset[str]


@dataclass(frozen=True)
class Problem:
    """Something wrong in one row, and what the portal is expected to do: `refused`, `flagged` or `accepted`."""

    npi: str
    problem: str
    source_field: str
    value: str
    decision: str
    fields: frozenset[str]


def rules() -> dict[str, Rule]:
    """expected.csv, by problem."""
    return {
        line["problem"]: Rule(
            line["problem"],
            line["decision"],
            frozenset(filter(None, line["field"].split(";"))),
            frozenset(filter(None, line["source_fields"].split(";"))),
        )
        for line in _lines(EXPECTED)
    }


def problems(file: Path) -> list[Problem]:
    """The rows of bad_inputs.csv with what is expected. Raises KeyError for a problem that expected.csv does not name."""
    known = rules()
    found = []
    for line in _lines(file):
        rule = known[line["problem"]]
        asked = line["field"] in rule.source_fields
        found.append(
            Problem(
                npi=line["npi"],
                problem=line["problem"],
                source_field=line["field"],
                value=line["value"],
                decision=rule.decision if asked else "accepted",
                fields=rule.fields if asked else frozenset(),
            )
        )
    return found


def first_organizations(file: Path, count: int) -> list[Provider]:
    """The first `count` organizations of a CMS file."""
    return _first(file, count, "2")


def first_practitioners(file: Path, count: int) -> list[Provider]:
    """The first `count` individuals of a CMS file."""
    return _first(file, count, "1")


def _first(file: Path, count: int, entity_type: str) -> list[Provider]:
    rows = (row for row in _lines(file) if row["Entity Type Code"] == entity_type)
    return [Provider.of(row) for row in islice(rows, count)]


def providers(file: Path, npis: Iterable[str]) -> dict[str, Provider]:
    """The providers with these NPIs, by NPI."""
    wanted = set(npis)
    return {row["NPI"]: Provider.of(row) for row in _lines(file) if row["NPI"] in wanted}


def by_official(organizations: Iterable[Provider]) -> list[list[Provider]]:
    """The organizations of each person, in the order of the file."""
    grouped: defaultdict[tuple[str, str, str, str], list[Provider]] = defaultdict(list)
    for organization in organizations:
        grouped[organization.official].append(organization)
    return list(grouped.values())


def bad_npis(file: Path) -> list[dict[str, str]]:
    """The rows of bad_npis.csv: value, why, expected, made_from."""
    return list(_lines(file))


def _lines(file: Path) -> Iterable[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)
