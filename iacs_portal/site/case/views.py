"""The case page and its buttons. Each button calls the engine's command, for the step that the person saw."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from approvals import commands, queries
from approvals.kinds import kind_of
from approvals.kinds import reason as reason_named
from approvals.models import Request
from approvals.states import RequestStatus
from approvals.views.inbox import decide_url
from approvals.views.requests import person
from iacs_portal.core.access import rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.forms import PortalForm
from iacs_portal.core.keys import read_key
from iacs_portal.site.admin_site import DESK, site
from iacs_portal.site.case.cases import case_of, kinds_with_case
from iacs_portal.site.case.forms import AnswerForm, ApproveForm, DecideForm, NoteForm, PassOnForm
from iacs_portal.site.case.organization import OrganizationCase
from iacs_portal.site.case.page import CasePage
from registration.commands import facilities

RETURN, DENY = "return_for_changes", "deny"
_ANSWERS: dict[str, tuple[Callable[..., Any], Any]] = {
    RETURN: (commands.return_for_changes, gettext_lazy("Returned for changes: %(number)s.")),
    DENY: (commands.deny, gettext_lazy("Denied: %(number)s.")),
}


@dataclass
class Forms:
    """The forms of the page; `opened` names the one that was used last, `mail` is its preview."""

    approve: ApproveForm
    return_for_changes: AnswerForm
    deny: AnswerForm
    pass_on: PassOnForm
    note: NoteForm
    opened: str = ""
    mail: Any = None
    refusal: str = ""
    all: list[PortalForm] = field(default_factory=list)

    @classmethod
    def of(cls, page: CasePage, data: Any = None, used: str = "") -> "Forms":
        """The forms, the one called `used` bound to `data`."""

        def given(name: str) -> Any:
            return data if name == used else None

        kind, others = page.view.kind, page.other_count
        forms = cls(
            page.approve_form(given("approve")),
            AnswerForm(given(RETURN), prefix="return", reasons=kind.return_reasons, others=others),
            AnswerForm(given(DENY), prefix="deny", reasons=kind.deny_reasons, others=others),
            PassOnForm(given("pass_on"), prefix="pass-on", offices=page.office_choices()),
            NoteForm(given("note"), prefix="note"),
            opened=used,
        )
        forms.all = [forms.approve, forms.return_for_changes, forms.deny, forms.pass_on, forms.note]
        return forms

    @property
    def has_errors(self) -> bool:
        """Whether something typed was refused."""
        return any(form.is_bound and form.errors for form in self.all)

    def named(self, name: str) -> PortalForm:
        """The form of the button `name`. Raises Http404 for a button that the page does not have."""
        known = {
            "approve": self.approve,
            RETURN: self.return_for_changes,
            DENY: self.deny,
            "pass_on": self.pass_on,
            "note": self.note,
        }
        if name not in known:
            raise Http404
        return known[name]


def _request(http: HttpRequest, request_id: int, **narrowed: Any) -> Request:
    """A request of a kind that has a case, which this person may see. Raises Http404."""
    found = queries.visible_requests(person(http)).filter(kind__in=kinds_with_case(), **narrowed)
    return get_object_or_404(found.select_related("sent_with"), pk=request_id)


def _page(http: HttpRequest, request_id: int) -> CasePage:
    """The case, for a person who decides such requests and did not ask for this one; else Http404."""
    request = _request(http, request_id)
    page = case_of(request.kind).of(request, person(http), after=http.GET.get("after", ""))
    if not page.view.is_decider:
        raise Http404
    return page


def _drawn(http: HttpRequest, page: CasePage, forms: Forms, status: int = 200) -> HttpResponse:
    context = site.each_context(http) | {
        "is_nav_sidebar_enabled": False,  # the case takes the whole width
        "page": page,
        "view": page.view,
        "forms": forms,
        "form": None,
        "title": page.title,
    }
    return render(http, "desk/case.html", context, status=status)


@rule(DESK)
@require_safe
def case(http: HttpRequest, request_id: int) -> HttpResponse:
    """Everything that is known, and the buttons."""
    page = _page(http, request_id)
    return _drawn(http, page, Forms.of(page))


@rule(DESK)
@require_POST
def decision(http: HttpRequest, request_id: int) -> HttpResponse:
    """A button was pressed. A refusal is told on the page, which keeps what was typed; else the next case of the queue."""
    do = http.POST.get("preview") or http.POST.get("do", "")
    if do == "approve":
        return _approve(http, request_id)
    page = _page(http, request_id)
    forms = Forms.of(page, http.POST, do)
    form = forms.named(do)
    stale = None if do == "note" else _why_stale(http, page)
    if stale is not None:
        return _refused(http, page, forms, form, stale)
    if not form.is_valid():
        return _drawn(http, page, forms, status=422)
    if "preview" in http.POST and isinstance(form, AnswerForm):
        return _preview(http, page, do, form)
    try:
        _act(http, page, do, form)
    except Refused as refused:
        return _refused(http, page, forms, form, refused)
    return redirect("desk:case", request_id) if do in {"note", "pass_on"} else _next_case(http)


def _step_id(http: HttpRequest) -> int:
    """The step that the person saw. Raises Http404 for anything that this page did not write."""
    return _number(http, "step")


def _opening(http: HttpRequest) -> str:
    """Which opening of the step the person saw. One that the page did not write is none that the step ever had."""
    return http.POST.get("opening", "")


def _number(http: HttpRequest, name: str) -> int:
    """The key that a hidden field or button of the page carries. Raises Http404 for anything that this page did not write."""
    key = read_key(http.POST.get(name, ""))
    if key is None:
        raise Http404
    return key


def _approve(http: HttpRequest, request_id: int) -> HttpResponse:
    """Approve with the evidence. Only what the form needs is read; the whole page when it must be shown again."""
    request = _request(http, request_id, steps=_step_id(http))
    form = case_of(request.kind).bare_form(kind_of(request).detail(request), http.POST)
    if not form.is_valid():
        return _not_approved(http, request_id)
    approve = partial(commands.approve, actor=person(http), remark=form.cleaned_data["remark"], evidence=form.evidence)
    try:
        approve(step_id=_step_id(http), opening=_opening(http))
    except Refused as refused:
        return _not_approved(http, request_id, refused)
    messages.success(http, _("Approved: %(number)s.") % {"number": request.tracking_number})
    _decide_others(http, request, form, approve)
    return _next_case(http)


def _decide_others(http: HttpRequest, request: Request, form: DecideForm, decide: Callable[..., Any]) -> None:
    """Where they were ticked, do the same to the others of the form as the page showed them, and say what became of them."""
    if not form.wants_others or request.sent_with_id is None:
        return
    outcome = commands.each_of_form(
        form_key=request.sent_with_id,
        until=http.POST.get("until", ""),
        decide=lambda step_id, opening: decide(step_id=step_id, opening=opening),
    )
    said = ngettext("And %(count)d other of the same form.", "And %(count)d others of the same form.", outcome.decided)
    messages.success(http, said % {"count": outcome.decided})
    for refusal in outcome.refusals:
        messages.error(http, refusal)


def _not_approved(http: HttpRequest, request_id: int, refused: Refused | None = None) -> HttpResponse:
    """The whole page again with what was typed: why the command refused, or why the form did, unless the page was stale already."""
    page = _page(http, request_id)
    forms = Forms.of(page, http.POST, "approve")
    forms.approve.is_valid()
    refused = refused or _why_stale(http, page)
    if refused is None:
        return _drawn(http, page, forms, status=422)
    return _refused(http, page, forms, forms.approve, refused)


def _step_of(http: HttpRequest, page: CasePage) -> int:
    """The step that the person saw, which must be one of this case. Raises Http404."""
    key = _step_id(http)
    if key not in {step.pk for step in page.view.steps}:
        raise Http404
    return key


def _why_stale(http: HttpRequest, page: CasePage) -> Refused | None:
    """The refusal for a button of a page that shows the case as it was, asked before its form: that may have lost its choices."""
    key = _step_of(http, page)
    return commands.why_stale(next(step for step in page.view.steps if step.pk == key), _opening(http))


def _act(http: HttpRequest, page: CasePage, do: str, form: PortalForm) -> None:
    """Call the command behind the button, and say that it is done."""
    actor, number, values = person(http), page.request.tracking_number, form.cleaned_data
    if do == "note":
        commands.add_note(request_id=page.request.pk, actor=actor, text=values["text"], internal=not values["shared"])
        messages.success(http, _("Note added."))
        return
    if isinstance(form, PassOnForm):
        commands.reassign(step_id=_step_of(http, page), actor=actor, office=form.chosen, remark=values["remark"])
        messages.success(http, _("Passed on: %(number)s.") % {"number": number})
        return
    assert isinstance(form, AnswerForm)
    verb, said = _ANSWERS[do]
    answer = partial(verb, actor=actor, reason=values["reason"], remark=values["words"])
    answer(step_id=_step_of(http, page), opening=_opening(http))
    messages.success(http, said % {"number": number})
    _decide_others(http, page.request, form, answer)


@rule(DESK)
@require_POST
def ask_facility(http: HttpRequest, request_id: int) -> HttpResponse:
    """Ask the Security Official of an organization whether the facility belongs to it. A refusal is told on the page.

    Only about an organization: a 404 for a case of another kind.
    """
    page = _page(http, request_id)
    if not isinstance(page, OrganizationCase):
        raise Http404
    try:
        facilities.ask_facility(
            step_id=_step_of(http, page), actor=person(http), organization_key=_number(http, "organization")
        )
    except Refused as refused:
        forms = Forms.of(page)
        return _refused(http, page, forms, forms.note, refused)
    messages.success(http, _("Asked. The answer appears here; it is not shown to the person who asks."))
    return redirect("desk:case", request_id)


def _refused(http: HttpRequest, page: CasePage, forms: Forms, form: PortalForm, refused: Refused) -> HttpResponse:
    """The page as it is now, with the refusal at its field or on top."""
    if refused.field in form.fields:
        form.add_refusal(refused)
    else:
        forms.refusal = str(refused)
    fresh = _page(http, page.request.pk)
    return _drawn(http, fresh, forms, status=409 if refused.code in {"already_decided", "changed"} else 422)


def _preview(http: HttpRequest, page: CasePage, do: str, form: AnswerForm) -> HttpResponse:
    """The mail as it would go out, and the reason's paragraph in the field to be changed."""
    kind = page.view.kind
    chosen = reason_named(kind.return_reasons if do == RETURN else kind.deny_reasons, form.cleaned_data["reason"])
    assert chosen is not None  # the form offers no other
    words = form.cleaned_data["words"].strip() or str(chosen.text)
    status = RequestStatus.RETURNED if do == RETURN else RequestStatus.DENIED
    data = http.POST.copy()
    data[form.add_prefix("words")] = words
    forms = Forms.of(page, data, do)
    forms.mail = page.view.mail(status, f"request_{status.value}", reason_label=str(chosen.label), remark=words)
    return _drawn(http, page, forms)


def _next_case(http: HttpRequest) -> HttpResponse:
    """The next case of the queue, or the queue when it is empty."""
    steps, _more = queries.inbox(person(http), size=1)
    return redirect(decide_url(steps[0])) if steps else redirect("desk:approvals_step_changelist")
