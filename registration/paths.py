"""The ways into IACS-PC that this app opens; found by autodiscovery."""

from django.utils.translation import gettext_lazy as _

from registration.wizard.backup_official import BACKUP_OFFICIAL_FLOW
from registration.wizard.organization import ORGANIZATION_FLOW
from registration.wizard.paths import Path, register
from registration.wizard.practitioner import PRACTITIONER_FLOW
from registration.wizard.succession import SUCCESSION_FLOW

SECURITY_OFFICIAL = register(
    Path(
        slug="security_official",
        kind=ORGANIZATION_FLOW.kind,
        title=_("Security Official"),
        short="SO",
        sentences=_("You register your organization and answer for it. You decide who else may act for it."),
        can=(_("Register the organization"), _("Approve backups, user groups and their administrators")),
        cannot=(_("Cannot use Medicare systems"),),
        approved_by=_("Approved by the CMS help desk. One for each organization."),
        order=10,
    )
)

BACKUP_OFFICIAL = register(
    Path(
        slug="backup_official",
        kind=BACKUP_OFFICIAL_FLOW.kind,
        title=_("Backup Security Official"),
        short="BSO",
        sentences=_("You stand in for the Security Official of an organization that is registered."),
        can=(_("Approve user groups and their administrators"),),
        cannot=(_("Cannot use Medicare systems"), _("Cannot approve other backups")),
        approved_by=_("Approved by the Security Official. As many as the organization wants."),
        order=20,
    )
)

INDIVIDUAL_PRACTITIONER = register(
    Path(
        slug="individual_practitioner",
        kind=PRACTITIONER_FLOW.kind,
        title=_("Individual Practitioner"),
        short="IP",
        sentences=_("You are one professional with your own NPI and use this portal yourself. You need no other role."),
        can=(_("Register yourself, without papers from the IRS"), _("Approve the user groups of your staff")),
        cannot=(_("Cannot have a Security Official or backups"),),
        approved_by=_("Approved by the CMS help desk, which compares you with the provider file."),
        order=25,
    )
)

SUCCESSION = register(
    Path(
        slug="succession",
        kind=SUCCESSION_FLOW.kind,
        title=_("Security Official of an organization that is registered"),
        short="SO",
        sentences=_("You take over from the Security Official who leaves, or who has left."),
        can=(_("Approve backups, user groups and their administrators"),),
        cannot=(_("Cannot use Medicare systems"),),
        approved_by=_("Approved by the Security Official who leaves, if there is one, and then by the CMS help desk."),
        order=15,
    )
)
