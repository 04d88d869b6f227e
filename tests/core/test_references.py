"""User IDs and tracking numbers."""

import pytest

from iacs_portal.core import references


def test_a_tracking_number_is_pc_and_nine_characters_of_the_alphabet():
    number = references.new_tracking_number()
    assert number.startswith("PC-")
    assert len(number) == 12
    assert set(number[3:].lower()) <= set(references.ALPHABET)
    assert references.normalized_tracking_number(number) == number


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}", "{spaced}"])
def test_case_blanks_and_a_missing_prefix_are_forgiven(typed):
    number = references.new_tracking_number()
    bare = number[3:]
    shown = typed.format(number, lower=number.lower(), bare=bare, spaced=f"pc {bare[:4]} {bare[4:]}")
    assert references.normalized_tracking_number(shown) == number


def test_every_single_wrong_character_is_seen():
    body = "23456789"
    number = body + references.check_character(body)
    for position in range(len(number)):
        for character in references.ALPHABET:
            if character != number[position]:
                wrong = number[:position] + character + number[position + 1 :]
                assert references.normalized_tracking_number(wrong) is None


def test_user_ids_have_eight_characters_that_cannot_be_confused():
    ids = {references.new_user_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) == 8 and set(each) <= set("23456789bcdfghjkmnpqrstvwxyz") for each in ids)
