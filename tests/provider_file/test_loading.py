"""Loading the provider file: by header name, changed rows only, faulty rows reported."""

import csv
import datetime
import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from iacs_portal.audit.models import Entry
from registration.provider_file import loader
from registration.provider_file.layout import DATES, TEXTS
from registration.provider_file.loader import Counts, load
from registration.provider_file.models import ProviderRecord
from registration.provider_file.source import CannotRead
from tests.identifiers.shared_data import SYNTHETIC

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "1194251421", "1801486048", "1093111544"
NAME, EMPTY = TEXTS["legal_business_name"], ""


def write(path: Path, *rows: dict[str, str], header: list[str] | None = None) -> Path:
    header = header or [*TEXTS.values(), *DATES.values(), "Something Else"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(npi: str, name: str = "HARBOR CLINIC", **facts: str) -> dict[str, str]:
    titles = {**TEXTS, **DATES}
    return {"NPI": npi, "Entity Type Code": "2", NAME: name} | {titles[field]: value for field, value in facts.items()}


class Reports(list[tuple[int, str]]):
    def __call__(self, file: str, line: int, reason: str) -> None:
        self.append((line, reason))


def test_every_row_of_a_file_is_loaded_and_a_second_load_writes_nothing():
    reports = Reports()
    first = load(SYNTHETIC, report=reports)
    assert reports == []
    assert first == Counts(read=90, written=90)
    assert load(SYNTHETIC) == Counts(read=90, unchanged=90)
    record = ProviderRecord.objects.get(legal_business_name__startswith="CLÍNICA NIÑO")
    assert record.practice_city == "MAYAGÜEZ"
    assert record.practice_zip == "00680"
    assert record.official_last_name == "PEÑA MUÑOZ"
    assert record.comparable_name == "clinica nino jesus inc"
    assert record.enumerated_on == datetime.date(2010, 5, 18)
    assert not ProviderRecord.objects.filter(other_name="<UNAVAIL>").exists()


def test_only_rows_that_changed_are_written(tmp_path):
    file = tmp_path / "npidata.csv"
    load(write(file, row(FIRST), row(SECOND)))
    counts = load(write(file, row(FIRST), row(SECOND, "HARBOR STREET CLINIC"), row(THIRD)))
    assert counts == Counts(read=3, written=2, unchanged=1)
    assert ProviderRecord.objects.get(npi=SECOND).legal_business_name == "HARBOR STREET CLINIC"


def test_columns_are_found_by_name_in_any_order_and_absent_ones_stay_empty(tmp_path):
    file = write(tmp_path / "npidata.csv", row(FIRST), header=[NAME, "Entity Type Code", "NPI"])
    load(file)
    record = ProviderRecord.objects.get(npi=FIRST)
    assert (record.legal_business_name, record.practice_city, record.updated_on) == ("HARBOR CLINIC", "", None)


def test_a_zip_as_cms_packs_it_is_read_without_unpacking(tmp_path):
    plain = write(tmp_path / "npidata_pfile_1.csv", row(FIRST))
    packed = tmp_path / "NPPES.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(plain, "npidata_pfile_20240101-20240107.csv")
        archive.writestr("npidata_pfile_20240101-20240107_fileheader.csv", "NPI\n")
        archive.writestr("othername_pfile_20240101-20240107.csv", "NPI\n")
        archive.writestr("readme.pdf", b"x")
    assert load(packed) == Counts(read=1, written=1)


def test_faulty_rows_are_reported_with_line_and_reason_and_never_stop_the_load(tmp_path):
    file = tmp_path / "npidata.csv"
    write(
        file,
        row(FIRST),
        row("1194251426"),
        row(EMPTY),
        row(SECOND, updated_on="13/45/2024"),
        row(SECOND, entity_type="3"),
    )
    with file.open("ab") as target:
        target.write(b'"1","2"\n')
        target.write(f'"{SECOND}","2","caf\xe9"'.encode("latin-1") + b',""' * 34 + b"\n")
        target.write(f'"{SECOND}","2","NEVER CLOSED\n'.encode())
    text = file.read_text(encoding="utf-8", errors="surrogateescape")
    good = write(tmp_path / "one.csv", row(THIRD)).read_text(encoding="utf-8").splitlines()[1]
    file.write_text(f"{text}{good}\n\n", encoding="utf-8", errors="surrogateescape")
    reports = Reports()
    counts = load(file, report=reports)
    assert {record.npi for record in ProviderRecord.objects.all()} == {FIRST, THIRD}
    assert [line for line, _ in reports] == [3, 4, 5, 6, 7, 8, 9]
    assert counts == Counts(read=9, written=2, faulty=7)
    reasons = " / ".join(reason for _, reason in reports)
    for words in ("the NPI is none", "the NPI is missing", "a date is none", "neither 1 nor 2", "2 columns", "UTF-8"):
        assert words in reasons


def test_texts_with_signs_that_copy_gives_a_meaning_arrive_as_they_are(tmp_path):
    load(write(tmp_path / "npidata.csv", row(FIRST, "A\\B \\N \\. C"), row(SECOND, "TAB\tAND\nLINE")))
    assert ProviderRecord.objects.get(npi=FIRST).legal_business_name == "A\\B \\N \\. C"
    assert ProviderRecord.objects.get(npi=SECOND).legal_business_name == "TAB AND LINE"


def test_a_text_of_the_end_mark_alone_does_not_end_the_copy(tmp_path):
    assert load(write(tmp_path / "npidata.csv", row(FIRST, "\\."), row(SECOND))).written == 2


def test_an_npi_twice_in_one_file_is_written_once_as_it_stands_last(tmp_path):
    load(write(tmp_path / "npidata.csv", row(FIRST, "OLD"), row(FIRST, "NEW")))
    assert ProviderRecord.objects.get().legal_business_name == "NEW"


def test_deactivated_npis_are_marked_and_keep_what_was_known(tmp_path):
    file, gone = tmp_path / "npidata.csv", tmp_path / "gone.csv"
    load(write(file, row(FIRST), row(SECOND)))
    gone.write_text(
        f"npi,deactivation_date\n{FIRST},2024-02-07\n{THIRD},02/08/2024\n1234567890,2024-01-01\n{SECOND},\n"
    )
    reports = Reports()
    counts = load(file, deactivated=gone, report=reports)
    assert counts == Counts(read=6, unchanged=2, deactivated=2, faulty=2)
    assert reports == [(4, "the NPI is none"), (5, "the deactivation date is missing")]
    first, third = ProviderRecord.objects.get(npi=FIRST), ProviderRecord.objects.get(npi=THIRD)
    assert (first.deactivated_on, first.legal_business_name) == (datetime.date(2024, 2, 7), "HARBOR CLINIC")
    assert (third.deactivated_on, third.entity_type) == (datetime.date(2024, 2, 8), "")
    assert load(file, deactivated=gone).deactivated == 0


def test_rows_that_the_file_itself_calls_deactivated_are_marked(tmp_path):
    file = tmp_path / "npidata.csv"
    load(write(file, row(FIRST, updated_on="01/01/2023")))
    blank = {"NPI": FIRST, DATES["deactivated_on"]: "03/04/2024"}
    assert load(write(file, blank)).deactivated == 1
    record = ProviderRecord.objects.get()
    assert (record.legal_business_name, record.deactivated_on) == ("HARBOR CLINIC", datetime.date(2024, 3, 4))


def test_a_mark_goes_when_the_file_tells_of_a_later_change_only(tmp_path):
    file, gone = tmp_path / "npidata.csv", tmp_path / "gone.csv"
    gone.write_text(f"npi,deactivation_date\n{FIRST},2024-02-07\n")
    load(write(file, row(FIRST, updated_on="01/01/2023")), deactivated=gone)
    load(write(file, row(FIRST, "OTHER NAME", updated_on="02/01/2024")))
    assert ProviderRecord.objects.get().deactivated_on == datetime.date(2024, 2, 7)
    load(
        write(
            file,
            row(FIRST, "OTHER NAME", updated_on="03/01/2024", deactivated_on="02/07/2024", reactivated_on="03/01/2024"),
        )
    )
    assert ProviderRecord.objects.get().deactivated_on is None


def test_each_load_writes_one_entry_of_the_trail_also_when_it_breaks_off(tmp_path, monkeypatch):
    file = write(tmp_path / "npidata.csv", row(FIRST))
    load(file)
    entry = Entry.objects.get(command="load_nppes")
    assert entry.facts["finished"] is True
    assert (entry.facts["file"], entry.facts["read"], entry.facts["written"]) == ("npidata.csv", 1, 1)
    assert entry.actor is None

    def broken(*args: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(loader, "_write", broken)
    with pytest.raises(RuntimeError):
        load(file)
    assert [entry.facts["finished"] for entry in Entry.objects.filter(command="load_nppes").order_by("pk")] == [
        True,
        False,
    ]


def test_batches_do_not_change_what_is_loaded(monkeypatch):
    monkeypatch.setattr(loader, "BATCH", 7)
    assert load(SYNTHETIC).written == 90
    assert ProviderRecord.objects.count() == 90


@pytest.mark.parametrize("content", ["", "Name,City\nX,Y\n", "\n"])
def test_a_file_without_the_column_npi_is_refused(tmp_path, content):
    file = tmp_path / "npidata.csv"
    file.write_text(content)
    with pytest.raises(CannotRead):
        load(file)


def test_the_command_tells_counts_and_faulty_rows(tmp_path):
    file = write(tmp_path / "npidata.csv", row(FIRST), row("1194251426"))
    out, err = io.StringIO(), io.StringIO()
    call_command("load_nppes", str(file), stdout=out, stderr=err)
    assert out.getvalue() == "read=2 written=1 unchanged=0 deactivated=0 faulty=1\n"
    assert "npidata.csv, line 3: the NPI is none" in err.getvalue()
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_nppes", str(tmp_path / "absent.csv"))
