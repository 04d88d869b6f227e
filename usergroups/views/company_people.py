"""The people of a company: the list, one person with all she holds there, and the end of all of it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.views.requests import person
from iacs_portal.accounts.models import User
from iacs_portal.core.access import rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Row
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.roles.preview import consequences_of
from usergroups import links
from usergroups.commands.company_leaving import undecided_of
from usergroups.commands.company_people import end_person_at_company
from usergroups.companies import people_of
from usergroups.forms.company_staff import EndPersonForm
from usergroups.models import Company, Exclusion
from usergroups.views.company_place import (
    RUNS_COMPANY,
    company_or_404,
    counted,
    number_words,
    page_of_people,
    runs_at,
)

ROLES_SHOWN = 50


@rule(RUNS_COMPANY)
@require_safe
def people(http: HttpRequest, company_key: int) -> HttpResponse:
    """Administrators and members of the company by name, 25 to a page, found by a part of their name."""
    company = company_or_404(http, company_key)
    context = page_of_people(http, people_of(company.pk), company.pk)
    return render(http, "companies/people.html", {"company": company} | context)


def _person_or_404(company: Company, person_key: int) -> tuple[User, Sequence[RoleAssignment]]:
    """Somebody who holds or held a role in the company or its teams, with these roles: live ones first, then the newest."""
    held = RoleAssignment.objects.filter(organization=company.pk, user=person_key)
    live = held.filter(ended_at=None).select_related("scope__team_row").order_by("scope__team_row__name", "pk")
    ended = held.filter(ended_at__isnull=False).select_related("scope__team_row").order_by("-ended_at", "-pk")
    found = [*live[:ROLES_SHOWN], *ended[:ROLES_SHOWN]]
    if not found:
        raise Http404
    return get_object_or_404(User, pk=person_key), found


@rule(RUNS_COMPANY)
@require_safe
def person_page(http: HttpRequest, company_key: int, person_key: int) -> HttpResponse:
    """What she holds and held in the company, how many providers she works for, and what the reader can do."""
    company = company_or_404(http, company_key)
    who, held = _person_or_404(company, person_key)
    providers = counted(links.links_of(who).filter(company=company.pk))
    kept_out = Exclusion.objects.filter(company=company.pk, person=who, lifted_at=None)
    context = {
        "company": company,
        "who": who,
        "held": [(each, _place(company, each)) for each in held],
        "is_reader": who == person(http),
        "is_there": any(each.ended_at is None for each in held),
        "rows": [
            Row(_("Works for, through the company"), number_words(providers)),
            Row(_("Kept out by"), number_words(counted(kept_out))),
        ],
    }
    return render(http, "companies/person.html", context)


def _place(company: Company, held: RoleAssignment) -> str:
    """The team of a role, or the company."""
    return str(getattr(held.scope, "team_row", company))


@rule(RUNS_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def end_person(http: HttpRequest, company_key: int, person_key: int) -> HttpResponse:
    """What ends with her, and the button that ends it: for somebody else than the reader."""
    company, reader = company_or_404(http, company_key), person(http)
    who, held = _person_or_404(company, person_key)
    form = EndPersonForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            end_person_at_company(
                actor=reader, company_key=company.pk, person_key=who.pk, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            sentence = _("%(who)s is no longer of %(company)s, nor works for its providers.")
            messages.success(http, sentence % {"who": who.get_full_name(), "company": company})
            return redirect("companies:people", company.pk)
    changes, refusal = None, None
    try:
        changes = consequences_of(
            lambda: end_person_at_company(actor=reader, company_key=company.pk, person_key=who.pk, reason="-"),
            scope_key=company.pk,
        )
    except Refused as refused:
        refusal = refused
    runs = runs_at(who, company.pk)
    providers = counted(links.links_of(who).filter(company=company.pk))
    context = {
        "company": company,
        "who": who,
        "form": form,
        "changes": changes,
        "refusal": refusal,
        "runs": runs,
        "runs_words": number_words(runs),
        "providers": providers,
        "providers_words": number_words(providers),
        "withdrawn": number_words(counted(undecided_of(who.pk, company.pk))),
        "places": [(each, _place(company, each)) for each in held if each.ended_at is None],
    }
    return render(http, "companies/end_person.html", context, status=422 if form.is_bound and form.errors else 200)
