"""axe-core in the page that is open."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Page

WIDTHS = (1280, 360)
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # For a sheet with @import, as the admin has, axe would preload by a style element, which the content policy refuses.
    "preload": False,
    # What passed is described by one element each: thousands would take longer to hand over than to check.
    "resultTypes": ["violations"],
}
_RUN = "options => axe.run(options).then(({violations}) => ({violations}))"


def look(page: Page) -> AxeResults:
    """What axe finds wrong in `page` as it stands. Its script stays in the page, so that a second look is quick."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(_RUN, OPTIONS))
