"""What the components draw."""

import datetime

import pytest
import time_machine
from pytest_django.asserts import assertInHTML

from iacs_portal.core.forms import MemorableDateField, PortalForm
from iacs_portal.core.statuses import STATUSES
from iacs_portal.core.strict_templates import UnknownVariable
from tests.look.styleguide import GOOD, StyleForm, draw, styleguide

pytestmark = pytest.mark.django_db  # every page asks for the help desk's telephone


def style_form(**typed: str) -> StyleForm:
    return StyleForm(GOOD | typed)


@pytest.mark.parametrize("state", sorted(STATUSES))
def test_a_status_has_icon_word_and_color(state):
    drawn = draw("{% status state %}", state=state)
    icon, word, color = STATUSES[state]
    assert f"sprite.svg#{icon}" in drawn
    assert f"</svg>{word}" in drawn
    assert f"pc-status--{color}" in drawn


def test_the_reader_may_decide_the_word_of_a_status():
    drawn = draw('{% status "returned" word="Returned to you" %}')
    assert "Returned to you" in drawn
    assert "Returned for changes" not in drawn


def test_a_field_ties_hint_and_error_to_its_input():
    drawn = draw('{% field form.first_name hint="As on your passport." %}', form=style_form(first_name=""))
    assert 'aria-describedby="id_first_name-hint id_first_name-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assertInHTML('<span class="usa-hint" id="id_first_name-hint">As on your passport.</span>', drawn)
    assert "First name is missing." in drawn


def test_a_field_that_may_stay_empty_says_so_and_no_other_does():
    form = StyleForm()
    assert "(optional)" in draw("{% field form.middle_name %}", form=form)
    assert "(optional)" not in draw("{% field form.first_name %}", form=form)


def test_typed_values_stay_and_the_social_security_number_never_does():
    drawn = styleguide(style_form(first_name="Dana the longest", ssn="123-45-678"))
    assert 'value="Dana the longest"' in drawn
    assert "123-45" not in drawn
    assert "We saw 16 characters. At most 10 fit here." in drawn


def test_the_error_summary_links_to_each_faulty_field_in_the_order_of_the_page():
    form = style_form(first_name="", birth_date_day="30", kind="")
    assert form.error_items == [
        ("id_first_name", "First name is missing"),
        ("id_birth_date_day", "Date of birth: February has no day 30"),
        ("id_kind_0", "Which paper do you have? Choose one"),
    ]
    drawn = draw("{% error_summary form %}", form=form)
    assertInHTML('<h2 class="usa-alert__heading" id="errors-title">Please fix 3 answers</h2>', drawn)
    assert 'role="alert"' in drawn
    assert "autofocus" in drawn
    page = styleguide(form)
    for target, _text in form.error_items:
        assert f'id="{target}"' in page


def test_the_title_of_a_page_with_errors_opens_with_error():
    assert "<title>Error: Patterns" in styleguide(style_form(first_name=""))
    assert "<title>Patterns" in styleguide(style_form())
    assert "<title>Patterns" in styleguide(StyleForm())


def test_nothing_is_drawn_in_place_of_an_error_summary_without_errors():
    assert draw("{% error_summary form %}", form=style_form()).strip() == ""


@pytest.mark.parametrize(
    ("parts", "sentence", "faulty"),
    [
        (("2", "30", "1968"), "February has no day 30. Check the month and the day.", ("day", "month")),
        (("2", "29", "1967"), "February 1967 has only 28 days. Check the day and the year.", ("day", "year")),
        (("", "3", "1968"), "The month is missing. Choose it from the list.", ("month",)),
        (("2", "", "1968"), "The day is missing. Type a number from 1 to 31.", ("day",)),
        (("2", "3", ""), "The year is missing. Type all four digits, such as 1968.", ("year",)),
        (("2", "x", "1968"), "The day is a number from 1 to 31. We saw “x”.", ("day",)),
        (("2", "32", "1968"), "The day is a number from 1 to 31. We saw “32”.", ("day",)),
        (("2", "3", "68"), "The year has four digits, such as 1968. We saw “68”.", ("year",)),
        (("2", "3", "٢٠٠١"), "The year has four digits, such as 1968. We saw “٢٠٠١”.", ("year",)),
        (("13", "3", "1968"), "Choose the month from the list.", ("month",)),
        (("2", "3", "1768"), "The year 1768 is too long ago. Check the year.", ("year",)),
        (("1", "5", "2027"), "This day has not come yet. Check the year.", ("year",)),
        (
            ("", "", ""),
            "The date is missing. Choose the month, then type the day and the year.",
            ("month", "day", "year"),
        ),
    ],
)
@time_machine.travel(datetime.datetime(2027, 1, 4, 15, tzinfo=datetime.UTC), tick=False)
def test_a_date_says_what_is_wrong_with_which_part(parts, sentence, faulty):
    month, day, year = parts
    form = style_form(birth_date_month=month, birth_date_day=day, birth_date_year=year)
    assert form.errors["birth_date"] == [sentence]
    drawn = draw("{% field form.birth_date %}", form=form)
    assert drawn.count('aria-invalid="true"') == len(faulty)
    assert form.error_items[0].target == f"id_birth_date_{'month' if len(faulty) == 3 else faulty[0]}"
    if day and day.isdigit():
        assert f'value="{day}"' in drawn


