"""The form fields over the rules."""

from iacs_portal.core.forms import PortalForm
from registration.identifiers import fields


class Form(PortalForm):
    npi = fields.NpiField(label="NPI")
    ein = fields.EinField(label="EIN", required=False)
    ssn = fields.SsnField(label="SSN", required=False)
    last_name = fields.PersonNameField(label="Last name", autocomplete="family-name", required=False)
    ccns = fields.CcnListField(label="CCNs", required=False)
    state = fields.StateField(label="State", required=False)


def bound(**typed: str) -> Form:
    form = Form({"npi": "1194251421", **typed})
    form.full_clean()
    return form


def test_fields_keep_values_in_one_form():
    form = bound(npi="1194-251-421", ein="12-3456789", ccns="10-0001\n01s001, 010001;\n\n", state="Puerto Rico")
    assert form.errors == {}
    assert form.cleaned_data["npi"] == "1194251421"
    assert form.cleaned_data["ein"] == "123456789"
    assert form.cleaned_data["ccns"] == ["100001", "01S001", "010001"]
    assert form.cleaned_data["state"] == "PR"


def test_an_empty_list_is_a_list():
    assert bound().cleaned_data["ccns"] == []


def test_a_faulty_number_of_a_list_is_named_by_its_place():
    errors = bound(ccns="010001\n10001\nÄÖ").errors["ccns"]
    assert [str(error)[:9] for error in errors] == ["Number 2:", "Number 3:"]


def test_a_field_collects_its_flags_and_the_next_form_begins_anew():
    form = bound(ein="07-1234567", last_name="MILLER III", ccns="78A005BP")
    assert [flag.code for name in ("ein", "last_name", "ccns") for flag in form.fields[name].flags] == [
        "ein_prefix",
        "name_suffix",
        "ccn_format",
    ]
    assert [flag for field in bound().fields.values() for flag in getattr(field, "flags", ())] == []


def test_a_typed_ssn_never_goes_back_to_the_page():
    form = bound(ssn="666-12-3456")
    assert "666" not in str(form["ssn"]) + str(form.errors["ssn"])


def test_typed_values_stay_in_the_page_when_they_are_refused():
    form = bound(npi="1194251426", ccns="10001", ein="12-34")
    assert all(word in str(form[name]) for name, word in (("npi", "1194251426"), ("ccns", "10001"), ("ein", "12-34")))


def test_a_percent_sign_in_what_was_typed_harms_no_sentence():
    assert "100%s" in bound(npi="100%s %(x)d").errors["npi"][0]


def test_a_kept_ein_is_shown_with_its_hyphen_and_a_state_of_the_file_is_marked_in_the_list():
    form = Form(initial={"ein": "123456789", "state": "PUERTO RICO", "ccns": ["010001", "100001"]})
    assert 'value="12-3456789"' in str(form["ein"])
    assert '<option value="PR" selected>' in str(form["state"])
    assert "010001\n100001" in str(form["ccns"])
