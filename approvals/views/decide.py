"""The decide page: what is asked, who asks, rules checked, what approving will do; and the decision itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from approvals import commands, kinds, queries
from approvals.kinds import Check, EvidenceForm, reason
from approvals.lists import decide_url
from approvals.models import Step
from approvals.presentation import RequestView, day, wait_in_words
from approvals.states import RequestStatus, StepStatus
from approvals.views.requests import person
from approvals.views.rules import HOLDER
from iacs_portal.core.access import rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Effect, Fact, Reason

REMARK_LENGTH = 2000
RETURN, DENY = "return", "deny"


class ApproveForm(forms.Form):
    """A word to the person who asked."""

    remark = forms.CharField(
        label=gettext_lazy("A word that goes into the mail"),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass
class DecidePage:
    """What the template of the decide page needs, for a step and its reader.

    `chosen`, `words`, `errors` and `previews` are what was pressed, typed and refused, by answer ("return", "deny").
    """

    step: Step
    view: RequestView
    approve_form: ApproveForm = field(default_factory=ApproveForm)
    evidence: EvidenceForm | None = None
    open: str = ""
    refusal: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    previews: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, step: Step, http: HttpRequest) -> "DecidePage":
        """The page for a step, with nothing typed yet; an open one shows the mail of an approval."""
        page = cls(step, RequestView.of(step.request, person(http)))
        if page.is_open:
            page.evidence = page.view.kind.evidence_form(page.view.detail, step)
            if page.mails:
                page.previews["approve"] = page.view.mail(RequestStatus.APPROVED, page.view.kind.approved_message)
        return page

    @property
    def mails(self) -> bool:
        """Whether the person who asks is mailed the answer to this request by itself."""
        return self.view.kind.mails_requester(self.view.detail)

    @property
    def who(self) -> str:
        """Who asks."""
        return self.step.request.requester.get_full_name()

    @property
    def reasons(self) -> dict[str, list[Reason]]:
        """The reasons of each answer, to choose from."""
        return {do: [Reason(each.slug, each.label) for each in reasons] for do, reasons in self.listed.items()}

    @property
    def has_errors(self) -> bool:
        """Whether something that was typed or chosen is refused."""
        return bool(self.errors) or (
            self.evidence is not None and self.evidence.is_bound and bool(self.evidence.errors)
        )

    @property
    def listed(self) -> dict[str, Sequence[kinds.Reason]]:
        """The reasons of each answer, as declared."""
        return {RETURN: self.view.kind.return_reasons, DENY: self.view.kind.deny_reasons}

    @property
    def is_open(self) -> bool:
        """Whether there is anything to decide."""
        return self.step.status == StepStatus.OPEN

    @property
    def checks(self) -> list[Check]:
        """The rules, asked now."""
        return list(self.view.kind.checks(self.view.detail, step=self.step, actor=self.view.reader))

    @property
    def effects(self) -> list[Effect]:
        """What approving will do."""
        return list(self.view.kind.effects(self.view.detail, step=self.step))

    @property
    def facts(self) -> list[Fact]:
        """For whom, how long it waits, until when."""
        summary = self.view.kind.summary(self.view.detail)
        facts = [Fact(_("For"), summary.for_whom, summary.note)]
        if self.step.opened_at and self.step.due and self.is_open:
            facts += [
                Fact(_("Since"), day(self.step.opened_at), wait_in_words(self.step)),
                Fact(_("Due"), day(self.step.due)),
            ]
        return facts


def _page(http: HttpRequest, page: DecidePage, status: int = 200) -> HttpResponse:
    problems = [check.problem for check in page.checks if not check.passed] if page.is_open else []
    context = {"page": page, "view": page.view, "problems": problems, "has_errors": page.has_errors}
    own = page.view.kind.decide_context(page.view.detail, page.step) if page.is_open else {}
    return render(http, "approvals/decide.html", context | dict(own), status=status)


@rule(HOLDER)
@require_safe
def decide(http: HttpRequest, step_id: int) -> HttpResponse:
    """The step and everything that its decider should know; when somebody was faster, who and when."""
    step = get_object_or_404(queries.decidable_steps(person(http)), pk=step_id)
    page = DecidePage.of(step, http)
    own_page = page.view.kind.decide_url(step)
    if own_page and page.is_open:
        return redirect(own_page)
    if not page.is_open:
        page.refusal = commands.what_became_of(step)
    return _page(http, page)


@rule(HOLDER)
@require_POST
def decision(http: HttpRequest, step_id: int) -> HttpResponse:
    """Approve, return or deny the step that the person saw; or show the mail first. Then the next request that waits."""
    step = get_object_or_404(queries.decidable_steps(person(http)), pk=step_id)
    words, slug = http.POST.get("words", "")[:REMARK_LENGTH], http.POST.get("reason", "")
    opening = http.POST.get("opening", "")
    if "preview" in http.POST:
        return _preview(http, step, do=http.POST["preview"], slug=slug, words=words)
    do = http.POST.get("do", "")
    try:
        if do == "approve":
            stale = commands.why_stale(step, opening)
            if stale is not None:
                raise stale
            saw = _what_she_saw(step, http)
            if saw is not None and not saw.is_valid():
                return _incomplete(http, step, saw)
            commands.approve(
                step_id=step_id,
                actor=person(http),
                remark=http.POST.get("remark", "")[:REMARK_LENGTH],
                evidence=saw.evidence if saw is not None else None,
                opening=opening,
            )
        elif do == RETURN:
            commands.return_for_changes(step_id=step_id, actor=person(http), reason=slug, remark=words, opening=opening)
        elif do == DENY:
            commands.deny(step_id=step_id, actor=person(http), reason=slug, remark=words, opening=opening)
        else:
            return redirect("approvals:decide", step_id)
    except Refused as refused:
        return _refused(http, step_id, refused, do=do, slug=slug, words=words)
    messages.success(http, _done(do, step))
    steps, _more = queries.inbox(person(http), size=1)
    return redirect(decide_url(steps[0]) if steps else reverse("approvals:inbox"))


def _what_she_saw(step: Step, http: HttpRequest) -> EvidenceForm | None:
    kind = kinds.kind_of(step.request)
    return kind.evidence_form(kind.detail(step.request), step, data=http.POST)


def _incomplete(http: HttpRequest, step: Step, saw: EvidenceForm, status: int = 422) -> HttpResponse:
    """The page again, with what is missing in what the decider saw."""
    page = DecidePage.of(step, http)
    page.approve_form = ApproveForm(initial={"remark": http.POST.get("remark", "")})
    page.evidence = saw
    return _page(http, page, status=status)


def _done(do: str, step: Step) -> str:
    sentences = {
        "approve": _("Approved: %(number)s."),
        RETURN: _("Returned for changes: %(number)s."),
        DENY: _("Denied: %(number)s."),
    }
    return sentences[do] % {"number": step.request.tracking_number}


def _preview(http: HttpRequest, step: Step, *, do: str, slug: str, words: str) -> HttpResponse:
    """The page with the mail of a return or a denial, and the reason's paragraph in the field to be changed."""
    page = DecidePage.of(step, http)
    if do not in page.listed or not page.is_open or not page.mails:
        return redirect("approvals:decide", step.pk)
    stale = commands.why_stale(step, http.POST.get("opening", ""))
    if stale is not None:
        return _refused(http, step.pk, stale, do=do, slug=slug, words=words)
    chosen = reason(page.listed[do], slug)
    page.open, page.chosen = do, {do: slug}
    if chosen is None:
        page.errors, page.words = {do: _("Choose a reason from the list.")}, {do: words}
        return _page(http, page, status=422)
    page.words = {do: words.strip() or str(chosen.text)}
    status = RequestStatus.RETURNED if do == RETURN else RequestStatus.DENIED
    page.previews[do] = page.view.mail(
        status, f"request_{status.value}", reason_label=str(chosen.label), remark=page.words[do]
    )
    return _page(http, page)


def _refused(http: HttpRequest, step_id: int, refused: Refused, *, do: str, slug: str, words: str) -> HttpResponse:
    """The page again, as it is now, with the refusal and what was typed."""
    page = DecidePage.of(get_object_or_404(queries.decidable_steps(person(http)), pk=step_id), http)
    page.approve_form = ApproveForm(initial={"remark": http.POST.get("remark", "")})
    page.open, page.chosen, page.words = do, {do: slug}, {do: words}
    if do == "approve" and page.is_open and page.evidence is not None:
        page.evidence = _what_she_saw(page.step, http)
    if page.evidence is not None and refused.field in page.evidence.fields:
        page.evidence.add_error(refused.field, str(refused))
    elif refused.field == "reason":
        page.errors = {do: str(refused)}
    else:
        page.refusal = str(refused)
    return _page(http, page, status=409 if refused.code in {"already_decided", "changed"} else 422)
