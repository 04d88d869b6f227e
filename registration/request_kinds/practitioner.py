"""Registration of an Individual Practitioner: decided by the help desk beside the provider file; no IRS paper (domain.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, Reason, RequestKind, Section, StepPlan, Summary, person_section, register
from approvals.models import Request, Step
from approvals.states import RequestStatus
from iacs_portal.accounts.commands import warn_older_accounts
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from iacs_portal.core.pieces import Effect
from registration import queries, roles
from registration.commands.practitioners import register_practitioner, write_practitioner
from registration.models import PractitionerRegistration
from registration.provider_file.models import EntityType
from registration.provider_file.queries import provider_record

PROMISE = 10  # business days (domain.md 14)
FILE_STEP = "provider_file"

_RETURN_REASONS = (
    Reason(
        "npi_in_question",
        gettext_lazy("The NPI is in question"),
        gettext_lazy(
            "The provider file names another person for this NPI. Please check it and send the request again."
        ),
    ),
    Reason(
        "address_question",
        gettext_lazy("An address or telephone number is in question"),
        gettext_lazy("Please check the address and the telephone number. They differ from what Medicare knows."),
    ),
    Reason("other", gettext_lazy("Something else"), gettext_lazy("Please change this and send the request again:")),
)
_DENY_REASONS = (
    Reason(
        "not_this_person",
        gettext_lazy("The NPI stands for somebody else"),
        gettext_lazy("We could not confirm that the NPI is yours. You find your own NPI in the registry of NPPES."),
    ),
    Reason(
        "registered_already",
        gettext_lazy("The NPI is registered already"),
        gettext_lazy(
            "This NPI is registered already, and an NPI is registered once. If it is yours and you did not register it, call the "
            "help desk."
        ),
    ),
    Reason("other", gettext_lazy("Another reason"), gettext_lazy("We cannot approve this request, for this reason:")),
)
_PLACE = (
    ("practice", gettext_lazy("Practice address")),
    ("mailing", gettext_lazy("Mailing address")),
)


class PractitionerRegistrationKind(RequestKind[PractitionerRegistration]):
    """Not exclusive by NPI: a public number must not let anyone block its true holder. Rivals are shown to the desk.

    The subject holds the requester, so that only her own second request for the same NPI is refused.
    """

    slug = "practitioner_registration"
    label = gettext_lazy("Registration of an Individual Practitioner")
    detail_model = PractitionerRegistration
    exclusive = True
    return_reasons = _RETURN_REASONS
    deny_reasons = _DENY_REASONS
    approved_message = "practitioner_approved"

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> PractitionerRegistration:
        """The registration from the wizard's answers. Raises Refused when a page is not filled in."""
        return write_practitioner(actor=actor, request=request, answers=answers)

    def detail(self, request: Request) -> PractitionerRegistration:
        """The registration with its community. One query."""
        return PractitionerRegistration.objects.select_related("community__scope", "request__requester").get(
            request=request
        )

    def subject(self, detail: PractitionerRegistration) -> str:
        return f"{detail.community_id}:{detail.request.requester_id}:{detail.npi}"

    def chain(self, detail: PractitionerRegistration) -> Sequence[StepPlan]:
        office = Office(roles.DECIDE_AT_DESK, detail.community_id)
        return [StepPlan(FILE_STEP, [office], promise=PROMISE, announce=False)]

    def may_pass_to(self, detail: PractitionerRegistration, step: Step) -> Sequence[tuple[Office, Sentence]]:
        return [(Office(permission, detail.community_id), label) for permission, label in roles.DESK_OFFICES.items()]

    def checks(self, detail: PractitionerRegistration, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        record = provider_record(detail.npi)
        return [
            Check(
                detail.community.declaration.offers(self.slug),
                _("The community has Individual Practitioners."),
                _("This community has no Individual Practitioners."),
            ),
            Check(
                detail.community.is_open,
                _("The community is open for registration."),
                _("The community is closed for registration now."),
            ),
            Check(
                not queries.registered_numbers([detail.npi], community_key=detail.community_id),
                _("The NPI is not registered yet."),
                _("The NPI %(npi)s was registered meanwhile, and it is registered once.") % {"npi": detail.npi},
            ),
            Check(
                record is None or record.is_active,
                _("The NPI is not deactivated in the provider file."),
                _("The provider file says that the NPI %(npi)s is deactivated.") % {"npi": detail.npi},
            ),
            Check(
                record is None or record.entity_type != EntityType.ORGANIZATION,
                _("The NPI does not stand for an organization."),
                _("The provider file says that the NPI %(npi)s stands for an organization.") % {"npi": detail.npi},
            ),
            Check(
                detail.request.requester.is_active,
                _("The account of the person who asks is open."),
                _("The account of the person who asks is closed."),
            ),
        ]

    def effects(self, detail: PractitionerRegistration, *, step: Step) -> Sequence[Effect]:
        who = detail.request.requester
        effects = [
            Effect(
                "person",
                _("%(who)s is registered as Individual Practitioner with NPI %(npi)s.")
                % {"who": who.get_full_name(), "npi": detail.npi},
            )
        ]
        if who.username is None:
            effects.append(Effect("mail_outline", _("%(who)s gets a User ID by mail.") % {"who": who.get_full_name()}))
        effects.append(Effect("event", _("The role is confirmed once a year.")))
        return effects

    def on_approved(self, detail: PractitionerRegistration, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """Practitioner, NPI, User ID and role come into being. The mail tells the User ID."""
        return {"user_id": register_practitioner(actor=actor, registration=detail, step=step)}

    def on_submitted(self, detail: PractitionerRegistration, *, actor: User) -> None:
        """Tell the older account when this may be the same person (domain.md 1)."""
        warn_older_accounts(actor=actor)

    # WORDS

    def preview_facts(self, detail: PractitionerRegistration) -> Mapping[str, Sentence]:
        return {"user_id": detail.request.requester.user_id or _("(made by the approval)")}

    def summary(self, detail: PractitionerRegistration) -> Summary:
        return Summary(
            what=_("Register as Individual Practitioner"),
            for_whom=detail.name,
            note=_("NPI %(npi)s") % {"npi": detail.npi},
        )

    def sections(self, detail: PractitionerRegistration) -> Sequence[Section]:
        places = [(str(label), queries.shown_address(vars(detail), prefix)) for prefix, label in _PLACE]
        return [
            person_section(_("Individual Practitioner"), detail.request.requester),
            Section(
                _("Practice"),
                [
                    (_("Name as Medicare knows it"), detail.name),
                    (_("NPI"), detail.npi),
                    *places,
                    (_("Telephone"), detail.shown_telephone),
                ],
            ),
        ]

    def decide_url(self, step: Step) -> str:
        """The case page of the help desk: it compares with the provider file."""
        return reverse("desk:case", args=[step.request_id])

    def step_label(self, name: str) -> Sentence:
        return gettext_lazy("Check against the provider file")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def after_approval(self, detail: PractitionerRegistration) -> Sequence[tuple[Sentence, Sentence]]:
        says = _("You are registered as Individual Practitioner from then on.")
        if detail.request.requester.user_id:
            return [(_("You have one role more"), says)]
        return [(_("You get your User ID by mail"), says)]

    def next_step(self, detail: PractitionerRegistration, status: str) -> Sentence:
        sentences: dict[str, Sentence] = {
            RequestStatus.UNDER_REVIEW: _("Nothing for now. We mail you within %(days)d business days.")
            % {"days": PROMISE},
            RequestStatus.RETURNED: _("Open the request, correct it, and send it again under the same number."),
            RequestStatus.APPROVED: _("Sign in with your User ID, or with your e-mail."),
            RequestStatus.DENIED: _("You may begin a new request from your old answers, or call the help desk."),
        }
        return sentences.get(status, "")

    def help_desk(self, detail: PractitionerRegistration) -> str:
        """The desk of the community."""
        return detail.community.desk_line

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])

    def again_url(self, request: Request) -> str:
        return reverse("registration:again", args=[request.tracking_number])


PRACTITIONER_REGISTRATION = register(PractitionerRegistrationKind())
