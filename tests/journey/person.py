"""Anyone of the journey at her browser: she signs up, tells who she is, sends what she asks, waits for the mail, and signs in."""

import re
import time
from dataclasses import dataclass

from tests.journey.browser import Browser, UnexpectedPage
from tests.journey.mailbox import CODE, SENT, Books, MailServer
from tests.journey.report import Report

# The button of the decide pages, and the form that it belongs to.
APPROVE = ("do", "approve")
APPROVE_FORM = 'form:has(button[name="do"][value="approve"])'
DENY = ("do", "deny")
DENY_FORM = 'form:has(button[name="do"][value="deny"])'
_CODE = re.compile(r"Your code is (\S+?)\.")
_USER_ID = re.compile(r"Your User ID is ([0-9A-Z]{8})\.")
_DRAFT = re.compile(r"/register/(\d+)/")
_SENT = re.compile(r"/register/sent/(PC-[0-9A-Z]{9})/")


@dataclass(frozen=True)
class World:
    """What all people of the journey share."""

    url: str
    mail: MailServer
    books: Books
    report: Report


class Person:
    """Person number `number` of the journey. All that she is known by is made from that, but for her name: subclasses say it.

    `role` is what she chooses on "Who are you?", `kind` what her e-mail address begins with.
    """

    role = ""
    kind = ""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.request_ids: dict[str, int] = {}  # tracking number -> key of the request
        self.browser = self.new_browser()

    def new_browser(self) -> Browser:
        """Another browser at her own address of this machine."""
        return Browser(self.world.url, self.address, self.world.report)

    @property
    def address(self) -> str:
        """Her machine: one of 127.16.0.1 and on, which nobody else has."""
        return f"127.{16 + self.number // 62500}.{self.number // 250 % 250}.{self.number % 250 + 1}"

    @property
    def email(self) -> str:
        """Hers alone."""
        return f"{self.kind}{self.number}@journey.example"

    @property
    def password(self) -> str:
        """Long enough."""
        return f"{self.kind} {self.number} walks a long way"

    @property
    def ssn(self) -> str:
        """A number that may be given to people, another for each."""
        return f"{201 + self.number // 9000:03d}-{11 + self.number % 80:02d}-{1 + self.number % 9000:04d}"

    @property
    def names(self) -> dict[str, str]:
        """Her names and telephone, as the page about her asks for them."""
        raise NotImplementedError

    @property
    def person(self) -> dict[str, str]:
        """What she types about herself."""
        return self.names | {
            "birth_date_month": str(1 + self.number % 12),
            "birth_date_day": str(1 + self.number % 28),
            "birth_date_year": str(1940 + self.number % 50),
            "ssn": self.ssn,
        }

    # From the first page to the wizard

    def sign_up(self) -> None:
        """From the first page to the terms, with the code from the mail."""
        browser = self.browser
        browser.visit("/", "home")
        self._questions()
        self.expect_path("/register/who/")
        self.fine(self.browser.send("who are you", {"role": self.role}))
        self.expect_path("/account/signup/")
        self.fine(browser.send("sign-up", {"email": self.email, "password1": self.password}))
        self.world.books.expect(self.email, CODE)
        began = time.perf_counter()
        code = self.found(_CODE, self.world.mail.wait_for(self.email, CODE).text)
        self.world.report.took("mail with the code", time.perf_counter() - began)
        self.fine(browser.send("code", {"code": code}))
        self._terms()

    def begin_another(self) -> None:
        """A further request, signed in: two questions and the role, and the form is there."""
        self._questions()
        self.fine(self.browser.send("who are you", {"role": self.role}))

    def _questions(self) -> None:
        self.browser.visit("/register/", "two questions")
        self.fine(self.browser.send("two questions", {"supplier": "no", "notified": "yes"}))

    def _terms(self) -> None:
        self.expect_path("/register/terms/")
        self.fine(self.browser.send("terms", {"accept": True}))

    @property
    def draft(self) -> str:
        """The address of her draft, from the page she is on."""
        return f"/register/{self.found(_DRAFT, self.browser.path)}/"

    # The form

    def fill_in_person(self, values: dict[str, str] | None = None) -> dict[str, str]:
        """The page about her. Returns what was refused."""
        self.browser.visit(f"{self.draft}person/", "person")
        if not self.browser.path.endswith("/person/"):
            return {}  # she has a User ID and is known
        return self.browser.send("person", values or self.person)

    def send_it(self) -> str:
        """The review. Returns the tracking number. Raises `UnexpectedPage` when it was not sent."""
        request_id = int(self.found(_DRAFT, self.browser.path))
        self.browser.visit(f"{self.draft}review/", "review")
        self.fine(self.browser.send("review and send", {"true": True}))
        number = self.found(_SENT, self.browser.path)
        if number not in self.browser.text:
            raise UnexpectedPage(f"{self.browser.path} does not show {number}")
        self.world.books.expect(self.email, SENT, number)
        self.request_ids[number] = request_id
        return number

    # After the decision

    def wait_for(self, message: str, number: str) -> str:
        """Until the mail `message` about her request `number` is there. Returns her User ID, out of the mail."""
        began = time.perf_counter()
        text = self.world.mail.wait_for(self.email, message, number).text
        self.world.report.took("approval and its mail", time.perf_counter() - began)
        return self.found(_USER_ID, text)

    def sign_in(self, user_id: str) -> list[str]:
        """In a new browser, by User ID and password. Returns the lines of her home that tell her roles."""
        self.browser.close()
        self.browser = self.new_browser()
        self.browser.visit("/account/login/", "first sign-in")
        self.fine(self.browser.send("first sign-in", {"login": user_id, "password": self.password}))
        self.expect_path("/")
        lines = self.browser.page.select("section[aria-labelledby=roles] tbody tr")
        return [" ".join(line.get_text(" ").split()) for line in lines]

    def decide(self, number: str) -> None:
        """Open the request `number` from her inbox, and approve it."""
        self._open_from_inbox(number)
        self.fine(self.browser.send("approve", form=APPROVE_FORM, button=APPROVE))

    def deny(self, number: str, reason: str) -> None:
        """Open the request `number` from her inbox, and deny it for a reason of the list."""
        self._open_from_inbox(number)
        self.fine(self.browser.send("deny", {"reason": reason}, form=DENY_FORM, button=DENY))

    def _open_from_inbox(self, number: str) -> None:
        self.browser.visit(f"/inbox/?q={number}", "inbox")
        rows = [row for row in self.browser.page.select("main tbody tr") if number in row.get_text(" ")]
        link = rows[0].select_one("th a[href]") if rows else None
        if link is None:
            raise UnexpectedPage(f"{number} is not in the inbox of {self.email}")
        self.browser.visit(str(link["href"]), "decide page")

    # What went wrong

    def fine(self, errors: dict[str, str]) -> None:
        """Raises `UnexpectedPage` when the page refused something."""
        if errors:
            raise UnexpectedPage(f"{self.browser.path} refused {errors}")

    def expect_path(self, path: str) -> None:
        """Raises `UnexpectedPage` when she is elsewhere."""
        if self.browser.path != path:
            raise UnexpectedPage(f"{self.browser.path} came instead of {path}")

    def found(self, pattern: re.Pattern[str], text: str) -> str:
        """What the pattern's group matches in `text`. Raises `UnexpectedPage` when nothing does."""
        found = pattern.search(text)
        if found is None:
            raise UnexpectedPage(f"{pattern.pattern} is not in: {text[:200]}")
        return found[1]
