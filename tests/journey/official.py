"""A Security Official at her browser: she signs up, registers what is hers, waits, and signs in."""

import io
import re
import time
from dataclasses import dataclass, field

from PIL import Image

from tests.journey.browser import Browser, UnexpectedPage
from tests.journey.mailbox import APPROVED, CODE, SENT, Books, MailServer
from tests.journey.report import Refusal, Report
from tests.journey.rows import Provider

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


@dataclass
class Official:
    """Person number `number` of the journey, who knows `provider`'s official as herself. Everything about her is made from both."""

    world: World
    number: int
    provider: Provider
    waiting: dict[str, str] = field(default_factory=dict)  # tracking number -> NPI
    request_ids: dict[str, int] = field(default_factory=dict)  # tracking number -> key of the request

    def __post_init__(self) -> None:
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
        return f"official{self.number}@journey.example"

    @property
    def password(self) -> str:
        """Long enough."""
        return f"official {self.number} walks a long way"

    @property
    def ssn(self) -> str:
        """A number that may be given to people, another for each."""
        return f"{201 + self.number // 9000:03d}-{11 + self.number % 80:02d}-{1 + self.number % 9000:04d}"

    @property
    def person(self) -> dict[str, str]:
        """What she types about herself."""
        who = self.provider
        return {
            "first_name": who.first_name,
            "middle_name": who.middle_name,
            "last_name": who.last_name,
            "suffix": who.suffix,
            "birth_date_month": str(1 + self.number % 12),
            "birth_date_day": str(1 + self.number % 28),
            "birth_date_year": str(1940 + self.number % 50),
            "ssn": self.ssn,
            "telephone": who.telephone,
        }

    # From the first page to the wizard

    def sign_up(self) -> None:
        """From the first page to the terms, with the code from the mail."""
        browser = self.browser
        browser.visit("/", "home")
        self._questions()
        self._expect_path("/register/who/")
        self._fine(self.browser.send("who are you", {"role": "security_official"}))
        self._expect_path("/account/signup/")
        self._fine(browser.send("sign-up", {"email": self.email, "password1": self.password}))
        self.world.books.expect(self.email, CODE)
        began = time.perf_counter()
        code = self._found(_CODE, self.world.mail.wait_for(self.email, CODE).text)
        self.world.report.took("mail with the code", time.perf_counter() - began)
        self._fine(browser.send("code", {"code": code}))
        self._terms()

    def begin_another(self) -> None:
        """A further registration, signed in: two questions, and the form is there."""
        self._questions()

    def _questions(self) -> None:
        self.browser.visit("/register/", "two questions")
        self._fine(self.browser.send("two questions", {"supplier": "no", "notified": "yes"}))

    def _terms(self) -> None:
        self._expect_path("/register/terms/")
        self._fine(self.browser.send("terms", {"accept": True}))

    @property
    def draft(self) -> str:
        """The address of her draft, from the page she is on."""
        return f"/register/{self._found(_DRAFT, self.browser.path)}/"

    # The wizard

    def fill_in_person(self, values: dict[str, str] | None = None) -> dict[str, str]:
        """The page about her. Returns what was refused."""
        self.browser.visit(f"{self.draft}person/", "person")
        if not self.browser.path.endswith("/person/"):
            return {}  # she has a User ID and is known
        return self.browser.send("person", values or self.person)

    def fill_in_npi(self, npi: str) -> dict[str, str]:
        """The first page about the organization."""
        self.browser.visit(f"{self.draft}npi/", "NPI")
        return self.browser.send("NPI", {"npi": npi})

    def fill_in_organization(self, provider: Provider, values: dict[str, str] | None = None) -> dict[str, str]:
        """The second: what the provider file filled in stays, but for `values`; she adds what no file knows."""
        self.browser.visit(f"{self.draft}organization/", "organization")
        typed = {"tin_type": "ein", "ein": provider.ein} | (values or {})
        name = self.browser.page.select_one("#id_legal_business_name")
        if name is not None and not name.get("value"):
            typed |= {"legal_business_name": provider.name}
        return self.browser.send("organization", typed)

    def add_papers(self) -> dict[str, str]:
        """The notice from the IRS, as a file."""
        self.browser.visit(f"{self.draft}papers/", "papers")
        name, content = paper(self.number)
        with io.BytesIO(content) as file:
            file.name = name
            return self.browser.send("papers", {"kind": "cp_575", "way": "upload", "files": file})

    def send_it(self) -> str:
        """The review. Returns the tracking number. Raises `UnexpectedPage` when it was not sent."""
        request_id = int(self._found(_DRAFT, self.browser.path))
        self.browser.visit(f"{self.draft}review/", "review")
        self._fine(self.browser.send("review and send", {"true": True}))
        number = self._found(_SENT, self.browser.path)
        if number not in self.browser.text:
            raise UnexpectedPage(f"{self.browser.path} does not show {number}")
        self.world.books.expect(self.email, SENT, number)
        self.request_ids[number] = request_id
        return number

    def register(self, provider: Provider) -> bool:
        """From her draft to the tracking number. Returns False when the portal refused something, which the report keeps."""
        pages = (
            ("person", self.fill_in_person),
            ("npi", lambda: self.fill_in_npi(provider.npi)),
            ("organization", lambda: self.fill_in_organization(provider)),
            ("papers", self.add_papers),
        )
        for page, fill_in in pages:
            errors = fill_in()
            for name, sentence in errors.items():
                self.world.report.refuse(Refusal(provider.npi, page, name, sentence))
            if errors:
                return False
        number = self.send_it()
        self.waiting[number] = provider.npi
        self.world.books.expect(self.email, APPROVED, number)
        return True

    # After the decision

    def wait_for_approval(self) -> str:
        """Until each of her requests is approved. Returns her User ID, out of the mails."""
        user_id = ""
        for number in self.waiting:
            began = time.perf_counter()
            text = self.world.mail.wait_for(self.email, APPROVED, number).text
            self.world.report.took("approval and its mail", time.perf_counter() - began)
            found = self._found(_USER_ID, text)
            if user_id and found != user_id:
                self.world.report.fault(f"{self.email} was told two User IDs")
            user_id = found
        return user_id

    def sign_in(self, user_id: str, organizations: list[Provider]) -> None:
        """In a new browser, by User ID and password; her home names every organization that she is the head of."""
        self.browser.close()
        self.browser = self.new_browser()
        self.browser.visit("/account/login/", "first sign-in")
        self._fine(self.browser.send("first sign-in", {"login": user_id, "password": self.password}))
        self._expect_path("/")
        held = [
            " ".join(line.get_text(" ").split())
            for line in self.browser.page.select("section[aria-labelledby=roles] tbody tr")
        ]
        for organization in organizations:
            name = " ".join(organization.name.split())
            if not any("Security Official" in line and name in line for line in held):
                self.world.report.fault(f"{self.email} signed in and is not the head of {organization.npi}")
                continue
            self.world.report.approve(organization.npi)

    # What went wrong

    def _fine(self, errors: dict[str, str]) -> None:
        if errors:
            raise UnexpectedPage(f"{self.browser.path} refused {errors}")

    def _expect_path(self, path: str) -> None:
        if self.browser.path != path:
            raise UnexpectedPage(f"{self.browser.path} came instead of {path}")

    def _found(self, pattern: re.Pattern[str], text: str) -> str:
        found = pattern.search(text)
        if found is None:
            raise UnexpectedPage(f"{pattern.pattern} is not in: {text[:200]}")
        return found[1]


def paper(number: int) -> tuple[str, bytes]:
    """A paper for person `number`: PDF, PNG and JPEG take turns."""
    if number % 3 == 0:
        return "CP-575.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    form, suffix = (("PNG", "png"), ("JPEG", "jpg"))[number % 3 - 1]
    with io.BytesIO() as file:
        Image.new("RGB", (60, 80), "white").save(file, form)
        return f"CP-575.{suffix}", file.getvalue()
