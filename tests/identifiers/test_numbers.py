"""Numbers: NPI, EIN, SSN, CCN, PTAN, contractor number."""

import random
import traceback

import pytest
from stdnum import luhn

from registration.identifiers import Problem, ccn, contractor_number, ein, npi, ptan, ssn
from tests.identifiers.shared_data import rows


def code_of(parse, typed: str) -> str:
    with pytest.raises(Problem) as caught:
        parse(typed)
    return caught.value.code


@pytest.mark.parametrize("row", rows("bad_npis.csv"), ids=lambda row: row["why"])
def test_every_row_of_wrong_npis_is_treated_as_expected(row):
    try:
        value = npi.parse(row["value"])
    except Problem:
        value = ""
    if row["expected"] == "passes the check digit":
        assert value == row["value"]
    elif row["expected"].startswith("reject where") or row["expected"] == "reject":
        assert value == ""
    else:  # mended, then to what it was made from, or rejected
        assert value in ("", row["made_from"])


@pytest.mark.parametrize("typed", ["1194251421.0", "1.2E+09", "1.19425E+09"])
def test_a_number_from_a_spreadsheet_is_named_as_such(typed):
    with pytest.raises(Problem, match="spreadsheet"):
        npi.parse(typed)


def test_blanks_hyphens_and_the_card_prefix_of_an_npi_are_mended():
    for typed in (" 1194251421 ", "1194-251-421", "119 425 1421", "808401194251421", "1194251421\n"):
        assert npi.parse(typed) == "1194251421"


def test_the_check_digit_is_the_same_as_that_of_stdnum():
    numbers = random.Random(7)
    for _ in range(5_000):
        text = f"{numbers.choice('12')}{numbers.randrange(10**9):09}"
        assert npi.is_npi(text) == luhn.is_valid(f"80840{text}")


@pytest.mark.parametrize("typed", ["12-3456789", "123456789", " 12 3456789 "])
def test_an_ein_is_kept_as_nine_digits(typed):
    assert ein.parse(typed) == "123456789"


@pytest.mark.parametrize("typed", ["12345678", "1234567890", "12-345678X", "１２３４５６７８９"])
def test_what_is_no_ein_is_refused_without_repeating_it(typed):
    with pytest.raises(Problem) as caught:
        ein.parse(typed)
    assert typed not in str(caught.value)


@pytest.mark.parametrize("row", rows("ein_prefixes.csv"), ids=lambda row: row["prefix"])
def test_a_prefix_that_the_irs_does_not_list_is_a_flag(row):
    flags = ein.flags(ein.parse(f"{row['prefix']}1234567"))
    assert [flag.code for flag in flags] == ([] if row["valid"] == "yes" else ["ein_prefix"])


@pytest.mark.parametrize(
    "typed", ["000-12-3456", "666-12-3456", "900-12-3456", "999123456", "123-00-4567", "123-45-0000", "078-05-1120"]
)
def test_a_never_assigned_ssn_is_refused(typed):
    assert code_of(ssn.parse, typed) == "never_assigned"


@pytest.mark.parametrize("typed", ["12345678", "1234567890", "12345678a", "666-12-3456"])
def test_an_ssn_never_stands_in_a_message_or_a_traceback(typed):
    try:
        ssn.parse(typed)
    except Problem as problem:
        assert typed not in "".join(traceback.format_exception(problem))  # noqa: PT017 - the traceback is what is read
        assert "kept nothing" in str(problem)  # noqa: PT017 - as above
    else:
        pytest.fail("it was accepted")


def test_an_ssn_with_hyphens_is_nine_digits():
    assert ssn.parse("773-12-3456") == "773123456"


def test_five_digits_of_a_ccn_hint_at_a_lost_zero():
    with pytest.raises(Problem, match="leading zero"):
        ccn.parse("10001")


@pytest.mark.parametrize(("typed", "kept", "codes"), [
    ("010001", "010001", []),
    ("01-s001", "01S001", []),
    ("99C9999999", "99C9999999", []),
    ("9999999999", "9999999999", ["ccn_format"]),
    ("78A005BP", "78A005BP", ["ccn_format"]),
])  # fmt: skip
def test_a_ccn_of_an_unusual_form_is_a_flag(typed, kept, codes):
    assert ccn.parse(typed) == kept
    assert [flag.code for flag in ccn.flags(kept)] == codes


def test_real_ccns_are_accepted():
    for row in rows("ccns.csv"):
        assert ccn.parse(row["ccn"]) == row["ccn"]


@pytest.mark.parametrize("typed", ["", "123", "ABC", "1234567890123", "AB_123", "ÄB1234"])
def test_what_is_no_ptan_is_refused(typed):
    assert code_of(ptan.parse, typed) == "format"


def test_a_ptan_is_kept_in_capitals_without_blanks_and_hyphens():
    assert ptan.parse(" ab-12 3c ") == "AB123C"


@pytest.mark.parametrize("typed", ["00308", " 00 308 ", "003-08", "00308\n"])
def test_blanks_and_hyphens_of_a_contractor_number_are_taken_away(typed):
    assert contractor_number.parse(typed) == "00308"
    assert contractor_number.flags("00308") == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("308", "length"),
        ("003080", "length"),
        ("308.0", "not_digits"),
        ("0030A", "not_digits"),
        ("٠٠٣٠٨", "not_digits"),
    ],
)
def test_a_contractor_number_is_five_digits(typed, code):
    assert code_of(contractor_number.parse, typed) == code
