"""What a successor shows: the word of the Security Official who leaves, or a paper."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from registration.commands.organizations import papers_complete
from registration.models import Community, Organization, SuccessionProof

# The page of the answers that says who proves it, and what it can say.
PAGE, ASK, PAPERS = "word", "ask", "papers"


@command
def write_proof(*, actor: User, request: Request, organization_key: int, papers: Mapping[str, Any]) -> SuccessionProof:
    """Write which paper goes with `request`, from the answers of its page `papers`.

    Raises Refused without a paper of its own: a file, or one that is promised by post.
    """
    organization = Organization.objects.select_related("scope").get(pk=organization_key)
    community = Community.objects.get(pk=organization.scope.community_id)
    kind = community.declaration.paper_kind(papers.get("kind", ""))
    if kind is None or not kind.needs_file or not papers_complete(request, community, papers):
        raise Refused(_("Add a paper, or say that you will post it."), code="incomplete")
    proof, _created = SuccessionProof.objects.update_or_create(
        request=request,
        defaults={
            "organization": organization,
            "community": community,
            "paper_kind": kind.slug,
            "by_post": papers.get("by_post", False),
        },
    )
    return proof


@command
def drop_proof(*, actor: User, request: Request) -> None:
    """`request` goes on the word of the Security Official: what it said about papers before is taken back."""
    SuccessionProof.objects.filter(request=request).delete()
