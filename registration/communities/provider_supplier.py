"""The Provider/Supplier Community, the first one (SE0753)."""

from django.utils.translation import gettext_lazy as _

from registration.communities.declarations import (
    ALREADY_SEEN,
    CommunityDeclaration,
    Identification,
    PaperKind,
    register,
)
from registration.identifiers.fields import NpiField
from registration.identifiers.kinds import NumberKind

PROVIDER_SUPPLIER = register(
    CommunityDeclaration(
        slug="provider-supplier",
        name=_("Provider/Supplier Community"),
        is_open=True,
        excluded_type=_("a supplier of medical equipment (DMEPOS)"),
        excluded_hint=_(
            "Such as wheelchairs, oxygen or braces. Medicare calls it DMEPOS: durable medical equipment, prosthetics, "
            "orthotics and supplies."
        ),
        excluded_now=_("Your equipment contractor (DME MAC) answers questions about claims and payments."),
        excluded_text=_("This portal is not open to DMEPOS suppliers at this time. Medicare tells you when it opens."),
        notice_text=_(
            "Register when CMS or your Medicare contractor has told you to, and if you meet the criteria of that notice."
        ),
        desk_telephone="1-800-555-0142",
        desk_tty="711",
        desk_email="help@iacs-pc.example",
        desk_hours=_("Monday to Friday, 7 a.m. to 7 p.m. Eastern"),
        paper_kinds=(
            PaperKind("cp_575", _("IRS notice CP-575"), _("The letter that gave you your EIN.")),
            PaperKind("147c", _("IRS letter 147C"), _("Confirms your EIN. The IRS sends it again when you ask.")),
            PaperKind("tax_coupon", _("Preprinted federal tax deposit coupon"), _("IRS form 8109-C.")),
            PaperKind(
                "irs_other",
                _("Another paper printed by the IRS"),
                _("It must show your legal business name and your EIN."),
            ),
            PaperKind(
                ALREADY_SEEN,
                _("The papers were already seen for another facility"),
                _("The help desk has checked the same legal name and EIN before."),
                needs_file=False,
            ),
        ),
        identification=Identification(
            kind=NumberKind.NPI,
            field=NpiField,
            label=_("NPI of the organization"),
            hint=_("Ten digits. We look it up in the provider file."),
            lead=_("Begin with the NPI. The provider file fills in most of the rest."),
            notes=(
                (
                    _("Several locations?"),
                    _(
                        "Register each one by itself, also when they share one tax number. You do not have to type yourself in "
                        "again."
                    ),
                ),
                (_("No NPI yet?"), _("Get one from NPPES first. It is free.")),
                (_("Already registered?"), _("We tell you as soon as you type the NPI.")),
            ),
            at_hand=(_("The NPI of the organization"), _("Ten digits. We look up the name and address for you.")),
            search_label=_("Name, NPI or CCN"),
            found_by=(NumberKind.NPI, NumberKind.CCN),
            further=("further_npis", "ccns", "ptans"),
        ),
        notified=(
            _("Has CMS or a Medicare contractor told you to register, and do you meet the criteria of that notice?"),
            _(
                "By letter, e-mail or a notice that names your kind of provider. It also counts if they told the provider you "
                "work for."
            ),
        ),
        whom_to_ask=(
            _("Ask your Medicare contractor"),
            _(
                "The contractor that pays your claims (MAC) knows which providers were told to register. It takes one call."
            ),
        ),
    )
)
