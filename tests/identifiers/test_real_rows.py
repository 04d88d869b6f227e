"""The rules on real organizations, and the decisions on what is wrong in real rows."""

import csv
from collections import defaultdict

import pytest

from registration.identifiers import Problem, address, names, npi, telephone
from tests.identifiers.shared_data import ROOT, provider_file, rows

_MAILING, _PRACTICE = "Business Mailing Address", "Business Practice Location Address"
REQUIRED = {
    "NPI": npi.parse,
    "Provider Organization Name (Legal Business Name)": names.parse_organization,
    "Authorized Official First Name": names.parse_person,
    "Authorized Official Last Name": names.parse_person,
    "Authorized Official Telephone Number": telephone.parse,
    f"Provider {_PRACTICE} Telephone Number": telephone.parse,
    **{f"Provider First Line {kind}": address.parse_line for kind in (_MAILING, _PRACTICE)},
    **{f"Provider {kind} City Name": address.parse_city for kind in (_MAILING, _PRACTICE)},
    **{f"Provider {kind} State Name": address.parse_state for kind in (_MAILING, _PRACTICE)},
    **{f"Provider {kind} Postal Code": address.parse_zip for kind in (_MAILING, _PRACTICE)},
}
OPTIONAL = {
    "Provider Other Organization Name": names.parse_organization,
    "Authorized Official Middle Name": names.parse_person,
    "Authorized Official Name Suffix Text": lambda typed: names.parse_person(typed, 20),
    **{f"Provider Second Line {kind}": address.parse_line for kind in (_MAILING, _PRACTICE)},
}
DOMESTIC = ("US", "UM", "")  # UM stands in two rows of Puerto Rico and Georgia
INVENTED_PROBLEMS = "FIRST ST"  # the street of the synthetic file's faulty rows


def problems_of(row: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    for column, parse in {**REQUIRED, **OPTIONAL}.items():
        if row[column] or column in REQUIRED:
            try:
                if not parse(row[column]):
                    found.append((column, "missing"))
            except Problem as problem:
                found.append((column, problem.code))
    for kind in (_MAILING, _PRACTICE):
        city, state = row[f"Provider {kind} City Name"], address.state_code(row[f"Provider {kind} State Name"])
        if address.problem_between(city=city, state=state):
            found.append((city, "military"))
    return found


def test_every_right_organization_of_the_provider_file_passes_the_rules():
    named = {row["npi"] for row in rows("bad_inputs.csv")}
    failed, passed = {}, 0
    with provider_file().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            countries = {row[f"Provider {kind} Country Code (If outside U.S.)"] for kind in (_MAILING, _PRACTICE)}
            is_faulty = row["NPI"] in named or INVENTED_PROBLEMS in row[f"Provider First Line {_PRACTICE}"]
            if row["Entity Type Code"] != "2" or is_faulty or not countries.issubset(DOMESTIC):
                continue
            found = problems_of(row)
            passed += not found
            if found:
                failed[row["NPI"]] = found
    assert failed == {}
    assert passed > 40


def expected() -> dict[str, dict[str, str]]:
    with (ROOT / "tests" / "journey" / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {row["problem"]: row for row in csv.DictReader(file)}


def parse_as(column: str, value: str) -> list[str]:
    """The flags of `value` typed where `column` of the real rows belongs. Raises Problem."""
    name = column.removeprefix("official_").removeprefix("mail_")
    if name == "phone":
        return [flag.code for flag in telephone.flags(telephone.parse(value))]
    if name == "zip":
        address.parse_zip(value)
        return []
    return [flag.code for flag in names.person_flags(names.parse_person(value), is_last=name == "last")]


def test_the_decisions_name_every_problem_of_the_real_rows():
    decisions = expected()
    assert {row["problem"] for row in rows("bad_inputs.csv")} <= decisions.keys()
    assert {row["decision"] for row in decisions.values()} == {"refused", "flagged", "accepted"}
    assert all(row["field"] for row in decisions.values() if row["decision"] != "accepted")


def test_the_rules_decide_on_each_faulty_value_as_written_down():
    decisions = expected()
    differing = defaultdict(list)
    for row in rows("bad_inputs.csv"):
        decision = decisions[row["problem"]]
        if row["field"] not in decision["source_fields"].split(";"):
            continue
        try:
            outcome = "flagged" if row["value"] and parse_as(row["field"], row["value"]) else "accepted"
            if not row["value"]:
                outcome = "refused"  # a required field
        except Problem:
            outcome = "refused"
        if outcome != decision["decision"]:
            differing[row["problem"]].append((row["field"], row["value"], outcome))
    assert differing == {}


@pytest.mark.parametrize("value", ["28602134.0", "2557.0"])
def test_a_zip_code_that_a_spreadsheet_damaged_is_named_as_such(value):
    with pytest.raises(Problem, match="spreadsheet"):
        address.parse_zip(value)
