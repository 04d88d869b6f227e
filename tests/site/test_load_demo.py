"""The demo people of `make run`."""

import io

import pytest
from django.core.management import CommandError, call_command

from approvals.models import Request
from iacs_portal.accounts.models import User
from registration.identifiers import npi
from registration.models import FacilityConfirmation, Organization, ProviderRecord

pytestmark = pytest.mark.django_db


def test_the_demo_is_loaded_once_and_lists_its_people(settings):
    settings.DEBUG = True
    for _ in range(2):
        output = io.StringIO()
        call_command("load_demo", stdout=output)
    assert output.getvalue().count("@") == 5
    assert User.objects.count() == 5
    assert Organization.objects.get().legal_business_name == "Harbor Street Clinic, Inc."
    assert sorted(Request.objects.values_list("status", flat=True)) == [
        "approved",
        "returned",
        "under_review",
        "under_review",
    ]
    assert FacilityConfirmation.objects.get().organization == Organization.objects.get()
    for number in ProviderRecord.objects.values_list("npi", flat=True):
        assert npi.parse(number) == number


def test_the_demo_is_for_development_alone():
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("load_demo")
