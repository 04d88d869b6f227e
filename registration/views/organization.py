"""The pages about the organization: its number, then its facts, filled in from the provider file where that has the number."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from registration.forms.organization import FURTHER, NumberForm, OrganizationForm
from registration.models import Community
from registration.provider_file.queries import provider_record
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard import prefill
from registration.wizard.steps import Progress


def community_of(progress: Progress) -> Community:
    """The community that the form is for. One query."""
    return Community.objects.get(slug=progress.community.slug)


@wizard_page("number")
def number_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """The number by which the community knows the organization. Another one than before clears what was answered for the old one."""
    form = NumberForm(http.POST or None, initial=progress.answers("number"), community=community_of(progress))
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "number", {"number": form.cleaned_data["number"]})
    return drawn(http, progress, "number", form, known_by=form.known_by)


@wizard_page("organization")
def organization_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Names, addresses, telephone, tax number. Who is paid under an SSN is led to the Individual Practitioner.

    A page that was drawn for another number, in another tab, is not kept: its answers are another organization's.
    """
    number, kind = progress.answers("number")["number"], progress.community.identification.kind
    if http.method == "POST" and http.POST.get("number") != number:
        messages.error(
            http,
            _(
                "You have chosen the %(kind)s %(number)s since you opened that page, so we did not keep it. Here is the page "
                "for it."
            )
            % {"kind": kind.label, "number": number},
        )
        return redirect(progress.url("organization", from_review=http.GET.get("from") == "review"))
    record = provider_record(number) if kind.is_in_provider_file else None
    known = progress.answers("organization")
    initial = known or (prefill.facts_from(record) if record is not None else {"mailing_same": True})
    form = OrganizationForm(http.POST or None, initial=initial, number=number, community=community_of(progress))
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
        number=number,
        kind=kind,
        record=record,
        sources={
            name: _("From the provider file") if file.get(name) and name not in differs else ""
            for name in prefill.COLUMNS
        },
        differs={name: differs.get(name, "") for name in prefill.COLUMNS},
        mailing_open=not typed["mailing_same"] or any(name.startswith("mailing_") for name in form.errors),
        numbers_open=any(typed[name] or name in form.errors for name in FURTHER if name in form.fields),
        has_numbers=any(name in form.fields for name in FURTHER),
        is_official=prefill.names_official(record, progress.person.first_name, progress.person.last_name),
    )
