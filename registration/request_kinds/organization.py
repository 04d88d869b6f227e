"""Registration of a provider organization by its Security Official: decided by the help desk against an IRS paper (domain.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, RequestKind, Section, StepPlan, Summary, register
from approvals.models import Request, Step
from approvals.states import RequestStatus
from iacs_portal.accounts.commands import warn_older_accounts
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from iacs_portal.core.pieces import Effect
from registration import queries, roles
from registration.commands.organizations import record_paper_seen, register_organization, write_registration
from registration.identifiers.kinds import NumberKind
from registration.models import OrganizationRegistration
from registration.request_kinds.reasons import DENY_REASONS, DROPPED_WITH_PAPERS, RETURN_REASONS

PROMISE = 10  # business days (domain.md 14)
PAPERS_STEP = "papers"

_ACTS: dict[str, Sentence] = {
    "facility_asked": gettext_lazy("Security Official asked to confirm the facility"),
    "facility_confirmed": gettext_lazy("Facility confirmed by the Security Official"),
    "facility_not_confirmed": gettext_lazy("Facility not confirmed by the Security Official"),
}


class OrganizationRegistrationKind(RequestKind[OrganizationRegistration]):
    """Not exclusive by number: a public one must not let anyone block the true official. Rivals are shown to the desk side by side.

    The subject holds the requester, so that only her own second request for the same number is refused.
    """

    slug = "organization_registration"
    label = gettext_lazy("Registration of an organization")
    detail_model = OrganizationRegistration
    exclusive = True
    return_reasons = RETURN_REASONS
    deny_reasons = DENY_REASONS
    approved_message = "organization_approved"
    request_template = "registration/_request_papers.html"

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> OrganizationRegistration:
        """The registration from the wizard's answers. Raises Refused when a page is not filled in."""
        return write_registration(actor=actor, request=request, answers=answers)

    def detail(self, request: Request) -> OrganizationRegistration:
        """The registration with its community. One query."""
        return OrganizationRegistration.objects.select_related("community__scope", "request__requester").get(
            request=request
        )

    def subject(self, detail: OrganizationRegistration) -> str:
        return f"{detail.community_id}:{detail.request.requester_id}:{detail.number}"

    def chain(self, detail: OrganizationRegistration) -> Sequence[StepPlan]:
        return [
            StepPlan(PAPERS_STEP, [Office(roles.DECIDE_AT_DESK, detail.community_id)], promise=PROMISE, announce=False)
        ]

    def may_pass_to(self, detail: OrganizationRegistration, step: Step) -> Sequence[tuple[Office, Sentence]]:
        return [(Office(permission, detail.community_id), label) for permission, label in roles.DESK_OFFICES.items()]

    def checks(self, detail: OrganizationRegistration, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        kind = NumberKind(detail.number_kind).label
        taken = queries.registered_numbers(queries.asked_numbers(detail), community_key=detail.community_id)
        return [
            Check(
                detail.community.is_open,
                _("The community is open for registration."),
                _("The community is closed for registration now."),
            ),
            Check(
                not taken,
                _("Nobody is registered with the %(kind)s %(numbers)s yet.")
                % {"kind": kind, "numbers": ", ".join(queries.asked_numbers(detail))},
                _("The %(kind)s %(numbers)s was registered meanwhile, and it is registered once.")
                % {"kind": kind, "numbers": ", ".join(sorted(taken))},
            ),
            *self._file_checks(detail),
            Check(
                detail.request.requester.is_active,
                _("The account of the person who asks is open."),
                _("The account of the person who asks is closed."),
            ),
        ]

    def _file_checks(self, detail: OrganizationRegistration) -> Sequence[Check]:
        """What the provider file must not say; nothing where it does not have numbers of this kind. One query or none."""
        numbers = queries.numbers_in_file(detail)
        if not numbers:
            return ()
        deactivated = queries.deactivated_npis(numbers)
        return [
            Check(
                not deactivated,
                _("No NPI is deactivated in the provider file."),
                _("The provider file says that the NPI %(npis)s is deactivated.")
                % {"npis": ", ".join(sorted(deactivated))},
            )
        ]

    def effects(self, detail: OrganizationRegistration, *, step: Step) -> Sequence[Effect]:
        who = detail.request.requester
        effects = [
            Effect(
                "local_hospital",
                _("%(name)s is registered with %(kind)s %(numbers)s. People can find it and ask for roles in it.")
                % {
                    "name": detail.legal_business_name,
                    "kind": NumberKind(detail.number_kind).label,
                    "numbers": ", ".join(queries.asked_numbers(detail)),
                },
            ),
            Effect(
                "person",
                _("%(who)s becomes its Security Official (SO) and decides who else gets in.")
                % {"who": who.get_full_name()},
            ),
        ]
        if who.username is None:
            effects.append(Effect("mail_outline", _("%(who)s gets a User ID by mail.") % {"who": who.get_full_name()}))
        effects.append(Effect("event", _("The role is confirmed once a year.")))
        return effects

    def record_evidence(
        self, detail: OrganizationRegistration, *, step: Step, actor: User, evidence: Mapping[str, Any]
    ) -> None:
        """The paper that the desk saw. Raises Refused when kind, number, date or way of arrival is missing or does not fit."""
        record_paper_seen(actor=actor, registration=detail, step=step, evidence=evidence)

    def on_approved(self, detail: OrganizationRegistration, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """Organization, numbers, User ID and role come into being. The mail tells the User ID."""
        user_id = register_organization(actor=actor, registration=detail, step=step)
        return {"user_id": user_id}

    def on_submitted(self, detail: OrganizationRegistration, *, actor: User) -> None:
        """Tell the older account when this may be the same person (domain.md 1)."""
        warn_older_accounts(actor=actor)

    # WORDS

    def dropped(self) -> Sentence:
        return DROPPED_WITH_PAPERS

    def preview_facts(self, detail: OrganizationRegistration) -> Mapping[str, Sentence]:
        return {"user_id": detail.request.requester.user_id or _("(made by the approval)")}

    def summary(self, detail: OrganizationRegistration) -> Summary:
        return Summary(
            what=_("Register %(name)s as its Security Official") % {"name": detail.legal_business_name},
            for_whom=detail.legal_business_name,
            note=detail.known_by,
        )

    def summary_of_form(self, summary: Summary, *, sent: int, undecided: int) -> Summary:
        """Further facilities of one organization: its name is theirs."""
        return Summary(
            what=_("Register %(count)d further facilities") % {"count": sent},
            for_whom=summary.for_whom,
            note=_("%(undecided)d of %(sent)d facilities not decided yet") % {"undecided": undecided, "sent": sent},
        )

    def form_url(self, detail: OrganizationRegistration) -> str:
        """The page from which they were sent, with the state of each."""
        if detail.batch is None:
            return super().form_url(detail)
        return reverse("registration:facilities", args=[detail.batch.organization_id])

    def sections(self, detail: OrganizationRegistration) -> Sequence[Section]:
        return queries.registration_sections(detail)

    def request_context(self, detail: OrganizationRegistration) -> Mapping[str, Any]:
        """Whether a cover sheet is to be printed."""
        return {"by_post": detail.by_post}

    def decide_url(self, step: Step) -> str:
        """The case page of the help desk: it records the paper that was seen."""
        return reverse("desk:case", args=[step.request_id])

    def step_label(self, name: str) -> Sentence:
        return gettext_lazy("Check of the papers")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def act_label(self, command: str) -> Sentence:
        return _ACTS[command]

    def after_approval(self, detail: OrganizationRegistration) -> Sequence[tuple[Sentence, Sentence]]:
        says = _("You are Security Official of %(name)s from then on.") % {"name": detail.legal_business_name}
        if detail.request.requester.user_id:
            return [(_("You answer for the organization"), says)]
        return [(_("You get your User ID by mail"), says)]

    def next_step(self, detail: OrganizationRegistration, status: str) -> Sentence:
        if status == RequestStatus.UNDER_REVIEW and detail.by_post:
            return _("Print the cover sheet and post it with your papers. Then wait for our mail.")
        sentences: dict[str, Sentence] = {
            RequestStatus.UNDER_REVIEW: _("Nothing for now. We mail you within %(days)d business days.")
            % {"days": PROMISE},
            RequestStatus.RETURNED: _("Open the request, correct it, and send it again under the same number."),
            RequestStatus.APPROVED: _("Sign in with your User ID, or with your e-mail."),
            RequestStatus.DENIED: _("You may begin a new request from your old answers, or call the help desk."),
        }
        return sentences.get(status, "")

    def help_desk(self, detail: OrganizationRegistration) -> str:
        """The desk of the community."""
        return detail.community.desk_line

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])

    def again_url(self, request: Request) -> str:
        return reverse("registration:again", args=[request.tracking_number])


ORGANIZATION_REGISTRATION = register(OrganizationRegistrationKind())
