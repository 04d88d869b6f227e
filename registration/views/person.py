"""The page about the person. Her Social Security number lives for one request only: a digest and four digits are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from approvals import queries
from approvals.states import RequestStatus
from iacs_portal.accounts import ssn
from iacs_portal.core.errors import Refused
from registration.commands.person import set_person_of, under_review_sentence
from registration.forms.person import PersonForm
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.flows import PERSON
from registration.wizard.steps import Progress

NAMES = ("first_name", "middle_name", "last_name", "suffix", "telephone", "extension")


@sensitive_post_parameters("ssn")
@wizard_page("person")
def person_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Who the Security Official is. A person with a User ID is known and goes on; her name changes by another way.

    While a request of hers is under review her details stay as they are, and she goes on too.
    """
    person, identity = progress.person, progress.identity
    if person.username is not None and identity is not None:
        return redirect(progress.url(progress.flow.steps[PERSON].leads_to))
    if identity is not None and queries.my_requests(person).filter(status=RequestStatus.UNDER_REVIEW).exists():
        messages.info(http, under_review_sentence())
        return redirect(progress.url(progress.first_open))
    initial = {name: getattr(person, name) for name in NAMES}
    if identity is not None:
        initial["birth_date"] = identity.birth_date
    form = PersonForm(http.POST or None, initial=initial, identity=identity)
    if http.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        typed = values.pop("ssn", "")
        if typed:
            kept = ssn.digest(typed)
            values |= {"ssn_digest": kept.digest, "ssn_last4": kept.last4, "ssn_wraps": kept.wraps}
        elif identity is not None:
            values |= {
                "ssn_digest": identity.ssn_digest,
                "ssn_last4": identity.ssn_last4,
                "ssn_wraps": identity.ssn_wraps,
            }
        try:
            set_person_of(actor=person, request_id=progress.request.pk, who=values)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return saved(http, progress, "person")
    return drawn(http, progress, "person", form)
