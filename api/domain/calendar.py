"""The office's time: Asia/Makassar, eight hours ahead of UTC all year."""

from datetime import date, datetime, timedelta, timezone

OFFICE_ZONE = timezone(timedelta(hours=8), "WITA")


def office_date(moment: datetime) -> date:
    """Return the calendar day at the office."""
    return moment.astimezone(OFFICE_ZONE).date()


def office_time(moment: datetime) -> datetime:
    """Return the moment as the office's clock shows it."""
    return moment.astimezone(OFFICE_ZONE)
