"""Organization or practitioner, group, person; the list of people"""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from approvals.queries import visible_requests
from approvals.views.requests import person as reader_of
from iacs_portal.core import keys
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.keys import read_key
from iacs_portal.scopes.models import Scope
from iacs_portal.site.organizations import page, queries, verbs
from iacs_portal.site.organizations.people import PeopleForm, csv_lines
from registration.models import Practitioner
from registration.providers import Provider, provider_of, provider_or_none
from registration.request_kinds.backup_official import BACKUP_OFFICIAL
from registration.roles import BACKUP_OFFICIAL as BACKUP_OFFICIAL_ROLE
from registration.roles import DECIDE_BACKUP_OFFICIALS, DECIDE_FOR_ORGANIZATION

VIEWS_ORGANIZATION = Rule(
    "views the organization",
    "Officials of the organization, or the practitioner, and the help desk of the community; a 404 for anyone else.",
)
VIEWS_GROUP = Rule(
    "views the group",
    "Administrators of the group, officials of its organization or its practitioner, and the help desk; a 404 for anyone else.",
)
OPEN_SHOWN = 10


def _visible(http: HttpRequest, scope: int) -> Provider:
    found = queries.visible_provider(reader_of(http), min(scope, keys.LARGEST))
    if found is None:
        raise Http404
    return found


def typed_text(text: str) -> str:
    """What was typed, without signs that the database does not take."""
    return "".join(sign for sign in text[:200] if sign.isprintable()).strip()


@rule(VIEWS_ORGANIZATION)
@require_safe
def organization(http: HttpRequest, scope: int) -> HttpResponse:
    """One organization: facts, staffing, the first people by role, groups by name, what is under way. A practitioner's page is smaller."""
    shown = _visible(http, scope)
    if isinstance(shown, Practitioner):
        return _practitioner(http, shown)
    reader = reader_of(http)
    staffing = queries.staffing_of(shown.pk)
    held = verbs.held_at(reader, shown.pk) if shown.closed_at is None else set()
    common = _groups_and_requests(http, shown, held)
    asks = [line for line in common["requests"] if line.kind == BACKUP_OFFICIAL.slug]
    context = {
        "organization": shown,
        "facts": [
            *page.number_and_place(shown, shown.other_name),
            page.people_fact(staffing),
            page.open_fact(common["requests"], common["more_requests"]),
        ],
        "staffing": staffing,
        "ready": page.ready_lines(staffing, reader.pk),
        "end_users": page.end_users_line(staffing),
        "meter": page.Meter(staffing.people, staffing.end_users_from),
        "rests": page.rests_sentence(staffing, reader.pk) if staffing.rests_on_one else "",
        "backup_asks": next((line for line in asks if line.url), None),
        "invites_backups": DECIDE_BACKUP_OFFICIALS in held,
        "verbs": verbs.of_organization(held, shown),
    }
    return render(http, "organizations/organization.html", context | common | _people(shown, len(asks)))


def _practitioner(http: HttpRequest, shown: Practitioner) -> HttpResponse:
    """One practitioner, with her staff and their groups."""
    held = verbs.held_at(reader_of(http), shown.pk) if shown.closed_at is None else set()
    common = _groups_and_requests(http, shown, held)
    context = {
        "practitioner": shown,
        "facts": [
            *page.number_and_place(shown),
            page.open_fact(common["requests"], common["more_requests"]),
        ],
        "verbs": verbs.of_practitioner(held, shown.pk),
    }
    return render(http, "organizations/practitioner.html", context | common | _people(shown))


def _people(shown: Provider, asking_to_back: int = 0) -> dict[str, Any]:
    """The first people of a provider, in a band for each role. One query."""
    people, more = queries.page_of_people(queries.people_of(shown.pk), queries.BY_ROLE, None)
    empty = {}
    if asking_to_back:
        sentence = ngettext(
            "Nobody yet. %(count)d request waits.", "Nobody yet. %(count)d requests wait.", asking_to_back
        )
        empty[BACKUP_OFFICIAL_ROLE.slug] = sentence % {"count": asking_to_back}
    # Whether nobody holds a role is known only where all are listed.
    return {"bands": page.bands_of(people, () if more else queries.roles_at(shown), empty), "more_people": more}


