"""USWDS from node_modules, only what the pages use, and how static files get their names."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PREFIX = "uswds/"
STYLESHEET = "css/uswds.min.css"
NAMED_BY_TEMPLATES = (STYLESHEET, "img/sprite.svg")
_URL_IN_CSS = re.compile(r"""url\(["']?\.\./([^"')#?]+)""")


class UswdsFinder(BaseFinder):
    """Finds the files of @uswds/uswds that pages need, under `uswds/`.

    These are the stylesheet, the icons, and what the stylesheet itself names (fonts and pictures): 1.2 MB of the 43 MB
    that npm fetches.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.BASE_DIR) / "node_modules" / "@uswds" / "uswds" / "dist"
        self.storage = FileSystemStorage(location=self.root)
        self.storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]  # read by collectstatic, as Django's own finders do

    @cached_property
    def files(self) -> frozenset[str]:
        """Names below the package's `dist` folder; empty while npm has not fetched it."""
        stylesheet = self.root / STYLESHEET
        if not stylesheet.is_file():
            return frozenset()
        named_by_stylesheet = _URL_IN_CSS.findall(stylesheet.read_text(encoding="utf-8"))
        return frozenset(NAMED_BY_TEMPLATES) | frozenset(named_by_stylesheet)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Say what to do when the package is not there."""
        if self.files:
            return []
        return [
            CheckWarning("@uswds/uswds is not in node_modules.", hint="Run `npm ci`, or `make run`.", id="core.W001")
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> list[str] | str:  # type: ignore[override]  # Django passes find_all or, before 6, all
        """The file of a static path, or an empty list, as Django's finders answer."""
        name = path.removeprefix(PREFIX)
        if path == name or name not in self.files:
            return []
        found = str(self.root / name)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """All files, for collectstatic."""
        for name in sorted(self.files):
            yield name, self.storage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """File names with a hash, compressed beforehand. Source maps are not shipped, so their names in CSS stay as they are."""

    patterns = (
        (
            "*.css",
            tuple(
                pattern
                for pattern in dict(CompressedManifestStaticFilesStorage.patterns)["*.css"]
                if "sourceMappingURL" not in str(pattern)
            ),
        ),
    )
