"""Numbers and dates as Indonesian documents spell them."""

from datetime import date

from api.domain.calendar import MONTHS

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)


def number_in_words(number: int) -> str:
    """Return a number below ten thousand as it is spoken: 2026 is `dua ribu dua puluh enam`."""
    if number < 12:
        return UNITS[number]
    if number < 20:
        return f"{UNITS[number - 10]} belas"
    for size, name, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if number >= size:
            count, rest = divmod(number, size)
            head = one if count == 1 else f"{number_in_words(count)} {name}"
            return head if rest == 0 else f"{head} {number_in_words(rest)}"
    raise ValueError(number)


def date_in_words(day: date) -> str:
    """Return the date as an act spells it: `dua belas November tahun dua ribu dua puluh enam`."""
    month = MONTHS[day.month - 1]
    return f"{number_in_words(day.day)} {month} tahun {number_in_words(day.year)}"


def weekday(day: date) -> str:
    """Return the name of a day of the week: `Jumat`."""
    return DAYS[day.weekday()]


def short_date(day: date) -> str:
    """Return `20-11-2026`."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"
