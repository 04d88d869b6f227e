"""The last page before sending, and the first after."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals import commands
from approvals.presentation import RequestView, day
from approvals.states import RequestStatus
from approvals.views.requests import person, visible_or_404
from approvals.views.rules import REQUESTER
from iacs_portal.core import calendar, clock
from iacs_portal.core.access import rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Row
from registration.forms.start import ReviewForm
from registration.identifiers import ein
from registration.provider_file.queries import provider_record
from registration.queries import shown_address
from registration.request_kinds.organization import PROMISE
from registration.views.pages import drawn, wizard_page
from registration.wizard import prefill
from registration.wizard.steps import Progress


@wizard_page("review")
def review_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Everything that was answered, with a way to change it; sending it, or sending it again after a return."""
    facts = progress.answers("organization")
    form = ReviewForm(
        http.POST if http.method == "POST" and "leave" not in http.POST else None, name=facts["legal_business_name"]
    )
    if http.method == "POST" and "leave" in http.POST:
        return redirect("home")
    if http.method == "POST" and form.is_valid():
        send = commands.resubmit if progress.request.status == RequestStatus.RETURNED else commands.submit
        try:
            sent = send(request_id=progress.request.pk, actor=person(http))
            return redirect("registration:sent", sent.tracking_number)
        except Refused as refused:
            if refused.code == "status":  # the same form was posted before: it is sent
                return redirect("registration:continue", progress.request.pk)
            form.add_refusal(refused)
    return drawn(
        http,
        progress,
        "review",
        form,
        person_rows=_person_rows(progress),
        organization_rows=_organization_rows(progress),
        paper_rows=_paper_rows(progress),
        warnings=[sentence for _code, sentence in facts.get("flags", [])],
        asked=_what_the_desk_asked(progress),
        promise=PROMISE,
        due=day(calendar.due_after(clock.now(), PROMISE)),
    )


def _what_the_desk_asked(progress: Progress) -> str:
    step = progress.request.steps.filter(status="returned").first()
    return step.remark if step is not None else ""


def _person_rows(progress: Progress) -> list[Row]:
    who, identity = progress.person, progress.identity
    telephone = who.telephone + (_(", extension %(extension)s") % {"extension": who.extension} if who.extension else "")
    return [
        Row(_("Name"), who.get_full_name()),
        Row(_("Date of birth"), date_format(identity.birth_date) if identity else ""),
        Row(
            _("Social Security number"),
            _("Ends in %(last4)s. We do not keep the rest.") % {"last4": identity.ssn_last4} if identity else "",
        ),
        Row(_("Work telephone"), telephone),
        Row(_("E-mail"), who.email, "confirmed"),
        Row(_("Role"), _("Security Official (SO)")),
    ]


def _organization_rows(progress: Progress) -> list[Row]:
    facts = progress.answers("organization")
    differs = {
        name: _("The provider file says %(value)s") % {"value": value}
        for name, value in prefill.differences(provider_record(facts["npi"]), facts).items()
    }
    telephone = facts["telephone"] + (
        _(", extension %(extension)s") % {"extension": facts["extension"]} if facts.get("extension") else ""
    )
    rows = [
        Row(_("Legal business name"), facts["legal_business_name"], "", differs.get("legal_business_name", "")),
        Row(_("Name on the door"), facts.get("other_name", ""), "", differs.get("other_name", "")),
        Row(_("NPI"), ", ".join([facts["npi"], *facts.get("further_npis", [])])),
        Row(_("EIN"), ein.shown(facts["ein"])),
        Row(_("CCN"), ", ".join(facts.get("ccns", []))),
        Row(_("PTAN"), ", ".join(facts.get("ptans", []))),
        Row(_("Practice address"), shown_address(facts, "practice"), "", _first(differs, "practice")),
        Row(_("Mailing address"), shown_address(facts, "mailing"), "", _first(differs, "mailing")),
        Row(_("Telephone"), telephone, "", differs.get("telephone", "")),
    ]
    return [row for row in rows if row.value]


def _first(differs: dict[str, str], prefix: str) -> str:
    return next((sentence for name, sentence in differs.items() if name.startswith(prefix)), "")


def _paper_rows(progress: Progress) -> list[Row]:
    answers = progress.answers("papers")
    kind = progress.community.paper_kind(answers["kind"])
    rows = [Row(_("Kind"), str(kind.label) if kind else "")]
    if answers.get("by_post"):
        rows.append(Row(_("How it comes"), _("By post, with the cover sheet that you print after sending")))
    if progress.papers:
        rows.append(Row(_("Files"), ", ".join(paper.name for paper in progress.papers)))
    return rows


@rule(REQUESTER)
@require_safe
def sent(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """Sent: the tracking number, who has it now, and what happens next."""
    request = visible_or_404(http, tracking_number)
    if request.requester_id != person(http).pk:
        raise Http404
    return render(http, "registration/sent.html", {"view": RequestView.of(request, person(http))})
