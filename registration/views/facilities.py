"""The question of the help desk to a Security Official: does this further facility belong to your organization?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.presentation import day
from approvals.views.requests import person
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Row
from registration import queries
from registration.commands.facilities import confirm_facility, why_no_answer
from registration.forms.facilities import FacilityForm
from registration.models import FacilityAnswer, FacilityConfirmation

OFFICIAL = Rule(
    "Security Official",
    "The Security Official, now, of the organization that is asked, unless she asked herself; a 404 for anyone else.",
)


def _question(http: HttpRequest, confirmation_id: int) -> FacilityConfirmation:
    questions = queries.facility_questions(person(http)).select_related(
        "organization", "answered_by", "request__requester", "request__organization_registration"
    )
    return get_object_or_404(questions, pk=confirmation_id)


def _drawn(
    http: HttpRequest, question: FacilityConfirmation, form: FacilityForm | None = None, status: int = 200
) -> HttpResponse:
    """The page: what is asked, and either the two answers or the sentence why none is needed."""
    rows = [
        Row(_("Who asks"), question.requester_name),
        Row(_("Legal business name"), question.legal_business_name),
        *(
            Row(*each)
            for each in queries.number_rows(question.number_kind, question.number, question.further_npis)
            if each[1]
        ),
        Row(_("Where"), f"{question.practice_city}, {question.practice_state}"),
        Row(_("Asked"), day(question.asked_at)),
    ]
    context = {
        "question": question,
        "rows": rows,
        "closed": why_no_answer(question, question.request.organization_registration),
        "form": form or FacilityForm(),
    }
    return render(http, "registration/facility.html", context, status=status)


@rule(OFFICIAL)
@require_safe
def facility(http: HttpRequest, confirmation_id: int) -> HttpResponse:
    """What is asked, with the buttons of the two answers; once answered or closed, who answered or why nobody needs to."""
    return _drawn(http, _question(http, confirmation_id))


@rule(OFFICIAL)
@require_POST
def confirm(http: HttpRequest, confirmation_id: int) -> HttpResponse:
    """Yes, it is ours."""
    return _answered(http, confirmation_id, FacilityAnswer.YES)


@rule(OFFICIAL)
@require_POST
def decline(http: HttpRequest, confirmation_id: int) -> HttpResponse:
    """No, it is not."""
    return _answered(http, confirmation_id, FacilityAnswer.NO)


def _answered(http: HttpRequest, confirmation_id: int, answer: FacilityAnswer) -> HttpResponse:
    """Keep the answer. A refusal is told on the page as it is now, with what was typed."""
    question = _question(http, confirmation_id)
    form = FacilityForm(http.POST)
    if not form.is_valid():
        return _drawn(http, question, form, status=422)
    try:
        confirm_facility(
            confirmation_id=question.pk, actor=person(http), answer=answer, remark=form.cleaned_data["remark"]
        )
    except Refused:  # the page itself tells who was faster, or that no answer is needed any more
        return _drawn(http, _question(http, confirmation_id), status=409)
    messages.success(http, _("Thank you. The help desk has your answer."))
    return redirect("registration:facility", question.pk)
