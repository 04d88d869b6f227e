"""What the pages of the engine list, already limited to what the person may see, ready to be paged by key."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.models import Event, Request, Step, StepOffice
from approvals.states import RequestStatus, StepStatus
from iacs_portal.accounts.models import User
from iacs_portal.scopes.queries import held_rows

PAGE = 25


def _offices_held_by(person: User) -> QuerySet[StepOffice]:
    held = held_rows(person).filter(permission=OuterRef("permission"), content_object=OuterRef("scope"))
    return StepOffice.objects.filter(Exists(held))


def my_requests(person: User) -> QuerySet[Request]:
    """The requests and drafts of `person`, newest first."""
    return Request.objects.filter(requester=person).order_by("-pk")


def visible_requests(person: User) -> QuerySet[Request]:
    """Sent requests that `person` may open: her own, and those of which she holds an office now, whoever holds the step."""
    decides = _offices_held_by(person).filter(step__request=OuterRef("pk"))
    return (
        Request.objects.exclude(status=RequestStatus.DRAFT)
        .filter(Q(requester=person) | Exists(decides))
        .select_related("requester")
    )


def decidable_steps(person: User) -> QuerySet[Step]:
    """Steps that `person` sees as a decider: she holds one of their offices now, and did not ask herself. Any status."""
    return (
        Step.objects.filter(Exists(_offices_held_by(person).filter(step=OuterRef("pk"))))
        .exclude(request__requester=person)
        .select_related("request__requester", "decided_by")
    )


@dataclass(frozen=True)
class Key:
    """A place in the inbox: the due moment and key of the last step shown."""

    due: datetime.datetime
    pk: int


def waiting_for(person: User) -> QuerySet[Step]:
    """The open steps that wait for `person`: an office that she holds holds the step now, she did not ask, and she decided no
    other step of the request."""
    held = _offices_held_by(person).filter(step=OuterRef("pk"), since__isnull=False, until=None)
    decided = Step.objects.filter(request=OuterRef("request"), decided_by=person)
    steps = Step.objects.filter(Exists(held), ~Exists(decided), status=StepStatus.OPEN)
    return steps.exclude(request__requester=person)


def inbox(person: User, *, after: Key | None = None, size: int = PAGE) -> tuple[list[Step], bool]:
    """The open steps that wait for `person`, first due first, from `after` on; and whether there are more. Two queries."""
    steps = waiting_for(person)
    if after is not None:
        steps = steps.filter(Q(due__gt=after.due) | Q(due=after.due, pk__gt=after.pk))
    keys = list(steps.order_by("due", "pk").values_list("pk", flat=True)[: size + 1])
    rows = Step.objects.filter(pk__in=keys[:size]).select_related("request__requester").order_by("due", "pk")
    return list(rows), len(keys) > size


def inbox_count(person: User, *, limit: int = 100) -> int:
    """How many steps wait for `person`, counted up to `limit`. One query that reads at most `limit` rows."""
    return waiting_for(person)[:limit].count()


def history(request: Request, *, with_internal: bool) -> QuerySet[Event]:
    """What happened to `request`, oldest first; internal events only for those who decide."""
    events = Event.objects.filter(request=request).select_related("entry__actor", "step").order_by("pk")
    return events if with_internal else events.filter(internal=False)


def steps_with_offices(request: Request) -> list[Step]:
    """The chain of `request` in order, each step with its offices as `offices.all()`. Two queries."""
    return list(
        Step.objects.filter(request=request)
        .select_related("decided_by")
        .prefetch_related("offices__permission")
        .order_by("position")
    )


def is_decider(person: User, request: Request) -> bool:
    """Whether `person` holds an office of any step of `request` now, and so sees what deciders see."""
    return _offices_held_by(person).filter(step__request=request).exists() and request.requester_id != person.pk
