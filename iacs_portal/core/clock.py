"""The one clock. Everything that asks for the time asks here, so that a test can set it (time-machine)."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime.datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def business_zone() -> ZoneInfo:
    """The time zone in which deadlines and dates in mails and on pages are meant."""
    return ZoneInfo(settings.BUSINESS_TIME_ZONE)


def today() -> datetime.date:
    """The present date in the business time zone."""
    return business_date(now())


def business_date(moment: datetime.datetime) -> datetime.date:
    """The date of an aware `moment` in the business time zone."""
    return moment.astimezone(business_zone()).date()
