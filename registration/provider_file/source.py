"""Reading the provider file: plain or in a zip, line by line, so that memory does not grow with it."""

import csv
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class CannotRead(Exception):
    """The file is not one that the loader can read; the message says why."""


@contextmanager
def open_csv(path: Path) -> Iterator[TextIO]:
    """The CSV text of `path`, unpacked on the way when it is a zip. Bytes that are no UTF-8 become surrogates, found later.

    Raises CannotRead.
    """
    encoding = {"encoding": "utf-8-sig", "errors": "surrogateescape", "newline": ""}
    try:
        if not zipfile.is_zipfile(path):
            with path.open(**encoding) as text:  # type: ignore[call-overload]  # keyword arguments of text mode
                yield text
            return
        with zipfile.ZipFile(path) as archive, archive.open(_member(archive)) as raw:
            yield io.TextIOWrapper(raw, **encoding)  # type: ignore[arg-type]  # as above
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise CannotRead(f"{path.name}: {error}") from error


def _member(archive: zipfile.ZipFile) -> str:
    """The data among what CMS packs together: not the header file, not the files of other names, places and endpoints."""
    tables = [name for name in archive.namelist() if name.lower().endswith(".csv") and "fileheader" not in name.lower()]
    main = [name for name in tables if Path(name).name.lower().startswith("npidata")] or tables
    if len(main) != 1:
        raise CannotRead(f"the zip holds {len(main)} files that could be the provider file")
    return main[0]


class Records:
    """The records of a CSV file with the number of the line each begins at.

    After `reject()` the lines of the last record but its first are read again: a quotation mark that was never closed costs one
    row, not all that follow it.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._next_line = 1
        self.line = 1
        self._reader = csv.reader(self._lines())

    def _lines(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else self._text.readline()
            if not line:
                return
            self._taken.append(line)
            yield line

    def next(self) -> list[str] | None:
        """The next record, None at the end. Raises csv.Error."""
        self._taken.clear()
        self.line = self._next_line
        try:
            return next(self._reader, None)
        finally:
            self._next_line += len(self._taken)

    def reject(self) -> None:
        """Give back what the last record took beyond its first line."""
        extra = self._taken[1:]
        if extra:
            self._again.extendleft(reversed(extra))
            self._next_line -= len(extra)
        self._reader = csv.reader(self._lines())
