"""What the kinds share that ask for a role in a scope which exists already: who may hold it, and what the approval does."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Reason, RequestKind, Section, Summary, person_section
from approvals.models import Request, Step
from iacs_portal.accounts.commands import issue_user_id, warn_older_accounts
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.commands import grant
from iacs_portal.roles.declarations import Role, Side
from iacs_portal.roles.models import RoleAssignment, RoleRequest
from iacs_portal.scopes.models import Scope

JUSTIFICATION_LENGTH = 500

RETURN_REASONS = (
    Reason(
        "unclear",
        gettext_lazy("The reason is not clear"),
        gettext_lazy("Please say in a few words what you will do in this role, and send the request again."),
    ),
    Reason("other", gettext_lazy("Something else"), gettext_lazy("Please change this and send the request again:")),
)
DENY_REASONS = (
    Reason(
        "wrong_place",
        gettext_lazy("It seems to be meant for another place"),
        gettext_lazy("Please check where you want this role, and send a new request for that place."),
    ),
    Reason(
        "not_known",
        gettext_lazy("The person is not known here"),
        gettext_lazy(
            "We could not confirm that you work here. If you do, ask the person you work for to vouch for you."
        ),
    ),
    Reason(
        "not_needed",
        gettext_lazy("The role is not needed"),
        gettext_lazy("You do not need this role for your work here. Ask for another one if you do."),
    ),
    Reason("other", gettext_lazy("Something else"), gettext_lazy("We cannot give you this role:")),
)

_SIDES: dict[str, Sentence] = {
    Side.DECIDES: gettext_lazy(
        "%(who)s decides who gets access here, as %(role)s. Those who approve access do not use it, so one person cannot do both."
    ),
    Side.USES: gettext_lazy(
        "%(who)s uses IACS-PC here, as %(role)s. Those who use access do not approve it, so one person cannot do both."
    ),
}


def role_checks(*, person: User, role: Role, scope: Scope) -> list[Check]:
    """The rules of domain.md that hold for every role, each with its own sentence; the table's constraints keep them too.

    The account is open; the role is not held already; nobody else holds a role of which there is one; the two sides do
    not meet in one organization (SE0753, question 3). One query.
    """
    organization = scope.organization_key
    held = list(
        RoleAssignment.objects.filter(user=person, ended_at=None, organization=organization)
        if organization is not None
        else RoleAssignment.objects.filter(user=person, ended_at=None, scope=scope)
    )
    who = person.get_full_name()
    has_it = any(each.role == role.slug and each.scope_id == scope.pk for each in held)
    other_side = next((each for each in held if role.side and each.side and each.side != role.side), None)
    checks = [
        Check(
            person.is_active,
            _("The account of the person who asks is open."),
            _("The account of the person who asks is closed."),
        ),
        Check(
            not has_it,
            _("%(who)s does not hold this role here yet.") % {"who": who},
            _("%(who)s holds this role here already.") % {"who": who},
        ),
    ]
    if role.side:
        problem = _SIDES[other_side.side] % {"who": who, "role": other_side.label} if other_side else ""
        checks.append(Check(other_side is None, _("Nobody decides and uses in one organization."), problem))
    if role.sole:
        taken = RoleAssignment.objects.filter(role=role.slug, scope=scope, ended_at=None).exclude(user=person).exists()
        checks.append(
            Check(
                not taken,
                _("Nobody else holds this role here."),
                _("Somebody else holds this role here. It can have one holder at a time."),
            )
        )
    return checks


class RoleRequestKind(RequestKind[RoleRequest]):
    """A role in a scope that exists. Subclasses say which role, who decides, and the names of places.

    Answers: the page called `place_page` with `scope` (its key), page `reason` with `justification`.
    """

    role: ClassVar[Role]
    place_page: ClassVar[str] = "find"
    # With what `place_name` reads.
    reads: ClassVar[tuple[str, ...]] = ("scope",)
    detail_model = RoleRequest
    exclusive = True
    approved_message = "role_approved"
    return_reasons: ClassVar[Sequence[Reason]] = RETURN_REASONS
    deny_reasons: ClassVar[Sequence[Reason]] = DENY_REASONS

    def place_name(self, scope: Scope) -> str:
        """The name of the place, for people."""
        raise NotImplementedError

    def place_checks(self, scope: Scope) -> Sequence[Check]:
        """What must hold for the place now, such as that it is not closed."""
        raise NotImplementedError

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """Who else is told of the new holder: other officials when an official is added (domain.md 15). Nobody by default."""
        return ()

    # WHAT IS ASKED

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> RoleRequest:
        """Raises Refused when the person or the place is missing."""
        missing = []
        if not Identity.objects.filter(user=actor).exists():
            missing.append(_("Fill in the page about you first."))
        scope = Scope.objects.filter(
            pk=answers.get(self.place_page, {}).get("scope"), kind=self.role.scope_kind
        ).first()
        if scope is None:
            missing.append(_("Choose where you want this role first."))
        if missing or scope is None:
            raise Refused(*missing, code="incomplete")
        justification = str(answers.get("reason", {}).get("justification", ""))[:JUSTIFICATION_LENGTH]
        detail, _created = RoleRequest.objects.update_or_create(
            request=request, defaults={"role": self.role.slug, "scope": scope, "justification": justification}
        )
        return detail

    def detail(self, request: Request) -> RoleRequest:
        """With place and requester. One query."""
        return RoleRequest.objects.select_related("scope", "request__requester", *self.reads).get(request=request)

    def subject(self, detail: RoleRequest) -> str:
        """One undecided request of a person for a role in a place."""
        return f"{detail.role}:{detail.scope_id}:{detail.request.requester_id}"

    def place(self, detail: RoleRequest) -> int:
        """The scope of the role."""
        return detail.scope_id

    def on_submitted(self, detail: RoleRequest, *, actor: User) -> None:
        """Tell the older account when this may be the same person (domain.md 1)."""
        warn_older_accounts(actor=actor)

    # THE DECISION

    def checks(self, detail: RoleRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        return [
            *self.place_checks(detail.scope),
            *role_checks(person=detail.request.requester, role=self.role, scope=detail.scope),
        ]

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        who = detail.request.requester
        effects = [
            Effect(
                "person",
                _("%(who)s becomes %(role)s of %(place)s.")
                % {"who": who.get_full_name(), "role": self.role.label, "place": self.place_name(detail.scope)},
            )
        ]
        if who.username is None:
            effects.append(Effect("mail_outline", _("%(who)s gets a User ID by mail.") % {"who": who.get_full_name()}))
        if self.role.certified_by:
            effects.append(Effect("event", _("The role is confirmed once a year.")))
        return effects

    def on_approved(self, detail: RoleRequest, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """User ID and role come into being, and other officials are told. The mail tells the User ID.

        The place is locked after the person, and asked again: it may have closed since the rules were checked.
        """
        user_id = issue_user_id(actor=actor, user=detail.request.requester)
        scope = Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=detail.scope_id)
        problems = [check.problem for check in self.place_checks(scope) if not check.passed]
        if problems:
            raise Refused(*problems, code="problems")
        grant(actor=actor, user=detail.request.requester, role=self.role, scope=detail.scope, step=step)
        self._tell(detail, except_for={detail.request.requester_id, actor.pk if actor else None})
        return {"user_id": user_id}

    def _tell(self, detail: RoleRequest, *, except_for: set[int | None]) -> None:
        who = detail.request.requester.get_full_name()
        for person in self.people_to_tell(detail):
            if person.pk not in except_for:
                queue(
                    message="role_given_to_other",
                    to=person.email,
                    person=person,
                    facts={
                        "name": person.get_short_name(),
                        "what": _("%(who)s is %(role)s now") % {"who": who, "role": self.role.label},
                        "for_whom": self.place_name(detail.scope),
                        "status": _("Added"),
                        "number": detail.request.tracking_number or "",
                        "next_step": _("Nothing, if this is right. Else call the help desk."),
                    },
                    key=f"role_given_to_other:{detail.request_id}:{person.pk}",
                    about=detail.request.tracking_number or "",
                )

    # WORDS

    def preview_facts(self, detail: RoleRequest) -> Mapping[str, Sentence]:
        return {"user_id": detail.request.requester.user_id or _("(made by the approval)")}

    def summary(self, detail: RoleRequest) -> Summary:
        return Summary(what=_("Become %(role)s") % {"role": self.role.label}, for_whom=self.place_name(detail.scope))

    def sections(self, detail: RoleRequest) -> Sequence[Section]:
        return [
            person_section(_("Person"), detail.request.requester),
            Section(
                _("What is asked"),
                [
                    (_("Role"), str(self.role.label)),
                    (_("In"), self.place_name(detail.scope)),
                    (_("Reason"), detail.justification),
                ],
            ),
        ]

    def next_step(self, detail: RoleRequest, status: str) -> Sentence:
        sentences: dict[str, Sentence] = {
            "under_review": _("Nothing for now. We mail you when it is decided."),
            "returned": _("Open the request, correct it, and send it again under the same number."),
            "approved": _("Sign in. Your User ID is in this mail."),
            "denied": _("You may send a new request at once, or ask the people of the place."),
        }
        return sentences.get(status, "")
