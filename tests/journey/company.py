"""A surrogate company: its administrator registers it with a first provider, then asks many by one file, and each answers alone.

Of the providers on the list every third approves, denies, or says nothing.
"""

import csv
import io
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from tests.journey.browser import UnexpectedPage
from tests.journey.mailbox import LIST_SENT, ROLE_APPROVED, WAITS
from tests.journey.person import Person, World
from tests.journey.rows import GOOD_TELEPHONE

# Numbers from here on belong to the company: above everybody else's.
FIRST = 90_000
SENT_WITHIN = 300.0
_COMPANY = re.compile(r"/lists/new/(\d+)/")
_LIST = re.compile(r"/lists/(\d+)/")
FACTS = {
    "sort": "company",
    "legal_name": "Tidewater Billing, LLC",
    "ein": "20-4567891",
    "work": "billing",
    "line_1": "3 Mill Lane",
    "city": "Portland",
    "state": "ME",
    "zip": "04101",
    "telephone": GOOD_TELEPHONE,
}


class Answer(Enum):
    """What a provider does about the request, and the word for it in the company's file."""

    APPROVE = "Approved"
    DENY = "Denied"
    SILENCE = "Waiting"


@dataclass(frozen=True)
class Asked:
    """A provider that may be asked: its number, who decides for it, and who hears of the request."""

    npi: str
    decider: Person
    told: Sequence[str]


Job = tuple[Asked, Answer, str]  # with the tracking number of the request


class Administrator(Person):
    """Who registers the company and runs it."""

    role, kind = "surrogate", "company"

    def __init__(self, world: World) -> None:
        super().__init__(world, FIRST)

    @property
    def names(self) -> dict[str, str]:
        """Hers."""
        return {"first_name": "Terry", "last_name": "Tidewater", "telephone": GOOD_TELEPHONE}

    def register(self, provider: Asked) -> str:
        """From the first page to the tracking number of the first request."""
        self.sign_up()
        self.fine(self.fill_in_person())
        self.browser.visit(f"{self.draft}company/", "company")
        self.fine(self.browser.send("company", FACTS))
        self.browser.visit(f"{self.draft}find/?q={provider.npi}", "find the organization")
        self.fine(self.browser.send("find the organization", form='form:has(input[name="organization"])'))
        self.browser.visit(f"{self.draft}until/", "last day")
        self.fine(self.browser.send("last day"))
        number = self.send_it()
        for email in provider.told:
            self.world.books.expect(email, WAITS, number)
        self.world.books.expect(self.email, ROLE_APPROVED, number)
        return number

    def upload(self, npis: Sequence[str]) -> int:
        """Send the file, look at what it means, and have it sent. Returns the number of the list, once every line is sent."""
        self.browser.visit("/companies/", "company")
        link = self.browser.page.select_one('a[href^="/lists/new/"]')
        if link is None:
            raise UnexpectedPage(f"{self.browser.path} has no way to ask providers")
        self.browser.visit(f"/lists/new/{self.found(_COMPANY, str(link['href']))}/", "list")
        with io.BytesIO("\r\n".join(("NPI", *npis)).encode()) as file:
            file.name = "providers.csv"
            self.fine(self.browser.send("list is matched", {"file": file}, form='form:has(input[type="file"])'))
        number = int(self.found(_LIST, self.browser.path))
        began = time.perf_counter()
        self.fine(self.browser.send("list", form=f'form[action="/lists/{number}/send/"]'))
        self.world.books.expect(self.email, LIST_SENT)
        while any(line["Answer"] == "" and line["State"] == "Ready to ask" for line in self.lines(number)):
            if time.perf_counter() - began > SENT_WITHIN:
                raise UnexpectedPage(f"The list was not sent in {SENT_WITHIN:.0f} s")
            time.sleep(0.2)
        self.world.report.took("list is sent", time.perf_counter() - began)
        return number

    def lines(self, number: int) -> list[dict[str, str]]:
        """The file with the answers to a list."""
        answer = self.browser.download(f"/lists/{number}/answers.csv", "answers")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


class CompanyWalk:
    """One company through all of it. `counted` has how many providers gave which answer, as its own file tells."""

    def __init__(self, world: World, providers: Sequence[Asked], odd_lines: dict[str, str]) -> None:
        self.world, self.first, self.others = world, providers[0], list(providers[1:])
        self.odd_lines = odd_lines  # what is typed besides good NPIs, and the state that is expected for it
        self.administrator = Administrator(world)
        self.counted = dict.fromkeys(Answer, 0)

    def answer_of(self, place: int) -> Answer:
        """What the provider at a place of the list does."""
        return list(Answer)[place % len(Answer)]

    def walk(self, at_once: Callable[[Callable[[Job], None], list[Job]], None]) -> None:
        """Register, be confirmed, ask, be answered, and read the answers. Faults go to the report."""
        number = self.administrator.register(self.first)
        self.first.decider.sign_in(self.first.decider.email)
        self.first.decider.decide(number)
        self.administrator.sign_in(self.administrator.wait_for(ROLE_APPROVED, number))
        npis = [provider.npi for provider in self.others]
        sent = self.administrator.upload([*npis, *self.odd_lines, self.first.npi])
        numbers = self._look_at_lines(sent)
        jobs = [
            (provider, self.answer_of(place), numbers[provider.npi])
            for place, provider in enumerate(self.others)
            if provider.npi in numbers
        ]
        for provider, _answer, tracking_number in jobs:
            for email in provider.told:
                self.world.books.expect(email, WAITS, tracking_number)
        at_once(self._answer, jobs)
        self._look_at_answers(sent, jobs)

    def _look_at_lines(self, sent: int) -> dict[str, str]:
        """Every line is what it should be. Returns the tracking numbers by NPI."""
        lines = {line["As typed"]: line for line in self.administrator.lines(sent)}
        expected = (
            dict.fromkeys((provider.npi for provider in self.others), "Asked")
            | self.odd_lines
            | {self.first.npi: "You work for it already"}
        )
        for typed, state in expected.items():
            if lines[typed]["State"] != state:
                self.world.report.fault(f"the line {typed} is {lines[typed]['State']!r}, expected {state!r}")
        numbers = {line["NPI"]: line["Number"] for line in lines.values() if line["Number"]}
        print(f"a list of {len(lines)} lines asked {len(numbers)} providers", flush=True)
        return numbers

    def _answer(self, job: Job) -> None:
        provider, answer, number = job
        if answer == Answer.SILENCE:
            return
        try:
            provider.decider.sign_in(provider.decider.email)
            if answer == Answer.APPROVE:
                provider.decider.decide(number)
            else:
                provider.decider.deny(number, "not_known")
        except Exception as error:
            self.world.report.fault(f"{provider.npi} did not answer {number}: {type(error).__name__}: {error}")
        finally:
            provider.decider.browser.close()

    def _look_at_answers(self, sent: int, jobs: list[Job]) -> None:
        """What the company reads is what each provider did."""
        lines = {line["NPI"]: line for line in self.administrator.lines(sent) if line["Number"]}
        for provider, answer, number in jobs:
            told = lines[provider.npi]["Answer"]
            if told == answer.value:
                self.counted[answer] += 1
            else:
                self.world.report.fault(
                    f"{number} of {provider.npi} is {told!r} to the company, expected {answer.value!r}"
                )
