"""What the pages of the engine list, already limited to what the person may see, ready to be paged by key."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Window,
)
from django.db.models.functions import RowNumber

from approvals.kinds import no_offices
from approvals.models import Event, Request, Step, StepOffice
from approvals.states import UNDECIDED, RequestStatus, StepStatus
from iacs_portal.accounts.models import User
from iacs_portal.core.expressions import Unnest
from iacs_portal.core.keys import read_key
from iacs_portal.core.references import normalized_tracking_number
from iacs_portal.scopes.queries import held_rows, permission_is_none_of

PAGE = 25


def _is_held_by(person: User) -> Exists:
    """Whether a row of `StepOffice` is an office that `person` holds now."""
    return Exists(held_rows(person).filter(permission=OuterRef("permission"), content_object=OuterRef("scope")))


def offices_held_by(person: User) -> QuerySet[StepOffice]:
    """The offices of steps, past and to come ones too, that `person` holds now."""
    return StepOffice.objects.filter(_is_held_by(person))


def my_requests(person: User) -> QuerySet[Request]:
    """The requests and drafts of `person`, newest first."""
    return Request.objects.filter(requester=person).order_by("-pk")


def offices_that_have(requests: Iterable[Request]) -> dict[int, StepOffice]:
    """The office that holds each of `requests` now, by request, with its step and permission. One query."""
    keys = [request.pk for request in requests if request.status == RequestStatus.UNDER_REVIEW]
    offices = StepOffice.objects.filter(
        step__request__in=keys, step__status=StepStatus.OPEN, since__isnull=False, until=None
    ).select_related("step", "permission", "scope")
    return {office.step.request_id: office for office in offices}


def visible_requests(person: User) -> QuerySet[Request]:
    """Sent requests that `person` may open: her own, and those of which she holds an office now, whoever holds the step."""
    decides = offices_held_by(person).filter(step__request=OuterRef("pk"))
    return (
        Request.objects.exclude(status=RequestStatus.DRAFT)
        .filter(Q(requester=person) | Exists(decides))
        .select_related("requester")
    )


def decidable_steps(person: User) -> QuerySet[Step]:
    """Steps that `person` sees as a decider: she holds one of their offices now, and did not ask herself. Any status."""
    return (
        Step.objects.filter(Exists(offices_held_by(person).filter(step=OuterRef("pk"))))
        .exclude(request__requester=person)
        .select_related("request__requester", "decided_by")
    )


@dataclass(frozen=True)
class Key:
    """A place in the inbox: the due moment and key of the last step shown."""

    due: datetime.datetime
    pk: int

    @classmethod
    def read(cls, due: str, pk: str) -> "Key | None":
        """The place that a link names; None for anything that no page wrote."""
        try:
            moment = datetime.datetime.fromisoformat(due)
        except ValueError:
            return None
        key = read_key(pk)
        return cls(moment, key) if moment.tzinfo is not None and key is not None else None


@dataclass(frozen=True)
class Wanted:
    """Which requests of a list: of one kind (a slug), by words of the requester's name or by a tracking number. Empty: all."""

    kind: str = ""
    words: str = ""

    def among(self, requests: str) -> Q:
        """The condition, where `requests` is the path to the request, such as "request__"."""
        wanted = Q(**{f"{requests}kind": self.kind}) if self.kind else Q()
        number = normalized_tracking_number(self.words)
        if number is not None:
            return wanted & Q(**{f"{requests}tracking_number": number})
        for word in self.words.split():
            wanted &= Q(**{f"{requests}requester__first_name__icontains": word}) | Q(
                **{f"{requests}requester__last_name__icontains": word}
            )
        return wanted


EVERYTHING = Wanted()


