"""The pages on which a company sends a list of providers, looks at it before it is sent, and follows what was answered."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.presentation import day_with_year
from approvals.views.requests import person
from iacs_portal.core import clock
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import LARGEST, read_key
from iacs_portal.core.spreadsheets import csv_rows
from registration.models import Community, ProviderRecord
from registration.provider_file.models import EntityType
from registration.provider_file.queries import provider_record
from usergroups import lists
from usergroups.commands.provider_lists import send_list
from usergroups.companies import companies_of
from usergroups.models import Company, LineState, ListStatus, ProviderList, ProviderListLine
from usergroups.views.board import Board, answer_word

PAGE = 25
ACTS = Rule("acts for the company", "Whoever acts for the company now; a 404 for anyone else.")


def company_of(http: HttpRequest, company_key: int) -> Company:
    """The company with this key that the reader acts for; a 404 otherwise."""
    companies = companies_of(person(http)).select_related("scope__community", "founder")
    return get_object_or_404(companies, pk=min(company_key, LARGEST))


def _list(http: HttpRequest, list_id: int) -> ProviderList:
    return get_object_or_404(lists.lists_seen_by(person(http)), pk=min(list_id, LARGEST))


@rule(ACTS)
@require_safe
def of_company(http: HttpRequest, company_key: int) -> HttpResponse:
    """All lists of the company, newest first, 25 to a page, by key."""
    company = company_of(http, company_key)
    before = read_key(http.GET.get("before", ""))
    found = list(lists.lists_of(company.pk, before)[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "company": company,
        "lists": [(each, day_with_year(clock.business_date(each.made_at))) for each in shown],
        "is_first": before is None,
        "next_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }
    return render(http, "usergroups/lists_of_company.html", context)


@rule(ACTS)
@require_safe
def provider_list(http: HttpRequest, list_id: int) -> HttpResponse:
    """A list: what it holds before it is sent, how far it is while it is sent, and what was answered afterwards."""
    shown = _list(http, list_id)
    return _drawn(http, shown)


def _drawn(http: HttpRequest, shown: ProviderList, refused: Refused | None = None) -> HttpResponse:
    if shown.status != ListStatus.SENDING and "HX-Request" in http.headers:
        # What counts on the page of progress: there is another page to show now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if shown.status == ListStatus.SENDING:
        return render(http, "usergroups/list_sending.html", {"board": Board(shown)})
    chosen = http.GET.get("state", "")
    board = Board(shown, chosen=chosen)
    page = board.page(http.GET.get("after", ""), PAGE)
    context = {
        "board": board,
        "lines": page.lines,
        "next_url": page.next_url,
        "is_first": page.is_first,
        "problems": [str(each) for each in refused.sentences] if refused else [],
    }
    template = "usergroups/list_shown.html" if shown.status == ListStatus.SHOWN else "usergroups/list_sent.html"
    return render(http, template, context, status=422 if refused else 200)


@rule(ACTS)
@require_POST
def send(http: HttpRequest, list_id: int) -> HttpResponse:
    """Begin to send the list. Pressed twice it is sent once."""
    shown = _list(http, list_id)
    try:
        send_list(actor=person(http), list_key=shown.pk)
    except Refused as refused:
        return _drawn(http, shown, refused)
    return redirect("provider_lists:list", shown.pk)


@rule(ACTS)
@require_safe
def answers_csv(http: HttpRequest, list_id: int) -> HttpResponseBase:
    """All lines of the list with their states and answers as a file, read and sent piece by piece."""
    shown = _list(http, list_id)
    heads = [_("Line"), _("As typed"), _("NPI"), _("Name"), _("State"), _("Answer"), _("Number"), _("Until"), _("Note")]
    answer = StreamingHttpResponse(
        csv_rows(heads, map(_cells, _all_lines(shown))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="list-{shown.pk}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _all_lines(shown: ProviderList) -> Iterator[ProviderListLine]:
    """Every line, some hundred at a time, by number."""
    after = None
    while some := list(lists.lines_of(shown, after=after).select_related("request__link_request")[:500]):
        yield from some
        after = some[-1].number


def _cells(line: ProviderListLine) -> list[str]:
    request = line.request
    until = request.link_request.last_day.isoformat() if request else ""  # type: ignore[attr-defined]  # its reverse
    return [
        str(line.number),
        line.text,
        line.npi,
        line.name,
        str(line.get_state_display()),
        answer_word(request) if request else "",
        (request.tracking_number or "") if request else "",
        until,
        line.note,
    ]


@rule(ACTS)
@require_safe
def letter(http: HttpRequest, list_id: int, number: int) -> HttpResponse:
    """A letter to a provider that is not registered yet, to print; a 404 for any other line."""
    shown = _list(http, list_id)
    lines = shown.lines.filter(state=LineState.NOT_REGISTERED)
    line = get_object_or_404(lines, number=min(number, 2**31 - 1))
    record = provider_record(line.npi)
    if record is None:  # the provider file was loaded anew without it
        raise Http404
    context = {
        "list": shown,
        "line": line,
        "record": record,
        "is_organization": record.entity_type == EntityType.ORGANIZATION,
        "address": _address(record),
        "today": day_with_year(clock.today()),
        "until": day_with_year(shown.until),
        "sender": person(http),
        "community": Community.objects.get(scope__children=shown.company_id),
    }
    return render(http, "usergroups/list_letter.html", context)


def _address(record: ProviderRecord) -> list[str]:
    place = f"{record.mailing_city}, {record.mailing_state} {record.mailing_zip}".strip(" ,")
    lines = [record.mailing_line_1, record.mailing_line_2, place]
    if not record.mailing_line_1:
        place = f"{record.practice_city}, {record.practice_state} {record.practice_zip}".strip(" ,")
        lines = [record.practice_line_1, record.practice_line_2, place]
    return [line for line in lines if line]
