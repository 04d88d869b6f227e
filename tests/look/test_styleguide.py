"""The components in a real browser."""

from playwright.sync_api import Page, Route

from tests.accessibility.axe import WIDTHS, look
from tests.look.styleguide import GOOD, StyleForm, styleguide
from tests.plugins.browser import LivePortal

ADDRESS = "**/styleguide/"
FAULTY = GOOD | {"first_name": "", "birth_date_day": "30", "kind": "", "ssn": "", "state": "", "agree": ""}


def show(page: Page, form: StyleForm) -> None:
    """Put the styleguide on the portal's own address, so that styles and icons load as always."""
    drawn = styleguide(form)

    def answer(route: Route) -> None:
        route.fulfill(body=drawn, content_type="text/html")

    page.unroute_all()
    page.route(ADDRESS, answer)
    page.goto("/styleguide/")


def look_at_both_widths(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        results = look(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_axe_finds_nothing_in_the_components(live_portal: LivePortal, browser_page: Page) -> None:
    show(browser_page, StyleForm())
    look_at_both_widths(browser_page)


def test_axe_finds_nothing_in_the_components_with_errors(live_portal: LivePortal, browser_page: Page) -> None:
    show(browser_page, StyleForm(FAULTY))
    look_at_both_widths(browser_page)


def test_the_error_summary_takes_the_focus_and_leads_to_the_fields(live_portal: LivePortal, browser_page: Page) -> None:
    show(browser_page, StyleForm(FAULTY))
    assert "pc-errors" in browser_page.evaluate("document.activeElement.className")
    browser_page.get_by_role("link", name="Date of birth: February has no day 30").click()
    assert browser_page.evaluate("document.activeElement.id") == "id_birth_date_day"
