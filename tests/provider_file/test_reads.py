"""Comparing with the provider file and reading it."""

import pytest

from registration.provider_file.comparison import same_text, words
from registration.provider_file.models import ProviderRecord
from registration.provider_file.queries import official_matches, provider_record, similar_names
from tests.statements import counted

pytestmark = pytest.mark.django_db


def organization(npi: str, name: str, **facts: str) -> ProviderRecord:
    return ProviderRecord.objects.create(
        npi=npi, entity_type="2", legal_business_name=name, comparable_name=words(name), **facts
    )


@pytest.mark.parametrize(("a", "b"), [
    ("12 Main St., #4", "12 MAIN ST #4"),
    ("St. Luke's", "ST LUKES"),
    ("José Peña", "JOSE PENA"),
    ("02903-1234", "029031234"),
    ("202-555-0142", "2025550142"),
    ("Иванова", "ИВАНОВА"),
    ("Jose\u0301", "José"),
])  # fmt: skip
def test_case_accents_marks_and_blanks_do_not_count(a, b):
    assert same_text(a, b)


@pytest.mark.parametrize(("a", "b"), [("12 Main St", "14 Main St"), ("कि", "का"), ("", "a"), ("陳", "林")])
def test_other_letters_and_digits_count(a, b):
    assert not same_text(a, b)


def test_a_record_is_found_by_its_npi():
    organization("1194251421", "HARBOR STREET CLINIC")
    found = provider_record("1194251421")
    assert found is not None
    assert found.is_active
    assert provider_record("1234567893") is None


def test_similar_names_come_most_alike_first_and_are_only_organizations():
    organization("1000000001", "HARBOR STREET CLINIC LLC")
    organization("1000000002", "HARBOUR STREET CLINICS")
    organization("1000000003", "PRAIRIE DIALYSIS")
    ProviderRecord.objects.create(
        npi="1000000004", entity_type="1", last_name="HARBOR", comparable_name="harbor street clinic llc"
    )
    with counted() as statements:
        found = [record.npi for record in similar_names("Harbor Street Clinic, L.L.C.", 5)]
    assert found == ["1000000001", "1000000002"]
    assert len(statements) == 2, str(statements)  # one says how alike names have to be


def test_the_official_is_recognized_without_case_and_marks():
    record = organization("1000000001", "X", official_first_name="KI'ASHA", official_last_name="PENA-MUNOZ")
    assert official_matches(record, "Kiasha", "Peña Muñoz")
    assert not official_matches(record, "Kiasha", "Peña")
    assert not official_matches(organization("1000000002", "Y"), "", "")


def test_the_individual_for_whom_an_npi_stands_is_recognized():
    record = ProviderRecord(npi="1000000003", entity_type="1", first_name="ALEX", last_name="PHYSICIAN")
    assert official_matches(record, "Alex", "Physician")
    assert not official_matches(record, "Alex", "Stranger")
