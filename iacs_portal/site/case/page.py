"""What the case page tells of a request of any kind that has a case: who, what waits, since when; what looks alike; what can be done.

What differs from kind to kind is declared in a subclass for each: what is compared, which evidence the approval rests on, which
records look alike. `cases` chooses it by the kind of the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from approvals import queries as engine
from approvals.kinds import Check, RequestKind
from approvals.models import Request, Step
from approvals.presentation import RequestView, day, day_and_time, wait_in_words
from approvals.states import StepStatus
from iacs_portal.accounts.models import User
from iacs_portal.accounts.queries import may_be_same_person
from iacs_portal.core.pieces import Difference, Effect, Fact
from iacs_portal.outbox.models import Message
from iacs_portal.site.case.alike import Alike, AlikeGroup, holders_alike, people_alike, requests_alike
from iacs_portal.site.case.cases import case_of, links_to
from iacs_portal.site.case.forms import ApproveForm
from iacs_portal.site.case.together import SentTogether
from registration import queries
from registration.identifiers.kinds import NumberKind
from registration.models import OrganizationRegistration, PractitionerRegistration, ProviderRecord
from registration.provider_file.queries import provider_records

LIMIT = 10


@dataclass(frozen=True)
class CasePage:
    """One request for one person of the desk. Each property that lists something is limited and one query.

    `records` is what the provider file says about the numbers that are asked for, by number; `after` where the page of what was sent
    in the same form begins. Subclasses declare a kind's case.
    """

    view: RequestView
    records: Mapping[str, ProviderRecord]
    after: str = ""

    # DECLARED FOR EACH KIND

    kind: ClassVar[RequestKind[Any]]
    # Templates beside the decision: what the approval rests on. None where the comparison is all there is.
    evidence: ClassVar[Sequence[str]] = ()

    @classmethod
    def asked_numbers(cls, detail: Any) -> list[str]:
        """The numbers that the approval would give to nobody else, the one that is registered under first."""
        raise NotImplementedError

    @classmethod
    def numbers_in_file(cls, detail: Any) -> list[str]:
        """Those of `asked_numbers` by which the provider file is kept."""
        return cls.asked_numbers(detail)

    @property
    def number_kind(self) -> NumberKind:
        """What kind of number it is registered under."""
        return NumberKind.NPI

    @classmethod
    def line_of(cls, detail: Any) -> str:
        """What tells it from the others that were sent in one form."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """What is asked for, in a heading."""
        raise NotImplementedError

    @property
    def differences(self) -> list[Difference]:
        """What was typed beside the provider file."""
        raise NotImplementedError

    @property
    def numbers(self) -> list[tuple[str, Any]]:
        """Numbers that the provider file does not have, by label."""
        return []

    @property
    def holder_key(self) -> int | None:
        """The key of the provider that the approval made; None before."""
        raise NotImplementedError

    @property
    def providers_alike(self) -> list[AlikeGroup]:
        """Registered providers that look like it."""
        raise NotImplementedError

    @classmethod
    def bare_form(cls, detail: Any, data: Any) -> ApproveForm:
        """The form of the approval bound to `data`, where it is not drawn."""
        return ApproveForm(data, prefix="approve")

    def approve_form(self, data: Any = None) -> ApproveForm:
        """The form of the approval as it is drawn."""
        return ApproveForm(data, prefix="approve", others=self.other_count)

    # OF EVERY KIND

    @classmethod
    def of(cls, request: Request, reader: User, after: str = "") -> "CasePage":
        """Read the case."""
        view = RequestView.of(request, reader)
        numbers = cls.numbers_in_file(view.detail)
        return cls(view, provider_records(numbers) if numbers else {}, after)

    @property
    def detail(self) -> Any:
        """What is asked."""
        return self.view.detail

    @property
    def request(self) -> Request:
        """The request."""
        return self.view.request

    @property
    def record(self) -> ProviderRecord | None:
        """What the provider file says about the number that is registered under; None too for one of another kind."""
        return self.records.get(self.asked_numbers(self.detail)[0])

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
        facts = [
            Fact(_("Tracking number"), self.request.tracking_number or ""),
            Fact(_("Who"), who.get_full_name(), f"{who.email}, {who.shown_telephone}"),
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

    @property
    def differing(self) -> int:
        """How many things differ from the provider file."""
        return sum(row.state == "differs" for row in self.differences)

    @property
    def flags(self) -> list[str]:
        """What the form let pass and the desk should look at."""
        return [sentence for _code, sentence in self.detail.flags]

    @property
    def checks(self) -> list[Check]:
        """The rules, asked now."""
        return list(self.view.kind.checks(self.detail, step=self.step, actor=self.view.reader))

    @property
    def effects(self) -> list[Effect]:
        """What approving will do."""
        return list(self.view.kind.effects(self.detail, step=self.step)) if self.step else []

    @cached_property
    def together(self) -> SentTogether | None:
        """What was sent in the same form, this one among it; None for what was sent alone. Two queries, or none."""
        return SentTogether.of(self.request, self.detail, type(self), self.after)

    @property
    def other_count(self) -> int:
        """How many others of the same form wait for a decision."""
        return self.together.other_count(self.step) if self.together else 0

    @property
    def look_alikes(self) -> list[AlikeGroup]:
        """Who asks for the same number or holds it, providers and people that look alike, and what else the person has asked for."""
        mine = engine.my_requests(self.request.requester).exclude(pk=self.request.pk).exclude(status="draft")
        if self.request.sent_with_id is not None:  # those of the same form have a list of their own
            mine = mine.exclude(sent_with=self.request.sent_with_id)
        earlier, rivals = list(mine[:LIMIT]), self._rivals
        links = links_to([*earlier, *(each.request for each in rivals)], self.view.reader)
        holders = queries.live_numbers(self.asked_numbers(self.detail), community_key=self.detail.community_id)
        kind = self.number_kind.label
        return [
            AlikeGroup(
                [self._rival(each, links) for each in rivals], _("Same %(kind)s: nobody else asks") % {"kind": kind}
            ),
            holders_alike(holders.exclude(scope=self.holder_key)[:LIMIT]),
            *self.providers_alike,
            people_alike(may_be_same_person(self.request.requester)[:LIMIT]),
            requests_alike(earlier, links),
        ]

    @cached_property
    def _rivals(self) -> list[OrganizationRegistration | PractitionerRegistration]:
        """Others of the community who ask for one of the same numbers. Three queries."""
        organizations, practitioners = queries.asking_for(
            self.asked_numbers(self.detail), community_key=self.detail.community_id, except_for=self.request.pk
        )
        return [*organizations[:LIMIT], *practitioners[:LIMIT]]

    def _rival(self, other: OrganizationRegistration | PractitionerRegistration, links: Mapping[int, str]) -> Alike:
        theirs = case_of(other.request.kind).asked_numbers(other)
        facts = [other.request.requester.get_full_name(), str(other)]
        if isinstance(other, OrganizationRegistration):
            facts.append(f"EIN {other.shown_ein}")
        return Alike(
            _("Asks for the same %(kind)s:") % {"kind": self.number_kind.label},
            other.request.tracking_number or "",
            links.get(other.request_id, ""),
            numbers=", ".join(number for number in self.asked_numbers(self.detail) if number in theirs),
            after=", ".join(facts),
            is_strong=True,
        )

    @property
    def mails(self) -> list[Message]:
        """The mails about this request, and about the form in which it was sent, newest first."""
        about = {self.request.tracking_number, self.together.reference if self.together else None} - {None}
        return list(Message.objects.filter(about__in=about).order_by("-pk")[: LIMIT * 3])

    def office_choices(self) -> list[Any]:
        """The offices to which the open step can be passed on."""
        return list(self.view.kind.may_pass_to(self.detail, self.step)) if self.step else []
