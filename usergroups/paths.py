"""The ways into IACS-PC that this app opens; found by autodiscovery."""

from django.utils.translation import gettext_lazy as _

from registration.wizard.paths import Path, register
from registration.wizard.sending import register_sender
from usergroups.commands.accepting import PAGE, accept
from usergroups.wizard.company_staff import COMPANY_ADMINISTRATOR_FLOW, TEAM_MEMBER_FLOW
from usergroups.wizard.flows import END_USER_FLOW, FURTHER_ADMINISTRATOR_FLOW, MOVE_FLOW, NEW_GROUP_FLOW
from usergroups.wizard.surrogate import SURROGATE_FLOW

_OFFICIALS = _("Approved by the Security Official or a backup.")

NEW_GROUP = register(
    Path(
        slug="new_group",
        kind=NEW_GROUP_FLOW.kind,
        title=_("User Group Administrator of a new group"),
        short="UGA",
        sentences=_("You start a group in an organization that is registered, such as Billing, and let its people in."),
        can=(_("Approve the people of the group"), _("May use Medicare systems")),
        cannot=(_("Cannot be Security Official or backup there"),),
        approved_by=_OFFICIALS,
        order=30,
    )
)

FURTHER_ADMINISTRATOR = register(
    Path(
        slug="further_administrator",
        kind=FURTHER_ADMINISTRATOR_FLOW.kind,
        title=_("User Group Administrator of a group that exists"),
        short="UGA",
        sentences=_("You help to run a group, or take it over from somebody who leaves."),
        can=(_("Approve the people of the group"), _("May use Medicare systems")),
        cannot=(_("Cannot be Security Official or backup there"),),
        approved_by=_OFFICIALS,
        order=40,
    )
)

END_USER = register(
    Path(
        slug="end_user",
        kind=END_USER_FLOW.kind,
        title=_("End User"),
        sentences=_("You belong to a group and use the Medicare systems that it needs."),
        can=(_("May use Medicare systems"),),
        cannot=(_("Cannot let other people in"),),
        approved_by=_("Approved by an administrator of the group, who knows you."),
        order=50,
    )
)

MOVE = register(
    Path(
        slug="move_member",
        kind=MOVE_FLOW.kind,
        title=_("End User who moves to another group"),
        sentences=_("You are in a group already and will work in another one of the same organization."),
        can=(_("May use Medicare systems"),),
        cannot=(_("Cannot let other people in"),),
        approved_by=_("Approved by an administrator of the new group, who knows you."),
        order=60,
    )
)

SURROGATE = register(
    Path(
        slug="surrogate",
        kind=SURROGATE_FLOW.kind,
        title=_("You work for a provider from outside"),
        short="UGA",
        sentences=_(
            "A billing company, a contractor: you do Medicare work for providers, and start a surrogate user group at each."
        ),
        can=(_("Ask many providers; the company registers once"), _("Let the people of your company in")),
        cannot=(_("Cannot work for a provider that has not approved it"),),
        approved_by=_("Approved by each provider: its Security Official or a backup, or the practitioner."),
        order=70,
    )
)

COMPANY_ADMINISTRATOR = register(
    Path(
        slug="company_administrator",
        kind=COMPANY_ADMINISTRATOR_FLOW.kind,
        title=_("User Group Administrator of a company that is registered"),
        short="UGA",
        sentences=_("You help to run a company that works for providers, such as a billing company."),
        can=(_("Ask providers, and approve the people of the company"), _("May use Medicare systems")),
        cannot=(_("Cannot work for a provider that has not approved the company"),),
        approved_by=_("Approved by an administrator of the company, who knows you."),
        order=62,
    )
)

TEAM_MEMBER = register(
    Path(
        slug="team_member",
        kind=TEAM_MEMBER_FLOW.kind,
        title=_("End User of a company that works for providers"),
        sentences=_(
            "You are in a team of a company, such as a billing company, and work for the providers of the team."
        ),
        can=(_("May use Medicare systems"),),
        cannot=(_("Cannot let other people in"),),
        approved_by=_("Approved by an administrator of the company, who knows you."),
        order=64,
    )
)

# Drafts that were begun from an invitation are sent by its acceptance.
register_sender(PAGE, accept)
