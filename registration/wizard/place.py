"""What forms for a role in an existing place share: the provider that was found, the reason, the review."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from registration.models import Practitioner
from registration.providers import Provider, open_provider
from registration.wizard.flows import Block, WizardStep
from registration.wizard.steps import Progress

FIND_STEP = WizardStep("find", gettext_lazy("Organization"), ("person",), "reason", indicator=2)


def provider_of(progress: Progress) -> Provider | None:
    """The organization or practitioner that was chosen on the page `find`, if it is still open. One query."""
    return open_provider(progress.answers("find").get("scope"), community=progress.community.slug)


def provider_name(progress: Progress) -> str:
    """Its name; empty when it is not open any more. One query."""
    provider = provider_of(progress)
    return str(provider) if provider else ""


def provider_rows(progress: Progress) -> list[Row]:
    """The provider for the review page."""
    provider = provider_of(progress)
    if provider is None:
        return [Row(_("Organization"), _("It was closed meanwhile. Choose another one."))]
    return [
        Row(_("Practitioner") if isinstance(provider, Practitioner) else _("Organization"), str(provider)),
        Row(_("Place"), f"{provider.practice_city}, {provider.practice_state}"),
    ]


def reason_rows(progress: Progress) -> list[Row]:
    """The reason for the review page."""
    return [Row(_("Reason"), progress.answers("reason").get("justification", "") or _("None given"))]


def place_review(progress: Progress) -> Sequence[Block]:
    """Provider and reason."""
    return [
        Block(_("Organization"), provider_rows(progress), "find"),
        Block(_("Your reason"), reason_rows(progress), "reason"),
    ]
