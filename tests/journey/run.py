"""The journey as a whole: start the portal, let everyone walk, compare, report."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from tests.journey import chain, rows
from tests.journey.desk import HelpDesk
from tests.journey.mailbox import Books
from tests.journey.official import Official
from tests.journey.person import Person, World
from tests.journey.portal import Portal
from tests.journey.probes import Prober, lines_of
from tests.journey.report import Report

Job = TypeVar("Job")
PROBERS = 8
MAILS_WITHIN = 60.0
NO_MORE_AFTER = 3.0


class Journey:
    """One run on one file."""

    def __init__(self, file: Path, organizations: int, people: int) -> None:
        self.file, self.people = file, people
        self.organizations = rows.first_organizations(file, organizations)
        self.persons = rows.by_official(self.organizations)
        bad_inputs = file.with_name("bad_inputs.csv")
        self.problems = rows.problems(bad_inputs) if bad_inputs.exists() else []
        bad_npis = file.with_name("bad_npis.csv")
        self.bad_npis = rows.bad_npis(bad_npis) if bad_npis.exists() else []
        self.report = Report()
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
            finally:
                desk.stop()
            walked = time.monotonic() - began
            print(
                f"{len(self.persons)} people walked in {walked:.0f} s, at most {self.report.peak} at once", flush=True
            )
            self._probe(world, desk)
            missing, extra = self._mails(world)
            self._look_at_the_log(portal.log)
        return self._tell(world, missing, extra)

    # Everyone walks

    def _walk(self, world: World) -> None:
        done = Counter[str]()

        def walk(job: tuple[int, list[rows.Provider]]) -> None:
            number, organizations = job
            official = Official(world, number, organizations[0])
            self._know(official)
            with self.report.somebody_at_work():
                try:
                    self._one_person(official, organizations)
                except Exception as error:
                    self.report.fault(f"{official.email} ({organizations[0].npi}) met {type(error).__name__}: {error}")
                finally:
                    official.browser.close()
            done["people"] += 1
            if done["people"] % 50 == 0:
                print(f"{done['people']} of {len(self.persons)} people are done", flush=True)

        _at_once(self.people, walk, enumerate(self.persons, start=1))

    def _one_person(self, official: Official, organizations: list[rows.Provider]) -> None:
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
            for person in chain.build_chain(official, organization, first):
                self._know(person)

    def _probe(self, world: World, desk: HelpDesk) -> None:
        """Type what is wrong, several people at once, each row by one of them."""
        if not self.problems and not self.bad_npis:
            return
        began = time.monotonic()
        walked = {provider.npi for provider in self.organizations}
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
        """What became of a row that is among the organizations themselves."""
        refused = {refusal.field for refusal in self.report.refused if refusal.npi == problem.npi}
        told = f"refused at {sorted(refused)}" if refused else "approved"
        if problem.decision == "refused":
            return bool(refused & problem.fields), told
        # Another problem of the same row may have ended it.
        others = {name for other in self.problems if other.npi == problem.npi for name in other.fields}
        return problem.npi in self.report.approved or bool(refused and refused <= others - problem.fields), told

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
        approved, refused = set(report.approved), {refusal.npi for refusal in report.refused}
        self._unexpected(approved, refused)
        self._roles(len(approved))
        for line in missing:
            report.fault(f"missing mail: {line}")
        for line in extra:
            report.fault(f"mail that came twice or was not due: {line}")
        print("\n".join([*report.times(), *report.refusals(), *lines_of(self.probed)]))
        print(
            f"journey: organizations={len(self.organizations)} approved={len(approved)} refused={len(refused)} "
            f"mails={len(world.mail.mails)} missing={len(missing)} duplicates={len(extra)} "
            f"bso={report.roles[chain.BACKUP]} uga={report.roles[chain.ADMINISTRATOR]} "
            f"end_users={report.roles[chain.END_USER]}",
            flush=True,
        )
        return 1 if report.faults else 0

    def _roles(self, organizations: int) -> None:
        """Everybody below an official holds the role asked for."""
        for role, each in chain.PEOPLE.items():
            if self.report.roles[role] != each * organizations:
                self.report.fault(f"{self.report.roles[role]} and not {each * organizations} people are {role}")

    def _unexpected(self, approved: set[str], refused: set[str]) -> None:
        """Each organization is approved or refused, and refused only for a reason."""
        named = {problem.npi for problem in self.problems if problem.decision == "refused"}
        for organization in self.organizations:
            npi = organization.npi
            if (npi in approved) == (npi in refused):
                self.report.fault(f"{npi} is neither approved nor refused, or both")
            elif npi in refused and organization.is_domestic and npi not in named:
                self.report.fault(f"{npi} was refused and nothing is known to be wrong with it")


def _at_once(people: int, work: Callable[[Job], None], jobs: Iterable[Job]) -> None:
    pool = ThreadPoolExecutor(max_workers=people)
    try:
        list(pool.map(work, jobs))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
