"""A new provider user group with its first administrator: decided by SO or BSO, or by the practitioner;
the group comes into being with the approval (SE0753)."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, RequestKind, Section, StepPlan, Summary, person_section, register
from approvals.models import Request, Step
from iacs_portal.accounts.commands import issue_user_id, warn_older_accounts
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.roles.commands import grant
from iacs_portal.roles.requests import DENY_REASONS, JUSTIFICATION_LENGTH, RETURN_REASONS, role_checks
from iacs_portal.scopes.models import Scope, ScopeKind
from registration.providers import provider_of, provider_rows
from registration.request_kinds.places import provider_checks
from registration.roles import DECIDE_AT_DESK, DECIDE_FOR_ORGANIZATION
from usergroups import queries, roles
from usergroups.commands.groups import create_group
from usergroups.models import GroupRequest
from usergroups.names import comparable

PROVIDERS = (ScopeKind.ORGANIZATION, ScopeKind.PRACTITIONER)
PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)


class NewGroupKind(RequestKind[GroupRequest]):
    """Exclusive by provider, person and name, regardless of case and spacing: a stranger who asks for a name keeps nobody from it.

    Of several who ask for one name, the first to be approved gets it.
    """

    slug = "new_group"
    label = gettext_lazy("New user group with its administrator")
    detail_model = GroupRequest
    reads = provider_rows("provider")
    exclusive = True
    approved_message = "role_approved"
    return_reasons = RETURN_REASONS
    deny_reasons = DENY_REASONS

    # WHAT IS ASKED

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> GroupRequest:
        """Raises Refused when the person, the provider or the group is missing."""
        missing = []
        if not Identity.objects.filter(user=actor).exists():
            missing.append(_("Fill in the page about you first."))
        provider = Scope.objects.filter(pk=answers.get("find", {}).get("scope"), kind__in=PROVIDERS).first()
        if provider is None:
            missing.append(_("Choose the organization or practitioner first."))
        group = answers.get("new_group", {})
        if not group.get("name"):
            missing.append(_("Name the group first."))
        if missing or provider is None:
            raise Refused(*missing, code="incomplete")
        detail, _created = GroupRequest.objects.update_or_create(
            request=request,
            defaults={
                "provider": provider,
                "name": group["name"],
                "comparable_name": comparable(group["name"]),
                "purpose": group["purpose"],
                "justification": str(answers.get("reason", {}).get("justification", ""))[:JUSTIFICATION_LENGTH],
            },
        )
        return detail

    def detail(self, request: Request) -> GroupRequest:
        """With provider and requester. One query."""
        related = (*provider_rows("provider"), "request__requester")
        return GroupRequest.objects.select_related(*related).get(request=request)

    def subject(self, detail: GroupRequest) -> str:
        name = hashlib.sha256(detail.comparable_name.encode()).hexdigest()[:32]
        return f"{detail.provider_id}:{detail.request.requester_id}:{name}"

    def chain(self, detail: GroupRequest) -> Sequence[StepPlan]:
        community = detail.provider.community_id
        assert community is not None
        offices = [Office(DECIDE_FOR_ORGANIZATION, detail.provider_id), Office(DECIDE_AT_DESK, community)]
        return [StepPlan("practitioner" if _is_practitioners(detail) else "official", offices, promise=PROMISE)]

    def on_submitted(self, detail: GroupRequest, *, actor: User) -> None:
        """Tell the older account when this may be the same person (domain.md 1)."""
        warn_older_accounts(actor=actor)

    # THE DECISION

    def checks(self, detail: GroupRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        taken = queries.open_groups(detail.provider_id).filter(comparable_name=detail.comparable_name).exists()
        person = role_checks(person=detail.request.requester, role=roles.GROUP_ADMINISTRATOR, scope=detail.provider)
        return [
            *provider_checks(detail.provider),
            Check(
                not taken,
                _("No other group here has this name."),
                _("There is a group with this name already. Choose another name, or join that group."),
            ),
            *person,
        ]

    def effects(self, detail: GroupRequest, *, step: Step) -> Sequence[Effect]:
        who = detail.request.requester
        effects = [
            Effect("groups", _("The group %(name)s comes into being. People can find it.") % {"name": detail.name}),
            Effect(
                "person",
                _("%(who)s becomes its User Group Administrator (UGA) and decides who else gets in.")
                % {"who": who.get_full_name()},
            ),
        ]
        if who.username is None:
            effects.append(Effect("mail_outline", _("%(who)s gets a User ID by mail.") % {"who": who.get_full_name()}))
        effects.append(Effect("event", _("The role is confirmed once a year.")))
        return effects

    def on_approved(self, detail: GroupRequest, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """User ID, group and role come into being. The provider is locked and asked again: it may have closed meanwhile."""
        user_id = issue_user_id(actor=actor, user=detail.request.requester)
        provider = Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=detail.provider_id)
        problems = [check.problem for check in provider_checks(provider) if not check.passed]
        if problems:
            raise Refused(*problems, code="problems")
        group = create_group(actor=actor, provider=provider, name=detail.name, purpose=detail.purpose)
        detail.group = group
        detail.save(update_fields=["group"])
        grant(actor=actor, user=detail.request.requester, role=roles.GROUP_ADMINISTRATOR, scope=group.scope, step=step)
        return {"user_id": user_id}

    # WORDS

    def preview_facts(self, detail: GroupRequest) -> Mapping[str, Sentence]:
        return {"user_id": detail.request.requester.user_id or _("(made by the approval)")}

    def summary(self, detail: GroupRequest) -> Summary:
        return Summary(
            what=_("Start the group %(name)s and run it") % {"name": detail.name},
            for_whom=str(provider_of(detail.provider)),
        )

    def sections(self, detail: GroupRequest) -> Sequence[Section]:
        return [
            person_section(_("Person"), detail.request.requester),
            Section(
                _("User group"),
                [
                    (
                        _("Practitioner") if _is_practitioners(detail) else _("Organization"),
                        str(provider_of(detail.provider)),
                    ),
                    (_("Name"), detail.name),
                    (_("Purpose"), detail.purpose),
                    (_("Reason"), detail.justification),
                ],
            ),
        ]

    def step_label(self, name: str) -> Sentence:
        return _("Word of the practitioner") if name == "practitioner" else _("Word of an official of the organization")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def next_step(self, detail: GroupRequest, status: str) -> Sentence:
        sentences: dict[str, Sentence] = {
            "under_review": _("Nothing for now. We mail you when it is decided."),
            "returned": _("Open the request, correct it, and send it again under the same number."),
            "approved": _("Sign in. Your User ID is in this mail. Then let your people in."),
            "denied": _("You may send a new request at once, or ask the practitioner.")
            if _is_practitioners(detail)
            else _("You may send a new request at once, or ask the officials of the organization."),
        }
        return sentences.get(status, "")

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])


def _is_practitioners(detail: GroupRequest) -> bool:
    """Whether the group is asked for below a practitioner, who decides alone."""
    return detail.provider.kind == ScopeKind.PRACTITIONER


NEW_GROUP = register(NewGroupKind())
