"""Succession: another person becomes Security Official of an organization that is registered (domain.md 15).

The successor asks. Either the Security Official who leaves gives her word first, and then the help desk decides; or, where she has
left or does not answer, the help desk decides alone, on papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, EvidenceForm, Office, Section, StepPlan, register
from approvals.models import Request, Step, StepOffice
from approvals.states import RequestStatus, StepStatus
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment, RoleRequest
from iacs_portal.roles.requests import role_checks
from registration import queries, roles
from registration.commands.organizations import record_own_paper_seen
from registration.commands.succession import ASK, PAGE, PAPERS, drop_proof, write_proof
from registration.forms.evidence import PaperSeenForm
from registration.models import Paper, PaperArrival, PaperSeen, SuccessionProof
from registration.request_kinds import reasons
from registration.request_kinds.backup_official import BackupOfficialKind

WORD_PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)
DESK_PROMISE = 10  # business days, promised by the desk (domain.md 14)
WORD = "word"

RETURN_SLUGS, DENY_SLUGS = ("paper_unreadable", "paper_missing"), ("may_not_act",)


class SuccessionKind(BackupOfficialKind):
    """Not exclusive in an organization: else anyone could keep the true successor out by asking first."""

    slug = "succession"
    label = gettext_lazy("Succession of a Security Official")
    role = roles.SECURITY_OFFICIAL
    decide_template = "registration/_decide_succession.html"
    request_template = "registration/_request_papers.html"
    return_reasons = (
        *(each for each in reasons.RETURN_REASONS if each.slug in RETURN_SLUGS),
        *BackupOfficialKind.return_reasons,
    )
    deny_reasons = (
        *(each for each in reasons.DENY_REASONS if each.slug in DENY_SLUGS),
        *BackupOfficialKind.deny_reasons,
    )

    # WHAT IS ASKED

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> RoleRequest:
        """The role, and the papers where nobody gives the word.

        Raises Refused as for every role, when it is not said who proves it, when a paper is missing, and when the word is to be
        given where nobody is Security Official now, or after the request was sent on papers.
        """
        detail = super().write_detail(request, answers, actor=actor)
        how = answers.get(PAGE, {}).get("how")
        if how == PAPERS:
            write_proof(
                actor=actor, request=request, organization_key=detail.scope_id, papers=answers.get("papers", {})
            )
        elif how == ASK:
            self._require_word(request, detail)
            drop_proof(actor=actor, request=request)
        else:
            raise Refused(_("Say whether the Security Official who leaves gives her word."), code="incomplete")
        return detail

    def _require_word(self, request: Request, detail: RoleRequest) -> None:
        steps = {step.name: step for step in Step.objects.filter(request=request)}
        if steps and WORD not in steps:
            raise Refused(
                _("This request was sent on papers. Withdraw it, and ask anew for the word of the Security Official."),
                code="incomplete",
            )
        given = WORD in steps and steps[WORD].status == StepStatus.APPROVED
        if not given and not queries.security_officials(detail.scope_id).exists():
            raise Refused(queries.nobody_gives_word(), code="incomplete")

    def detail(self, request: Request) -> RoleRequest:
        """With place, requester and papers. One query."""
        related = ("scope__community__community_row", "request__requester", "request__succession_proof__community")
        return RoleRequest.objects.select_related(*related, *self.reads).get(request=request)

    def chain(self, detail: RoleRequest) -> Sequence[StepPlan]:
        community = detail.scope.community_id
        assert community is not None
        desk = Office(roles.DECIDE_AT_DESK, community)
        word = StepPlan(WORD, [Office(roles.DECIDE_BACKUP_OFFICIALS, detail.scope_id), desk], promise=WORD_PROMISE)
        decision = StepPlan("desk", [desk], promise=DESK_PROMISE, announce=False)
        return [decision] if _proof(detail) else [word, decision]

    def on_submitted(self, detail: RoleRequest, *, actor: User) -> None:
        """As for every role. A Security Official who is said to have left, or not to answer, is told."""
        super().on_submitted(detail, actor=actor)
        if _proof(detail):
            self._tell_official(detail)

    def _tell_official(self, detail: RoleRequest) -> None:
        request = detail.request
        for held in _held(detail).select_related("user"):
            queue(
                message="succession_on_papers",
                to=held.user.email,
                person=held.user,
                facts={
                    "name": held.user.get_short_name(),
                    "what": _("%(who)s asks to become Security Official in your place")
                    % {"who": request.requester.get_full_name()},
                    "for_whom": self.place_name(detail.scope),
                    "status": str(RequestStatus.UNDER_REVIEW.label),
                    "number": request.tracking_number or "",
                    "next_step": _("Call the help desk if you have not left. Else nothing."),
                    "help_desk": self.help_desk(detail),
                },
                key=f"succession_on_papers:{request.pk}:{held.user_id}",
                about=request.tracking_number or "",
            )

    # THE DECISION

    def checks(self, detail: RoleRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        """As for every role, but that somebody else holds it: she is succeeded. Nobody is who came after the request was sent."""
        person = role_checks(person=detail.request.requester, role=replace(self.role, sole=False), scope=detail.scope)
        return [*self.place_checks(detail.scope), *person, self._same_official(detail)]

    def _same_official(self, detail: RoleRequest) -> Check:
        sent = detail.request.submitted_at
        newer = sent is not None and _held(detail).filter(since__gt=sent).exists()
        return Check(
            not newer,
            _("The Security Official is the same as when this was asked, or there is none."),
            _("Somebody else became Security Official after this was asked. Ask again if it is still needed."),
        )

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        if step.name == WORD and _is_with_desk(step):
            return [
                Effect(
                    "arrow_forward", _("The paper stands for the word. Another person of the help desk decides next.")
                )
            ]
        if step.name == WORD:
            return [Effect("arrow_forward", _("The help desk decides next. Your role stays yours until then."))]
        ended = [
            Effect(
                "remove",
                _("%(who)s is no longer %(role)s here.") % {"who": held.user.get_full_name(), "role": held.label},
            )
            for held in _ending(detail).select_related("user")
        ]
        return [*ended, *super().effects(detail, step=step)]

    def evidence_form(
        self, detail: RoleRequest, step: Step, *, data: Mapping[str, Any] | None = None
    ) -> EvidenceForm | None:
        """The paper, unless the Security Official has given her word, or the desk has recorded a paper at the turn before."""
        if not _takes_paper(step):
            return None
        proof = _proof(detail)
        arrival = PaperArrival.POST if proof is not None and proof.by_post else PaperArrival.UPLOAD
        initial = {"kind": proof.paper_kind if proof is not None else "", "arrival": arrival}
        return PaperSeenForm(data, initial=initial, community=detail.scope.community.community_row.declaration)  # type: ignore[union-attr]  # an organization's scope has one

    def record_evidence(self, detail: RoleRequest, *, step: Step, actor: User, evidence: Mapping[str, Any]) -> None:
        """The paper that the desk saw, where `evidence_form` asks for it. Raises Refused when kind, number, date or arrival is missing."""
        if not _takes_paper(step):
            super().record_evidence(detail, step=step, actor=actor, evidence=evidence)
            return
        community = detail.scope.community.community_row  # type: ignore[union-attr]  # an organization's scope has one
        record_own_paper_seen(actor=actor, community=community, step=step, evidence=evidence)

    def on_approved(self, detail: RoleRequest, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """The old row ends before the new one is written, and with it the successor's own role as a backup, which the new includes.

        People are locked first, by key; then the Security Official is asked for again: another succession may have been faster.
        """
        people = {detail.request.requester_id, *_ending(detail).values_list("user_id", flat=True)}
        list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk"))
        same = self._same_official(detail)
        if not same.passed:
            raise Refused(same.problem, code="problems")
        for key in list(_ending(detail).values_list("pk", flat=True)):
            end(actor=actor, assignment_id=key, reason=_("Succession"), step=step)
        return super().on_approved(detail, step=step, actor=actor)

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """The backups, and the Security Official who left by this request."""
        ended = RoleAssignment.objects.filter(role=self.role.slug, ended_by_step__request=detail.request_id)
        return [*super().people_to_tell(detail), *(held.user for held in ended.select_related("user"))]

    # WORDS

    def sections(self, detail: RoleRequest) -> Sequence[Section]:
        """As for every role, then who proves it: papers and what the desk saw of them, or the word."""
        proof, seen = _proof(detail), _seen(detail.request).first()
        if proof is None and seen is None:
            shown = Section(_("Proof"), [(_("Proof"), _("The word of the Security Official who leaves"))])
        else:
            shown = queries.papers_section(proof) if proof is not None else Section(_("Papers"), [])
            saw = [(_("The desk saw"), f"{seen}, {seen.get_arrival_display()}")] if seen is not None else []
            shown = Section(shown.title, [*shown.rows, *saw])
        return [*super().sections(detail), shown]

    def decide_context(self, detail: RoleRequest, step: Step) -> Mapping[str, Any]:
        """For the desk: the papers, how they come, and who is Security Official now. Nothing for her who gives her word."""
        if not _is_with_desk(step):
            return {"is_with_desk": False}
        proof = _proof(detail)
        return {
            "is_with_desk": True,
            "papers": list(Paper.objects.filter(request=detail.request).order_by("pk")),
            "proof": proof,
            "held": _held(detail).select_related("user").first(),
            "takes_paper": _takes_paper(step),
        }

    def request_context(self, detail: RoleRequest) -> Mapping[str, Any]:
        """Whether a cover sheet is to be printed."""
        proof = _proof(detail)
        return {"by_post": proof is not None and proof.by_post}

    def step_label(self, name: str) -> Sentence:
        return _("Word of the Security Official who leaves") if name == WORD else _("Decision of the help desk")

    def next_step(self, detail: RoleRequest, status: str) -> Sentence:
        if status == RequestStatus.UNDER_REVIEW and self.request_context(detail)["by_post"]:
            return _("Print the cover sheet and post it with your papers. Then wait for our mail.")
        return super().next_step(detail, status)

    def help_desk(self, detail: RoleRequest) -> str:
        """The desk of the community."""
        line: str = detail.scope.community.community_row.desk_line  # type: ignore[union-attr]  # an organization's scope has one
        return line

    def dropped(self) -> Sentence:
        return reasons.DROPPED_WITH_PAPERS


def _proof(detail: RoleRequest) -> SuccessionProof | None:
    """The papers that the request goes on, if it does. One query, unless it was read along."""
    return getattr(detail.request, "succession_proof", None)


def _held(detail: RoleRequest) -> QuerySet[RoleAssignment]:
    """The live assignment of the Security Official, if there is one."""
    return RoleAssignment.objects.filter(role=roles.SECURITY_OFFICIAL.slug, scope=detail.scope_id, ended_at=None)


def _ending(detail: RoleRequest) -> QuerySet[RoleAssignment]:
    """What the approval ends: the Security Official's role, and that of the successor as a backup."""
    backup = RoleAssignment.objects.filter(
        role=roles.BACKUP_OFFICIAL.slug, scope=detail.scope_id, ended_at=None, user=detail.request.requester_id
    )
    return (_held(detail) | backup).order_by("user_id", "pk")


def _seen(request: Request) -> QuerySet[PaperSeen]:
    """The paper that the desk saw for the request."""
    return PaperSeen.objects.filter(step__request=request).select_related(*PaperSeen.READS).order_by("step")


def _is_with_desk(step: Step) -> bool:
    """Whether the help desk has the step, or had it last: the Security Official's own turn goes there when she is gone."""
    last = StepOffice.objects.filter(step=step, since__isnull=False).order_by("-since", "-position")
    return last.values_list("permission__codename", flat=True).first() != roles.DECIDE_BACKUP_OFFICIALS


def _takes_paper(step: Step) -> bool:
    """Whether approving the open step needs a paper: the desk decides, nobody gave the word, and no paper was recorded before."""
    if not _is_with_desk(step):
        return False
    word = Step.objects.filter(request=step.request_id, name=WORD, status=StepStatus.APPROVED).first()
    if word is not None and not _is_with_desk(word):
        return False
    return not PaperSeen.objects.filter(step__request=step.request_id).exists()


SUCCESSION = register(SuccessionKind())
