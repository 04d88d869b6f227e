"""Another legal business name or EIN of an organization: decided by the help desk on a paper, as its registration was (domain.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, Reason, RequestKind, Section, StepPlan, Summary, register
from approvals.models import Request, Step
from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from iacs_portal.core.pieces import Effect
from registration import roles
from registration.commands.organization_change import KIND, PAGE, change_checks, change_names, write_change
from registration.models import Community, OrganizationChange
from registration.request_kinds import reasons

PROMISE = 10  # business days, promised by the desk (domain.md 14)

RETURN_SLUGS = ("paper_unreadable", "paper_missing", "name_differs", "ein_differs", "other")
DENY_REASONS = (
    Reason(
        "not_this_organization",
        gettext_lazy("The paper belongs to another organization"),
        gettext_lazy("The paper that you sent belongs to another organization. If yours was taken over, call us."),
    ),
    Reason(
        "register_anew",
        gettext_lazy("It is another organization"),
        gettext_lazy("What the paper shows is an organization of its own. Please register it, with its own NPI."),
    ),
    Reason("other", gettext_lazy("Another reason"), gettext_lazy("We cannot approve this request, for this reason:")),
)


class OrganizationChangeKind(RequestKind[OrganizationChange]):
    """One at a time for each organization: only its officials can ask, so that it keeps nobody out."""

    slug = KIND
    label = gettext_lazy("Name or EIN of an organization")
    detail_model = OrganizationChange
    exclusive = True
    return_reasons = tuple(each for each in reasons.RETURN_REASONS if each.slug in RETURN_SLUGS)
    deny_reasons = DENY_REASONS
    decide_template = "registration/_decide_change.html"

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> OrganizationChange:
        """Raises Refused when name or EIN is missing."""
        return write_change(actor=actor, request=request, answers=answers)

    def detail(self, request: Request) -> OrganizationChange:
        """With organization and requester. One query."""
        return OrganizationChange.objects.select_related("organization__scope", "request__requester").get(
            request=request
        )

    def subject(self, detail: OrganizationChange) -> str:
        return str(detail.organization_id)

    def chain(self, detail: OrganizationChange) -> Sequence[StepPlan]:
        community = detail.organization.scope.community_id
        assert community is not None
        return [StepPlan("paper", [Office(roles.DECIDE_AT_DESK, community)], promise=PROMISE, announce=False)]

    def checks(self, detail: OrganizationChange, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        return change_checks(detail)

    def effects(self, detail: OrganizationChange, *, step: Step) -> Sequence[Effect]:
        effects = []
        if detail.legal_business_name != detail.name_before:
            effects.append(
                Effect(
                    "check",
                    _("%(before)s is called %(now)s, also in searches.")
                    % {"before": detail.name_before, "now": detail.legal_business_name},
                )
            )
        if detail.ein != detail.ein_before:
            effects.append(Effect("check", _("Its EIN becomes %(ein)s.") % {"ein": detail.shown_ein}))
        effects.append(Effect("mail", _("The other officials of the organization are told by mail.")))
        effects.append(Effect("check", _("Nobody’s role changes.")))
        return effects

    def on_approved(self, detail: OrganizationChange, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """The organization gets them. Raises Refused without a word about the paper."""
        change_names(actor=actor, change=detail, step=step)
        return {}

    # WORDS

    def summary(self, detail: OrganizationChange) -> Summary:
        return Summary(what=_("Change the name or EIN"), for_whom=detail.name_before)

    def sections(self, detail: OrganizationChange) -> Sequence[Section]:
        """Before and as asked, one beside the other."""
        name, ein = _("Legal business name"), _("EIN")
        return [
            Section(_("Before"), [(name, detail.name_before), (ein, detail.shown_ein_before)]),
            Section(
                _("As asked"),
                [
                    (name, _same_or(detail.legal_business_name, detail.name_before)),
                    (ein, _same_or(detail.shown_ein, detail.shown_ein_before)),
                ],
            ),
        ]

    def step_label(self, name: str) -> Sentence:
        return gettext_lazy("Check of the paper")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def next_step(self, detail: OrganizationChange, status: str) -> Sentence:
        sentences: dict[str, Sentence] = {
            RequestStatus.UNDER_REVIEW: _(
                "Post a copy of the letter from the IRS that shows the new name or EIN, with the tracking number on it."
            ),
            RequestStatus.RETURNED: _("Open the request, correct it, and send it again under the same number."),
            RequestStatus.APPROVED: _("Nothing. The portal uses the new name and EIN from now on."),
            RequestStatus.DENIED: _("You may send a new request at once, or call the help desk."),
        }
        return sentences.get(status, "")

    def help_desk(self, detail: OrganizationChange) -> str:
        """The desk of the community."""
        return Community.objects.get(pk=detail.organization.scope.community_id).desk_line

    def draft_url(self, request: Request) -> str:
        """Where a returned one is corrected."""
        return reverse("registration:change_names", args=[request.draft.answers[PAGE]["scope"]])


def _same_or(asked: str, before: str) -> str:
    return _("%(value)s (stays)") % {"value": asked} if asked == before else asked


ORGANIZATION_CHANGE = register(OrganizationChangeKind())
