"""Business days: Monday to Friday without US federal holidays, in the business time zone (domain.md 14)."""

import datetime
from functools import cache

import holidays

from iacs_portal.core import clock


@cache
def _federal_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US")


def is_business_day(day: datetime.date) -> bool:
    """Whether the offices work on `day`: no Saturday, Sunday or federal holiday as observed."""
    return day.weekday() < 5 and day not in _federal_holidays()


def next_holiday(day: datetime.date, *, within: int) -> datetime.date | None:
    """The first federal holiday from `day` on that is no Saturday or Sunday, at most `within` days ahead; or None."""
    days = (day + datetime.timedelta(days=n) for n in range(within + 1))
    return next((each for each in days if each.weekday() < 5 and not is_business_day(each)), None)


def add_business_days(day: datetime.date, count: int) -> datetime.date:
    """The business day that is `count` business days after `day`; `day` itself does not count."""
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= is_business_day(day)
    return day


def due_after(moment: datetime.datetime, business_days: int) -> datetime.datetime:
    """The end of the business day that is `business_days` after the aware `moment`, as an aware instant."""
    day = add_business_days(clock.business_date(moment), business_days)
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), tzinfo=clock.business_zone())


def business_days_between(start: datetime.date, end: datetime.date) -> int:
    """How many business days lie after `start` up to and including `end`; 0 when `end` is not later."""
    days = (start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(map(is_business_day, days))