@time_machine.travel(datetime.datetime(2027, 1, 4, 15, tzinfo=datetime.UTC), tick=False)
def test_a_good_date_is_taken_and_drawn_again_as_typed():
    form = style_form()
    assert form.is_valid()
    assert form.cleaned_data["birth_date"] == datetime.date(1968, 2, 29)
    drawn = draw("{% field form.birth_date %}", form=StyleForm(initial={"birth_date": datetime.date(1968, 2, 29)}))
    assert 'value="29"' in drawn
    assert '<option value="2" selected>' in drawn
    drawn = draw("{% field form.birth_date %}", form=StyleForm(initial={"birth_date": "1968-02-29"}))
    assert 'value="1968"' in drawn


def test_several_choices_are_checkboxes_and_one_choice_is_radio_buttons():
    form = StyleForm(GOOD | {"colors": ["g"]})
    drawn = draw("{% choice form.kind %}{% choice form.colors %}", form=form)
    assertInHTML('<input class="usa-radio__input" id="id_kind_0" type="radio" name="kind" value="cp" checked>', drawn)
    assertInHTML(
        '<input class="usa-checkbox__input" id="id_colors_1" type="checkbox" name="colors" value="g" checked>', drawn
    )


def test_a_date_that_may_be_left_out_is_none():
    class Form(PortalForm):
        day = MemorableDateField(label="Day", required=False)

    form = Form({})
    assert form.is_valid()
    assert form.cleaned_data["day"] is None


def test_the_middle_label_of_the_wait_scale_goes_where_it_would_stand_on_the_promise():
    assert "Usually day 6 to 8" in draw("{% wait_scale now=2 promise=10 usual=6 ninety=8 %}").split("<text", 1)[1]
    assert "Usually" not in draw("{% wait_scale now=2 promise=10 usual=6 ninety=9 %}").split("<text", 1)[1]


def test_a_wait_beyond_the_promise_stays_on_the_scale():
    drawn = draw("{% wait_scale now=14 promise=10 %}")
    assert 'cx="100%"' in drawn
    assert "Today, day 14" in drawn
    assert 'aria-label="Business day 14. The promise was business day 10."' in drawn


def test_a_wait_without_a_count_of_usual_days_shows_the_promise_alone():
    drawn = draw("{% wait_scale now=0 promise=10 %}")
    assert 'aria-label="Business day 0 of at most 10."' in drawn
    assert "Usually" not in drawn
    assert ">Today<" in drawn


def test_a_date_is_told_in_the_business_time_zone_with_its_weekday_or_its_year():
    late_at_night = datetime.datetime(2026, 11, 25, 4, 59, 59, tzinfo=datetime.UTC)
    with time_machine.travel(late_at_night, tick=False):
        assert draw("{{ moment|day }}", moment=late_at_night) == "Tuesday, November 24"
        assert draw("{{ moment|day }}", moment=late_at_night.replace(year=2025)) == "November 24, 2025"


def test_the_mail_before_it_is_sent_shows_its_facts_as_such():
    drawn = styleguide(StyleForm())
    assertInHTML("<div><dt>For whom</dt><dd>Pat Example, Harbor Street Clinic</dd></div>", drawn, count=2)
    assertInHTML("<p>Reason: you do not work here.</p>", drawn, count=2)


def test_what_people_typed_is_never_markup():
    typed = "<script>alert(1)</script>"
    form = style_form(first_name=typed)
    drawn = styleguide(form) + draw(
        "{% facts facts %}{% answers rows %}{% timeline moments %}{% section title id='s' %}{{ title }}{% endsection %}",
        facts=[(typed, typed, typed)],
        rows=[(typed, typed)],
        moments=[(typed, typed, typed)],
        title=typed,
    )
    assert "<script" not in drawn


def test_an_unknown_variable_in_a_template_of_ours_fails():
    with pytest.raises(UnknownVariable, match=r"ui/error_message.html: error does not exist"):
        draw("{% include 'ui/error_message.html' with bound=form.kind %}", form=StyleForm())
