"""Reading a list of providers, as uploaded or pasted: its lines by the number that they have in the file, and what each says.

A file is UTF-8 text: one column, or several with one that is headed NPI, parted by commas, semicolons or tabs. Nothing here asks
the database.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from iacs_portal.core.errors import Refused, Sentence
from registration.identifiers import Problem, npi, shown
from usergroups.models.provider_list import TEXT_LENGTH

SIZE_LIMIT = 2 * 1024 * 1024
LINES_LIMIT = 5_000
COLUMN = "npi"
_SEPARATORS = "\t;,"
# What programs write that do not write text, by how it begins.
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_HEADER = re.compile(r"[^0-9]*\Z")
_CUT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
_WITH_POINT = re.compile(r"([0-9]{10})[.,]0*")


@dataclass(frozen=True)
class Line:
    """A line with something in it: its number in the file, what stands there, the NPI read from it or "", and a note about it."""

    number: int
    text: str
    npi: str
    note: Sentence = ""


def _refused(sentence: str, code: str) -> Refused:
    return Refused(sentence, code=code)


def text_of(content: bytes) -> str:
    """The text of an uploaded file. Raises Refused for one that is too large, or that is no text in UTF-8."""
    if len(content) > SIZE_LIMIT:
        raise _refused(
            _("This file is larger than 2 MB. Send one with the NPIs alone, or several smaller ones."), "too_large"
        )
    if content.startswith(_BINARY):
        raise _refused(
            _(
                "This is a workbook, or another file that is not plain text. In Excel choose “Save as”, then “CSV UTF-8”. "
                "Send that file."
            ),
            "binary",
        )
    if content.startswith(_UTF_16):
        raise _refused(
            _("This file is in Unicode of another kind (UTF-16). Save it as “CSV UTF-8”, and send that file."), "utf_8"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("This file is not in UTF-8. Save it as “CSV UTF-8”, and send that file."), "utf_8") from None
    if "\0" in text:
        raise _refused(_("This is not a text file. Save the list as “CSV UTF-8”, and send that file."), "binary")
    return text


def read(text: str) -> list[Line]:
    """The lines of `text`, blank ones left out, each under its number in the file; a header is no line of the list.

    Raises Refused when there is nothing in it, when it has several columns and none is headed NPI, and for more than 5,000 lines.
    """
    rows = _rows(text)
    first = next(rows, None)
    if first is None:
        raise _refused(_("There is no NPI in it. Send a list with one NPI on each line."), "empty")
    column, is_header = _column(first[1])
    found: list[Line] = []
    for number, cells in rows if is_header else _with_first(first, rows):
        cell = cells[column].strip() if column < len(cells) else ""
        if len(found) == LINES_LIMIT:
            raise _refused(
                _("There are more than 5,000 lines in it. Send it in parts of at most 5,000 lines."), "too_many"
            )
        found.append(_line(number, cell))
    if not found:
        raise _refused(_("There is no NPI below its header. Send a list with one NPI on each line."), "empty")
    return found


def _with_first(first: tuple[int, list[str]], rest: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with something in them, by number from 1, in cells. A quoted line break makes one row of several lines."""
    separator = _separator(text)
    # Excel itself writes such a line, to say what separates.
    says = re.compile(r"sep=.?\Z", re.IGNORECASE)
    try:
        reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
        before = 0
        for cells in reader:
            number, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells) and not (number == 1 and says.match(cells[0].strip())):
                yield number, cells
    except csv.Error:
        raise _refused(
            _("We could not read this list: a line of it is not closed. Send one NPI on each line."), "unreadable"
        ) from None


def _separator(text: str) -> str:
    """What parts the cells: the one of tab, semicolon and comma that stands most often in the first line with something in it."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def _column(cells: list[str]) -> tuple[int, bool]:
    """In which column the NPIs are, by the first row, and whether that is a header. Raises Refused when no column says NPI."""
    names = [" ".join(cell.split()).casefold() for cell in cells]
    if COLUMN in names:
        return names.index(COLUMN), True
    named = [index for index, name in enumerate(names) if re.search(r"\bnpi\b", name.replace("_", " "))]
    if len(named) == 1 and _HEADER.match(names[named[0]]):
        return named[0], True
    if sum(bool(name) for name in names) > 1:
        raise _refused(
            _("There are several columns in it, and none is headed NPI. Name the column with the NPIs “NPI”."),
            "no_column",
        )
    return next(index for index, name in enumerate(names) if name), False


def _line(number: int, text: str) -> Line:
    """What one cell says. NPIs that a spreadsheet broke are mended where nothing of them is lost."""
    kept = shown(text)[:TEXT_LENGTH]
    if not text:
        return Line(number, "", "", _("There is no NPI in this line."))
    if _CUT.fullmatch(text):
        return Line(
            number,
            kept,
            "",
            _(
                "A spreadsheet cut this number short, so its digits are lost. Format the column as text, type the ten digits again, "
                "and send the line anew."
            ),
        )
    whole = _WITH_POINT.fullmatch(text)
    try:
        value = npi.parse(whole[1] if whole else text)
    except Problem as problem:
        return Line(number, kept, "", str(problem).removesuffix(_("What you typed is still in the box.")).strip())
    note = _("A spreadsheet wrote it with a point. We read it as %(npi)s.") % {"npi": value} if whole else ""
    return Line(number, kept, value, note)
