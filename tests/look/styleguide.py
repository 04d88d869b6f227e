"""Each component once, in one page that only the tests see."""

from pathlib import Path

from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from iacs_portal.core.forms import MemorableDateField, PortalForm, SecretTextInput
from iacs_portal.core.pieces import Difference, Effect, Fact, Moment, Reason, Row, Step, Tab
from iacs_portal.core.statuses import STATUSES
from iacs_portal.outbox.rendering import Preview

TEMPLATE = Path(__file__).with_name("styleguide.html")

MAIL = """\
What        Start and run the group Front desk
For whom    Pat Example, Harbor Street Clinic

Reason: you do not work here.

Questions? Call us.
"""


class StyleForm(PortalForm):
    """Each kind of field."""

    first_name = forms.CharField(label="First name", max_length=10)
    middle_name = forms.CharField(label="Middle name", required=False)
    street = forms.CharField(label="Street", required=False)
    birth_date = MemorableDateField(label="Date of birth", past=True, oldest=1900)
    ssn = forms.CharField(label="Social Security number", widget=SecretTextInput)
    state = forms.ChoiceField(label="State", choices=[("", "Select"), ("ME", "Maine"), ("NH", "New Hampshire")])
    kind = forms.ChoiceField(
        label="Which paper do you have?", choices=[("cp", "CP-575"), ("147c", "147C")], widget=forms.RadioSelect
    )
    colors = forms.MultipleChoiceField(
        label="Which colors?",
        choices=[("b", "Blue"), ("g", "Gold")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label="In your words", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    file = forms.FileField(label="Add a file", required=False)
    remark = forms.CharField(label="A word to Pat", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agree = forms.BooleanField(label="What I wrote is true")


class FilterForm(forms.Form):
    """Over a list."""

    q = forms.CharField(label="Name or tracking number", required=False)


GOOD = {
    "first_name": "Dana",
    "birth_date_month": "2",
    "birth_date_day": "29",
    "birth_date_year": "1968",
    "ssn": "123-45-6789",
    "state": "ME",
    "kind": "cp",
    "agree": "on",
}


def request() -> HttpRequest:
    """A request of nobody."""
    return RequestFactory().get("/styleguide/")


def draw(source: str, **context: object) -> str:
    """A template in words, drawn as the portal draws."""
    return engines["django"].from_string(source).render(context, request())


def styleguide(form: forms.BaseForm) -> str:
    """The page with this form on it."""
    mail = Preview(to="pat@harborstreet.example", subject="Not approved: group Front desk", body=MAIL)
    return draw(
        TEMPLATE.read_text(encoding="utf-8"),
        form=form,
        filter=FilterForm({"q": "Kim"}),
        states=list(STATUSES),
        facts=[
            Fact("Who has it", "CMS help desk"),
            ("Since", "Friday, November 20", "2 business days"),
            ("Likely by", "Tuesday"),
        ],
        moments=[
            Moment("Friday", "You sent it", "We mailed.", "done"),
            ("Now", "With the help desk", "", "now"),
            ("Later", "Decision"),
        ],
        rows=[
            Row("Name", "Dana Example"),
            ("E-mail", "dana@example.org", "confirmed"),
            ("Street", "14 Harbor", "", "File: 12"),
        ],
        tabs=[Tab("All", "?", 41, True), ("Groups", "?kind=group", 7)],
        differences=[
            Difference("City", "Port Ellery", "PORT ELLERY", "same"),
            ("Street", "14", "12", "differs", "asked"),
            ("EIN", "1", "", "nodata"),
        ],
        effects=[Effect("person", "Pat gets a User ID."), ("event", "You confirm the role once a year.")],
        reasons={
            "return": [Reason("name", "The name")],
            "deny": [("unknown", "I do not know this person"), ("other", "Other")],
        },
        previews={"approve": mail, "deny": mail},
        chosen={"deny": "unknown"},
        words={"deny": "Ask the official there."},
        errors={"return": "Choose a reason."},
        steps=[Step("You", "/you/", True), ("Organization",), ("Papers",)],
        descriptions={"cp": "The letter that came with the EIN."},
        can=["Register the organization"],
        cannot=["Cannot use Medicare systems"],
    )
