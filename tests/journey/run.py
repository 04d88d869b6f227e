"""The journey as a whole: start the portal, let everyone walk, compare, report."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from tests.journey import chain, practitioner, rows
from tests.journey.company import Answer, Asked, CompanyWalk
from tests.journey.company import Job as Answering
from tests.journey.desk import HelpDesk
from tests.journey.mailbox import Books
from tests.journey.official import Official
from tests.journey.person import Person, World
from tests.journey.portal import Portal
from tests.journey.practitioner import Practitioner
from tests.journey.probes import Prober, lines_of
from tests.journey.report import ORGANIZATION, Report

Job = TypeVar("Job")
PROBERS = 8
PRACTITIONERS_ASKED = 10  # of those who walked, on the list of the company
MAILS_WITHIN = 60.0
NO_MORE_AFTER = 3.0


class Journey:
    """One run on one file."""

    def __init__(self, file: Path, organizations: int, people: int, *, with_everybody: bool = True) -> None:
        self.file, self.people, self.with_everybody = file, people, with_everybody
        self.organizations = rows.first_organizations(file, organizations)
        self.persons = rows.by_official(self.organizations)
        self.practitioners = rows.first_practitioners(file, organizations if with_everybody else PRACTITIONERS_ASKED)
        bad_inputs = file.with_name("bad_inputs.csv")
        self.problems = rows.problems(bad_inputs) if bad_inputs.exists() else []
        bad_npis = file.with_name("bad_npis.csv")
        self.bad_npis = rows.bad_npis(bad_npis) if bad_npis.exists() else []
        self.report = Report()
        self.heads: dict[str, Asked] = {}  # providers that a company can ask, by NPI
        self.company: CompanyWalk | None = None
        self.probed: Counter[tuple[str, str, bool]] = Counter()
        self._secrets: set[str] = set()

    def run(self, folder: Path) -> int:
        """Exit status: 1 when something was not as it should be; the lines above the last say what."""
        with Portal(folder) as portal:
            began = time.monotonic()
            print(portal.manage("load_nppes", str(self.file)).strip().splitlines()[-1], flush=True)
            world = World(portal.url, portal.mail, Books(), self.report)
            desk = HelpDesk(world, portal)
            desk.start()
            try:
                self._walk(world)
                self._ask_by_company(world)
            finally:
                desk.stop()
            walked = time.monotonic() - began
            print(
                f"{len(self.persons)} officials and {len(self.practitioners)} practitioners walked in {walked:.0f} s, "
                f"at most {self.report.peak} at once",
                flush=True,
            )
            self._probe(world, desk)
            missing, extra = self._mails(world)
            self._look_at_the_log(portal.log)
        return self._tell(world, missing, extra)

    # Everyone walks

    def _walk(self, world: World) -> None:
        done = Counter[str]()

        def walk(job: tuple[Official | Practitioner, list[rows.Provider]]) -> None:
            person, providers = job
            self._know(person)
            with self.report.somebody_at_work():
                try:
                    if isinstance(person, Practitioner):
                        self._one_practitioner(person)
                    else:
                        self._one_official(person, providers)
                except Exception as error:
                    self.report.fault(f"{person.email} ({providers[0].npi}) met {type(error).__name__}: {error}")
                finally:
                    person.browser.close()
            done["people"] += 1
            if done["people"] % 50 == 0:
                print(f"{done['people']} of {len(self.persons) + len(self.practitioners)} people are done", flush=True)

        _at_once(self.people, walk, self._walkers(world))

    def _walkers(self, world: World) -> Iterator[tuple[Official | Practitioner, list[rows.Provider]]]:
        """Officials and practitioners in turn, so that the desk has both before it, each with what she registers."""
        for number, (organizations, provider) in enumerate(zip_longest(self.persons, self.practitioners)):
            if organizations:
                yield Official(world, 1 + number, organizations[0]), organizations
            if provider:
                yield Practitioner(world, practitioner.FIRST + number, provider), [provider]

    def _one_practitioner(self, who: Practitioner) -> None:
        """Sign up, register herself, wait, sign in."""
        tracking_number = who.register()
        if tracking_number:
            who.take_role(tracking_number)
            self.heads[who.provider.npi] = Asked(who.provider.npi, who, [who.email])

    def _one_official(self, official: Official, organizations: list[rows.Provider]) -> None:
        """Sign up, register everything, wait, sign in, and let in the people of each organization."""
        official.sign_up()
        sent = []
        for place, organization in enumerate(organizations):
            if place:
                official.begin_another()
            if official.register(organization):
                sent.append(organization)
        for organization in official.take_office() if sent else ():
            first = chain.FIRST + chain.EACH * self.organizations.index(organization)
            people = chain.build_chain(official, organization, first) if self.with_everybody else []
            for person in people:
                self._know(person)
            backups = [person.email for person in people if person.role == "backup_official"]
            self.heads[organization.npi] = Asked(organization.npi, official, [official.email, *backups])

    def _ask_by_company(self, world: World) -> None:
        """A company registers with the first organization and asks the others, and some practitioners, by one file."""
        asked = [self.heads[each.npi] for each in self.organizations if each.npi in self.heads]
        alone = [self.heads[each.npi] for each in self.practitioners if each.npi in self.heads][:PRACTITIONERS_ASKED]
        if len(asked) < 2:
            return
        began = time.monotonic()
        self.company = CompanyWalk(world, [*asked, *alone], self._odd_lines())
        self._know(self.company.administrator)
        by_person: dict[Person, list[Answering]] = {}

        def answer(work: Callable[[Answering], None], jobs: list[Answering]) -> None:
            for job in jobs:
                by_person.setdefault(job[0].decider, []).append(job)
            _at_once(self.people, lambda some: _each(work, some), by_person.values())

        try:
            self.company.walk(answer)
        except Exception as error:
            self.report.fault(f"the company met {type(error).__name__}: {error}")
        finally:
            self.company.administrator.browser.close()
        print(f"the company asked and was answered in {time.monotonic() - began:.0f} s", flush=True)

    def _odd_lines(self) -> dict[str, str]:
        """What stands in the list besides those that can be asked, and the state of each line."""
        walked = {provider.npi for provider in (*self.organizations, *self.practitioners)}
        others = rows.first_organizations(self.file, len(self.organizations) + 1)[len(self.organizations) :]
        odd = {"1.2E+09": "Not an NPI", "12345": "Not an NPI"}
        return odd | {each.npi: "Not registered here yet" for each in others if each.npi not in walked}

    def _probe(self, world: World, desk: HelpDesk) -> None:
        """Type what is wrong, several people at once, each row by one of them."""
        if not self.problems and not self.bad_npis:
            return
        began = time.monotonic()
        walked = {provider.npi for provider in (*self.organizations, *self.practitioners)}
        known = rows.providers(self.file, (problem.npi for problem in self.problems))
        first = len(self.persons) + 1
        probers = [Prober(world, first + place, desk) for place in range(PROBERS)]
        writing = threading.Lock()

        def probe(job: tuple[int, Prober]) -> None:
            place, prober = job
            self._know(prober.who)
            prober.begin()
            for problem in self.problems[place::PROBERS]:
                if problem.npi in walked:
                    agrees, outcome = self._as_walked(problem)
                else:
                    found = prober.try_row(known[problem.npi], problem)
                    agrees, outcome = found.agrees_with(problem), str(found)
                with writing:
                    self.probed[problem.problem, problem.decision, agrees] += 1
                if not agrees:
                    self.report.fault(
                        f"{problem.npi}: {problem.problem} ({problem.source_field}): {outcome}, "
                        f"expected {problem.decision} {sorted(problem.fields)}"
                    )
            for line in self.bad_npis[place::PROBERS]:
                differs = prober.try_npi(line)
                with writing:
                    self.probed[f"NPI that {line['expected']!r} is expected for", "bad_npis.csv", not differs] += 1
                if differs:
                    self.report.fault(differs)

        def guarded(job: tuple[int, Prober]) -> None:
            try:
                probe(job)
            except Exception as error:
                self.report.fault(f"{job[1].who.email} met {type(error).__name__}: {error}")

        _at_once(PROBERS, guarded, enumerate(probers))
        print(
            f"{len(self.problems)} wrong inputs and {len(self.bad_npis)} wrong NPIs typed in "
            f"{time.monotonic() - began:.0f} s",
            flush=True,
        )

    def _as_walked(self, problem: rows.Problem) -> tuple[bool, str]:
        """What became of a row that is among the organizations and practitioners themselves."""
        refused = {refusal.field for refusal in self.report.refused if refusal.npi == problem.npi}
        told = f"refused at {sorted(refused)}" if refused else "approved"
        if problem.decision == "refused":
            return bool(refused & problem.fields), told
        # Another problem of the same row may have ended it.
        others = {name for other in self.problems if other.npi == problem.npi for name in other.fields}
        approved = self.report.approved() | self.report.approved(practitioner.LABEL)
        return problem.npi in approved or bool(refused and refused <= others - problem.fields), told

    # What came of it

    def _mails(self, world: World) -> tuple[list[str], list[str]]:
        """Wait for what is due, and a little longer for what is not."""
        give_up_at = time.monotonic() + MAILS_WITHIN
        while world.books.compared(world.mail.mails)[0] and time.monotonic() < give_up_at:
            time.sleep(0.2)
        time.sleep(NO_MORE_AFTER)
        return world.books.compared(world.mail.mails)

    def _know(self, person: Person) -> None:
        """Remember what must not stand in any log: it is no coincidence when it does."""
        self._secrets |= {person.email, person.password, person.ssn, person.ssn.replace("-", "")}

    def _look_at_the_log(self, log: list[str]) -> None:
        """No line that a process wrote may hold what was typed about a person, nor tell of a failure."""
        secret = re.compile("|".join(map(re.escape, sorted(self._secrets))))
        for line in list(log):
            if secret.search(line):
                self.report.fault(f"personal data in the log: {secret.sub('...', line)[:200]}")
            elif re.search(r"Traceback|CRITICAL|\berror\b", line, re.IGNORECASE):
                self.report.fault(f"the log tells of a failure: {line[:300]}")
        print(f"{len(log)} lines of log read", flush=True)

    def _tell(self, world: World, missing: list[str], extra: list[str]) -> int:
        report = self.report
        approved, refused = report.approved(), report.refused_as()
        practitioners = report.approved(practitioner.LABEL)
        self._unexpected(self.organizations, ORGANIZATION)
        self._unexpected(self.practitioners, practitioner.LABEL)
        self._roles(len(approved))
        for line in missing:
            report.fault(f"missing mail: {line}")
        for line in extra:
            report.fault(f"mail that came twice or was not due: {line}")
        print("\n".join([*report.times(), *report.refusals(), *lines_of(self.probed)]))
        print(
            f"practitioners: {len(self.practitioners)} walked, {len(practitioners)} approved, "
            f"{len(report.refused_as(practitioner.LABEL))} refused"
        )
        print(
            f"journey: organizations={len(self.organizations)} approved={len(approved)} refused={len(refused)} "
            f"mails={len(world.mail.mails)} missing={len(missing)} duplicates={len(extra)} "
            f"bso={report.roles[chain.BACKUP]} uga={report.roles[chain.ADMINISTRATOR]} "
            f"end_users={report.roles[chain.END_USER]} practitioners={len(practitioners)} {self._answers()}",
            flush=True,
        )
        return 1 if report.faults else 0

    def _answers(self) -> str:
        """How many providers of the list gave which answer, as the company reads it."""
        counted = self.company.counted if self.company else dict.fromkeys(Answer, 0)
        return f"links={counted[Answer.APPROVE]} denied={counted[Answer.DENY]} silent={counted[Answer.SILENCE]}"

    def _roles(self, organizations: int) -> None:
        """Everybody below an official holds the role asked for."""
        if not self.with_everybody:
            return
        for role, each in chain.PEOPLE.items():
            if self.report.roles[role] != each * organizations:
                self.report.fault(f"{self.report.roles[role]} and not {each * organizations} people are {role}")

    def _unexpected(self, providers: list[rows.Provider], kind: str) -> None:
        """Each provider is approved or refused as `kind`, and refused only for a reason."""
        approved, refused = self.report.approved(kind), self.report.refused_as(kind)
        named = {problem.npi for problem in self.problems if problem.decision == "refused"}
        for provider in providers:
            npi = provider.npi
            if (npi in approved) == (npi in refused):
                self.report.fault(f"{npi} is neither approved nor refused, or both")
            elif npi in refused and provider.is_domestic and npi not in named:
                self.report.fault(f"{npi} was refused and nothing is known to be wrong with it")


def _each(work: Callable[[Job], None], jobs: Iterable[Job]) -> None:
    for job in jobs:
        work(job)


def _at_once(people: int, work: Callable[[Job], None], jobs: Iterable[Job]) -> None:
    pool = ThreadPoolExecutor(max_workers=people)
    try:
        list(pool.map(work, jobs))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
