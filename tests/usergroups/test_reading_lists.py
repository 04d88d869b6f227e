"""Reading pasted and uploaded lists: every form that works, and a sentence for each that does not."""

import pytest

from iacs_portal.core.errors import Refused
from tests.factories.registration import npi
from usergroups.provider_lists import LINES_LIMIT, SIZE_LIMIT, Line, read, text_of

FIRST, SECOND = "1234567893", "1245319599"


def numbers(text):
    return [(line.number, line.npi) for line in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n{SECOND}",
        f"{FIRST}\r\n{SECOND}\r\n",
        f"{FIRST}\r{SECOND}",
        f"{FIRST},\n{SECOND},\n",
        f"{FIRST};\n{SECOND};",
        f'"{FIRST}"\n"{SECOND}"\n',
        f" {FIRST} \n 1245-319-599 \n",
    ],
    ids=["unix", "windows", "old mac", "commas", "semicolons", "quoted", "blanks"],
)
def test_one_column_is_read_whatever_ends_its_lines(text):
    assert numbers(text) == [(1, FIRST), (2, SECOND)]


@pytest.mark.parametrize(
    "text",
    [
        f"NPI\n{FIRST}\n{SECOND}",
        f"Name,NPI\nA,{FIRST}\nB,{SECOND}",
        f"npi;Name\n{FIRST};A\n{SECOND};B",
        f"Name\tNPI\tCity\nA\t{FIRST}\tx\nB\t{SECOND}\ty",
        f'"Name, full","Provider NPI"\n"A, Inc.",{FIRST}\n"B, Inc.",{SECOND}',
        f"sep=;\nNPI;Name\n{FIRST};A\n{SECOND};B",
    ],
    ids=["one", "commas", "semicolons", "tabs", "named", "of excel"],
)
def test_the_column_that_is_headed_npi_is_read_and_the_header_is_no_line(text):
    assert [npi for _number, npi in numbers(text)] == [FIRST, SECOND]


def test_lines_keep_the_numbers_that_they_have_in_the_file_and_blank_ones_do_not_count():
    assert numbers(f"NPI\n\n{FIRST}\n  \n\n{SECOND}\n") == [(3, FIRST), (6, SECOND)]
    assert numbers(f'Name,NPI\n"two\nlines",{FIRST}\nB,{SECOND}') == [(2, FIRST), (4, SECOND)]


@pytest.mark.parametrize("text", ["1.2E+09", "1,2E+09", "1.23457E+09"])
def test_a_number_that_a_spreadsheet_cut_short_is_named_and_told_how_to_mend_it(text):
    line = read(f"NPI\n{text}".replace(",", ".") if "," in text else text)[0]
    assert (line.npi, "digits are lost" in line.note, "Format the column as text" in line.note) == ("", True, True)


def test_a_number_that_a_spreadsheet_wrote_with_a_point_is_mended_and_named():
    assert read(f"{FIRST}.0\n{SECOND}.00") == [
        Line(1, f"{FIRST}.0", FIRST, f"A spreadsheet wrote it with a point. We read it as {FIRST}."),
        Line(2, f"{SECOND}.00", SECOND, f"A spreadsheet wrote it with a point. We read it as {SECOND}."),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hello", "An NPI has ten digits and nothing else."),
        ("12345", "We counted 5 digits."),
        ("1234567890", "Its last digit does not fit"),
        ("x" * 500, "…"),
    ],
)
def test_what_is_no_npi_is_a_line_with_its_sentence(text, sentence):
    (line,) = read(text)
    assert (line.npi, sentence in line.note, "still in the box" in line.note) == ("", True, False)
    assert len(line.text) <= 40


def test_a_row_that_is_too_short_is_a_line_without_an_npi():
    assert read(f"Name,NPI\nA,{FIRST}\nB")[1] == Line(3, "", "", "There is no NPI in this line.")


def test_5000_lines_are_read_and_one_more_is_refused():
    text = "\n".join(npi(number) for number in range(LINES_LIMIT))
    assert len(read(text)) == LINES_LIMIT
    with pytest.raises(Refused, match="more than 5,000 lines"):
        read(f"{text}\n{npi(LINES_LIMIT)}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no NPI in it."),
        (" \n\n", "There is no NPI in it."),
        ("NPI\n", "no NPI below its header"),
        (f"Name,Number\nA,{FIRST}", "none is headed NPI"),
        (f"{FIRST},{SECOND}", "none is headed NPI"),
        (f'"{FIRST}\n{SECOND}', "is not closed"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(Refused, match=sentence):
        read(text)


@pytest.mark.parametrize("content", [FIRST.encode(), f"\ufeff{FIRST}".encode()], ids=["plain", "with mark"])
def test_a_file_in_utf_8_is_read(content):
    assert numbers(text_of(content)) == [(1, FIRST)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"1" * (SIZE_LIMIT + 1), "larger than 2 MB"),
        (b"PK\x03\x04workbook", "CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0old workbook", "CSV UTF-8"),
        (b"%PDF-1.4", "not plain text"),
        (FIRST.encode("utf-16"), "UTF-16"),
        ("Praxis Müller".encode("latin-1"), "not in UTF-8"),
        (b"12345\x00\x01", "not a text file"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(Refused, match=sentence):
        text_of(content)
