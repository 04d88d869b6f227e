"""A Security Official at her browser: she registers what is hers, waits, and signs in as its head."""

import io

from PIL import Image

from tests.journey.mailbox import APPROVED
from tests.journey.person import Person, World
from tests.journey.report import Refusal
from tests.journey.rows import Provider


class Official(Person):
    """Knows `provider`'s official as herself."""

    role, kind = "security_official", "official"

    def __init__(self, world: World, number: int, provider: Provider) -> None:
        super().__init__(world, number)
        self.provider = provider
        self.waiting: dict[str, Provider] = {}  # by tracking number

    @property
    def names(self) -> dict[str, str]:
        """Those of the provider file."""
        return self.provider.person

    # The form

    def fill_in_npi(self, npi: str) -> dict[str, str]:
        """The first page about the organization."""
        self.browser.visit(f"{self.draft}number/", "NPI")
        return self.browser.send("NPI", {"number": npi})

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
        self.waiting[number] = provider
        self.world.books.expect(self.email, APPROVED, number)
        return True

    # After the decision

    def wait_for_approval(self) -> str:
        """Until each of her requests is approved. Returns her User ID, out of the mails."""
        user_ids = {self.wait_for(APPROVED, number) for number in self.waiting}
        if len(user_ids) != 1:
            self.world.report.fault(f"{self.email} was told {len(user_ids)} User IDs")
        return user_ids.pop()

    def take_office(self) -> list[Provider]:
        """Sign in; her home names every organization that she is the head of. Returns those."""
        held = self.sign_in(self.wait_for_approval())
        heads = []
        for organization in self.waiting.values():
            name = " ".join(organization.name.split())
            if not any("Security Official" in line and name in line for line in held):
                self.world.report.fault(f"{self.email} signed in and is not the head of {organization.npi}")
                continue
            self.world.report.approve(organization.npi)
            heads.append(organization)
        return heads


def paper(number: int) -> tuple[str, bytes]:
    """A paper for person `number`: PDF, PNG and JPEG take turns."""
    if number % 3 == 0:
        return "CP-575.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    form, suffix = (("PNG", "png"), ("JPEG", "jpg"))[number % 3 - 1]
    with io.BytesIO() as file:
        Image.new("RGB", (60, 80), "white").save(file, form)
        return f"CP-575.{suffix}", file.getvalue()
