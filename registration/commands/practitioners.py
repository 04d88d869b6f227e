"""From the answers of the wizard to a registered Individual Practitioner."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Request, Step
from iacs_portal.accounts.commands import issue_user_id
from iacs_portal.accounts.models import Identity, User
from iacs_portal.accounts.queries import has_accepted_terms
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.roles.commands import grant
from iacs_portal.scopes.commands import create_scope
from iacs_portal.scopes.models import Scope, ScopeKind
from registration import roles
from registration.identifiers.names import flags_of
from registration.models import (
    Community,
    MedicareNumber,
    NumberKind,
    Practitioner,
    PractitionerRegistration,
)
from registration.models.practitioner import PractitionerFacts
from registration.provider_file.comparison import words


@command
def write_practitioner(*, actor: User, request: Request, answers: Mapping[str, Any]) -> PractitionerRegistration:
    """Write the detail of `request` from the wizard's answers: pages `community` and `practice`.

    Raises Refused, with one sentence for each page to go back to, when the person or a page is not filled in or the terms as
    they are now are not accepted.
    """
    missing = []
    if not has_accepted_terms(actor):
        missing.append(_("Accept the rules of behavior first: they were changed."))
    if not Identity.objects.filter(user=actor).exists():
        missing.append(_("Fill in the page about you first."))
    if "practice" not in answers:
        missing.append(_("Fill in the page about your practice first."))
    community = Community.objects.filter(slug=answers.get("community", {}).get("slug", "")).first()
    if community is None:
        missing.append(_("Choose your community first."))
    if missing or community is None:
        raise Refused(*missing, code="incomplete")
    facts = answers["practice"]
    found = flags_of(first=actor.first_name, middle=actor.middle_name, last=actor.last_name)
    registration, _created = PractitionerRegistration.objects.update_or_create(
        request=request,
        defaults={name: facts.get(name, "") for name in PractitionerFacts.fact_names()}
        | {
            "community": community,
            "npi": facts["npi"],
            "flags": [*facts.get("flags", []), *([flag.code, flag.sentence] for flag in found)],
        },
    )
    return registration


@command
def register_practitioner(*, actor: User | None, registration: PractitionerRegistration, step: Step) -> str:
    """Make what the approval of `registration` promises: practitioner with her NPI, User ID, role. Returns the User ID.

    Raises Refused when the NPI was registered meanwhile or the person's account was closed.
    """
    requester = registration.request.requester
    user_id = issue_user_id(actor=actor, user=requester)
    community = registration.community.scope
    scope = create_scope(kind=ScopeKind.PRACTITIONER, parent=community)
    practitioner = Practitioner.objects.create(
        scope=scope,
        comparable_name=words(registration.name),
        **{name: getattr(registration, name) for name in PractitionerFacts.fact_names()},
    )
    MedicareNumber.objects.bulk_create(
        [MedicareNumber(scope=scope, community=community, kind=NumberKind.NPI, value=registration.npi)]
    )
    registration.practitioner = practitioner
    registration.save(update_fields=["practitioner"])
    grant(actor=actor, user=requester, role=roles.INDIVIDUAL_PRACTITIONER, scope=scope, step=step)
    return user_id


@command
def close_practitioner(*, actor: User | None, scope_key: int) -> Practitioner:
    """Close a practice: it is found no more, nobody gets a role there, and its NPI may be registered again. Locks its scope.

    Closing one that is closed changes nothing. Its groups are the caller's to ask about. Raises Practitioner.DoesNotExist.
    """
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=scope_key)
    practitioner = Practitioner.objects.get(pk=scope_key)
    if practitioner.closed_at is None:
        practitioner.closed_at = clock.now()
        practitioner.save(update_fields=["closed_at"])
        MedicareNumber.objects.filter(scope=scope_key, is_live=True).update(is_live=False)
        record(actor=actor, command="close_practitioner", scope_key=scope_key)
    return practitioner
