"""Business days, with US federal holidays left out."""

import datetime

from iacs_portal.core import calendar

D = datetime.date


def test_weekends_and_federal_holidays_are_no_business_days():
    assert not calendar.is_business_day(D(2026, 11, 26))  # Thanksgiving
    assert not calendar.is_business_day(D(2026, 7, 3))  # Independence Day, observed on the Friday before
    assert not calendar.is_business_day(D(2026, 11, 28))
    assert calendar.is_business_day(D(2026, 11, 27))


def test_ten_business_days_after_a_tuesday_before_thanksgiving():
    assert calendar.add_business_days(D(2026, 11, 24), 10) == D(2026, 12, 9)
    assert calendar.business_days_between(D(2026, 11, 24), D(2026, 12, 9)) == 10
    assert calendar.business_days_between(D(2026, 12, 9), D(2026, 11, 24)) == 0


def test_a_deadline_is_the_end_of_its_day_in_the_business_time_zone():
    late_on_monday = datetime.datetime(2026, 11, 24, 3, 30, tzinfo=datetime.UTC)  # still Monday in Washington
    due = calendar.due_after(late_on_monday, 1)
    assert due.isoformat() == "2026-11-24T23:59:59-05:00"
