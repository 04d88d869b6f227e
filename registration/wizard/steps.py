"""The steps of the registration of an organization. Each says what must be done before, what it clears, and where it leads.

A person who lands on a page too early is led to the first one that is not done; the back button and the links of the step
indicator are safe, since every page saves its own answers only.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Draft, Request
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core import clock
from iacs_portal.core.pieces import Step
from registration.communities import CommunityDeclaration, community
from registration.models import Paper


@dataclass(frozen=True)
class WizardStep:
    """One page. `needs` are pages to be done before; `clears` are pages whose answers fall when this one's answer changes."""

    slug: str
    title: str | Promise
    needs: tuple[str, ...]
    leads_to: str
    clears: frozenset[str] = frozenset()
    indicator: int = 1


STEPS = {
    step.slug: step
    for step in (
        WizardStep("person", gettext_lazy("You"), (), "npi", indicator=1),
        WizardStep(
            "npi",
            gettext_lazy("Organization"),
            ("person",),
            "organization",
            clears=frozenset({"organization"}),
            indicator=2,
        ),
        WizardStep("organization", gettext_lazy("Organization"), ("person", "npi"), "papers", indicator=2),
        WizardStep("papers", gettext_lazy("Papers"), ("person", "npi", "organization"), "review", indicator=3),
        WizardStep(
            "review", gettext_lazy("Review and send"), ("person", "npi", "organization", "papers"), "", indicator=4
        ),
    )
}
INDICATOR = ("person", "organization", "papers", "review")


@dataclass(frozen=True)
class Progress:
    """Where a person stands in one draft (or returned request): its answers, her identity, the papers added so far."""

    request: Request
    draft: Draft
    person: User
    identity: Identity | None
    papers: list[Paper]

    @classmethod
    def of(cls, request: Request, person: User) -> "Progress":
        """Read it. Three queries."""
        return cls(
            request=request,
            draft=Draft.objects.get(request=request),
            person=person,
            identity=Identity.objects.filter(user=person).first(),
            papers=list(Paper.objects.filter(request=request).order_by("pk")),
        )

    def answers(self, page: str) -> dict[str, Any]:
        """What was answered on `page`; empty when nothing was."""
        return dict(self.draft.answers.get(page, {}))

    @property
    def community(self) -> CommunityDeclaration:
        """The community that the request is for."""
        return community(self.answers("community")["slug"])

    def is_done(self, page: str) -> bool:
        """Whether `page` has its answers."""
        if page == "person":
            return self.identity is not None
        if page == "papers":
            return self._papers_done()
        return bool(self.draft.answers.get(page))

    def _papers_done(self) -> bool:
        answers = self.answers("papers")
        kind = self.community.paper_kind(answers.get("kind", ""))
        if kind is None:
            return False
        return not kind.needs_file or bool(answers.get("by_post")) or bool(self.papers)

    def missing_before(self, page: str) -> str | None:
        """The first page that `page` needs and that is not done, or None."""
        return next((needed for needed in STEPS[page].needs if not self.is_done(needed)), None)

    @property
    def first_open(self) -> str:
        """The page to go on with: the first that is not done, or the review."""
        return next((slug for slug in STEPS if not self.is_done(slug)), "review")

    @property
    def saved_at(self) -> str:
        """When the draft was saved last, for people, in the business time zone."""
        local = self.draft.saved_at.astimezone(clock.business_zone())
        time = _("%(time)s Eastern") % {"time": date_format(local, "g:i a")}
        if local.date() == clock.today():
            return _("today at %(time)s") % {"time": time}
        return _("on %(day)s at %(time)s") % {"day": date_format(local, "l, F j"), "time": time}

    def url(self, page: str, *, from_review: bool = False) -> str:
        """The address of `page`; `from_review` leads back there after saving."""
        return reverse(f"registration:{page}", args=[self.request.pk]) + ("?from=review" if from_review else "")

    def indicator(self) -> list[Step]:
        """The lines of the step indicator; done pages are links."""
        return [Step(STEPS[slug].title, self.url(slug), self.is_done(slug)) for slug in INDICATOR]
