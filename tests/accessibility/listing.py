"""The list of pages: what a page's module writes, and what the tests read."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from iacs_portal.accounts.models import User
from tests.plugins.committed import World

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Visit:
    """Where the browser goes, as whom, what it does there before axe looks, and the status of the answer to the first request.

    `development`: as with DEBUG, where the page exists there alone.
    """

    path: str
    user: User | None = None
    act: Act | None = None
    status: int = 200
    development: bool = False


Setup = Callable[[], Visit]


@dataclass(frozen=True)
class State:
    """A page in one state: what makes it and says where to go, and the world it is made in, when it shares one with others."""

    setup: Setup
    world: World | None


PAGES: dict[str, dict[str, State]] = {}
NOT_PAGES: dict[str, str] = {}


def page(name: str, state: str, *, world: World | None = None) -> Callable[[Setup], Setup]:
    """List the page with the URL name `name` in the state that the decorated function makes, in a copy of `world` if there is one."""

    def listed(setup: Setup) -> Setup:
        states = PAGES.setdefault(name, {})
        if state in states:
            raise ValueError(f"{name} is listed twice in the state {state}.")
        states[state] = State(setup, world)
        return setup

    return listed


def not_a_page(name: str, why: str) -> None:
    """Say why an address shows no page of its own."""
    NOT_PAGES[name] = why


def press(button: str) -> Act:
    """Press the button with this name."""
    return lambda page: page.get_by_role("button", name=button, exact=True).first.click()


def fill_and_press(fields: dict[str, str], button: str) -> Act:
    """Type into the fields with these labels, then press the button."""

    def act(page: Page) -> None:
        for label, value in fields.items():
            page.get_by_label(label, exact=True).fill(value)
        press(button)(page)

    return act


def then(*acts: Act) -> Act:
    """One after the other."""

    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def choose(field: str, value: str) -> Act:
    """Choose a radio button or tick a checkbox by its label, as a person does: USWDS moves the input itself off the page."""

    def act(page: Page) -> None:
        ident = page.locator(f"input[name='{field}'][value='{value}']").get_attribute("id")
        page.locator(f"label[for='{ident}']").click()

    return act


def open_details(summary: str) -> Act:
    """Open the disclosure with this summary."""
    return lambda page: page.locator("summary", has_text=summary).first.click()
