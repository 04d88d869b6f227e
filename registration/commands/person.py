"""Who the person is, as she says on the first page of a registration."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.commands.drafts import EDITABLE
from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.accounts.commands import set_person
from iacs_portal.accounts.models import Identity, User
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import holder_rows
from registration.providers import provider_of, provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION

LEGAL_NAME = ("first_name", "middle_name", "last_name", "suffix")
CHANGEABLE = (*LEGAL_NAME, "telephone", "extension")


@command
def set_person_of(*, actor: User, request_id: int, who: Mapping[str, Any]) -> None:
    """Write who `actor` is (`who`: what `set_person` takes) from the page of a draft or returned request of hers.

    Locks her undecided requests, drafts among them, so that none is sent meanwhile: whom the desk looks at does not change under its
    eyes, and the accounts that are warned are those of the details it decides about (domain.md 1). Raises Refused while a request of
    hers is under review and she has said before who she is, when the request was sent, and once she has a User ID;
    Request.DoesNotExist for somebody else's request.
    """
    undecided = Request.objects.select_for_update(of=("self",)).filter(
        requester=actor, status__in=[*EDITABLE, RequestStatus.UNDER_REVIEW]
    )
    statuses = dict(undecided.order_by("pk").values_list("pk", "status"))
    if RequestStatus.UNDER_REVIEW in statuses.values() and Identity.objects.filter(user=actor).exists():
        raise Refused(under_review_sentence(), code="under_review")
    if request_id not in statuses:
        Request.objects.get(pk=request_id, requester=actor)
        raise Refused(_("This request was sent, so its answers stay as they are."), code="sent")
    if User.objects.get(pk=actor.pk).username is not None:
        raise Refused(_("You have a User ID, so what we know of you stays as it is."), code="known")
    set_person(actor=actor, user=actor, **who)


def under_review_sentence() -> str:
    """Why a person's details stay as they are while a request of hers is decided."""
    return _("A request of yours is under review with these details, so they stay as they are until it is decided.")


def is_under_review(person: User) -> bool:
    """Whether a request of hers is decided now, so that her legal name stays. One query."""
    return Request.objects.filter(requester=person, status=RequestStatus.UNDER_REVIEW).exists()


@command
def change_person(*, actor: User, facts: Mapping[str, str]) -> User:
    """Write the legal name, telephone and extension of `actor` herself. `facts` are fields of `CHANGEABLE`, as their forms clean them.

    A legal name that changes is told to the officials of the organizations where she has a role. The entry of the trail keeps what
    each changed field said before and says now; without a change none is written. Also sets the fields of the `actor` object.
    Locks her undecided requests, drafts among them, then her. Raises Refused for another legal name while a request of hers is under
    review, and before she has said in a registration who she is.
    """
    undecided = Request.objects.select_for_update(of=("self",)).filter(
        requester=actor, status__in=[*EDITABLE, RequestStatus.UNDER_REVIEW]
    )
    statuses = list(undecided.order_by("pk").values_list("status", flat=True))
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if not Identity.objects.filter(user=person).exists():
        raise Refused(_("You say who you are when you register."), code="unknown")
    changed = [name for name in CHANGEABLE if name in facts and getattr(person, name) != facts[name]]
    is_renamed = any(name in LEGAL_NAME for name in changed)
    if is_renamed and RequestStatus.UNDER_REVIEW in statuses:
        raise Refused(under_review_sentence(), code="under_review")
    told = {name: {"before": getattr(person, name), "now": facts[name]} for name in changed}
    name_before = person.get_full_name()
    for name in changed:
        setattr(person, name, facts[name])
        setattr(actor, name, facts[name])
    if changed:
        person.save(update_fields=changed)
        if is_renamed:
            _tell_officials(person, name_before)
        record(actor=actor, command="change_person", person=person, facts=told)
    return person


def _tell_officials(person: User, name_before: str) -> None:
    """One mail to each official of the providers where `person` has a role. Three queries."""
    held = RoleAssignment.objects.filter(user=person, ended_at=None, organization__isnull=False)
    rows = holder_rows().filter(
        permission__codename=DECIDE_FOR_ORGANIZATION, content_object__in=held.values("organization")
    )
    places: dict[int, list[int]] = {}
    for user_key, place in rows.exclude(user=person).values_list("user", "content_object").distinct():
        places.setdefault(user_key, []).append(place)
    keys = {place for each in places.values() for place in each}
    scopes = Scope.objects.filter(pk__in=keys).select_related(*provider_rows())
    names = {scope.pk: str(provider_of(scope)) for scope in scopes}
    occasion = uuid.uuid4().hex
    for official in User.objects.filter(pk__in=places).order_by("pk"):
        of = sorted(names[place] for place in places[official.pk])
        queue(
            message="person_renamed",
            to=official.email,
            person=official,
            facts={
                "name": official.get_short_name(),
                "what": _("%(before)s is called %(now)s now") % {"before": name_before, "now": person.get_full_name()},
                "for_whom": _places(of),
                "status": _("Changed"),
                "next_step": _("Nothing, if this is right. Else call the help desk."),
            },
            key=f"person_renamed:{person.pk}:{official.pk}:{occasion}",
        )


def _places(names: list[str]) -> str:
    """The first name, and how many more."""
    if len(names) < 2:
        return "".join(names)
    more = len(names) - 1
    return ngettext("%(first)s and %(more)d more", "%(first)s and %(more)d more", more) % {
        "first": names[0],
        "more": more,
    }
