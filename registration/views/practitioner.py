"""The pages about an Individual Practitioner, and the ways between this form and that of an organization."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from approvals import commands
from registration.forms.practitioner import PractitionerForm, PractitionerNpiForm
from registration.provider_file.queries import provider_record
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION
from registration.request_kinds.practitioner import PRACTITIONER_REGISTRATION
from registration.views.organization import community_of
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard import prefill
from registration.wizard.steps import Progress


def _other_form(progress: Progress, kind: str) -> HttpResponse:
    """Begin the form of `kind` for the same community, or go on with the one begun. This draft stays."""
    request = commands.start(actor=progress.person, kind=kind, answers={"community": progress.answers("community")})
    return redirect("registration:continue", request.pk)


@wizard_page("practitioner_npi")
def practitioner_npi_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Her own NPI. One of an organization gets a button that begins the organization's form."""
    if http.method == "POST" and "organization" in http.POST:
        return _other_form(progress, ORGANIZATION_REGISTRATION.slug)
    form = PractitionerNpiForm(
        http.POST or None, initial=progress.answers("practitioner_npi"), community_key=community_of(progress).pk
    )
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "practitioner_npi", {"npi": form.cleaned_data["npi"]})
    return drawn(http, progress, "practitioner_npi", form, is_organization=form.is_bound and form.is_organization)


@wizard_page("practice")
def practice_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Name, addresses, telephone, filled in from the provider file. A page drawn for another NPI, in another tab, is not kept."""
    npi = progress.answers("practitioner_npi")["npi"]
    if http.method == "POST" and http.POST.get("npi") != npi:
        messages.error(
            http,
            _(
                "You have chosen the NPI %(npi)s since you opened that page, so we did not keep it. Here is the page for it."
            )
            % {"npi": npi},
        )
        return redirect(progress.url("practice", from_review=http.GET.get("from") == "review"))
    record, columns = provider_record(npi), prefill.PRACTITIONER_COLUMNS
    file = prefill.facts_from(record, columns) if record is not None else {}
    initial = progress.answers("practice") or file or {"name": progress.person.get_full_name(), "mailing_same": True}
    form = PractitionerForm(http.POST or None, initial=initial, npi=npi)
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "practice", form.answers)
    typed = {name: form[name].value() for name in form.fields}
    differs = prefill.differences(record, typed, columns)
    who = progress.person
    return drawn(
        http,
        progress,
        "practice",
        form,
        npi=npi,
        record=record,
        sources={
            name: _("From the provider file") if file.get(name) and name not in differs else "" for name in columns
        },
        differs={name: differs.get(name, "") for name in columns},
        mailing_open=not typed["mailing_same"] or any(name.startswith("mailing_") for name in form.errors),
        is_own=prefill.names_practitioner(record, who.first_name, who.last_name),
    )


@wizard_page("organization")
def individual(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Who is paid under a Social Security number registers as Individual Practitioner (domain.md 9): why, and the way there.

    A 404 where the community has none.
    """
    if not progress.community.offers(PRACTITIONER_REGISTRATION.slug):
        raise Http404
    if http.method == "POST":
        return _other_form(progress, PRACTITIONER_REGISTRATION.slug)
    return drawn(http, progress, "organization", template="registration/individual.html")
