"""Real rows where the folder of shared data lies beside the project; the project's own file elsewhere."""

import csv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared" / "data"
SYNTHETIC = ROOT / "tests" / "data" / "npidata_synthetic.csv"
# Where the shared file is absent, these rows stand for it.
_STAND_INS: dict[str, list[dict[str, str]]] = {
    "bad_npis.csv": [
        {"value": "1194251426", "why": "wrong check digit", "expected": "reject", "made_from": "1194251421"},
        {"value": "1194251421.0", "why": "spreadsheet", "expected": "reject or mend", "made_from": "1194251421"},
        {
            "value": "１１９４２５１４２１",
            "why": "full-width digits",
            "expected": "reject or mend",
            "made_from": "1194251421",
        },
        {"value": "1234567893", "why": "the example of CMS", "expected": "passes the check digit", "made_from": ""},
    ],
    "ein_prefixes.csv": [{"prefix": "12", "valid": "yes"}, {"prefix": "07", "valid": "no"}],
    "ccns.csv": [{"ccn": "010001"}, {"ccn": "99C9999999"}],
    "bad_inputs.csv": [],
}


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file of the shared data, by column."""
    path = SHARED / name
    if not path.exists():
        return _STAND_INS[name]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def provider_file() -> Path:
    """A provider file in the CMS layout."""
    path = SHARED / "npidata_sample.csv"
    return path if path.exists() else SYNTHETIC
