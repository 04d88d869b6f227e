"""What the case page tells: who, what waits, since when; what was typed beside the provider file; what looks alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from approvals import queries as engine
from approvals.kinds import Check
from approvals.models import Request, Step
from approvals.presentation import RequestView, day, day_and_time, wait_in_words
from approvals.states import StepStatus
from iacs_portal.accounts.models import User
from iacs_portal.accounts.queries import may_be_same_person
from iacs_portal.core.pieces import Difference, Effect, Fact
from iacs_portal.outbox.models import Message
from registration import queries
from registration.communities.provider_supplier import ALREADY_SEEN
from registration.models import (
    FacilityAnswer,
    FacilityConfirmation,
    Organization,
    OrganizationRegistration,
    Paper,
    PaperSeen,
    ProviderRecord,
)
from registration.provider_file.comparison import same_text
from registration.provider_file.models import EntityType
from registration.provider_file.queries import official_matches, provider_records

_STREET, _PLACE = ("line_1", "line_2"), ("city", "state", "zip")


def _address(facts: Any, prefix: str, parts: Sequence[str]) -> str:
    """The `parts` of the practice or mailing address (`prefix`) of `facts` in one line; empty where it has none."""
    found = [str(getattr(facts, f"{prefix}_{part}", "")) for part in parts]
    if parts is _PLACE:
        found = [found[0], " ".join(filter(None, found[1:]))]
    return ", ".join(filter(None, found))


LIMIT = 10


@dataclass(frozen=True)
class SamePerson:
    """Another account that may be the same person, and why."""

    person: User
    is_match: bool


@dataclass(frozen=True)
class FacilityLine:
    """An organization with the same EIN and name, and what its Security Official was asked and has answered.

    `lapsed` says why that counts no more, `problem` why nobody can be asked; `may_ask` is whether the button is there.
    """

    organization: Organization
    question: FacilityConfirmation | None
    lapsed: str
    problem: str
    may_ask: bool

    @property
    def is_confirmed(self) -> bool:
        """Whether the answer is a yes that counts."""
        return self.question is not None and self.question.answer == FacilityAnswer.YES and not self.lapsed

    @property
    def asked(self) -> str:
        """Who asked its Security Official, and when; empty when nobody did."""
        if self.question is None:
            return ""
        return _("Its Security Official was asked on %(when)s by %(who)s.") % {
            "when": day_and_time(self.question.asked_at),
            "who": self.question.asked_by.get_full_name(),
        }

    @property
    def answered(self) -> str:
        """Who answered what, and when."""
        question = self.question
        if question is None or question.answered_by is None or question.answered_at is None:
            return _("No answer yet.")
        sentences = {
            FacilityAnswer.YES: _("Confirmed on %(when)s by %(who)s."),
            FacilityAnswer.NO: _("Not confirmed, on %(when)s by %(who)s."),
        }
        return sentences[FacilityAnswer(question.answer)] % {
            "when": day_and_time(question.answered_at),
            "who": question.answered_by.get_full_name(),
        }


@dataclass(frozen=True)
class Rival:
    """Another undecided registration, and the NPIs that both ask for."""

    registration: OrganizationRegistration
    npis: list[str]


@dataclass(frozen=True)
class Together:
    """Another facility that was sent in the same form, and its open step."""

    registration: OrganizationRegistration
    step: Step | None

    @property
    def seen(self) -> str:
        """What the form of the approval carries: the step, and which opening of it the page shows."""
        return f"{self.step.pk}~{self.step.opening}" if self.step else ""


@dataclass(frozen=True)
class CasePage:
    """One registration for one person of the desk. Each property that lists something is limited and one query.

    `record` is what the provider file says about its NPI, `further` about its further NPIs, by number.
    """

    view: RequestView
    registration: OrganizationRegistration
    record: ProviderRecord | None
    further: Mapping[str, ProviderRecord]

    @classmethod
    def of(cls, request: Request, reader: User) -> "CasePage":
        """Read the case."""
        view = RequestView.of(request, reader)
        registration: OrganizationRegistration = view.detail
        records = provider_records(queries.asked_npis(registration))
        return cls(view, registration, records.get(registration.npi), records)

    @property
    def request(self) -> Request:
        """The request."""
        return self.view.request

    @cached_property
    def step(self) -> Step | None:
        """The step that can be decided now, or None."""
        current = self.view.current
        return current if current is not None and current.status == StepStatus.OPEN else None

    @cached_property
    def is_yours(self) -> bool:
        """Whether the reader's own office has it now."""
        return self.step is not None and engine.waiting_for(self.view.reader).filter(pk=self.step.pk).exists()

    @property
    def facts(self) -> list[Fact]:
        """The answer to the telephone's first question."""
        who = self.request.requester
        telephone = who.telephone + (_(" ext. %(extension)s") % {"extension": who.extension} if who.extension else "")
        facts = [
            Fact(_("Tracking number"), self.request.tracking_number or ""),
            Fact(_("Who"), who.get_full_name(), f"{who.email}, {telephone}"),
        ]
        step = self.view.current
        if self.step is not None and self.step.opened_at and self.step.due:
            facts += [
                Fact(_("Since"), day(self.step.opened_at), wait_in_words(self.step)),
                Fact(_("Due"), day(self.step.due)),
            ]
        elif step is not None and step.decided_at:
            facts.append(Fact(_("Returned"), day(step.decided_at)))
        elif self.request.decided_at:
            facts.append(Fact(_("Decided"), day_and_time(self.request.decided_at)))
        facts.append(Fact(_("Waits on"), self.view.holder_alone or _("Nobody")))
        return facts

    @cached_property
    def differences(self) -> list[Difference]:
        """What was typed beside the provider file."""
        typed, said = self.registration, self.record
        compared = [
            (_("Legal business name"), typed.legal_business_name, getattr(said, "shown_name", "")),
            (_("Other name"), typed.other_name, getattr(said, "other_name", "")),
            *(
                (label, _address(typed, prefix, parts), _address(said, prefix, parts))
                for label, prefix, parts in (
                    (_("Practice street"), "practice", _STREET),
                    (_("City, state, ZIP"), "practice", _PLACE),
                    (_("Mailing street"), "mailing", _STREET),
                    (_("City, state, ZIP"), "mailing", _PLACE),
                )
            ),
            (_("Telephone"), typed.telephone, getattr(said, "practice_telephone", "")),
        ]
        rows = [
            Difference(label, mine, theirs, self._state(mine, theirs))
            for label, mine, theirs in compared
            if mine or theirs
        ]
        names = 1 + bool(typed.other_name or getattr(said, "other_name", ""))
        numbers = [
            self._number_row(),
            Difference(_("EIN"), typed.shown_ein, "", "nodata", _("compare with the paper")),
        ]
        further = [self._further_row(npi) for npi in typed.further_npis]
        return [*rows[:names], *numbers, *rows[names:], self._official_row(), *further]

    def _state(self, typed: str, said: str) -> str:
        if self.record is None or not said:
            return "nodata"
        return "same" if same_text(typed, said) else "differs"

    def _number_row(self) -> Difference:
        if self.record is None:
            return Difference(_("NPI"), self.registration.npi, "", "nodata")
        if self.record.is_active:
            return Difference(_("NPI"), self.registration.npi, _("%(npi)s, active") % {"npi": self.record.npi}, "same")
        return Difference(
            _("NPI"), self.registration.npi, _("%(npi)s, deactivated") % {"npi": self.record.npi}, "differs"
        )

    def _official_row(self) -> Difference:
        """The requester beside the official of the file, or beside the individual whom the NPI stands for."""
        who, record = self.request.requester, self.record
        is_individual = record is not None and record.entity_type == EntityType.INDIVIDUAL
        said = "" if record is None else record.shown_name if is_individual else record.shown_official
        if record is None or not said:
            return Difference(_("Official"), who.get_full_name(), "", "nodata")
        is_same = official_matches(record, who.first_name, who.last_name)
        note = _("often just a new manager; the paper or a word from the owner helps")
        if is_individual:
            note = _("the NPI stands for this individual, who has no official in the file")
        return Difference(
            _("Official"), who.get_full_name(), said, "same" if is_same else "differs", "" if is_same else note
        )

    def _further_row(self, npi: str) -> Difference:
        """A further NPI beside whose it is in the file: the approval gives it to this organization too."""
        record = self.further.get(npi)
        if record is None or (record.is_active and not record.shown_name):
            return Difference(_("Further NPI"), npi, "", "nodata")
        said = ", ".join(part for part in (record.shown_name, record.shown_official) if part)
        doubts = [] if record.is_active else [_("deactivated")]
        if record.shown_name and not self._is_own_name(record.shown_name):
            doubts.append(_("another name"))
        if not self._is_own_official(record):
            doubts.append(_("another official"))
        return Difference(_("Further NPI"), npi, said, "differs" if doubts else "same", ", ".join(doubts))

    def _is_own_name(self, name: str) -> bool:
        """Whether `name` is the legal business name that was typed, or the one of the file for the first NPI."""
        own = [self.registration.legal_business_name] + ([self.record.shown_name] if self.record else [])
        return any(same_text(name, each) for each in own)

    def _is_own_official(self, record: ProviderRecord) -> bool:
        """Whether the file names for a further NPI the requester, the official of the first NPI, or nobody."""
        who, first = self.request.requester, self.record
        if not record.official_last_name or official_matches(record, who.first_name, who.last_name):
            return True
        return first is not None and official_matches(record, first.official_first_name, first.official_last_name)

    @property
    def differing(self) -> int:
        """How many things differ from the provider file."""
        return sum(row.state == "differs" for row in self.differences)

    @property
    def flags(self) -> list[str]:
        """What the form let pass and the desk should look at."""
        return [sentence for _code, sentence in self.registration.flags]

    @property
    def checks(self) -> list[Check]:
        """The rules, asked now."""
        return list(self.view.kind.checks(self.registration, step=self.step, actor=self.view.reader))

    @property
    def effects(self) -> list[Effect]:
        """What approving will do."""
        return list(self.view.kind.effects(self.registration, step=self.step)) if self.step else []

    @cached_property
    def papers(self) -> list[Paper]:
        """The files that came."""
        return list(Paper.objects.filter(request=self.request).order_by("pk"))

    @cached_property
    def seen(self) -> PaperSeen | None:
        """The paper that the approval rests on, once approved."""
        return (
            PaperSeen.objects.filter(step__request=self.request)
            .select_related("seen_by", "other_organization", "step__request__organization_registration__community")
            .first()
        )

    @property
    def claims_other_facility(self) -> bool:
        """Whether the person says that the papers were seen for another facility."""
        return self.registration.paper_kind == ALREADY_SEEN

    @cached_property
    def _same_papers(self) -> list[Any]:
        """Organizations whose papers may stand for this one, those of the person who asks first; one more than are shown."""
        return list(queries.organizations_to_ask(self.registration)[: LIMIT + 1])

    @property
    def waivers(self) -> list[Organization]:
        """For which organization the papers were seen: what the form of the approval offers."""
        organizations = [*self._same_papers[:LIMIT], *(line.organization for line in self.facilities)]
        return list({each.pk: each for each in organizations}.values())

    @property
    def has_more_facilities(self) -> bool:
        """Whether more organizations have the same EIN and legal business name than are shown."""
        return len(self._same_papers) > LIMIT

    @cached_property
    def facilities(self) -> list[FacilityLine]:
        """Where the papers may have been seen, those of the person who asks first; then others who were asked.

        Two queries; for a request that claims no other facility one.
        """
        questions = {each.organization_id: each for each in queries.questions_about(self.request)}
        found = self._same_papers[:LIMIT] if self.claims_other_facility else []
        lines = [self._facility(each, questions.pop(each.pk, None)) for each in found]
        for question in questions.values():
            lapsed = queries.why_not_in_force(question, self.registration)
            lines.append(FacilityLine(question.organization, question, lapsed, "", may_ask=False))
        return lines

    def _facility(self, organization: Any, question: FacilityConfirmation | None) -> FacilityLine:
        """The line of one of `organizations_to_ask`."""
        lapsed = queries.why_not_in_force(question, self.registration) if question else ""
        waits = question is None or not question.answer or bool(lapsed)
        problem = ""
        if waits and self.step is not None:
            if organization.is_of_requester:
                problem = _("The person who asks is its official, so nobody has to be asked.")
            elif not organization.has_official:
                problem = queries.no_official_to_ask(organization)
        may_ask = self.is_yours and not problem and (question is None or bool(lapsed))
        return FacilityLine(organization, question, lapsed, problem, may_ask)

    @cached_property
    def together(self) -> list[Together]:
        """The other facilities of the same form, in its order, each with its open step if it has one. Two queries or none."""
        if self.registration.batch_id is None:
            return []
        steps = Step.objects.filter(
            request__organization_registration__batch=self.registration.batch_id, status=StepStatus.OPEN
        )
        open_steps = {step.request_id: step for step in steps}
        return [Together(each, open_steps.get(each.pk)) for each in queries.sent_together(self.registration)]

    @property
    def sent_from_key(self) -> int | None:
        """The key of the organization as whose further facility it was sent, with others or alone in its form; None for others."""
        batch = self.registration.batch
        return batch.organization_id if batch is not None else None

    @property
    def open_together(self) -> list[Together]:
        """Those of `together` that wait for a decision."""
        return [each for each in self.together if each.step is not None]

    @property
    def rivals(self) -> list[Rival]:
        """Others who ask for one of the same NPIs."""
        own = queries.asked_npis(self.registration)
        return [
            Rival(other, [npi for npi in own if npi in queries.asked_npis(other)])
            for other in queries.rivals(self.registration)[:LIMIT]
        ]

    @cached_property
    def same_ein(self) -> list[Organization]:
        """Registered organizations with the same EIN, this one left out."""
        found = queries.organizations_with_ein(self.registration.ein).exclude(pk=self.registration.organization_id)
        return list(found[:LIMIT])

    @property
    def similar(self) -> list[Organization]:
        """Registered organizations with a similar name, this one left out."""
        found = queries.organizations_with_similar_name(self.registration.legal_business_name)
        return [each for each in found if each.pk != self.registration.organization_id]

    @property
    def same_person(self) -> list[SamePerson]:
        """Other accounts that may be the same person (domain.md 1)."""
        return [SamePerson(other, why == "match") for other, why in may_be_same_person(self.request.requester)[:LIMIT]]

    @property
    def earlier(self) -> list[Request]:
        """Other requests of the person, newest first."""
        return list(
            engine.my_requests(self.request.requester).exclude(pk=self.request.pk).exclude(status="draft")[:LIMIT]
        )

    @property
    def mails(self) -> list[Message]:
        """The mails about this request, newest first."""
        return list(Message.objects.filter(about=self.request.tracking_number).order_by("-pk")[: LIMIT * 3])

    def office_choices(self) -> list[Any]:
        """The offices to which the open step can be passed on."""
        return list(self.view.kind.may_pass_to(self.registration, self.step)) if self.step else []
