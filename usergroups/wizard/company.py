"""The company in the form for a surrogate user group: chosen, new, or the one of the request as it was sent before."""

from dataclasses import dataclass
from typing import Any

from approvals.states import RequestStatus
from registration.wizard.steps import Progress
from usergroups.companies import NEW_FOR, acts_for, companies_of, earlier_company
from usergroups.models import Company


@dataclass(frozen=True)
class Asking:
    """Which company asks. `company` is the one that exists; without it, `facts` are those of a new one, empty before they are given.

    `is_kept`: the company is that of the request as it was sent before, and stays. `facts` are then what the draft says of it.
    """

    company: Company | None
    facts: dict[str, Any]
    is_kept: bool = False

    @property
    def name(self) -> str:
        """What it is called; empty before it is."""
        if self.facts:
            return str(self.facts["legal_name"])
        return self.company.legal_name if self.company is not None else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether a provider has confirmed it."""
        return self.company is not None and self.company.confirmed_at is not None


def asking(progress: Progress) -> Asking:
    """The company that the draft names, if she acts for it. Three queries at most.

    A confirmed company says nothing else by a draft than it says itself; an unconfirmed one is corrected by the facts of the draft.
    """
    given = progress.answers("company")
    before = earlier_company(progress.request)
    returned = progress.request.status == RequestStatus.RETURNED
    if before is not None and (returned or ("scope" not in given and given.get(NEW_FOR) != progress.request.pk)):
        if acts_for(progress.person, before):
            facts = _facts(given) if before.confirmed_at is None and "scope" not in given else {}
            return Asking(before, facts, is_kept=returned)
        if returned:
            return Asking(None, {}, is_kept=True)
    if "scope" in given:
        return Asking(companies_of(progress.person).filter(pk=given["scope"]).first(), {})
    return Asking(None, _facts(given))


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given.get(name, "") for name in Company.FACTS} if "legal_name" in given else {}


def facts_of(company: Company) -> dict[str, Any]:
    """What a company says about itself, by the names of `Company.FACTS`."""
    return {name: getattr(company, name) for name in Company.FACTS}


def shown_facts(given: dict[str, Any]) -> Company:
    """A company that is not saved, to show `given` as a company shows itself."""
    return Company(**given)
