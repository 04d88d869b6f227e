"""Asking the Security Official of an organization whether a further facility belongs to it, and her answer (domain.md 10)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.commands.trail import append
from approvals.commands.turns import lock_request, lock_turn, require_decider
from approvals.presentation import day, day_and_time
from approvals.states import UNDECIDED, Verb
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.queries import may
from registration import queries, roles
from registration.communities.declarations import ALREADY_SEEN
from registration.models import FacilityAnswer, FacilityConfirmation, Organization, OrganizationRegistration
from registration.models.facility_confirmation import ASKED_ABOUT

REMARK_LENGTH = 2000


def _registration(request_id: int) -> OrganizationRegistration:
    return OrganizationRegistration.objects.select_related("request__requester", "community").get(request=request_id)


@command
def ask_facility(*, step_id: int, actor: User, organization_key: int) -> FacilityConfirmation:
    """Ask the Security Official of a verified organization whether the facility of the step's request belongs to it. She gets a mail.

    The event is internal: nothing tells the requester that the EIN is known. Whoever may approve the step may ask. Raises Refused as
    `approvals.commands.approve` does for the step, and when the request does not claim papers seen before, when EIN or legal
    business name are not the organization's, when the requester is its official, when it has no Security Official now, or when the
    question is in force already.
    """
    turn = lock_turn(step_id)
    require_decider(turn, actor, Verb.APPROVE)
    registration = _registration(turn.request.pk)
    if registration.paper_kind != ALREADY_SEEN:
        raise Refused(
            _("This request does not say that its papers were seen for another facility."), code="other_proof"
        )
    organization = queries.organizations_with_same_papers(registration).filter(pk=organization_key).first()
    if organization is None:
        raise Refused(
            _("Its EIN or legal business name is another, so its Security Official cannot confirm this facility."),
            code="other_organization",
        )
    if may(registration.request.requester, roles.DECIDE_FOR_ORGANIZATION, organization.pk):
        raise Refused(_("The person who asks is an official of that organization: nobody has to be asked."), code="own")
    officials = list(queries.security_officials(organization.pk))
    if not officials:
        raise Refused(queries.no_official_to_ask(organization), code="vacant")
    _lapse_what_is_not_in_force(registration, organization)
    confirmation = FacilityConfirmation.objects.create(
        request=turn.request,
        organization=organization,
        requester_name=registration.request.requester.get_full_name(),
        asked_by=actor,
        **{name: getattr(registration, name) for name in ASKED_ABOUT},
    )
    for official in officials:
        _tell(official, confirmation, help_desk=registration.community.desk_line)
    append(
        actor=actor,
        command="facility_asked",
        request=turn.request,
        step=turn.step,
        remark=organization.legal_business_name,
        internal=True,
        facts={"organization": organization.pk, "confirmation": confirmation.pk},
    )
    return confirmation


def _lapse_what_is_not_in_force(registration: OrganizationRegistration, organization: Organization) -> None:
    """Lapse an earlier question that counts no more. Raises Refused for one that does."""
    earlier = queries.questions_about(registration.request).filter(organization=organization).first()
    if earlier is None:
        return
    if not queries.why_not_in_force(earlier, registration):
        raise Refused(
            _("Already asked on %(when)s by %(who)s.")
            % {"who": earlier.asked_by.get_full_name(), "when": day_and_time(earlier.asked_at)},
            code="already_asked",
        )
    earlier.lapsed_at = clock.now()
    earlier.save(update_fields=["lapsed_at"])


def _tell(official: User, confirmation: FacilityConfirmation, *, help_desk: str) -> None:
    """Mail the question. Of the request it tells who asks, name, number and place of the facility: no EIN, nothing of the person."""
    queue(
        message="facility_to_confirm",
        to=official.email,
        person=official,
        facts={
            "name": official.get_short_name(),
            "help_desk": help_desk,
            "what": _("Confirm a further facility: %(kind)s %(number)s, %(city)s, %(state)s")
            % {
                "kind": confirmation.get_number_kind_display(),
                "number": confirmation.number,
                "city": confirmation.practice_city,
                "state": confirmation.practice_state,
            },
            "for_whom": confirmation.legal_business_name,
            "who": confirmation.requester_name,
            "status": _("Waits for your answer"),
            "number": confirmation.request.tracking_number or "",
            "next_step": _("Open the page and answer yes or no."),
            "link": settings.SITE_URL + reverse("registration:facility", args=[confirmation.pk]),
        },
        key=f"facility_to_confirm:{confirmation.pk}:{official.pk}",
        about=confirmation.request.tracking_number or "",
    )


@command
def confirm_facility(
    *, confirmation_id: int, actor: User, answer: FacilityAnswer, remark: str = ""
) -> FacilityConfirmation:
    """The Security Official answers whether the facility belongs to her organization; the desk reads her answer and `remark`.

    The event is internal, as the question is. Raises Refused when it was answered already (who and when), when the request was
    decided or changed meanwhile, or for a remark that is too long; FacilityConfirmation.DoesNotExist for anyone who is not the
    organization's Security Official now, and for the person who asked.
    """
    request = lock_request(FacilityConfirmation.objects.values_list("request_id", flat=True).get(pk=confirmation_id))
    confirmation = queries.facility_questions(actor).select_related("answered_by", "request").get(pk=confirmation_id)
    sentence = why_no_answer(confirmation, _registration(request.pk))
    if sentence:
        raise Refused(sentence, code="answered" if confirmation.answer else "no_answer_needed")
    remark = remark.strip()
    if len(remark) > REMARK_LENGTH:
        raise Refused(
            _("Your words have %(count)s characters. Up to %(limit)s fit.")
            % {"count": len(remark), "limit": REMARK_LENGTH},
            code="too_long",
            field="remark",
        )
    confirmation.answer, confirmation.remark = answer, remark
    confirmation.answered_at, confirmation.answered_by = clock.now(), actor
    confirmation.save(update_fields=["answer", "remark", "answered_at", "answered_by"])
    append(
        actor=actor,
        command="facility_confirmed" if answer == FacilityAnswer.YES else "facility_not_confirmed",
        request=request,
        remark=remark,
        internal=True,
        facts={"organization": confirmation.organization_id, "confirmation": confirmation.pk},
    )
    return confirmation


def why_no_answer(confirmation: FacilityConfirmation, registration: OrganizationRegistration) -> str:
    """Why a question takes no answer now, in a sentence for the Security Official: who answered it and when, or what became of it.

    Empty while it waits for an answer.
    """
    request = registration.request
    if confirmation.answered_by is not None and confirmation.answered_at is not None:
        sentences = {
            FacilityAnswer.YES: _("Answered on %(when)s by %(who)s: yes."),
            FacilityAnswer.NO: _("Answered on %(when)s by %(who)s: no."),
        }
        return sentences[FacilityAnswer(confirmation.answer)] % {
            "who": confirmation.answered_by.get_full_name(),
            "when": day_and_time(confirmation.answered_at),
        }
    if request.status not in UNDECIDED:
        closed = day(request.decided_at) if request.decided_at else ""
        return _("The request was closed on %(day)s, so no answer is needed any more.") % {"day": closed}
    if confirmation.lapsed_at is not None or not confirmation.is_about(registration):
        return _("The request was changed after this question, so no answer is needed any more.")
    return ""
