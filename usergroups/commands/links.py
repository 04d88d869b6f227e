"""Links: made and renewed by the approval of a request, ended at once by either side, people kept out, the standing rule."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from approvals.commands import send_without_draft
from approvals.models import Request, Step
from approvals.presentation import day_with_year
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.commands import end, grant, prolong
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.commands import create_scope
from iacs_portal.scopes.models import Scope, ScopeKind
from iacs_portal.scopes.queries import may, who_may
from registration.models import Community, Organization
from registration.providers import provider_of
from registration.renaming import register_hearer
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import links, roles
from usergroups.commands.companies import require_acts_for
from usergroups.companies import acts_for, administrators_of
from usergroups.ending import REASON_LENGTH
from usergroups.models import Exclusion, LinkRequest, SurrogateRule, UserGroup
from usergroups.names import comparable
from usergroups.new_people import SETTLED

KIND = "surrogate"


@command
def create_link(*, actor: User | None, detail: LinkRequest, step: Step) -> UserGroup:
    """The surrogate user group that the approval of `detail` makes, with the person who asked as its administrator until its last day.

    Called by the approval, which holds the locks of provider and company. Raises Refused when the company works there already,
    and when the person who asked decides there.
    """
    until = links.end_of_day(detail.last_day)
    scope = create_scope(kind=ScopeKind.GROUP, parent=detail.provider)
    link = UserGroup.objects.create(
        scope=scope,
        provider=detail.provider,
        name=detail.company.legal_name,
        comparable_name=comparable(detail.company.legal_name),
        purpose=detail.company.get_work_display(),
        company=detail.company,
        team=detail.team,
        until=until,
        told_at=clock.now() - SETTLED,
        told_team=detail.team,
        provider_name=provider_of(detail.provider).comparable_name,
    )
    requester = detail.request.requester
    grant(actor=actor, user=requester, role=roles.SURROGATE_ADMINISTRATOR, scope=scope, until=until, step=step)
    return link


@command
def rename_provider_of_links(*, actor: None, organization: Organization) -> None:
    """Keep the links of an organization under its name of now in the lists of companies. Called by what renames it, which locks it."""
    links.all_links().filter(provider=organization.pk).update(provider_name=organization.comparable_name)


register_hearer(lambda organization: rename_provider_of_links(actor=None, organization=organization))


@command
def prolong_link(*, actor: User | None, detail: LinkRequest, step: Step) -> UserGroup:
    """Let the link that `detail` renews live until the day that was granted, never for less than it lives already.

    The role of its administrator goes on with it; who asked for the renewal becomes its administrator when nobody is. Called by the
    approval, which holds the locks of provider and company. Raises Refused when the link has ended.
    """
    assert detail.renews_id is not None
    link = links.with_names(UserGroup.objects.select_for_update(of=("self",))).get(pk=detail.renews_id)
    if not links.is_live(link):
        raise Refused(_("This link has ended meanwhile, so it cannot be renewed. Ask anew."), code="ended")
    assert link.until is not None
    link.until, link.team = max(link.until, links.end_of_day(detail.last_day)), detail.team
    link.end_told_on = clock.today()
    link.save(update_fields=["until", "team", "end_told_on"])
    run_by = RoleAssignment.objects.filter(scope=link.pk, role=roles.SURROGATE_ADMINISTRATOR.slug, ended_at=None)
    keys = list(run_by.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        prolong(actor=actor, assignment_id=key, until=link.until, step=step)
    if not keys:
        requester = detail.request.requester
        grant(
            actor=actor,
            user=requester,
            role=roles.SURROGATE_ADMINISTRATOR,
            scope=link.scope,
            until=link.until,
            step=step,
        )
    return link


@command
def renew_link(*, actor: User, link_key: int, until: datetime.date | None = None) -> Request:
    """Ask the provider to let the link go on, by default for a year behind its last day: one request, decided as the first.

    Raises Refused when `actor` does not act for the company, when the link has ended or ends in more than 60 days, and as `submit`
    does, such as while an earlier renewal waits; UserGroup.DoesNotExist.
    """
    link = links.with_names(links.all_links()).select_related("company__founder").get(pk=link_key)
    assert link.company is not None
    assert link.until is not None
    require_acts_for(actor, link.company)
    if not links.is_live(link):
        raise Refused(_("This link has ended, so it cannot be renewed. Ask the provider anew."), code="ended")
    if link.until > clock.now() + links.RENEWABLE:
        raise Refused(_("A link can be renewed in the last 60 days before it ends."), code="early")
    day = until or links.in_years(clock.business_date(link.until), links.ORDINARY_YEARS)
    slug = Community.objects.values_list("slug", flat=True).get(scope=link.scope.community_id)
    return send_without_draft(
        actor=actor,
        kind=KIND,
        answers={
            "community": {"slug": slug},
            "company": {"scope": link.company_id},
            "find": {"scope": link.provider_id},
            "link": {"until": day.isoformat(), "team": link.team_id, "renews": link.pk},
        },
    )


def lock_people_of_link(*, link_key: int, and_person: int | None = None) -> None:
    """Lock the people who run a link, and one more, by key: people come before scopes (docs/architecture.md, lock order)."""
    run_by = RoleAssignment.objects.filter(scope=link_key, ended_at=None).values_list("user_id", flat=True)
    _lock_people({*run_by, *([and_person] if and_person else [])})


def _lock_people(keys: set[int]) -> None:
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))


def _locked_link(link_key: int, people: Iterable[int]) -> UserGroup:
    """The link, with `people` and its provider locked before it."""
    _lock_people(set(people))
    provider = links.all_links().values_list("provider", flat=True).get(pk=link_key)
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=provider)
    return links.with_names(links.all_links()).select_related("company__founder").get(pk=link_key)


def may_end_link(person: User, link: UserGroup) -> bool:
    """Whether `person` may end `link`: who decides for the provider, and who acts for the company. Two queries at most."""
    assert link.company is not None
    return may(person, DECIDE_FOR_ORGANIZATION, link.provider_id) or acts_for(person, link.company)


@command
def end_link(*, actor: User, link_key: int, reason: str) -> UserGroup:
    """End a link at once, by the provider or by the company: nobody of the company works there from this moment on.

    Both sides are told, except for `actor`. Raises Refused without a reason, when it has ended, and when `actor` may not;
    UserGroup.DoesNotExist. Locks people, provider, roles.
    """
    run_by = RoleAssignment.objects.filter(scope=link_key, ended_at=None).order_by("user_id", "pk")
    link = _locked_link(link_key, {actor.pk, *run_by.values_list("user_id", flat=True)})
    if not may_end_link(actor, link):
        raise Refused(_("Only the provider and the company end what is between them."), code="not_below")
    if not links.is_live(link):
        raise Refused(_("This link has ended already."), code="ended")
    reason = reason.strip()[:REASON_LENGTH]
    if not reason:
        raise Refused(_("Say in a few words why it ends."), code="reason_missing", field="reason")
    _close(link, actor=actor, reason=reason)
    _tell_of_end(link, actor=actor, reason=reason)
    record(actor=actor, command="end_link", scope_key=link.pk, remark=reason)
    return link


def _close(link: UserGroup, *, actor: User | None, reason: str) -> None:
    link.closed_at = clock.now()
    link.save(update_fields=["closed_at"])
    for held in RoleAssignment.objects.filter(scope=link.pk, ended_at=None).order_by("user_id", "pk"):
        end(actor=actor, assignment_id=held.pk, reason=reason)


@command
def close_due_link(*, actor: None, link_key: int) -> bool:
    """Close a link whose last day is over, and end the role of its administrator. Both sides are told. False when that is done already."""
    run_by = RoleAssignment.objects.filter(scope=link_key, ended_at=None)
    link = _locked_link(link_key, run_by.values_list("user_id", flat=True))
    if link.closed_at is not None or links.is_live(link):
        return False
    assert link.until is not None
    reason = _("Its last day, %(day)s, is over.") % {"day": day_with_year(clock.business_date(link.until))}
    _close(link, actor=actor, reason=reason)
    _tell_of_end(link, actor=None, reason=reason)
    record(actor=actor, command="close_due_link", scope_key=link.pk)
    return True


@command
def close_links_of_provider(*, actor: User | None, provider_key: int, reason: str) -> int:
    """End all links of a provider that closes; how many. Called by what closes it, which holds its lock."""
    found = links.with_names(links.all_links().filter(provider=provider_key, closed_at=None)).order_by("pk")
    closed = list(found.select_related("company__founder"))
    for link in closed:
        _close(link, actor=actor, reason=reason)
        _tell_of_end(link, actor=actor, reason=reason)
    return len(closed)


def _tell_of_end(link: UserGroup, *, actor: User | None, reason: str) -> None:
    """Queue the mails: to the officials of the provider, and to those who act for the company."""
    assert link.company is not None
    provider = provider_of(link.provider)
    officials = list(who_may(DECIDE_FOR_ORGANIZATION, link.provider_id))
    sides = [
        (officials, _("%(company)s does not work for you any more") % {"company": link.company}, str(provider)),
        (
            administrators_of(link.company),
            _("You do not work for %(provider)s any more") % {"provider": provider},
            str(link.company),
        ),
    ]
    told = {actor.pk if actor else None}
    for people, what, for_whom in sides:
        for person in people:
            if person.pk in told:
                continue
            told.add(person.pk)
            queue(
                message="link_ended",
                to=person.email,
                person=person,
                facts={
                    "name": person.get_short_name(),
                    "what": what,
                    "for_whom": for_whom,
                    "status": _("Ended"),
                    "next_step": _("Nothing, if this is right. A new request can be sent at any time."),
                    "remark": reason,
                },
                key=f"link_ended:{link.pk}:{person.pk}",
            )


@command
def keep_out(*, actor: User, link_key: int, person_key: int) -> Exclusion:
    """Keep a person of the company out of everything that its links to this provider give, now and later, until it is lifted.

    She and those who act for the company are told. Raises Refused when `actor` does not decide for the provider or she is kept out
    already; UserGroup.DoesNotExist and User.DoesNotExist, also for somebody who is not of the company there.
    """
    link = _locked_link(link_key, {actor.pk, person_key})
    if not may(actor, DECIDE_FOR_ORGANIZATION, link.provider_id):
        raise Refused(_("Only the provider keeps people out."), code="not_below")
    person = links.people_of_link(link).get(pk=person_key)
    exclusion = Exclusion.objects.create(
        provider=link.provider, company_id=link.company_id, person=person, made_at=clock.now(), made_by=actor
    )
    _tell_of_keeping_out(link, person, exclusion, actor)
    record(actor=actor, command="keep_out", scope_key=link.pk, person=person)
    return exclusion


def _tell_of_keeping_out(link: UserGroup, person: User, exclusion: Exclusion, actor: User) -> None:
    assert link.company is not None
    provider = provider_of(link.provider)
    for each in {person, *administrators_of(link.company)}:
        if each != actor:
            queue(
                message="person_kept_out",
                to=each.email,
                person=each,
                facts={
                    "name": each.get_short_name(),
                    "what": _("%(who)s is kept out by the provider") % {"who": person.get_full_name()},
                    "for_whom": str(provider),
                    "status": _("Kept out"),
                    "next_step": _("Ask the provider, if this is not right. Other providers are not concerned."),
                },
                key=f"person_kept_out:{exclusion.pk}:{each.pk}",
            )


@command
def let_in_again(*, actor: User, exclusion_id: int) -> Exclusion:
    """Lift an exclusion: she works through the link again, as her team does.

    Raises Refused when `actor` may not, or it was lifted; Exclusion.DoesNotExist. Locks the provider's scope.
    """
    seen = Exclusion.objects.get(pk=exclusion_id)
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.provider_id)
    exclusion = Exclusion.objects.select_for_update(of=("self",)).select_related("person").get(pk=exclusion_id)
    if not may(actor, DECIDE_FOR_ORGANIZATION, exclusion.provider_id):
        raise Refused(_("Only the provider keeps people out."), code="not_below")
    if exclusion.lifted_at is not None:
        raise Refused(_("She was let in again meanwhile."), code="lifted")
    exclusion.lifted_at, exclusion.lifted_by = clock.now(), actor
    exclusion.save(update_fields=["lifted_at", "lifted_by"])
    record(actor=actor, command="let_in_again", scope_key=exclusion.provider_id, person=exclusion.person)
    return exclusion


@command
def set_surrogate_rule(*, actor: User, provider_key: int, never: bool) -> SurrogateRule:
    """Set a provider's standing rule: never a surrogate, or asked each time. What was asked already is still decided; links go on.

    Raises Refused when `actor` does not decide for the provider. Locks the provider's scope.
    """
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_key)
    if not may(actor, DECIDE_FOR_ORGANIZATION, provider_key):
        raise Refused(_("Only the officials of the provider, or the practitioner, set this rule."), code="not_below")
    rule, _made = SurrogateRule.objects.update_or_create(
        provider_id=provider_key, defaults={"never": never, "changed_at": clock.now(), "changed_by": actor}
    )
    record(actor=actor, command="set_surrogate_rule", scope_key=provider_key, facts={"never": never})
    return rule


@command
def change_team_of_link(*, actor: User, link_key: int, team_key: int) -> UserGroup:
    """Let another team of the company serve a provider. The provider is told of the people who are new there, as of every new person.

    Raises Refused when `actor` does not act for the company, the link has ended or the team is closed; DoesNotExist for a foreign team.
    """
    link = _locked_link(link_key, {actor.pk})
    assert link.company is not None
    require_acts_for(actor, link.company)
    if not links.is_live(link):
        raise Refused(_("This link has ended."), code="ended")
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=team_key)  # so that it is not closed meanwhile
    team = link.company.teams.get(pk=team_key)
    if team.closed_at is not None:
        raise Refused(_("This team is closed. Choose another one."), code="closed", field="team")
    link.team = team
    link.save(update_fields=["team"])
    record(actor=actor, command="change_team_of_link", scope_key=link.pk, facts={"team": team.pk})
    return link
