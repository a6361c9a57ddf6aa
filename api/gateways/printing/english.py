"""The few English words official acts carry below their Indonesian ones."""

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
SEXES = {"L": "male", "P": "female"}


def english_date(day: date) -> str:
    """Return `20 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def english_ordinal(number: int) -> str:
    """Return `first`, `second` …; figures beyond the twelfth."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"