def _groups_and_requests(http: HttpRequest, shown: Provider, held: set[str]) -> dict[str, Any]:
    """The groups of a provider by name, 25 to a page, by key; and what is under way in it and in them. `held`: what the reader may do."""
    key = shown.pk
    name, place = typed_text(http.GET.get("after", "")), read_key(http.GET.get("group", ""))
    groups = list(queries.groups_of(key, (name, place) if name and place else None)[: queries.PAGE + 1])
    last = groups[queries.PAGE - 1] if len(groups) > queries.PAGE else None
    scopes = Scope.objects.filter(Q(pk=key) | Q(organization=key))
    offices = queries.open_offices(reader_of(http), scopes, size=OPEN_SHOWN + 1)
    return {
        "groups": groups[: queries.PAGE],
        "next_url": "?" + urlencode({"after": last.name, "group": last.pk}) if last else "",
        "is_first": not (name and place),
        "requests": page.open_lines(offices[:OPEN_SHOWN]),
        "more_requests": len(offices) > OPEN_SHOWN,
        "invites_to_groups": DECIDE_FOR_ORGANIZATION in held,
    }


@rule(VIEWS_ORGANIZATION)
@require_safe
def people(http: HttpRequest, scope: int) -> HttpResponse:
    """Everyone with a live role at the provider: by role and group, by name or date, 25 to a page, by key."""
    shown = _visible(http, scope)
    form = PeopleForm(http.GET, provider=shown)
    rows = form.among(queries.people_of(shown.pk))
    after = read_key(http.GET.get("after", ""))
    found, more = queries.page_of_people(rows, form.order_of, after)
    words = form.chosen
    context = {
        "organization": shown,
        "form": form,
        "lines": [page.PersonLine(assignment) for assignment in found],
        "next_url": "?" + urlencode(words | {"after": found[-1].pk}) if more else "",
        "first_url": "?" + urlencode(words) if after else "",
        "csv_query": "?" + urlencode(words) if words else "",
        "is_filtered": bool(words.keys() - {"order"}),
        "is_newest_first": words.get("order") == "date",
    }
    return render(http, "organizations/people.html", context)


@rule(VIEWS_ORGANIZATION)
@require_safe
def people_csv(http: HttpRequest, scope: int) -> HttpResponseBase:
    """The same list as a file, read and sent piece by piece."""
    shown = _visible(http, scope)
    form = PeopleForm(http.GET, provider=shown)
    rows = queries.all_people(form.among(queries.people_of(shown.pk)), form.order_of)
    answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="people-{shown.pk}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@rule(VIEWS_GROUP)
@require_safe
def person(http: HttpRequest, scope: int, user_id: int) -> HttpResponse:
    """A person in an organization: her roles there, live and ended, of those that the reader may see. A 404 when there is none."""
    if max(scope, user_id) > keys.LARGEST:
        raise Http404
    reader = reader_of(http)
    found = list(queries.roles_of_person(reader, scope, user_id)[: queries.PAGE * 2])
    if not found:
        raise Http404
    ends = verbs.ends(reader, found)
    requests = {each.made_by_step.request_id for each in found if each.made_by_step}
    context = {
        "person": found[0].user,
        "place": str(provider_or_none(found[0].organization) or ""),
        "scope": scope,
        "sees_organization": queries.visible_provider(reader, scope) is not None,
        "lines": [(page.PersonLine(assignment), ends.get(assignment.pk, "")) for assignment in found],
        "readable": set(visible_requests(reader).filter(pk__in=requests).values_list("tracking_number", flat=True)),
    }
    return render(http, "organizations/person.html", context)


@rule(VIEWS_GROUP)
@require_safe
def group(http: HttpRequest, scope: int) -> HttpResponse:
    """A user group: its administrators and members, 25 to a page by key, and what is under way."""
    if scope > keys.LARGEST:
        raise Http404
    shown = get_object_or_404(queries.visible_groups(reader_of(http)), pk=scope)
    after = read_key(http.GET.get("after", ""))
    found, more = queries.page_of_people(queries.people_in(shown.pk), queries.BY_ROLE, after)
    offices = queries.open_offices(reader_of(http), Scope.objects.filter(pk=shown.pk), size=OPEN_SHOWN + 1)
    context = {
        "group": shown,
        "place": str(provider_of(shown.provider)),
        "bands": page.bands_of(found),
        "next_url": f"?after={found[-1].pk}" if more else "",
        "is_first": after is None,
        "requests": page.open_lines(offices[:OPEN_SHOWN]),
        "more_requests": len(offices) > OPEN_SHOWN,
        "verbs": verbs.of_group(reader_of(http), shown.pk, shown.provider_id) if shown.closed_at is None else [],
    }
    return render(http, "organizations/group.html", context)
