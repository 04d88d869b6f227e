"""What forms for a role in an existing place share: the organization that was found, the reason, the review."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from registration.models import Organization
from registration.search import open_organizations
from registration.wizard.flows import Block, WizardStep
from registration.wizard.steps import Progress

FIND_STEP = WizardStep("find", gettext_lazy("Organization"), ("person",), "reason", indicator=2)


def organization_of(progress: Progress) -> Organization | None:
    """The organization that was chosen on the page `find`, if it is still open. One query."""
    key = progress.answers("find").get("scope")
    return open_organizations().filter(pk=key).first() if key else None


def organization_rows(progress: Progress) -> list[Row]:
    """The organization for the review page."""
    organization = organization_of(progress)
    if organization is None:
        return [Row(_("Organization"), _("It was closed meanwhile. Choose another one."))]
    return [
        Row(_("Organization"), organization.legal_business_name),
        Row(_("Place"), f"{organization.practice_city}, {organization.practice_state}"),
    ]


def reason_rows(progress: Progress) -> list[Row]:
    """The reason for the review page."""
    return [Row(_("Reason"), progress.answers("reason").get("justification", "") or _("None given"))]


def place_review(progress: Progress) -> Sequence[Block]:
    """Organization and reason."""
    return [
        Block(_("Organization"), organization_rows(progress), "find"),
        Block(_("Your reason"), reason_rows(progress), "reason"),
    ]
