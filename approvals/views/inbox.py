"""What waits for me, first due first."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from approvals import kinds, queries
from approvals.lists import Band, WaitingLine, decide_url, waiting_lines
from approvals.views.requests import person
from iacs_portal.core.access import SIGNED_IN, rule
from iacs_portal.core.pieces import Tab

__all__ = ["decide_url", "inbox"]

COUNTED = 100


class InboxForm(forms.Form):
    """Search in the inbox; the kind of request is chosen by the tabs."""

    kind = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("Name or tracking number"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.slug, kind.label) for kind in kinds.all_kinds()]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> queries.Wanted:
        """What was asked for; everything where the address says something that no page wrote."""
        if not self.is_valid():
            return queries.EVERYTHING
        return queries.Wanted(kind=self.cleaned_data["kind"], words=self.cleaned_data["q"])


@dataclass(frozen=True)
class InboxPage:
    """What the template of the inbox needs: the lines of this page and the ways to others."""

    form: InboxForm
    lines: list[WaitingLine]
    counts: dict[str, int]
    last: queries.Key | None
    is_first: bool

    @property
    def wanted(self) -> queries.Wanted:
        """What was asked for."""
        return self.form.wanted

    @property
    def is_filtered(self) -> bool:
        """Whether this is only a part of what waits."""
        return self.wanted != queries.EVERYTHING

    @property
    def may_tick(self) -> bool:
        """Whether anything here may be approved in bulk."""
        return any(line.may_tick for line in self.lines)

    @property
    def bands(self) -> list[tuple[str, list[WaitingLine]]]:
        """The lines by how near their promised day is. A title only where it tells something: not over a whole page that is due later."""
        bands = [(band, list(lines)) for band, lines in groupby(self.lines, key=lambda line: line.band)]
        if [band for band, _lines in bands] == [Band.LATER]:
            return [("", self.lines)]
        return [(str(band.label), lines) for band, lines in bands]

    def _address(self, **changed: str) -> str:
        """The address of this list with other words in it."""
        words = {"kind": self.wanted.kind, "q": self.wanted.words} | changed
        return "?" + urlencode({name: value for name, value in words.items() if value})

    @property
    def tabs(self) -> list[Tab]:
        """The kinds of requests that wait, each with its number; none when all are of one kind.

        Beyond what is counted the numbers are left out, and every kind has a tab.
        """
        is_counted = sum(self.counts.values()) < COUNTED
        slugs = {*self.counts, self.wanted.kind} - {""} if is_counted else {kind.slug for kind in kinds.all_kinds()}
        if len(slugs) < 2:
            return []
        everything = sum(self.counts.values()) if is_counted else None
        tabs = [Tab(_("All"), self._address(kind=""), everything, not self.wanted.kind)]
        for kind in sorted((kinds.kind(slug) for slug in slugs), key=lambda kind: str(kind.label)):
            number = self.counts.get(kind.slug, 0) if is_counted else None
            tabs.append(Tab(kind.label, self._address(kind=kind.slug), number, kind.slug == self.wanted.kind))
        return tabs

    @property
    def next_url(self) -> str:
        """The next page; empty on the last one."""
        if self.last is None:
            return ""
        return self._address(after=f"{self.last.due:%Y-%m-%dT%H:%M:%S.%fZ}~{self.last.pk}")

    @property
    def first_url(self) -> str:
        """The first page of the same list; empty on it."""
        return "" if self.is_first else self._address()


@rule(SIGNED_IN)
@require_safe
def inbox(http: HttpRequest) -> HttpResponse:
    """Open steps that I may decide, of all kinds or one, 25 to a page, by key."""
    due, _separator, pk = http.GET.get("after", "").partition("~")
    after = queries.Key.read(due, pk)
    form = InboxForm(http.GET)
    steps, has_more = queries.inbox(person(http), after=after, wanted=form.wanted)
    last = steps[-1] if has_more else None
    page = InboxPage(
        form=form,
        lines=waiting_lines(steps),
        counts=queries.kinds_waiting_for(person(http), limit=COUNTED),
        last=queries.Key(last.due, last.pk) if last is not None and last.due else None,
        is_first=after is None,
    )
    return render(http, "approvals/inbox.html", {"page": page, "form": form})
