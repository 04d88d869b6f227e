"""The pages about the organization: its NPI, then its facts, filled in from the provider file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from registration.forms.organization import NpiForm, OrganizationForm
from registration.models import Community
from registration.provider_file.queries import provider_record
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard import prefill
from registration.wizard.steps import Progress


def community_key(progress: Progress) -> int:
    """The key of the community that the form is for. One query."""
    return Community.objects.values_list("pk", flat=True).get(slug=progress.community.slug)


@wizard_page("npi")
def npi_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """The NPI. Another one than before clears what was filled in from the file for the old one."""
    form = NpiForm(http.POST or None, initial=progress.answers("npi"), community_key=community_key(progress))
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "npi", {"npi": form.cleaned_data["npi"]})
    return drawn(http, progress, "npi", form)


@wizard_page("organization")
def organization_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Names, addresses, telephone, tax number. Who is paid under an SSN is led to the Individual Practitioner.

    A page that was drawn for another NPI, in another tab, is not kept: its answers are another organization's.
    """
    npi = progress.answers("npi")["npi"]
    if http.method == "POST" and http.POST.get("npi") != npi:
        messages.error(
            http,
            _(
                "You have chosen the NPI %(npi)s since you opened that page, so we did not keep it. Here is the page for it."
            )
            % {"npi": npi},
        )
        return redirect(progress.url("organization", from_review=http.GET.get("from") == "review"))
    record = provider_record(npi)
    known = progress.answers("organization")
    initial = known or (prefill.facts_from(record) if record is not None else {"mailing_same": True})
    form = OrganizationForm(http.POST or None, initial=initial, npi=npi, community_key=community_key(progress))
    if http.method == "POST" and form.is_paid_under_ssn:
        return redirect("registration:individual", progress.request.pk)
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "organization", form.answers)
    typed = {name: form[name].value() for name in form.fields}
    file = prefill.facts_from(record) if record is not None else {}
    differs = prefill.differences(record, typed)
    return drawn(
        http,
        progress,
        "organization",
        form,
        npi=npi,
        record=record,
        sources={
            name: _("From the provider file") if file.get(name) and name not in differs else ""
            for name in prefill.COLUMNS
        },
        differs={name: differs.get(name, "") for name in prefill.COLUMNS},
        mailing_open=not typed["mailing_same"] or any(name.startswith("mailing_") for name in form.errors),
        numbers_open=any(typed[name] or name in form.errors for name in ("further_npis", "ccns", "ptans")),
        is_official=prefill.names_official(record, progress.person.first_name, progress.person.last_name),
    )
