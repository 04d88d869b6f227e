"""Lists as files for spreadsheets, written line by line."""

import csv
from collections.abc import Iterable, Iterator

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands each line back."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: str) -> str:
    """`value` as a cell that no spreadsheet takes for a formula: a quote before one that begins like it."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def csv_rows(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a CSV file in UTF-8 with its mark, no cell of which is a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(heads)
    for cells in rows:
        yield writer.writerow([safe_cell(cell) for cell in cells])
