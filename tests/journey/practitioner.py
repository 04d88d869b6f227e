"""An Individual Practitioner at her browser: she registers herself under her own NPI, waits, and signs in."""

from tests.journey.mailbox import PRACTITIONER_APPROVED
from tests.journey.person import Person, World
from tests.journey.report import Refusal
from tests.journey.rows import Provider

# Numbers from here on belong to practitioners: above the people of any organization.
FIRST = 50_000
LABEL = "Individual Practitioner"


class Practitioner(Person):
    """Knows `provider`, a row of one individual, as herself."""

    role, kind = "individual_practitioner", "practitioner"

    def __init__(self, world: World, number: int, provider: Provider) -> None:
        super().__init__(world, number)
        self.provider = provider

    @property
    def names(self) -> dict[str, str]:
        """Those of the provider file."""
        return self.provider.person

    def fill_in_npi(self) -> dict[str, str]:
        """The page about her NPI."""
        self.browser.visit(f"{self.draft}your-npi/", "practitioner's NPI")
        return self.browser.send("practitioner's NPI", {"npi": self.provider.npi})

    def fill_in_practice(self) -> dict[str, str]:
        """The page about her practice: what the provider file filled in stays."""
        self.browser.visit(f"{self.draft}practice/", "practice")
        return self.browser.send("practice")

    def register(self) -> str:
        """From the first page to the tracking number. Returns "" when the portal refused something, which the report keeps."""
        self.sign_up()
        pages = (("person", self.fill_in_person), ("NPI", self.fill_in_npi), ("practice", self.fill_in_practice))
        for page, fill_in in pages:
            errors = fill_in()
            for name, sentence in errors.items():
                self.world.report.refuse(Refusal(self.provider.npi, page, name, sentence, LABEL))
            if errors:
                return ""
        number = self.send_it()
        self.world.books.expect(self.email, PRACTITIONER_APPROVED, number)
        return number

    def take_role(self, number: str) -> None:
        """Wait for the approval and sign in: her home names the role."""
        held = self.sign_in(self.wait_for(PRACTITIONER_APPROVED, number))
        if any(LABEL in line for line in held):
            self.world.report.approve(self.provider.npi, LABEL)
        else:
            self.world.report.fault(f"{self.email} signed in and is not {LABEL}: {held}")
