"""Where a person stands in a form of several pages.

A person who lands on a page too early is led to the first one that is not done; the back button and the links of the step
indicator are safe, since every page saves its own answers only.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.models import Draft, Request
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core import clock
from iacs_portal.core.pieces import Step
from registration.communities import CommunityDeclaration, community
from registration.models import Paper
from registration.wizard.flows import PERSON, REVIEW, Flow, flow_of


@dataclass(frozen=True)
class Progress:
    """Where a person stands in one draft (or returned request): its answers and her identity."""

    request: Request
    draft: Draft
    person: User
    identity: Identity | None

    @classmethod
    def of(cls, request: Request, person: User) -> "Progress":
        """Read it. Two queries."""
        return cls(
            request=request,
            draft=Draft.objects.get(request=request),
            person=person,
            identity=Identity.objects.filter(user=person).first(),
        )

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers added so far. One query, where they are asked for."""
        return list(Paper.objects.filter(request=self.request).order_by("pk"))

    def answers(self, page: str) -> dict[str, Any]:
        """What was answered on `page`; empty when nothing was."""
        return dict(self.draft.answers.get(page, {}))

    @property
    def flow(self) -> Flow:
        """The form that this is."""
        return flow_of(self.request.kind)

    @property
    def community(self) -> CommunityDeclaration:
        """The community that the request is for."""
        return community(self.answers("community")["slug"])

    def is_done(self, page: str) -> bool:
        """Whether `page` has its answers, or needs none."""
        if not self.is_wanted(page):
            return True
        if page == PERSON:
            return self.identity is not None
        is_done = self.flow.done.get(page)
        return is_done(self) if is_done is not None else bool(self.draft.answers.get(page))

    def is_wanted(self, page: str) -> bool:
        """Whether the answers so far ask for `page`."""
        return self.flow.steps[page].wanted(self)

    def following(self, page: str) -> str:
        """The page after `page`, those that are not wanted left out."""
        leads_to = self.flow.steps[page].leads_to
        return leads_to if self.is_wanted(leads_to) else self.following(leads_to)

    def missing_before(self, page: str) -> str | None:
        """The first page that `page` needs and that is not done, or None."""
        return next((needed for needed in self.flow.steps[page].needs if not self.is_done(needed)), None)

    @property
    def first_open(self) -> str:
        """The page to go on with: the first that is not done, or the review."""
        return next((slug for slug in self.flow.steps if not self.is_done(slug)), REVIEW)

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
        return reverse(self.flow.steps[page].view, args=[self.request.pk]) + ("?from=review" if from_review else "")

    def indicator(self) -> list[Step]:
        """The lines of the step indicator; done pages are links."""
        return [Step(self.flow.steps[slug].title, self.url(slug), self.is_done(slug)) for slug in self.flow.indicator]
