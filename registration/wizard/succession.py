"""The form by which a person asks to succeed the Security Official of an organization."""

from django.utils.translation import gettext_lazy

from registration.request_kinds.succession import SUCCESSION
from registration.wizard.backup_official import BACKUP_OFFICIAL_FLOW
from registration.wizard.flows import Flow, register

SUCCESSION_FLOW = register(
    Flow(
        kind=SUCCESSION.slug,
        steps=BACKUP_OFFICIAL_FLOW.steps,
        indicator=BACKUP_OFFICIAL_FLOW.indicator,
        lead=gettext_lazy("You will succeed the Security Official of an organization, and answer for it."),
        review=BACKUP_OFFICIAL_FLOW.review,
        statement=BACKUP_OFFICIAL_FLOW.statement,
        decided_by=gettext_lazy("The Security Official who leaves, if there is one, and then the CMS help desk"),
        role=SUCCESSION.role.label,
    )
)
