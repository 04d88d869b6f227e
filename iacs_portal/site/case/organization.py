"""The case of an organization and its Security Official: its approval rests on a paper, seen now or for another facility (domain.md 10)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from approvals.presentation import day_and_time
from iacs_portal.core.pieces import Difference
from iacs_portal.site.case.alike import AlikeGroup, providers_alike
from iacs_portal.site.case.cases import register
from iacs_portal.site.case.comparison import compared, number_row, place_rows
from iacs_portal.site.case.forms import PaperForm
from iacs_portal.site.case.page import LIMIT, CasePage
from registration import queries
from registration.communities.declarations import ALREADY_SEEN
from registration.identifiers.kinds import NumberKind
from registration.models import (
    FacilityAnswer,
    FacilityConfirmation,
    Organization,
    OrganizationRegistration,
    Paper,
    PaperArrival,
    PaperSeen,
    ProviderRecord,
)
from registration.provider_file.comparison import same_text
from registration.provider_file.models import EntityType
from registration.provider_file.queries import official_matches
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION


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


@register
class OrganizationCase(CasePage):
    """Compared: names, numbers, addresses and telephone, the official, and whose each further NPI is."""

    kind = ORGANIZATION_REGISTRATION
    evidence = ("desk/_papers.html",)

    @classmethod
    def asked_numbers(cls, detail: OrganizationRegistration) -> list[str]:
        """First and further ones."""
        return queries.asked_numbers(detail)

    @classmethod
    def numbers_in_file(cls, detail: OrganizationRegistration) -> list[str]:
        """Its NPIs."""
        return queries.numbers_in_file(detail)

    @property
    def number_kind(self) -> NumberKind:
        """By what kind of number its community knows it."""
        return NumberKind(self.detail.number_kind)

    @classmethod
    def line_of(cls, detail: Any) -> str:
        """Number and place: facilities of one form share their name."""
        return f"{detail.number}, {detail.practice_city}, {detail.practice_state}"

    @property
    def title(self) -> str:
        """Its legal business name."""
        return _("%(name)s: organization and Security Official") % {"name": self.detail.legal_business_name}

    @property
    def holder_key(self) -> int | None:
        """The organization."""
        key: int | None = self.detail.organization_id
        return key

    @property
    def numbers(self) -> list[tuple[str, Any]]:
        """CCN and PTAN."""
        found = [(_("CCN"), self.detail.ccns), (_("PTAN"), self.detail.ptans)]
        return [(label, values) for label, values in found if values]

    @classmethod
    def bare_form(cls, detail: OrganizationRegistration, data: Any) -> PaperForm:
        """With the papers of its community, and every organization with its EIN to choose from."""
        return PaperForm(data, prefix="approve", community=detail.community, ein=detail.ein)

    def approve_form(self, data: Any = None) -> PaperForm:
        """With what the person said about her papers, and with the organizations for which they may have been seen."""
        arrival = PaperArrival.POST if self.detail.by_post else PaperArrival.UPLOAD
        initial = {
            "arrival": PaperArrival.SEEN_BEFORE if self.claims_other_facility else arrival,
            "kind": self.detail.paper_kind,
            "seen_for": next(
                (line.organization.pk for line in self.facilities if line.is_confirmed), self._sent_from_key
            ),
        }
        return PaperForm(
            data,
            initial=initial,
            prefix="approve",
            community=self.detail.community,
            ein=self.detail.ein,
            offered=self.waivers,
            others=self.other_count,
        )

    @property
    def _sent_from_key(self) -> int | None:
        """The key of the organization as whose further facility it was sent, with others or alone in its form; None for others."""
        batch = self.detail.batch
        return batch.organization_id if batch is not None else None

    @property
    def differences(self) -> list[Difference]:
        """Names, numbers, places, the official, then further NPIs."""
        typed, said = self.detail, self.record
        legal, other = getattr(said, "shown_name", ""), getattr(said, "other_name", "")
        return [
            *compared(said, _("Legal business name"), typed.legal_business_name, legal),
            *compared(said, _("Other name"), typed.other_name, other),
            number_row(said, self.number_kind, typed.number),
            Difference(_("EIN"), typed.shown_ein, "", "nodata", _("compare with the paper")),
            *place_rows(said, typed),
            self._official_row(),
            *(self._further_row(npi) for npi in typed.further_npis),
        ]

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
        record = self.records.get(npi)
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
        own = [self.detail.legal_business_name] + ([self.record.shown_name] if self.record else [])
        return any(same_text(name, each) for each in own)

    def _is_own_official(self, record: ProviderRecord) -> bool:
        """Whether the file names for a further NPI the requester, the official of the first NPI, or nobody."""
        who, first = self.request.requester, self.record
        if not record.official_last_name or official_matches(record, who.first_name, who.last_name):
            return True
        return first is not None and official_matches(record, first.official_first_name, first.official_last_name)

    @property
    def providers_alike(self) -> list[AlikeGroup]:
        """Registered organizations with the same EIN, and with a similar name, this one left out."""
        community = self.detail.community_id
        same = queries.organizations_with_ein(self.detail.ein, community_key=community)
        same = same.exclude(pk=self.detail.organization_id)
        found = queries.organizations_with_similar_name(self.detail.legal_business_name, community_key=community)
        similar = [each for each in found if each.pk != self.detail.organization_id]
        return [
            providers_alike(_("Same EIN:"), _("Same EIN: none"), same[:LIMIT]),
            providers_alike(_("Similar name:"), _("Similar name: none"), similar),
        ]

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
        return self.detail.paper_kind == ALREADY_SEEN

    @cached_property
    def _same_papers(self) -> list[Any]:
        """Organizations whose papers may stand for this one, those of the person who asks first; one more than are shown."""
        return list(queries.organizations_to_ask(self.detail)[: LIMIT + 1])

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
            lapsed = queries.why_not_in_force(question, self.detail)
            lines.append(FacilityLine(question.organization, question, lapsed, "", may_ask=False))
        return lines

    def _facility(self, organization: Any, question: FacilityConfirmation | None) -> FacilityLine:
        """The line of one of `organizations_to_ask`."""
        lapsed = queries.why_not_in_force(question, self.detail) if question else ""
        waits = question is None or not question.answer or bool(lapsed)
        problem = ""
        if waits and self.step is not None:
            if organization.is_of_requester:
                problem = _("The person who asks is its official, so nobody has to be asked.")
            elif not organization.has_official:
                problem = queries.no_official_to_ask(organization)
        may_ask = self.is_yours and not problem and (question is None or bool(lapsed))
        return FacilityLine(organization, question, lapsed, problem, may_ask)
