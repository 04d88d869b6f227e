"""The page about papers, and the papers themselves: served to those who may see the request, as attachments of a neutral type."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.views.requests import person, visible_or_404
from approvals.views.rules import REQUESTER
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.bodies import BODY_LIMIT, takes_up_to
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import read_key
from registration.commands.papers import PAPERS_LIMIT, SIZE_LIMIT, add_paper, remove_paper
from registration.forms.papers import POST, UPLOAD, PapersForm
from registration.queries import papers_seen_by, proof_of
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.steps import Progress

SEES_PAPERS = Rule(
    "sees the papers", "The person who asks, and the help desk that decides the request; a 404 for anyone else."
)


def _initial(progress: Progress) -> dict[str, str]:
    answers = progress.answers("papers")
    if not answers:
        return {"way": UPLOAD}
    return {"kind": answers["kind"], "way": POST if answers.get("by_post") else UPLOAD}


def _store(http: HttpRequest, progress: Progress, form: PapersForm) -> None:
    """Keep each uploaded file; what is refused is told above the form, and the others stay."""
    for upload in http.FILES.getlist("files"):
        try:
            add_paper(actor=progress.person, request_id=progress.request.pk, upload=upload)
        except Refused as refused:
            form.add_refusal(refused)


@wizard_page("papers")
@takes_up_to(PAPERS_LIMIT * SIZE_LIMIT + BODY_LIMIT)
def papers_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Kind of paper, files, or "by post". Every button keeps the files that were chosen, and what was ticked."""
    assert progress.flow.papers is not None  # every form with this page says what it asks for
    asked = progress.flow.papers(progress)
    form = PapersForm(http.POST or None, initial=_initial(progress), kinds=asked.kinds)
    if http.method == "POST":
        remove = read_key(http.POST.get("remove", ""))
        if remove is not None:
            remove_paper(actor=progress.person, request_id=progress.request.pk, paper_id=remove)
        _store(http, progress, form)
        progress = Progress.of(progress.request, progress.person)
        wants_on = not ({"add", "remove"} & http.POST.keys())
        if wants_on and form.is_valid():
            uploads = form.kinds[form.cleaned_data["kind"]].needs_file and form.cleaned_data["way"] == UPLOAD
            if not uploads or progress.papers or "leave" in http.POST:
                return saved(http, progress, "papers", form.answers)
            form.add_refusal(_nothing_uploaded())
        elif not wants_on and not form.non_field_errors():
            form = PapersForm(
                initial={"kind": http.POST.get("kind", ""), "way": http.POST.get("way", UPLOAD)},
                kinds=asked.kinds,
            )
    return drawn(
        http,
        progress,
        "papers",
        form,
        left=PAPERS_LIMIT - len(progress.papers),
        organization_name=asked.organization_name,
    )


def _nothing_uploaded() -> Refused:
    return Refused(_("Add a file, or say that you will post the paper."), code="nothing_uploaded", field="files")


@rule(SEES_PAPERS)
@require_safe
def paper(http: HttpRequest, paper_id: int) -> HttpResponseBase:
    """A paper, for its requester and for the help desk of its community; opened, it is always a download.

    An `<img>` of ours draws it all the same: browsers go by a picture's content, whatever type and disposition say.
    """
    found = get_object_or_404(papers_seen_by(person(http)), pk=paper_id)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename=found.name, content_type="application/octet-stream")


@rule(REQUESTER)
@require_safe
def cover_sheet(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """The sheet to print and post with the papers: it carries the tracking number."""
    request = visible_or_404(http, tracking_number)
    proof = proof_of(request)
    if proof is None or request.requester_id != person(http).pk:
        raise Http404
    kind = proof.community.declaration.paper_kind(proof.paper_kind)
    context = {"request_row": request, "registration": proof, "paper_kind": kind.label if kind else ""}
    return render(http, "registration/cover_sheet.html", context)
