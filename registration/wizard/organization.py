"""The form by which a Security Official registers an organization."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from iacs_portal.core.telephones import with_extension_in_full
from registration.identifiers import ein
from registration.provider_file.queries import provider_record
from registration.queries import number_rows, shown_address
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION, PROMISE
from registration.wizard import prefill
from registration.wizard.flows import Block, Flow, PapersAsked, WizardStep, Words, register, steps
from registration.wizard.papers import papers_block, papers_done
from registration.wizard.steps import Progress


def _organization_rows(progress: Progress) -> list[Row]:
    facts = progress.answers("organization")
    known_by = progress.community.identification
    record = provider_record(facts["number"]) if known_by.kind.is_in_provider_file else None
    differs = {
        name: _("The provider file says %(value)s") % {"value": value}
        for name, value in prefill.differences(record, facts).items()
    }
    telephone = with_extension_in_full(facts["telephone"], facts.get("extension", ""))
    rows = [
        Row(_("Legal business name"), facts["legal_business_name"], "", differs.get("legal_business_name", "")),
        Row(_("Name on the door"), facts.get("other_name", ""), "", differs.get("other_name", "")),
        *(Row(*each) for each in number_rows(known_by.kind, facts["number"], facts.get("further_npis", []))),
        Row(_("EIN"), ein.shown(facts["ein"])),
        Row(_("CCN"), ", ".join(facts.get("ccns", []))),
        Row(_("PTAN"), ", ".join(facts.get("ptans", []))),
        Row(_("Practice address"), shown_address(facts, "practice"), "", _first(differs, "practice")),
        Row(_("Mailing address"), shown_address(facts, "mailing"), "", _first(differs, "mailing")),
        Row(_("Telephone"), telephone, "", differs.get("telephone", "")),
    ]
    return [row for row in rows if row.value]


def _first(differs: dict[str, str], prefix: str) -> str:
    return next((sentence for name, sentence in differs.items() if name.startswith(prefix)), "")


def _papers_asked(progress: Progress) -> PapersAsked:
    return PapersAsked(progress.answers("organization")["legal_business_name"], progress.community.paper_kinds)


def _review(progress: Progress) -> list[Block]:
    return [
        Block(_("Organization"), _organization_rows(progress), "organization"),
        papers_block(progress),
    ]


def _statement(progress: Progress) -> Words:
    return _("What I wrote is true, and I may act for %(name)s") % {
        "name": progress.answers("organization")["legal_business_name"]
    }


def _warnings(progress: Progress) -> list[Words]:
    return [sentence for _code, sentence in progress.answers("organization").get("flags", [])]


ORGANIZATION_FLOW = register(
    Flow(
        kind=ORGANIZATION_REGISTRATION.slug,
        steps=steps(
            WizardStep("person", gettext_lazy("You"), (), "number", indicator=1),
            WizardStep(
                "number",
                gettext_lazy("Organization"),
                ("person",),
                "organization",
                clears=frozenset({"organization"}),
                indicator=2,
            ),
            WizardStep("organization", gettext_lazy("Organization"), ("person", "number"), "papers", indicator=2),
            WizardStep("papers", gettext_lazy("Papers"), ("person", "number", "organization"), "review", indicator=3),
            WizardStep(
                "review",
                gettext_lazy("Review and send"),
                ("person", "number", "organization", "papers"),
                "",
                indicator=4,
            ),
        ),
        indicator=("person", "organization", "papers", "review"),
        lead=gettext_lazy("You will be the Security Official of your organization."),
        review=_review,
        statement=_statement,
        decided_by=gettext_lazy("The CMS help desk"),
        promise=PROMISE,
        role=gettext_lazy("Security Official (SO)"),
        done={"papers": papers_done},
        papers=_papers_asked,
        warnings=_warnings,
    )
)
