"""What is known to be wrong, typed by people: does the portal refuse, flag or accept it, as expected.csv and bad_npis.csv say?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.journey.desk import HelpDesk
from tests.journey.official import Official
from tests.journey.person import World
from tests.journey.rows import GOOD_TELEPHONE, Problem, Provider

# What a person types instead where something else of the row is refused than what is tried.
_GOOD_PERSON = {
    "first_name": "Pat",
    "middle_name": "",
    "last_name": "Example",
    "suffix": "",
    "telephone": GOOD_TELEPHONE,
}
_GOOD_ORGANIZATION = {
    **{f"{place}_{part}": value for place in ("practice", "mailing") for part, value in
       (("line_1", "1 Main St"), ("line_2", ""), ("city", "Providence"), ("state", "RI"), ("zip", "02903"))},
    "telephone": GOOD_TELEPHONE,
    "legal_business_name": "Example Clinic",
    "other_name": "",
}  # fmt: skip
STAND_IN = Provider("", "Example Clinic", "Pat", "", "Example", "", GOOD_TELEPHONE, True)


@dataclass
class Outcome:
    """What became of one problem: the fields that were refused, or what the desk was told to look at."""

    refused: frozenset[str] = frozenset()
    flags: tuple[str, ...] = ()

    def agrees_with(self, problem: Problem) -> bool:
        """Whether it is what expected.csv says."""
        if problem.decision == "refused":
            return bool(self.refused & problem.fields)
        flagged = any(problem.value.strip().upper() in flag.upper() for flag in self.flags)
        return not self.refused and flagged == (problem.decision == "flagged")

    def __str__(self) -> str:
        return f"refused at {sorted(self.refused)}" if self.refused else f"accepted with the flags {list(self.flags)}"


class Prober:
    """A person who types the problems of one row after another into her one draft."""

    def __init__(self, world: World, number: int, desk: HelpDesk) -> None:
        self.world, self.desk = world, desk
        self.who = Official(world, number, STAND_IN)

    def begin(self) -> None:
        """Sign up, and fill in the page about herself."""
        self.who.sign_up()
        errors = self.who.fill_in_person()
        if errors:
            self.world.report.fault(f"{self.who.email} was refused {errors}")

    def try_row(self, provider: Provider, problem: Problem) -> Outcome:
        """Type the row as it is. What is refused beside the problem is mended, so that the problem alone decides."""
        self.who.provider = provider
        person = self.who.person
        errors = self.who.fill_in_person(person)
        while errors:
            if problem.fields & errors.keys() or not self._mend(person, _GOOD_PERSON, errors):
                return Outcome(frozenset(errors))
            errors = self.who.fill_in_person(person)
        errors = self.who.fill_in_npi(provider.npi)
        if errors:
            return Outcome(frozenset(errors))
        typed: dict[str, str] = {}
        errors = self.who.fill_in_organization(provider, typed)
        while errors:
            if problem.fields & errors.keys() or not self._mend(typed, _GOOD_ORGANIZATION, errors):
                return Outcome(frozenset(errors))
            errors = self.who.fill_in_organization(provider, typed)
        return Outcome(flags=self._flags() if problem.decision != "refused" and problem.fields else ())

    @staticmethod
    def _mend(typed: dict[str, str], good: dict[str, str], errors: Iterable[str]) -> bool:
        """Replace what was refused. Returns False when that was tried before, or cannot be."""
        replaced = {name: good[name] for name in errors if name in good and typed.get(name) != good[name]}
        typed |= replaced
        return bool(replaced)

    def _flags(self) -> tuple[str, ...]:
        """Send it, let the desk look, and take it back."""
        self.who.add_papers()
        number = self.who.send_it()
        flags = self.desk.flags_of(self.who.request_ids[number])
        self.who.browser.visit(f"/requests/{number}/", "request page")
        self.who.browser.send("withdraw", form=f'form[action="/requests/{number}/withdraw/"]')
        self.who.begin_another()
        return tuple(flags)

    def try_npi(self, line: dict[str, str]) -> str:
        """Type a wrong NPI. Returns what differs from `expected`, or nothing: an NPI that goes on is shown as ten ASCII digits."""
        value, expected, made_from = line["value"], line["expected"], line["made_from"]
        errors = self.who.fill_in_npi(value)
        if errors:
            fine = "reject" in expected and set(errors) == {"number"}
            return "" if fine else f"“{value}” ({line['why']}): refused, expected: {expected}: {errors}"
        if expected.startswith("reject") and "or" not in expected.split():
            return f"“{value}” ({line['why']}): went on, expected: {expected}"
        kept = self.who.browser.page.select_one(".pc-found .pc-num, .usa-alert .pc-num")
        shown = kept.get_text(strip=True) if kept is not None else ""
        wanted = made_from if "mend" in expected or "trimming" in expected else value
        return "" if shown == wanted else f"“{value}” ({line['why']}): kept as “{shown}”, not “{wanted}”"


def lines_of(outcomes: Counter[tuple[str, str, bool]]) -> list[str]:
    """A line for each problem and decision."""
    return [
        f"{'as expected' if agrees else 'NOT AS EXPECTED'} {count:>4} x {decision}: {problem}"
        for (problem, decision, agrees), count in sorted(outcomes.items())
    ]
