"""Forms for a new group, for a further administrator, and for an end user."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from registration.wizard.flows import Block, Flow, WizardStep, Words, register, steps
from registration.wizard.place import provider_name, provider_rows, reason_rows
from registration.wizard.steps import Progress
from usergroups.models import UserGroup
from usergroups.queries import open_groups
from usergroups.request_kinds import END_USER, FURTHER_ADMINISTRATOR, MOVE, NEW_GROUP

_PERSON = WizardStep("person", gettext_lazy("You"), (), "find", indicator=1)
_INDICATOR = ("person", "find", "reason", "review")


def _find(leads_to: str, title: Words) -> WizardStep:
    """The page that finds the organization; another one clears the group."""
    return WizardStep("find", title, ("person",), leads_to, clears=frozenset({leads_to}), indicator=2)


def _rest(page: str) -> tuple[WizardStep, WizardStep]:
    return (
        WizardStep("reason", gettext_lazy("Reason"), ("person", "find", page), "review", indicator=3),
        WizardStep("review", gettext_lazy("Review and send"), ("person", "find", page, "reason"), "", indicator=4),
    )


def group_of(progress: Progress) -> UserGroup | None:
    """The group that was chosen, if it is still open. One query."""
    provider = progress.answers("find").get("scope", 0)
    return open_groups(provider).filter(pk=progress.answers("group").get("scope", 0)).first()


def _group_chosen(progress: Progress) -> bool:
    return bool(progress.answers("group")) and group_of(progress) is not None


def _new_group_review(progress: Progress) -> Sequence[Block]:
    group = progress.answers("new_group")
    rows = [Row(_("Name"), group["name"]), Row(_("What the group does"), group["purpose"])]
    return [
        Block(_("Provider"), provider_rows(progress), "find"),
        Block(_("User group"), rows, "new_group"),
        Block(_("Your reason"), reason_rows(progress), "reason"),
    ]


def _member_review(progress: Progress) -> Sequence[Block]:
    group = group_of(progress)
    rows = [Row(_("Name"), group.name), Row(_("What the group does"), group.purpose)] if group else []
    return [
        Block(_("Provider"), provider_rows(progress), "find"),
        Block(_("User group"), rows, "group"),
        Block(_("Your reason"), reason_rows(progress), "reason"),
    ]


def _statement(progress: Progress) -> Words:
    return _("What I wrote is true, and I work for %(name)s") % {"name": provider_name(progress)}


_OFFICIALS = gettext_lazy("The Security Official or a backup of the organization, or the practitioner")
_ORGANIZATION_AND_GROUP = gettext_lazy("Organization and group")

NEW_GROUP_FLOW = register(
    Flow(
        kind=NEW_GROUP.slug,
        steps=steps(
            _PERSON,
            _find("new_group", _ORGANIZATION_AND_GROUP),
            WizardStep(
                "new_group",
                _ORGANIZATION_AND_GROUP,
                ("person", "find"),
                "reason",
                indicator=2,
                url_name="usergroups:new_group",
            ),
            *_rest("new_group"),
        ),
        indicator=_INDICATOR,
        lead=gettext_lazy("You will start a user group and run it as its administrator."),
        review=_new_group_review,
        statement=_statement,
        decided_by=_OFFICIALS,
        practitioners=True,
        role=gettext_lazy("User Group Administrator (UGA)"),
    )
)


def _member_flow(kind: str, lead: Words, decided_by: Words, role: Words) -> Flow:
    group = WizardStep(
        "group", _ORGANIZATION_AND_GROUP, ("person", "find"), "reason", indicator=2, url_name="usergroups:group"
    )
    return register(
        Flow(
            kind=kind,
            steps=steps(_PERSON, _find("group", _ORGANIZATION_AND_GROUP), group, *_rest("group")),
            indicator=_INDICATOR,
            lead=lead,
            review=_member_review,
            statement=_statement,
            decided_by=decided_by,
            role=role,
            practitioners=True,
            done={"group": _group_chosen},
        )
    )


FURTHER_ADMINISTRATOR_FLOW = _member_flow(
    FURTHER_ADMINISTRATOR.slug,
    gettext_lazy("You will help to run a user group that exists."),
    _OFFICIALS,
    gettext_lazy("User Group Administrator (UGA)"),
)
END_USER_FLOW = _member_flow(
    END_USER.slug,
    gettext_lazy("You will be an End User of a user group."),
    gettext_lazy("An administrator of the group, who knows you"),
    gettext_lazy("End User"),
)
MOVE_FLOW = _member_flow(
    MOVE.slug,
    gettext_lazy("You will move to another user group of your organization. You leave the one that you are in."),
    gettext_lazy("An administrator of the new group, who knows you"),
    gettext_lazy("End User"),
)
