"""Succession: another person becomes Security Official of an organization that is registered (domain.md 15).

The successor asks. The Security Official who leaves gives her word first, where there is one; then the help desk decides. Where
nobody holds the role, the help desk decides alone, on papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, StepPlan, register
from approvals.models import Step
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment, RoleRequest
from iacs_portal.roles.requests import role_checks
from registration import roles
from registration.request_kinds.backup_official import BackupOfficialKind

WORD_PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)
DESK_PROMISE = 10  # business days, promised by the desk (domain.md 14)


class SuccessionKind(BackupOfficialKind):
    """Not exclusive in an organization: else anyone could keep the true successor out by asking first."""

    slug = "succession"
    label = gettext_lazy("Succession of a Security Official")
    role = roles.SECURITY_OFFICIAL

    def chain(self, detail: RoleRequest) -> Sequence[StepPlan]:
        community = detail.scope.community_id
        assert community is not None
        desk = Office(roles.DECIDE_AT_DESK, community)
        word = StepPlan("word", [Office(roles.DECIDE_BACKUP_OFFICIALS, detail.scope_id), desk], promise=WORD_PROMISE)
        decision = StepPlan("desk", [desk], promise=DESK_PROMISE)
        return [word, decision] if _held(detail).exists() else [decision]

    def step_label(self, name: str) -> Sentence:
        return _("Word of the Security Official who leaves") if name == "word" else _("Decision of the help desk")

    def checks(self, detail: RoleRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        """As for every role, but that somebody else holds it: she is succeeded. Nobody is who came after the request was sent."""
        person = role_checks(person=detail.request.requester, role=replace(self.role, sole=False), scope=detail.scope)
        return [*self.place_checks(detail.scope), *person, self._same_official(detail)]

    def _same_official(self, detail: RoleRequest) -> Check:
        sent = detail.request.submitted_at
        newer = sent is not None and _held(detail).filter(since__gt=sent).exists()
        return Check(
            not newer,
            _("The Security Official is the same as when this was asked, or there is none."),
            _("Somebody else became Security Official after this was asked. Ask again if it is still needed."),
        )

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        if step.name == "word":
            return [Effect("arrow_forward", _("The help desk decides next. Your role stays yours until then."))]
        ended = [
            Effect(
                "remove",
                _("%(who)s is no longer %(role)s here.") % {"who": held.user.get_full_name(), "role": held.label},
            )
            for held in _ending(detail).select_related("user")
        ]
        return [*ended, *super().effects(detail, step=step)]

    def on_approved(self, detail: RoleRequest, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """The old row ends before the new one is written, and with it the successor's own role as a backup, which the new includes.

        People are locked first, by key; then the Security Official is asked for again: another succession may have been faster.
        """
        people = {detail.request.requester_id, *_ending(detail).values_list("user_id", flat=True)}
        list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people).order_by("pk"))
        same = self._same_official(detail)
        if not same.passed:
            raise Refused(same.problem, code="problems")
        for key in list(_ending(detail).values_list("pk", flat=True)):
            end(actor=actor, assignment_id=key, reason=_("Succession"), step=step)
        return super().on_approved(detail, step=step, actor=actor)

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """The backups, and the Security Official who left by this request."""
        ended = RoleAssignment.objects.filter(role=self.role.slug, ended_by_step__request=detail.request_id)
        return [*super().people_to_tell(detail), *(held.user for held in ended.select_related("user"))]


def _held(detail: RoleRequest) -> QuerySet[RoleAssignment]:
    """The live assignment of the Security Official, if there is one."""
    return RoleAssignment.objects.filter(role=roles.SECURITY_OFFICIAL.slug, scope=detail.scope_id, ended_at=None)


def _ending(detail: RoleRequest) -> QuerySet[RoleAssignment]:
    """What the approval ends: the Security Official's role, and that of the successor as a backup."""
    backup = RoleAssignment.objects.filter(
        role=roles.BACKUP_OFFICIAL.slug, scope=detail.scope_id, ended_at=None, user=detail.request.requester_id
    )
    return (_held(detail) | backup).order_by("user_id", "pk")


SUCCESSION = register(SuccessionKind())
