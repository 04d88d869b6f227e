"""The form for a surrogate user group: a company, chosen or registered, asks to work for one provider until a day."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.presentation import day_with_year
from iacs_portal.core.pieces import Row
from registration.wizard.flows import Block, Flow, WizardStep, Words, register, steps
from registration.wizard.place import provider_name, provider_rows
from registration.wizard.steps import Progress
from usergroups.commands.links import KIND
from usergroups.companies import UNCONFIRMED_LIMIT, open_teams
from usergroups.forms.link import problem_of_day
from usergroups.models import Company, Team
from usergroups.wizard.company import Asking, asking


def company_rows(company: Company) -> list[Row]:
    """What a company says about itself."""
    return [
        Row(_("Name"), company.legal_name),
        Row(_("EIN"), company.shown_ein or _("None: an individual contractor")),
        Row(_("Kind of work"), company.get_work_display()),
        Row(_("Address"), company.shown_address),
        Row(_("Telephone"), company.shown_telephone),
    ]


def asked_day(progress: Progress) -> datetime.date | None:
    """The last day that was chosen, or None."""
    given = progress.answers("link").get("until")
    return datetime.date.fromisoformat(given) if given else None


def asked_team(progress: Progress, company: Company | None) -> Team | None:
    """The team that was chosen, if it is an open one of the company. One query, or none."""
    key = progress.answers("link").get("team")
    return open_teams(company.pk).filter(pk=key).first() if key and company is not None else None


def _is_company_given(progress: Progress) -> bool:
    found = asking(progress)
    return bool(found.facts) or found.company is not None


def _is_day_given(progress: Progress) -> bool:
    """A day that has come meanwhile, and a team that is closed or of a company chosen before, are asked anew."""
    day = asked_day(progress)
    if day is None or problem_of_day(day):
        return False
    return not progress.answers("link").get("team") or asked_team(progress, asking(progress).company) is not None


def _review(progress: Progress) -> Sequence[Block]:
    found, day = asking(progress), asked_day(progress)
    team = asked_team(progress, found.company)
    company = Company(**found.facts) if found.facts else found.company
    rows = [Row(_("Last day"), day_with_year(day) if day else "")]
    if team is not None:
        rows.append(Row(_("Team"), team.name))
    return [
        Block(_("Company"), company_rows(company) if company is not None else [], "company"),
        Block(_("Provider"), provider_rows(progress), "find"),
        Block(_("Until when"), rows, "link"),
    ]


def _statement(progress: Progress) -> Words:
    words: dict[str, Any] = {"company": asking(progress).name, "name": provider_name(progress)}
    return _("What I wrote is true, and %(company)s does Medicare work for %(name)s") % words


def unconfirmed_words(found: Asking) -> Words:
    """What a company that nobody has confirmed can do so far; empty for a confirmed one."""
    if found.is_confirmed:
        return ""
    return _(
        "No provider has confirmed your company yet. Until the first one approves, up to %(limit)d of your requests can wait at a time."
    ) % {"limit": UNCONFIRMED_LIMIT}


_NEEDS = ("person", "company", "find")

SURROGATE_FLOW = register(
    Flow(
        kind=KIND,
        steps=steps(
            WizardStep("person", gettext_lazy("You"), (), "company", indicator=1),
            WizardStep(
                "company",
                gettext_lazy("Company"),
                ("person",),
                "find",
                indicator=2,
                url_name="usergroups:wizard_company",
            ),
            WizardStep("find", gettext_lazy("Provider"), ("person", "company"), "link", indicator=3),
            WizardStep(
                "link", gettext_lazy("Until when"), _NEEDS, "review", indicator=4, url_name="usergroups:wizard_link"
            ),
            WizardStep("review", gettext_lazy("Review and send"), (*_NEEDS, "link"), "", indicator=5),
        ),
        indicator=("person", "company", "find", "link", "review"),
        lead=gettext_lazy(
            "Your company will work for a provider from outside, and you run its surrogate user group there."
        ),
        review=_review,
        statement=_statement,
        decided_by=gettext_lazy("The Security Official or a backup of the provider, or the practitioner"),
        role=gettext_lazy("User Group Administrator (UGA) of a surrogate user group"),
        practitioners=True,
        done={"company": _is_company_given, "link": _is_day_given},
    )
)
