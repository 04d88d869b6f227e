"""The FI/Carrier/MAC Community: Medicare's own contractors, the next after the providers (SE0753). Closed until its desk opens it.

Who they are and that they come next is stated in the record. By what they are known here, which papers they show and which ways
in they have is our choice [C], and so are the texts; the help desk is the one of CMS until a lead of this community sets another.
"""

from django.utils.translation import gettext_lazy as _

from registration.communities.declarations import (
    FURTHER_FACILITIES,
    CommunityDeclaration,
    Identification,
    PaperKind,
    register,
)
from registration.identifiers.fields import ContractorNumberField
from registration.identifiers.kinds import NumberKind

FI_CARRIER_MAC = register(
    CommunityDeclaration(
        slug="fi-carrier-mac",
        name=_("FI/Carrier/MAC Community"),
        is_open=False,
        # Nobody is excluded: the question is not asked.
        excluded_type="",
        excluded_hint="",
        excluded_now="",
        excluded_text="",
        notice_text=_("Register when CMS has told your organization to, and if you meet the criteria of that notice."),
        desk_telephone="1-800-555-0142",
        desk_tty="711",
        desk_email="help@iacs-pc.example",
        desk_hours=_("Monday to Friday, 7 a.m. to 7 p.m. Eastern"),
        paper_kinds=(
            PaperKind(
                "cms_contract",
                _("Contract or award notice of CMS"),
                _("The page that shows your legal business name and your contractor number."),
            ),
            PaperKind("cp_575", _("IRS notice CP-575"), _("The letter that gave you your EIN.")),
            PaperKind("147c", _("IRS letter 147C"), _("Confirms your EIN. The IRS sends it again when you ask.")),
        ),
        identification=Identification(
            kind=NumberKind.CONTRACTOR,
            field=ContractorNumberField,
            label=_("Contractor number of the organization"),
            hint=_("Five digits, such as 00308, by which CMS knows the workload."),
            lead=_("Begin with the contractor number. The rest you type yourself."),
            notes=(
                (
                    _("Several contractor numbers?"),
                    _("Register each one by itself. You do not have to type yourself in again."),
                ),
                (_("Where is it?"), _("On your contract with CMS, and in each report that you send under it.")),
                (_("Already registered?"), _("We tell you as soon as you type the number.")),
            ),
            at_hand=(_("The contractor number of the organization"), _("Five digits, as on your contract with CMS.")),
            search_label=_("Name or contractor number"),
            found_by=(NumberKind.CONTRACTOR,),
        ),
        notified=(
            _("Has CMS told your organization to register, and do you meet the criteria of that notice?"),
            _(
                "By letter, e-mail or a notice to Medicare contractors. It also counts if CMS told the one you work for."
            ),
        ),
        whom_to_ask=(
            _("Ask your contact at CMS"),
            _("The contracting officer’s representative knows which contractors were told to register."),
        ),
        # Both rest on the NPI and the provider file.
        not_offered=frozenset(
            {"practitioner_registration", "surrogate", "company_administrator", "team_member", FURTHER_FACILITIES}
        ),
    )
)
