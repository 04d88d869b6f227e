"""A surrogate user group: a company asks to work for one provider, and that provider's SO or BSO, or the practitioner, decides.

One request for each provider (SE0753, special note for UGAs of surrogate user groups; domain.md 7). The first one of a company registers
it; the first approval confirms it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import (
    Check,
    EvidenceForm,
    Office,
    Reason,
    RequestKind,
    Section,
    StepPlan,
    Summary,
    person_section,
    register,
)
from approvals.models import Request, Step
from approvals.presentation import day_with_year
from iacs_portal.accounts.commands import issue_user_id, warn_older_accounts
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.core.remembered import remembered
from iacs_portal.roles.requests import role_checks
from iacs_portal.scopes.models import Scope, ScopeKind
from iacs_portal.scopes.queries import who_may
from registration.providers import provider_of, provider_rows
from registration.request_kinds.places import provider_checks
from registration.roles import DECIDE_AT_DESK, DECIDE_FOR_ORGANIZATION
from usergroups import links, roles
from usergroups.commands.companies import confirm_company
from usergroups.commands.link_requests import write_link_request
from usergroups.commands.links import KIND, create_link, lock_people_of_link, prolong_link
from usergroups.companies import (
    acts_for,
    confirmed_with_ein,
)
from usergroups.forms.link import GrantForm, problem_of_day
from usergroups.models import Company, LinkRequest, SurrogateRule, Team, UserGroup

PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)
PEOPLE_SHOWN = 25

RETURN_REASONS = (
    Reason(
        "day",
        gettext_lazy("The last day is not as agreed"),
        gettext_lazy("Please ask until the day that we agreed on, and send the request again."),
    ),
    Reason(
        "people",
        gettext_lazy("We expected other people"),
        gettext_lazy(
            "Please look at the team that would work for us: we expected other people. Then send the request again."
        ),
    ),
    Reason("other", gettext_lazy("Something else"), gettext_lazy("Please change this and send the request again:")),
)
DENY_REASONS = (
    Reason(
        "not_known",
        gettext_lazy("The company does not work for us"),
        gettext_lazy("This company does not work for us. If you think it does, call us before you ask again."),
    ),
    Reason(
        "over",
        gettext_lazy("The work is over"),
        gettext_lazy("Your work for us is over, so you do not need this access any more."),
    ),
    Reason("other", gettext_lazy("Something else"), gettext_lazy("We cannot let you work for us here:")),
)


class SurrogateKind(RequestKind[LinkRequest]):
    """Exclusive by company and provider: whoever of the company asks, and a renewal too."""

    slug = KIND
    label = gettext_lazy("Surrogate user group")
    detail_model = LinkRequest
    reads = ("company", *provider_rows("provider"))
    exclusive = True
    # The people who would get in are looked at each time.
    may_be_approved_in_bulk = False
    approved_message = "link_approved"
    return_reasons = RETURN_REASONS
    deny_reasons = DENY_REASONS
    decide_template = "usergroups/_decide_link.html"
    request_template = "usergroups/_request_link.html"

    # WHAT IS ASKED

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> LinkRequest:
        """From the pages `company`, `find` and `link`. Raises Refused when one is missing or does not pass."""
        return write_link_request(actor=actor, request=request, answers=answers)

    def detail(self, request: Request) -> LinkRequest:
        """With company, team, provider and requester. One query."""
        related = (
            "company__founder",
            "company__scope",
            "team",
            *provider_rows("provider"),
            "request__requester",
            "renews",
        )
        return LinkRequest.objects.select_related(*related).get(request=request)

    def subject(self, detail: LinkRequest) -> str:
        return f"{detail.company_id}:{detail.provider_id}"

    def chain(self, detail: LinkRequest) -> Sequence[StepPlan]:
        community = detail.provider.community_id
        assert community is not None
        offices = [Office(DECIDE_FOR_ORGANIZATION, detail.provider_id), Office(DECIDE_AT_DESK, community)]
        return [StepPlan("practitioner" if _is_practitioners(detail) else "official", offices, promise=PROMISE)]

    def mails_requester(self, detail: LinkRequest) -> bool:
        """What was sent in a list is told in digests."""
        return detail.provider_list_id is None

    def on_submitted(self, detail: LinkRequest, *, actor: User) -> None:
        """Tell the older account when this may be the same person (domain.md 1)."""
        if detail.provider_list_id is None:
            warn_older_accounts(actor=actor)

    # THE DECISION

    def checks(self, detail: LinkRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        company, provider = detail.company, str(provider_of(detail.provider))
        live = links.live_links().filter(company=company.pk, provider=detail.provider_id).first()
        decides = who_may(DECIDE_FOR_ORGANIZATION, detail.provider_id).exists()
        never = SurrogateRule.objects.filter(provider=detail.provider_id, never=True).exists()
        open_team = Team.objects.filter(pk=detail.team_id, closed_at=None)
        team_is_open = remembered(("open team", detail.team_id), open_team.exists)
        same_ein = confirmed_with_ein(company.ein, except_for=company.pk)
        return [
            *provider_checks(detail.provider),
            Check(
                decides,
                _("%(name)s has somebody who decides.") % {"name": provider},
                _("%(name)s has nobody at present who decides for it, so no company can work for it.")
                % {"name": provider},
            ),
            Check(
                not never,
                _("%(name)s takes surrogates.") % {"name": provider},
                _("%(name)s never takes surrogates: that is its standing rule.") % {"name": provider},
            ),
            _one_link(detail, live, provider),
            Check(
                company.closed_at is None and team_is_open,
                _("The company and its team are open."),
                _("The company, or its team, was closed meanwhile."),
            ),
            Check(
                not remembered(("same EIN", company.pk), same_ein.exists),
                _("No other confirmed company has its EIN."),
                _(
                    "Another company with this EIN was confirmed meanwhile. Its User Group Administrators can let people in."
                ),
            ),
            Check(
                acts_for(detail.request.requester, company),
                _("%(who)s acts for the company.") % {"who": detail.request.requester.get_full_name()},
                _("%(who)s does not act for the company any more.") % {"who": detail.request.requester.get_full_name()},
            ),
            *self._person_checks(detail, live),
        ]

    def _person_checks(self, detail: LinkRequest, live: UserGroup | None) -> Sequence[Check]:
        if live is not None and live.pk == detail.renews_id:
            return ()
        return role_checks(person=detail.request.requester, role=roles.SURROGATE_ADMINISTRATOR, scope=detail.provider)

    def effects(self, detail: LinkRequest, *, step: Step) -> Sequence[Effect]:
        words = {"company": detail.company, "team": detail.team, "who": detail.request.requester.get_full_name()}
        if detail.renews_id is not None:
            return [
                Effect("event", _("%(company)s goes on working for you until the last day that you grant.") % words)
            ]
        effects = [
            Effect(
                "groups",
                _("%(company)s works for you, through its team %(team)s, until the last day that you grant.") % words,
            ),
            Effect("person", _("%(who)s runs its surrogate user group (UGA).") % words),
            Effect(
                "visibility",
                _("You see at any time who of the company is in, hear of new people, and can keep one out."),
            ),
        ]
        if detail.company.confirmed_at is None:
            effects.append(Effect("verified", _("The company counts as confirmed, on your word.")))
        if detail.request.requester.username is None:
            effects.append(Effect("mail_outline", _("%(who)s gets a User ID by mail.") % words))
        return effects

    def evidence_form(
        self, detail: LinkRequest, step: Step, *, data: Mapping[str, Any] | None = None
    ) -> EvidenceForm | None:
        return GrantForm(data, asked=detail.asked_until)

    def record_evidence(self, detail: LinkRequest, *, step: Step, actor: User, evidence: Mapping[str, Any]) -> None:
        """The last day: as granted, or as asked. Raises Refused for a day that has come, and for a later one than was asked."""
        until = evidence.get("until") or detail.asked_until
        problem = problem_of_day(until)
        if not problem and until > detail.asked_until:
            problem = _("The company did not ask for so long.")
        if problem:
            raise Refused(problem, code="day", field="until")
        detail.granted_until = until
        detail.save(update_fields=["granted_until"])

    def on_approved(self, detail: LinkRequest, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """The link comes into being, or goes on; by the first, the company is confirmed. The mail tells User ID and last day.

        Provider and company are locked, and the rules asked again: what they rest on may have changed since they were checked.
        """
        if detail.renews_id is not None:
            lock_people_of_link(link_key=detail.renews_id, and_person=detail.request.requester_id)
        user_id = issue_user_id(actor=actor, user=detail.request.requester)
        keys = sorted({detail.provider_id, detail.company_id})
        list(Scope.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
        detail.company = Company.objects.select_related("founder", "scope").get(pk=detail.company_id)
        problems = [check.problem for check in self.checks(detail, step=step, actor=actor) if not check.passed]
        if problems:
            raise Refused(*problems, code="problems")
        if detail.renews_id is not None:
            detail.group = prolong_link(actor=actor, detail=detail, step=step)
        else:
            confirm_company(actor=actor, company=detail.company, step=step)
            detail.group = create_link(actor=actor, detail=detail, step=step)
        detail.save(update_fields=["group"])
        return {"user_id": user_id, "until": day_with_year(detail.last_day)}

    # WORDS

    def preview_facts(self, detail: LinkRequest) -> Mapping[str, Sentence]:
        return {
            "user_id": detail.request.requester.user_id or _("(made by the approval)"),
            "until": day_with_year(detail.last_day),
        }

    def summary(self, detail: LinkRequest) -> Summary:
        sentence = _("Go on working as %(company)s") if detail.renews_id else _("Work as %(company)s")
        return Summary(
            what=sentence % {"company": detail.company},
            for_whom=str(provider_of(detail.provider)),
            note=_("until %(day)s") % {"day": day_with_year(detail.last_day)},
        )

    def sections(self, detail: LinkRequest) -> Sequence[Section]:
        company = detail.company
        asked = [
            (
                _("Practitioner") if _is_practitioners(detail) else _("Organization"),
                str(provider_of(detail.provider)),
            ),
            (_("Asked until"), day_with_year(detail.asked_until)),
            (_("Granted until"), day_with_year(detail.granted_until) if detail.granted_until else ""),
            (_("Team"), str(detail.team)),
        ]
        return [
            person_section(_("Person"), detail.request.requester),
            Section(
                _("Individual contractor") if company.is_individual else _("Company"),
                [
                    (_("Name"), company.legal_name),
                    (_("EIN"), company.shown_ein),
                    (_("Kind of work"), company.get_work_display()),
                    (_("Address"), company.shown_address),
                    (_("Telephone"), company.shown_telephone),
                ],
            ),
            Section(_("What is asked"), asked),
        ]

    def decide_context(self, detail: LinkRequest, step: Step) -> Mapping[str, Any]:
        """Who would get in, who has confirmed the company so far, and what goes on where it is renewed."""
        people = _people(detail)
        found = list(people[: PEOPLE_SHOWN + 1])
        return {
            "company": detail.company,
            "people": found[:PEOPLE_SHOWN],
            "more_people": len(found) > PEOPLE_SHOWN,
            "last_day": day_with_year(detail.asked_until),
            "renewed": _renewal(detail),
            "confirmed_day": day_with_year(clock.business_date(detail.company.confirmed_at))
            if detail.company.confirmed_at
            else "",
        }

    def request_context(self, detail: LinkRequest) -> Mapping[str, Any]:
        """The company, whether who asked still acts for it, and the link that the approval has made or renewed."""
        return {
            "company": detail.company,
            "acts": acts_for(detail.request.requester, detail.company),
            "link_key": detail.group_id,
        }

    def step_label(self, name: str) -> Sentence:
        return _("Word of the practitioner") if name == "practitioner" else _("Word of an official of the organization")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def next_step(self, detail: LinkRequest, status: str) -> Sentence:
        sentences: dict[str, Sentence] = {
            "under_review": _("Nothing for now. We mail you when it is decided."),
            "returned": _("Open the request, correct it, and send it again under the same number."),
            "approved": _("Sign in. Your company works for this provider from now on."),
            "denied": _("You may send a new request at once, or ask the provider."),
        }
        return sentences.get(status, "")

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])

    def again_url(self, request: Request) -> str:
        return reverse("registration:again", args=[request.tracking_number])


def _one_link(detail: LinkRequest, live: UserGroup | None, provider: str) -> Check:
    words = {"company": detail.company, "name": provider}
    if detail.renews_id is not None:
        return Check(
            live is not None and live.pk == detail.renews_id,
            _("%(company)s works for %(name)s now.") % words,
            _("What %(company)s had with %(name)s has ended, so it cannot go on. It may ask anew.") % words,
        )
    return Check(
        live is None,
        _("%(company)s does not work for %(name)s yet.") % words,
        _("%(company)s works for %(name)s already.") % words,
    )


def _people(detail: LinkRequest) -> Any:
    """The people who would work for the provider: the team's, and who asks. Those whom it keeps out or who decide there are marked."""
    would_be = UserGroup(pk=detail.renews_id or 0, provider=detail.provider, company=detail.company, team=detail.team)
    return links.people_of_link(would_be, and_person=detail.request.requester_id)


def _renewal(detail: LinkRequest) -> dict[str, Any] | None:
    """The link that goes on: since when, until when without the renewal, and whether it lives; None for a new one."""
    link = detail.renews
    if link is None or link.until is None:
        return None
    return {
        "link": link,
        "since": day_with_year(clock.business_date(link.approved_at)),
        "until": day_with_year(clock.business_date(link.until)),
        "is_live": links.is_live(link),
    }


def _is_practitioners(detail: LinkRequest) -> bool:
    """Whether it is asked of a practitioner, who decides alone."""
    return detail.provider.kind == ScopeKind.PRACTITIONER


SURROGATE = register(SurrogateKind())
