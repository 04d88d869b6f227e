"""Forms by which people join a surrogate company: as a further administrator, or in one of its teams."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from registration.wizard.flows import Block, Flow, WizardStep, Words, register, steps
from registration.wizard.place import reason_rows
from registration.wizard.steps import Progress
from usergroups.companies import joinable_companies, open_teams
from usergroups.models import Company, Team
from usergroups.request_kinds import COMPANY_ADMINISTRATOR, TEAM_MEMBER

_INDICATOR = ("person", "find_company", "reason", "review")
_DECIDED_BY = gettext_lazy("An administrator of the company, who knows you")


def company_of(progress: Progress) -> Company | None:
    """The company that was chosen, if it can still be joined. One query."""
    key = progress.answers("find_company").get("scope", 0)
    return joinable_companies(progress.community.slug).filter(pk=key).first()


def team_of(progress: Progress) -> Team | None:
    """The team that was chosen, if it is still open. One query."""
    company = progress.answers("find_company").get("scope", 0)
    return open_teams(company).filter(pk=progress.answers("team").get("scope", 0)).first()


def _company_chosen(progress: Progress) -> bool:
    return bool(progress.answers("find_company")) and company_of(progress) is not None


def _team_chosen(progress: Progress) -> bool:
    return bool(progress.answers("team")) and team_of(progress) is not None


def _company_block(progress: Progress) -> Block:
    company = company_of(progress)
    rows = [Row(_("Name"), company.legal_name), Row(_("Place"), company.shown_place)] if company else []
    return Block(_("Company"), rows, "find_company")


def _administrator_review(progress: Progress) -> Sequence[Block]:
    return [_company_block(progress), Block(_("Your reason"), reason_rows(progress), "reason")]


def _member_review(progress: Progress) -> Sequence[Block]:
    team = team_of(progress)
    rows = [Row(_("Name"), team.name)] if team else []
    return [
        _company_block(progress),
        Block(_("Team"), rows, "team"),
        Block(_("Your reason"), reason_rows(progress), "reason"),
    ]


def _statement(progress: Progress) -> Words:
    return _("What I wrote is true, and I work for %(name)s") % {"name": company_of(progress) or ""}


def _person(leads_to: str) -> WizardStep:
    return WizardStep("person", gettext_lazy("You"), (), leads_to, indicator=1)


def _find(leads_to: str, title: Words, clears: frozenset[str] = frozenset()) -> WizardStep:
    return WizardStep(
        "find_company", title, ("person",), leads_to, clears=clears, indicator=2, url_name="usergroups:find_company"
    )


def _rest(*needs: str) -> tuple[WizardStep, WizardStep]:
    return (
        WizardStep("reason", gettext_lazy("Reason"), needs, "review", indicator=3),
        WizardStep("review", gettext_lazy("Review and send"), (*needs, "reason"), "", indicator=4),
    )


COMPANY_ADMINISTRATOR_FLOW = register(
    Flow(
        kind=COMPANY_ADMINISTRATOR.slug,
        steps=steps(
            _person("find_company"),
            _find("reason", gettext_lazy("Company")),
            *_rest("person", "find_company"),
        ),
        indicator=_INDICATOR,
        lead=gettext_lazy("You will help to run a company that works for providers."),
        review=_administrator_review,
        statement=_statement,
        decided_by=_DECIDED_BY,
        role=COMPANY_ADMINISTRATOR.role.label,
        done={"find_company": _company_chosen},
    )
)
_COMPANY_AND_TEAM = gettext_lazy("Company and team")
TEAM_MEMBER_FLOW = register(
    Flow(
        kind=TEAM_MEMBER.slug,
        steps=steps(
            _person("find_company"),
            _find("team", _COMPANY_AND_TEAM, frozenset({"team"})),
            WizardStep(
                "team",
                _COMPANY_AND_TEAM,
                ("person", "find_company"),
                "reason",
                indicator=2,
                url_name="usergroups:choose_team",
            ),
            *_rest("person", "find_company", "team"),
        ),
        indicator=_INDICATOR,
        lead=gettext_lazy("You will be in a team of a company, and work for the providers that the team serves."),
        review=_member_review,
        statement=_statement,
        decided_by=_DECIDED_BY,
        role=TEAM_MEMBER.role.label,
        done={"find_company": _company_chosen, "team": _team_chosen},
    )
)