def waiting_for(person: User) -> QuerySet[Step]:
    """The open steps that wait for `person`: an office that she holds holds the step now, she did not ask, and she decided no
    other step of the request.

    To look one up. For lists there is `first_waiting_for`, since the database may read all of these to put them in order.
    """
    held = offices_held_by(person).filter(step=OuterRef("pk"), since__isnull=False, until=None)
    decided = Step.objects.filter(request=OuterRef("request"), decided_by=person)
    steps = Step.objects.filter(Exists(held), ~Exists(decided), status=StepStatus.OPEN)
    return steps.exclude(request__requester=person)


def waits_for(person: User) -> Q:
    """Whether a row of `StepOffice` that holds an open step waits for `person`, by the rule of `waiting_for`; to annotate a few rows."""
    decided = Step.objects.filter(request=OuterRef("step__request"), decided_by=person)
    return _is_held_by(person) & ~Exists(decided) & ~Q(step__request__requester=person)


def _first_of_each_office(
    person: User, after: Key | None, size: int, wanted: Wanted = EVERYTHING
) -> QuerySet[Any, int]:
    """The keys of the first `size` steps of each office that `person` holds, of what waits for her and is `wanted`, from `after` on.

    Of what was sent in one form, only what is due first. Read in the order of the offices' index: a whole queue only where too
    little in it is wanted. In no order.
    """
    decided = Step.objects.filter(request=OuterRef("step__request"), decided_by=person)
    offices = (
        _offices_that_wait(wanted)
        .filter(~Exists(decided), permission=OuterRef("permission"), scope=OuterRef("content_object"))
        .filter(Q(step__request__sent_with=None) | ~Q(step__in=_steps_behind(wanted)))
        .exclude(step__request__requester=person)
    )
    if after is not None:
        offices = offices.filter(Q(due__gt=after.due) | Q(step__gt=after.pk), due__gte=after.due)
    first = ArraySubquery(offices.order_by("due", "step_id").values("step_id")[:size])
    # Somebody may belong to ten thousand groups.
    held = held_rows(person).filter(permission_is_none_of(no_offices()))
    return held.annotate(step_key=Unnest(first)).values_list("step_key", flat=True)


def _offices_that_wait(wanted: Wanted) -> QuerySet[StepOffice]:
    """The offices that hold an open step now, of requests that are `wanted`."""
    offices = StepOffice.objects.filter(since__isnull=False, until=None, step__status=StepStatus.OPEN)
    return offices.filter(wanted.among("step__request__"))


def _steps_behind(wanted: Wanted) -> QuerySet[StepOffice, int]:
    """The keys of the steps of each form that wait for an office behind another one of that form.

    Names nothing of the row that asks, so that the database reads what waits of all forms once, and not at all where nobody asks: a
    question for each row made it read the whole queue of an office to put it in order.
    """
    place = Window(
        RowNumber(),
        partition_by=[F("step__request__sent_with"), F("permission"), F("scope")],
        order_by=["due", "step"],
    )
    of_forms = _offices_that_wait(wanted).filter(
        step__request__sent_with__isnull=False, step__request__status=RequestStatus.UNDER_REVIEW
    )
    return of_forms.annotate(place=place).filter(place__gt=1).order_by().values_list("step_id", flat=True)


def first_waiting_for(
    person: User, *, after: Key | None = None, size: int = PAGE, wanted: Wanted = EVERYTHING
) -> QuerySet[Step]:
    """The first `size` of `waiting_for` that are `wanted`, first due first, from `after` on; of several that were sent in one form the
    one that is due first.

    Asks for their keys first: two queries.
    """
    keys = list(
        _first_of_each_office(person, after, size, wanted)
    )  # the database would join all steps ever to what it cannot estimate
    return Step.objects.filter(pk__in=keys).order_by("due", "pk")[:size]


def inbox(
    person: User, *, after: Key | None = None, size: int = PAGE, wanted: Wanted = EVERYTHING
) -> tuple[list[Step], bool]:
    """The open steps that wait for `person` and are `wanted`, first due first, from `after` on; and whether there are more.

    Two queries.
    """
    first = first_waiting_for(person, after=after, size=size + 1, wanted=wanted)
    steps = list(first.select_related("request__requester"))
    return steps[:size], len(steps) > size


