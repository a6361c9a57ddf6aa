"""The office's time: Asia/Makassar, eight hours ahead of UTC all year; and how days are written."""

from datetime import date, datetime, timedelta, timezone

OFFICE_ZONE = timezone(timedelta(hours=8), "WITA")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def office_date(moment: datetime) -> date:
    """Return the calendar day at the office."""
    return moment.astimezone(OFFICE_ZONE).date()


def office_time(moment: datetime) -> datetime:
    """Return the moment as the office's clock shows it."""
    return moment.astimezone(OFFICE_ZONE)


def long_date(day: date) -> str:
    """Return a day as letters write it: `20 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
