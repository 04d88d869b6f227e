"""What follows when an administrator of a company leaves it: her links lose her, and what she has asked is withdrawn.

A request that she has sent cannot be approved any more, since she does not act for the company; left open, it would keep her successors
from asking the same provider.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from approvals.commands import take_back
from approvals.commands.turns import lock_request
from approvals.states import UNDECIDED
from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.roles.commands import end_at_once
from iacs_portal.roles.models import RoleAssignment
from usergroups import links, roles
from usergroups.models import LinkRequest

AT_ONCE = 100


def end_links_of(*, actor: User | None, person: User, company_key: int, reason: str) -> int:
    """End what `person` runs as administrator of a company's links; how many. Called inside a command that has locked her.

    Her undecided requests for the company are withdrawn after the commit: the first at once, so that nobody waits for thousands, the
    rest by the sweep.
    """
    mine = links.all_links().filter(company=company_key).values("pk")
    ended = end_at_once(actor=actor, user=person, role=roles.SURROGATE_ADMINISTRATOR, scope_keys=mine, reason=reason)

    # A named function: Django writes its name to the log when it fails.
    def withdraw_first() -> None:
        withdraw_requests_of_leavers(company_key=company_key, person_key=person.pk, at_most=AT_ONCE)

    transaction.on_commit(withdraw_first, robust=True)
    return ended


def undecided_of(person_key: int, company_key: int) -> QuerySet[LinkRequest]:
    """The undecided requests that somebody has sent to providers for a company."""
    return LinkRequest.objects.filter(company=company_key, request__requester=person_key, request__status__in=UNDECIDED)


def requests_of_leavers() -> QuerySet[LinkRequest]:
    """The undecided requests for confirmed companies whose requester holds no live role of an administrator there, by key.

    A suspended role lives: it may be restored.
    """
    held = RoleAssignment.objects.filter(
        user=OuterRef("request__requester"),
        role=roles.COMPANY_ADMINISTRATOR.slug,
        scope=OuterRef("company"),
        ended_at=None,
    )
    confirmed = Q(company__confirmed_at__isnull=False)
    return LinkRequest.objects.filter(confirmed, ~Exists(held), request__status__in=UNDECIDED).order_by("request")


def withdraw_requests_of_leavers(
    *, company_key: int | None = None, person_key: int | None = None, at_most: int | None = None
) -> int:
    """Withdraw `requests_of_leavers`, those of one company and person or all, each in a transaction of its own; how many.

    Doing it twice, or two at once, does no harm.
    """
    waiting = requests_of_leavers()
    if company_key is not None:
        waiting = waiting.filter(company=company_key)
    if person_key is not None:
        waiting = waiting.filter(request__requester=person_key)
    keys = list(waiting.values_list("request", flat=True)[:at_most])
    return sum(withdraw_request_of_leaver(actor=None, request_id=key) for key in keys)


@command
def withdraw_request_of_leaver(*, actor: None, request_id: int) -> bool:
    """Withdraw one of `requests_of_leavers`. False when it is none any more: decided meanwhile, or she acts for the company again."""
    lock_request(request_id)
    if not requests_of_leavers().filter(request=request_id).exists():
        return False
    take_back(actor=actor, request_id=request_id, remark=_("Who asked does not act for the company any more."))
    return True
