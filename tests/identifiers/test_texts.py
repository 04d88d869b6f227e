"""Names, telephones and addresses."""

import pytest

from registration.identifiers import Problem, address, names, telephone


@pytest.mark.parametrize("typed", [
    "O'Dell", "D’Orta", "Anne-Zoé", "St. Clair", "Иванова", "陳", "الحسن", "शर्मा", "Nguyễn", "Žižka", "De la Cruz de la Iglesia", "J",
])  # fmt: skip
def test_names_of_every_script_pass_without_a_flag(typed):
    assert names.parse_person(typed)
    assert names.person_flags(names.parse_person(typed), is_last=True) == []


def test_a_name_is_kept_in_composed_form_with_single_blanks():
    assert names.parse_person("  Jose\u0301   A\u0301ngel ") == "José Ángel"


@pytest.mark.parametrize(
    "typed", ["Ann\u202egnirts", "An\x00n", "An\x07n", "A\u200bnn", "\u2066Ann\u2069", "\ufeffAnn\u200f"]
)
def test_control_and_bidi_characters_are_refused_everywhere(typed):
    for parse in (
        names.parse_person,
        names.parse_organization,
        address.parse_line,
        address.parse_city,
        telephone.parse,
    ):
        with pytest.raises(Problem):
            parse(typed)


@pytest.mark.parametrize(("value", "is_last", "codes"), [
    ("95624", True, ["name_digit", "name_no_letter"]),
    ("HSIA0-KUA", False, ["name_digit"]),
    ("DEE DEE (DENISE)", False, ["name_character"]),
    ("SERVICES, LLC", True, ["name_character", "name_suffix"]),
    ("MILLER III", True, ["name_suffix"]),
    ("DO", True, ["name_suffix"]),
    ("DO", False, []),
])  # fmt: skip
def test_what_real_rows_have_and_names_do_not_is_a_flag(value, is_last, codes):
    assert names.parse_person(value) == value
    assert [flag.code for flag in names.person_flags(value, is_last=is_last)] == codes


@pytest.mark.parametrize("typed", ["<script>", "Ann@home", "💊", "a=b"])
def test_signs_that_no_name_has_are_refused(typed):
    with pytest.raises(Problem, match="letters of any script"):
        names.parse_person(typed)


def test_a_name_may_be_as_long_as_its_limit_and_no_longer():
    assert names.parse_person("a" * 60)
    with pytest.raises(Problem, match="61 characters"):
        names.parse_person("a" * 61)
    assert names.parse_organization("a" * 200)
    with pytest.raises(Problem, match="201 characters"):
        names.parse_organization("a" * 201)


@pytest.mark.parametrize(("typed", "kept"), [
    ("2025550142", "202-555-0142"),
    ("(202) 555-0142", "202-555-0142"),
    ("+1 202.555.0142", "202-555-0142"),
    ("1-202-555-0142", "202-555-0142"),
    ("+49 6371 868440", "+496371868440"),
])  # fmt: skip
def test_a_telephone_number_is_kept_in_one_form(typed, kept):
    assert telephone.parse(typed) == kept
    assert telephone.parse(kept) == kept


@pytest.mark.parametrize(("typed", "code"), [
    ("1231804458", "area_code"), ("3301234567", "exchange"), ("9999999999", "one_digit"), ("7", "length"), ("247820197", "length"),
    ("2025550142.0", "spreadsheet"), ("202-555-0142 x12", "extension"), ("+12", "length"), ("+490", "length"), ("call me", "not_digits"),
    ("٢٠٢٥٥٥٠١٤٢", "not_digits"),
])  # fmt: skip
def test_what_is_no_telephone_number_is_refused(typed, code):
    with pytest.raises(Problem) as caught:
        telephone.parse(typed)
    assert caught.value.code == code


def test_an_extension_is_its_digits():
    assert telephone.parse_extension("ext. 12") == "12"
    with pytest.raises(Problem):
        telephone.parse_extension("12345678901")


@pytest.mark.parametrize(
    ("typed", "kept"), [("ri", "RI"), ("Puerto Rico", "PR"), ("PUERTO RICO", "PR"), ("AE", "AE"), ("PW", "PW")]
)
def test_a_state_is_two_letters(typed, kept):
    assert address.parse_state(typed) == kept


@pytest.mark.parametrize("typed", ["BC", "ABU DHABI", "ONTARIO", "XX"])
def test_an_address_abroad_is_refused_with_help(typed):
    with pytest.raises(Problem, match="abroad, call the help desk"):
        address.parse_state(typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("02903", "02903"), ("029031234", "02903-1234"), ("02903-1234", "02903-1234")]
)
def test_a_zip_code_has_five_or_nine_digits(typed, kept):
    assert address.parse_zip(typed) == kept


@pytest.mark.parametrize(("typed", "code"), [
    ("2903", "leading_zero"), ("29031234", "leading_zero"), ("28602134.0", "spreadsheet"), ("8012434", "length"), ("L2M1P3", "not_digits"),
])  # fmt: skip
def test_what_is_no_zip_code_is_refused(typed, code):
    with pytest.raises(Problem) as caught:
        address.parse_zip(typed)
    assert caught.value.code == code


def test_military_post_goes_to_its_own_cities():
    assert address.problem_between(city="APO", state="AE") is None
    assert "APO" in (address.problem_between(city="Ramstein", state="AE") or "")
    assert "AA, AE or AP" in (address.problem_between(city="FPO", state="NY") or "")
    assert address.problem_between(city="Providence", state="RI") is None
