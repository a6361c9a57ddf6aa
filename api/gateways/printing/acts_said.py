"""How an act speaks: sentences and names in turn, the English of the official form below them."""

from dataclasses import dataclass
from datetime import date

from api.domain.calendar import long_date
from api.domain.ports import Json
from api.gateways.printing.content import Content, plain, strong
from api.gateways.printing.english import english_date
from api.gateways.printing.spelling import date_in_words, short_date

Parts = list[Json]


@dataclass(frozen=True)
class Said:
    """What one act says: its name in both languages, the NIK over it, its sentences and names."""

    act: str
    english: str
    body: list[Json]
    nik: str = "-"


def sentence(parts: Parts, english: str) -> Json:
    """Return a sentence with its English."""
    return {"kind": "sentence", "parts": parts, "english": english}


def name(text: str, about: Parts | None = None) -> Json:
    """Return a name on its own line, and below it what is said of its bearer."""
    return {"kind": "name", "name": text, "about": about or []}


def by_virtue(act: str, content: Content, again: bool) -> Parts:
    """Return by which act, and when that was registered unless it is today."""
    parts = [plain(f"Berdasarkan {act} Nomor "), strong(content.text("number"))]
    if again:
        parts += [plain(" yang dicatat pada tanggal "), strong(_recorded(content))]
    return parts


def _recorded(content: Content) -> str:
    return long_date(content.day("registration_date"))


def registered(content: Content, act: str, english: str, what: Parts, what_english: str) -> Json:
    """Return the sentence that says where and when something was registered."""
    day, where = content.day("registration_date"), content.text("registration_place")
    return sentence(
        [
            plain(f"Berdasarkan {act} Nomor "),
            strong(content.text("number")),
            plain(" bahwa di "),
            strong(where),
            plain(" pada tanggal "),
            *spelt_date(day),
            *what,
        ],
        f"By virtue of the above {english}, in {where} on {english_date(day)} {what_english}",
    )


def spelt_date(day: date) -> Parts:
    """Return a date in words and, for the eye, in figures."""
    return [strong(date_in_words(day)), plain(f" ({short_date(day)})")]


def born(content: Content, role: str = "") -> Parts:
    """Return where and when somebody was born, as far as it is known."""
    place, day = f"{role}birth_place", f"{role}birth_date"
    parts: Parts = []
    if content.optional(place) != "-":
        parts += [plain(" di "), strong(content.text(place))]
    if content.optional(day) != "-":
        parts += [plain(" pada tanggal "), strong(long_date(content.day(day)))]
    return [plain("lahir"), *parts] if parts else []


def parents(content: Content, role: str = "") -> Parts:
    """Return the parents as far as they are known."""
    known = [
        (word, content.text(f"{role}{field}"))
        for word, field in (("ayah", "father_name"), ("ibu", "mother_name"))
        if content.optional(f"{role}{field}") != "-"
    ]
    parts: Parts = []
    for position, (word, parent) in enumerate(known):
        parts += [plain(f"{' dan' if position else ''} {word} "), strong(parent)]
    return parts


def clauses(*several: Parts) -> Parts:
    """Join clauses by commas; one that says nothing is left out."""
    spoken = [part for clause in several if clause for part in (plain(", "), *clause)]
    return spoken[1:]


def witnesses(content: Content) -> Parts:
    """Return who witnessed, where an act names them."""
    names = [str(item) for item in content.items("witness_names")]
    parts: Parts = []
    for position, witness in enumerate(names):
        parts += [plain(" dan " if position else "disaksikan oleh "), strong(witness)]
    return parts
