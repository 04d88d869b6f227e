"""Why the help desk returns or denies the registration of an organization. Each reason's paragraph opens the mail and can be edited."""

from django.utils.translation import gettext_lazy as _

from approvals.kinds import Reason

RETURN_REASONS = (
    Reason(
        "paper_unreadable",
        _("The paper cannot be read"),
        _("We could not read the paper that you sent. Please send a clearer copy: all four corners, in good light."),
    ),
    Reason(
        "paper_missing",
        _("A paper is missing"),
        _("We do not have a paper that shows your legal business name and EIN. Please add one, or post it to us."),
    ),
    Reason(
        "name_differs",
        _("The name on the paper is another"),
        _("The legal business name that you typed is not the one on the paper. Please type it as it stands there."),
    ),
    Reason(
        "ein_differs",
        _("The EIN on the paper is another"),
        _("The EIN that you typed is not the one on the paper. Please check it and send the request again."),
    ),
    Reason(
        "address_question",
        _("An address or telephone number is in question"),
        _("Please check the address and the telephone number. They differ from what Medicare knows."),
    ),
    Reason("other", _("Something else"), _("Please change this and send the request again:")),
)

DENY_REASONS = (
    Reason(
        "may_not_act",
        _("The person may not act for the organization"),
        _("We could not confirm that you may act for this organization. Its owner or head can tell us that you may."),
    ),
    Reason(
        "not_this_organization",
        _("The paper belongs to another organization"),
        _("The paper that you sent belongs to another organization, so we cannot register this one with it."),
    ),
    Reason(
        "registered_already",
        _("The organization is registered already"),
        _("This organization is registered already. Ask its officials to let you in."),
    ),
    Reason(
        "excluded_type",
        _("This type of provider cannot register now"),
        _("This portal is not open to your type of provider at this time. Medicare tells you when it opens."),
    ),
    Reason("other", _("Another reason"), _("We cannot approve this request, for this reason:")),
)

# What becomes of a draft with papers that is dropped.
DROPPED_WITH_PAPERS = _(
    "Dropped. Its answers are deleted, and the files that you added within three days. What you told us about "
    "yourself stays with your account."
)
