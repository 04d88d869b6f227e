"""Loading the provider file: by header name, changed rows only, faulty rows reported, deactivated NPIs marked."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from iacs_portal.audit.models import Entry
from registration.identifiers.npi import is_npi
from registration.models import ProviderRecord
from registration.provider_file.layout import DATES, TEXTS
from registration.provider_file.loader import load

pytestmark = pytest.mark.django_db

NPIS = [npi for npi in (str(number) for number in range(2_900_000_000, 2_900_000_200)) if is_npi(npi)]
NAMES = TEXTS | DATES


def row(npi: str, **fields: str) -> dict[str, str]:
    """An organization's row by CMS's headers; `fields` by our columns."""
    known = {
        "npi": npi,
        "entity_type": "2",
        "legal_business_name": "HARBOR CLINIC",
        "updated_on": "01/29/2024",
    } | fields
    return {NAMES[name]: value for name, value in known.items()}


def written(path: Path, *rows: dict[str, str], extra: str = "") -> Path:
    """A file of these rows with the headers that they use."""
    header = list(dict.fromkeys(title for one in rows for title in one))
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, header, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
        target.write(extra)
    return path


def test_a_damaged_zip_is_told_in_words_and_leaves_a_trace(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "npidata.csv",
            "\n".join(
                [",".join(f'"{name}"' for name in row(NPIS[0])), *(f'"{n}","2","X{n}","01/29/2024"' for n in NPIS * 50)]
            ),
        )
    data = bytearray(packed.getvalue())
    middle = len(data) // 2
    data[middle : middle + 40] = b"\xff" * 40
    (tmp_path / "broken.zip").write_bytes(data)
    with pytest.raises(CommandError, match=r"Cannot load broken\.zip"):
        call_command("load_nppes", str(tmp_path / "broken.zip"))
    assert Entry.objects.get(command="load_nppes").facts["finished"] is False


def test_a_reactivated_npi_loses_the_mark_even_when_its_row_has_no_other_change(tmp_path):
    load(written(tmp_path / "a.csv", row(NPIS[0])))
    load(
        written(
            tmp_path / "b.csv",
            row(NPIS[0], entity_type="", legal_business_name="", updated_on="", deactivated_on="02/07/2024"),
        )
    )
    assert not ProviderRecord.objects.get().is_active
    load(written(tmp_path / "c.csv", row(NPIS[0], deactivated_on="02/07/2024", reactivated_on="03/01/2024")))
    assert ProviderRecord.objects.get().is_active