def first_and_count(person: User, *, size: int, limit: int = 100) -> tuple[list[Step], int]:
    """The first `size` of what waits for `person`, first due first, and how many there are, as `inbox_count` counts. Two queries."""
    keys = list(_first_of_each_office(person, None, max(size, limit)))
    first = Step.objects.filter(pk__in=keys).order_by("due", "pk").select_related("request__requester")
    return list(first[:size]), min(limit, len(keys))


@dataclass(frozen=True)
class FormCounts:
    """How many requests were sent in one form, how many of them are undecided, and how many wait for an office.

    `latest` is the last moment at which one of those that wait was opened, `first_undecided` the key of the first undecided one.
    """

    sent: int
    undecided: int
    waiting: int
    latest: datetime.datetime | None
    first_undecided: int | None


def forms_of(requests: Iterable[Request]) -> dict[int, FormCounts]:
    """The counts of the forms in which those of `requests` were sent that were sent with others, by form. One query, or none."""
    keys = {request.sent_with_id for request in requests} - {None}
    if not keys:
        return {}
    is_open = Q(open_step__isnull=False)
    counted = (
        Request.objects.filter(sent_with__in=keys)
        .annotate(open_step=FilteredRelation("steps", condition=Q(steps__status=StepStatus.OPEN)))
        .values("sent_with")
        .annotate(
            sent=Count("pk"),
            undecided=Count("pk", filter=Q(status__in=UNDECIDED)),
            waiting=Count("pk", filter=is_open),
            latest=Max("open_step__opened_at"),
            first_undecided=Min("pk", filter=Q(status__in=UNDECIDED)),
        )
    )
    names = [each.name for each in fields(FormCounts)]
    rows = counted.order_by("sent_with").values_list("sent_with", *names)
    return {key: FormCounts(*counts) for key, *counts in rows}


def one_of_each_form(status: str = "") -> Q:
    """Of the requests of one form the first, or the first that has `status`; and all that were sent alone."""
    if not status:
        return Q(sent_with=None) | Q(pk=F("sent_with"))
    earlier = Request.objects.filter(sent_with=OuterRef("sent_with"), status=status, pk__lt=OuterRef("pk"))
    return Q(sent_with=None) | Q(~Exists(earlier))


def open_steps_of_form(form_key: int) -> QuerySet[Step]:
    """The steps that wait for an office, of what was sent in the form, in its order."""
    return Step.objects.filter(request__sent_with=form_key, status=StepStatus.OPEN).order_by("request_id")


def kinds_waiting_for(person: User, *, limit: int = 100) -> Counter[str]:
    """How many steps of each kind of request (by slug) are among the first `limit` that wait for `person`. Two queries."""
    return Counter(first_waiting_for(person, size=limit).values_list("request__kind", flat=True))


def inbox_count(person: User, *, limit: int = 100) -> int:
    """How many steps wait for `person`, counted up to `limit`, those of one form as one.

    One query that reads at most `limit` of what waits for each of her offices.
    """
    return min(limit, _first_of_each_office(person, None, limit).count())


def history(request: Request, *, with_internal: bool) -> QuerySet[Event]:
    """What happened to `request`, oldest first; internal events only for those who decide."""
    events = Event.objects.filter(request=request).select_related("entry__actor", "step").order_by("pk")
    return events if with_internal else events.filter(internal=False)


def steps_with_offices(request: Request) -> list[Step]:
    """The chain of `request` in order, each step with its offices as `offices.all()`. Two queries."""
    return list(
        Step.objects.filter(request=request)
        .select_related("decided_by")
        .prefetch_related(Prefetch("offices", StepOffice.objects.select_related("scope")), "offices__permission")
        .order_by("position")
    )


def is_decider(person: User, request: Request) -> bool:
    """Whether `person` holds an office of any step of `request` now, and so sees what deciders see."""
    return offices_held_by(person).filter(step__request=request).exists() and request.requester_id != person.pk
