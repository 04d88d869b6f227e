"""The form by which a professional registers herself as Individual Practitioner."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from iacs_portal.core.telephones import with_extension_in_full
from registration.provider_file.queries import provider_record
from registration.queries import shown_address
from registration.request_kinds.practitioner import PRACTITIONER_REGISTRATION, PROMISE
from registration.wizard import prefill
from registration.wizard.flows import Block, Flow, WizardStep, Words, register, steps
from registration.wizard.steps import Progress


def _review(progress: Progress) -> list[Block]:
    facts = progress.answers("practice")
    found = prefill.differences(provider_record(facts["npi"]), facts, prefill.PRACTITIONER_COLUMNS)
    differs = {name: _("The provider file says %(value)s") % {"value": value} for name, value in found.items()}

    def first(prefix: str) -> str:
        return next((sentence for name, sentence in differs.items() if name.startswith(prefix)), "")

    telephone = with_extension_in_full(facts["telephone"], facts.get("extension", ""))
    rows = [
        Row(_("Name as Medicare knows it"), facts["name"], "", differs.get("name", "")),
        Row(_("NPI"), facts["npi"]),
        Row(_("Practice address"), shown_address(facts, "practice"), "", first("practice")),
        Row(_("Mailing address"), shown_address(facts, "mailing"), "", first("mailing")),
        Row(_("Telephone"), telephone, "", differs.get("telephone", "")),
    ]
    return [Block(_("Practice"), rows, "practice")]


def _statement(progress: Progress) -> Words:
    return _("What I wrote is true, and the NPI %(npi)s is mine") % {"npi": progress.answers("practice")["npi"]}


def _warnings(progress: Progress) -> list[Words]:
    return [sentence for _code, sentence in progress.answers("practice").get("flags", [])]


PRACTITIONER_FLOW = register(
    Flow(
        kind=PRACTITIONER_REGISTRATION.slug,
        steps=steps(
            WizardStep("person", gettext_lazy("You"), (), "practitioner_npi", indicator=1),
            WizardStep(
                "practitioner_npi",
                gettext_lazy("Your NPI"),
                ("person",),
                "practice",
                clears=frozenset({"practice"}),
                indicator=2,
            ),
            WizardStep("practice", gettext_lazy("Practice"), ("person", "practitioner_npi"), "review", indicator=3),
            WizardStep(
                "review", gettext_lazy("Review and send"), ("person", "practitioner_npi", "practice"), "", indicator=4
            ),
        ),
        indicator=("person", "practitioner_npi", "practice", "review"),
        lead=gettext_lazy("You will be registered as Individual Practitioner: for yourself, under your own NPI."),
        review=_review,
        statement=_statement,
        decided_by=gettext_lazy("The CMS help desk"),
        promise=PROMISE,
        role=gettext_lazy("Individual Practitioner (IP)"),
        warnings=_warnings,
    )
)
