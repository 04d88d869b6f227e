"""What is one's own: the roles one holds, and the providers and companies one may work for, to choose one of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.views.requests import person as reader_of
from iacs_portal.accounts.models import User
from iacs_portal.core import keys
from iacs_portal.core.access import SIGNED_IN, rule
from iacs_portal.core.keys import read_key
from iacs_portal.core.pieces import Tab
from iacs_portal.roles.queries import live_roles
from iacs_portal.site.home import company_lines, link_lines, role_lines
from iacs_portal.site.organizations import queries, verbs
from iacs_portal.site.organizations.place import PLACE, present_place, read_place
from iacs_portal.site.organizations.views import typed_text
from registration.providers import provider_of
from usergroups.ending import PLACES
from usergroups.reach import Sought, companies_found, links_found, newest_links
from usergroups.roles import SURROGATE_ADMINISTRATOR

IN_LINKS = "links"


@rule(SIGNED_IN)
@require_safe
def roles(http: HttpRequest) -> HttpResponse:
    """All of one's own roles, newest first, 25 to a page, by key. Those in links, maybe thousands, are a list of their own."""
    reader = reader_of(http)
    in_links = live_roles(reader).filter(role=SURROGATE_ADMINISTRATOR.slug)
    of_links = http.GET.get("in") == IN_LINKS
    mine = in_links.order_by("-scope") if of_links else queries.house_roles(reader)
    after = read_key(http.GET.get("after", ""))
    last = mine.filter(pk=after).first() if after else None
    if not of_links:
        mine = queries.BY_DATE.ordered(mine, last)
    elif last is not None:
        mine = mine.filter(scope__lt=last.scope_id)
    page_keys = list(mine.values_list("pk", flat=True)[: queries.PAGE + 1])
    read = {each.pk: each for each in live_roles(reader).filter(pk__in=page_keys).select_related(*PLACES)}
    shown = [read[key] for key in page_keys[: queries.PAGE] if key in read]
    ends = verbs.ends(reader, shown)
    follow = {"in": IN_LINKS} if of_links else {}
    has_links = of_links or in_links.exists()
    context = {
        "lines": [(line, ends.get(line.assignment.pk, "")) for line in role_lines(shown)],
        "next_url": "?" + urlencode(follow | {"after": shown[-1].pk}) if len(page_keys) > queries.PAGE else "",
        "first_url": "?" + urlencode(follow) if last is not None else "",
        "of_links": of_links,
        "tabs": [
            Tab(_("Roles"), "?", None, not of_links),
            Tab(_("In surrogate user groups"), "?" + urlencode({"in": IN_LINKS}), None, of_links),
        ]
        if has_links
        else [],
    }
    return render(http, "organizations/roles.html", context)


@rule(SIGNED_IN)
@require_safe
def places(http: HttpRequest) -> HttpResponse:
    """What one may work for, to choose it: the providers at which one holds a role, by name; one's companies; and the providers that
    one works for through a company, newest first.

    Found by words with which those of the name begin, or by NPI. Each list 25 to a page, by key.
    """
    reader, typed = reader_of(http), typed_text(http.GET.get("q", ""))
    sought = Sought.read(typed)
    nothing = bool(typed) and sought is None
    follow = {"q": typed} if typed else {}
    here = present_place(http, reader)
    is_further = bool(http.GET.get("before") or http.GET.get("after"))
    context: dict[str, Any] = {"places": [], "next_url": "", "first_url": "?" + urlencode(follow) if is_further else ""}
    context |= {"links": [], "links_next_url": "", "companies": [], "here": here.key if here is not None else None}
    if not nothing:
        if not http.GET.get("before"):
            context |= _own(reader, sought, http, follow)
        if not is_further:
            context["companies"] = company_lines(companies_found(reader, sought)[: queries.PAGE])
        if not http.GET.get("after"):
            context |= _through_links(reader, sought, http, follow)
    searches = bool(typed) or is_further or bool(context["next_url"] or context["links"])
    return render(http, "organizations/places.html", context | {"q": typed, "searches": searches})


def _own(reader: User, sought: Sought | None, http: HttpRequest, follow: dict[str, str]) -> dict[str, Any]:
    """The providers at which the reader holds a role. Two queries at most."""
    mine = queries.places_of(reader)
    if sought is not None and sought.npi:
        mine = mine.filter(pk__in=sought.holders)
    elif sought is not None:
        rows = (sought.named(f"{row}__comparable_name") for row in ("organization_row", "practitioner_row"))
        mine = mine.filter(next(rows) | next(rows))
    after = read_key(http.GET.get("after", ""))
    last = mine.filter(pk=after).first() if after else None
    found = list(queries.behind(mine, last)[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    return {
        "places": [(scope, provider_of(scope)) for scope in shown],
        "next_url": "?" + urlencode(follow | {"after": shown[-1].pk}) if len(found) > queries.PAGE else "",
    }


def _through_links(reader: User, sought: Sought | None, http: HttpRequest, follow: dict[str, str]) -> dict[str, Any]:
    """The providers for which the reader works through links. Two queries at most."""
    before, _separator, name = http.GET.get("before", "").partition("~")
    key = read_key(before)
    if sought is None:
        links, more = newest_links(reader, before=key, size=queries.PAGE)
        following = str(links[-1].pk) if more else ""
    else:
        after = (typed_text(name), key) if key is not None else None
        links, last = links_found(reader, sought, after=after, size=queries.PAGE)
        following = f"{last[1]}~{last[0]}" if last is not None else ""
    return {
        "links": link_lines(links),
        "links_next_url": "?" + urlencode(follow | {"before": following}) if following else "",
    }


@rule(SIGNED_IN)
@require_POST
def work_here(http: HttpRequest, scope: int) -> HttpResponse:
    """Choose what one works for, for this session. A 404 for what one neither holds a role in, nor works for, nor acts for."""
    chosen = read_place(min(scope, keys.LARGEST), reader_of(http))
    if chosen is None or chosen.key != scope:
        raise Http404
    http.session[PLACE] = chosen.key
    messages.success(http, _("You work for %(name)s now.") % {"name": chosen.title})
    return redirect("home")
