"""Which links end soon, and who is still to be told: on the days 30, 14, 7 and 1 before the end.

The mark of a link is the nearest of these numbers that is not less than the days that are left. It is told by the first clock that runs
once its day has come: on that day, or later when the clock was away. So a mark that was passed over is made up for by the next one at
most, and none is told twice, whenever and however often a clock runs.
"""

import datetime
from itertools import pairwise

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, TruncDate

from approvals.states import UNDECIDED
from iacs_portal.core import clock
from usergroups.links import end_of_day, live_links
from usergroups.models import LinkRequest, UserGroup

MARKS = (1, 7, 14, 30)
OFFICIALS = "end_told_on"
COMPANY = "company__ends_told_on"


def links_ending(told: str) -> QuerySet[UserGroup]:
    """The live links that have reached a mark of which the side `told` (OFFICIALS or COMPANY) is not told yet, in no order.

    A mark that had come before the link was approved is no news. Read by the index of ends: 30 days of it.
    """
    zone, today = clock.business_zone(), clock.today()
    reached = Q()
    for lower, mark in pairwise((-1, *MARKS)):
        came_after = ExpressionWrapper(F("told_on") + datetime.timedelta(days=mark), output_field=DateField())
        reached |= Q(
            until__gt=end_of_day(today + datetime.timedelta(days=lower)),
            until__lte=end_of_day(today + datetime.timedelta(days=mark)),
            last_day__gt=came_after,
        )
    dated = live_links().annotate(
        last_day=TruncDate("until", tzinfo=zone),
        told_on=Greatest(F(told), TruncDate("approved_at", tzinfo=zone)),
    )
    return dated.filter(reached, until__lte=end_of_day(today + datetime.timedelta(days=MARKS[-1])))


def with_renewals(links: QuerySet[UserGroup]) -> QuerySet[UserGroup]:
    """`links`, each with `renewal_waits`: whether a renewal is asked for and not decided yet."""
    waiting = LinkRequest.objects.filter(renews=OuterRef("pk"), request__status__in=UNDECIDED)
    return links.annotate(renewal_waits=Exists(waiting))


def mark_of(link: UserGroup) -> int:
    """The mark that `link`, which ends within 30 days, has reached."""
    return next(mark for mark in MARKS if days_left(link) <= mark)


def days_left(link: UserGroup) -> int:
    """How many days lie between today and the last day of `link`."""
    assert link.until is not None
    return (clock.business_date(link.until) - clock.today()).days
