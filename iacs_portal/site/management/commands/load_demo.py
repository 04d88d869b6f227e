"""`manage.py load_demo`: invented people and organizations for `make run`, made by the same commands as everywhere."""

import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts import ssn
from iacs_portal.accounts.commands import accept_terms, set_person
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from registration.commands.desk import appoint_desk
from registration.commands.facilities import ask_facility
from registration.communities import PROVIDER_SUPPLIER
from registration.communities.declarations import ALREADY_SEEN
from registration.models import Organization, PaperArrival, ProviderRecord
from registration.provider_file.comparison import words
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION

PASSWORD = "the chain of trust"  # noqa: S105 - of people who do not exist
# Sign-in name, first name, last name, invented SSN, what each can do
PEOPLE = (
    ("casey@desk.example", "Casey", "Example", "", "leads the help desk: the queue at /desk/"),
    ("dana@harborstreet.example", "Dana", "Example", "900000001", "Security Official of Harbor Street Clinic"),
    ("morgan@millroad.example", "Morgan", "Sample", "900000002", "has asked for Mill Road Hospital: under review"),
    ("pat@hillside.example", "Pat", "Sample", "900000003", "has asked for Hillside Home Health: returned for changes"),
    (
        "robin@quarrylane.example",
        "Robin",
        "Sample",
        "900000004",
        "has asked for a further facility of Harbor Street Clinic: Dana is asked to confirm it",
    ),
)
ORGANIZATIONS = {
    "dana@harborstreet.example": (
        "1000000004",
        "Harbor Street Clinic, Inc.",
        "14 Harbor Street",
        "Port Ellery",
        "ME",
        "04999",
    ),
    "morgan@millroad.example": ("1000000012", "Mill Road Hospital", "200 Mill Road", "Dunmore Falls", "VT", "05999"),
    "pat@hillside.example": ("1000000020", "Hillside Home Health LLC", "7 Hillside Avenue", "Cedar Gap", "MO", "65999"),
    "robin@quarrylane.example": (
        "1000000038",
        "Harbor Street Clinic, Inc.",
        "3 Quarry Lane",
        "Stonebridge",
        "ME",
        "04998",
    ),
}
FURTHER_FACILITY = "robin@quarrylane.example"


class Command(BaseCommand):
    help = "Make demo people and organizations, once. Development only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo data is for development: DEBUG is off.")
        with transaction.atomic():  # all or nothing: a start that is killed meanwhile begins again
            if not User.objects.filter(email=PEOPLE[0][0]).exists():
                self._load()
        width = max(len(email) for email, *_rest in PEOPLE)
        for email, *_names, what in PEOPLE:
            self.stdout.write(f"{email:<{width}}  {what}")
        self.stdout.write(f"password of all: {PASSWORD}")

    def _load(self) -> None:
        people = {email: self._person(email, first, last, number) for email, first, last, number, _what in PEOPLE}
        desk = people["casey@desk.example"]
        appoint_desk(actor=None, email=desk.email, reason="demo data", community_slug=PROVIDER_SUPPLIER.slug)
        requests = {email: self._registration(people[email], *facts) for email, facts in ORGANIZATIONS.items()}
        evidence = {
            "kind": "cp_575",
            "number": "CP 575 A",
            "dated": clock.today() - datetime.timedelta(days=700),
            "arrival": PaperArrival.POST,
        }
        approved, returned = requests["dana@harborstreet.example"], requests["pat@hillside.example"]
        commands.approve(step_id=approved.steps.get().pk, actor=desk, evidence=evidence)
        commands.return_for_changes(step_id=returned.steps.get().pk, actor=desk, reason="ein_differs")
        ask_facility(
            step_id=requests[FURTHER_FACILITY].steps.get().pk,
            actor=desk,
            organization_key=Organization.objects.get(registered_by__request=approved).pk,
        )

    def _person(self, email: str, first_name: str, last_name: str, number: str) -> User:
        user = User.objects.create_user(email, PASSWORD, first_name=first_name, last_name=last_name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        accept_terms(actor=user, version=settings.TERMS_VERSION)
        if number:
            kept = ssn.digest(number)
            set_person(
                actor=user,
                user=user,
                first_name=first_name,
                last_name=last_name,
                birth_date=datetime.date(1968, 4, 28),
                ssn_digest=kept.digest,
                ssn_last4=kept.last4,
                ssn_wraps=kept.wraps,
                telephone="207-555-0142",
            )
        return user

    def _registration(
        self, user: User, npi: str, name: str, street: str, city: str, state: str, zip_code: str
    ) -> Request:
        ProviderRecord.objects.create(
            npi=npi,
            entity_type="2",
            legal_business_name=name.upper().replace(",", "").replace(".", ""),
            practice_line_1=street.upper(),
            practice_city=city.upper(),
            practice_state=state,
            practice_zip=zip_code,
            practice_telephone="2075550142",
            official_first_name=user.first_name.upper(),
            official_last_name=user.last_name.upper(),
            official_title="OWNER",
            comparable_name=words(name),
        )
        place = {"line_1": street, "line_2": "", "city": city, "state": state, "zip": zip_code}
        addresses = {f"{prefix}_{part}": value for prefix in ("practice", "mailing") for part, value in place.items()}
        organization = addresses | {
            "number": npi,
            "legal_business_name": name,
            "other_name": "",
            "ein": "123456789",
            "telephone": "207-555-0142",
            "extension": "",
            "mailing_same": True,
            "tin_type": "ein",
        }
        claims_other = user.email == FURTHER_FACILITY
        papers = {"kind": ALREADY_SEEN if claims_other else "cp_575", "by_post": not claims_other}
        request = commands.start(
            actor=user,
            kind=ORGANIZATION_REGISTRATION.slug,
            answers={
                "community": {"slug": PROVIDER_SUPPLIER.slug},
                "number": {"number": npi},
                "organization": organization,
                "papers": papers,
            },
        )
        return commands.submit(request_id=request.pk, actor=user)
