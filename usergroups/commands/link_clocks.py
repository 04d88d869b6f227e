"""What the clocks do with links: close those whose last day is over, and tell both sides before that."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.presentation import day_with_year
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.commands import command
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.queries import who_may
from registration.providers import provider_of
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import endings, links
from usergroups.addresses import address_of_companies, address_of_link, address_of_links
from usergroups.commands.links import close_due_link
from usergroups.companies import administrators_of, companies_of
from usergroups.models import Company, UserGroup

LISTED = 25  # links that a mail names

logger = structlog.get_logger(__name__)


def each_by_itself(what: str, keys: Iterable[int], act: Callable[[int], Any]) -> int:
    """Do `act` for each key, each in a transaction of its own; how many did something. One that fails stops no other."""
    done = 0
    for key in keys:
        try:
            done += bool(act(key))
        except Exception as error:
            logger.exception("link_clock_failed", what=what, key=key, error=type(error).__name__)
    return done


def close_due_links() -> int:
    """Close every link whose last day is over; how many."""
    keys = list(links.links_to_close().values_list("pk", flat=True))
    return each_by_itself("close", keys, lambda key: close_due_link(actor=None, link_key=key))


def tell_of_ends() -> tuple[int, int]:
    """Tell providers and companies of the links that have reached a mark; how many links and companies were told of."""
    ending = endings.links_ending(endings.OFFICIALS).order_by("pk").values_list("pk", flat=True)
    told = sum(
        each_by_itself("tell officials", keys, lambda key: tell_officials_of_end(actor=None, link_key=key))
        for keys in in_batches(list(ending))
    )
    of_companies = endings.links_ending(endings.COMPANY).order_by("company").values_list("company", flat=True)
    companies = [key for key in of_companies.distinct() if key is not None]
    return told, each_by_itself(
        "tell company", companies, lambda key: tell_company_of_ends(actor=None, company_key=key)
    )


@command
def tell_officials_of_end(*, actor: None, link_key: int) -> bool:
    """Mail the officials of the provider that a link ends soon, one mail for each link and mark. Locks the link.

    False when they are told already, or the link was renewed or ended meanwhile.
    """
    ending = endings.links_ending(endings.OFFICIALS).filter(pk=link_key)
    link = endings.with_renewals(links.with_names(ending)).select_for_update(of=("self",)).first()
    if link is None:
        return False
    facts = _facts_for_officials(link)
    for person in who_may(DECIDE_FOR_ORGANIZATION, link.provider_id):
        queue(
            message="link_ends",
            to=person.email,
            person=person,
            facts={"name": person.get_short_name()} | facts,
            key=f"link_ends:{link.pk}:{link.until:%Y-%m-%d}:{endings.mark_of(link)}:{person.pk}",
        )
    link.end_told_on = clock.today()
    link.save(update_fields=["end_told_on"])
    return True


def _facts_for_officials(link: UserGroup) -> dict[str, str]:
    assert link.until is not None
    if link.renewal_waits:  # type: ignore[attr-defined]  # annotated by `with_renewals`
        next_step = _("Decide about the renewal that waits for you, if the work is to go on.")
    else:
        next_step = _("Nothing, if the work ends then. If it is to go on, the company asks you to renew it.")
    return {
        "what": _("%(company)s works for you until %(day)s")
        % {"company": link.company, "day": day_with_year(clock.business_date(link.until))},
        "for_whom": str(provider_of(link.provider)),
        "status": _time_left(link),
        "next_step": next_step,
        "link": address_of_link(link.pk),
    }


def _time_left(link: UserGroup) -> str:
    left = endings.days_left(link)
    if left == 0:
        return _("Ends today")
    return ngettext("Ends in %(number)d day", "Ends in %(number)d days", left) % {"number": left}


@command
def tell_company_of_ends(*, actor: None, company_key: int) -> bool:
    """Mail each person who acts for a company which links end soon: one mail a day, with those of all her companies. Locks the company.

    False when they are told already. Raises Company.DoesNotExist.
    """
    companies = Company.objects.select_for_update(of=("self",), no_key=True)
    company = companies.select_related("founder").get(pk=company_key)
    if not endings.links_ending(endings.COMPANY).filter(company=company_key).exists():
        return False
    for person in administrators_of(company):
        _mail_ends(person)
    company.ends_told_on = clock.today()
    company.save(update_fields=["ends_told_on"])
    return True


def _mail_ends(person: User) -> None:
    """Queue the day's mail to `person` about the links that end. Two queries."""
    ending = endings.links_ending(endings.COMPANY).filter(company__in=companies_of(person).order_by().values("pk"))
    first = endings.with_renewals(links.with_names(ending)).order_by("provider_name", "pk")
    number, named = ending.count(), list(first[:LISTED])
    if not named:
        return
    companies = {link.company_id: str(link.company) for link in named}
    key = next(iter(companies)) if len(companies) == 1 else None
    link = address_of_links(key) if key is not None else address_of_companies()
    queue(
        message="links_end",
        to=person.email,
        person=person,
        facts={
            "name": person.get_short_name(),
            "what": ngettext(
                "The work for %(number)d provider ends soon", "The work for %(number)d providers ends soon", number
            )
            % {"number": number},
            "for_whom": ", ".join(sorted(companies.values())[:3]),
            "status": _("Ends soon"),
            "next_step": _("Open each link that is to go on, and choose to renew it. The provider decides."),
            "lines": [_line(each, with_company=key is None) for each in named],
            "more": number - len(named),
            "link": address_of_link(named[0].pk) if number == 1 else link,
        },
        key=f"links_end:{person.pk}:{clock.today()}",
    )


def _line(link: UserGroup, *, with_company: bool) -> str:
    assert link.until is not None
    words = {
        "provider": provider_of(link.provider),
        "company": link.company,
        "day": day_with_year(clock.business_date(link.until)),
    }
    line = _("%(company)s for %(provider)s: until %(day)s") if with_company else _("%(provider)s: until %(day)s")
    waits = _("; a renewal waits for the provider already") if link.renewal_waits else ""  # type: ignore[attr-defined]
    return line % words + waits
