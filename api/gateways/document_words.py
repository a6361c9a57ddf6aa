"""What a document says: the words of each kind of page, in Indonesian, from SIAK's content."""

from collections.abc import Callable, Mapping
from datetime import date

from api.domain.ports import Json, Page, Permanent

MEMBERS_PER_SHEET = 10
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
SEXES = {"L": "laki-laki", "P": "perempuan"}
NOT_RECORDED = "yang perkawinannya belum tercatat sesuai dengan peraturan perundang-undangan"
PARENTS_UNKNOWN = "yang tidak diketahui asal-usul atau keberadaan orang tuanya"


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


def long_date(day: date) -> str:
    """Return `20 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return `20-11-2026`."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


class Content:
    """SIAK's content of one document; a value that is missing or malformed is named, not shown."""

    def __init__(self, values: Mapping[str, object], where: str = "content") -> None:
        self._values = values
        self._where = where

    def text(self, name: str) -> str:
        """Return a required text."""
        value = self._values.get(name)
        if value is None or not str(value).strip():
            raise self._unprintable(name)
        return str(value)

    def optional(self, name: str) -> str:
        """Return a text, or a dash where nothing is recorded."""
        value = self._values.get(name)
        return "-" if value is None or not str(value).strip() else str(value)

    def label(self, name: str) -> str:
        """Return the text of a code list's value: `BELUM_KAWIN` reads `BELUM KAWIN`."""
        return self.optional(name).replace("_", " ")

    def day(self, name: str) -> date:
        """Return a required date."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            raise self._unprintable(name) from None

    def short_day(self, name: str) -> str:
        """Return a date in figures, or a dash."""
        return "-" if self.optional(name) == "-" else short_date(self.day(name))

    def sex(self, name: str = "sex") -> str:
        """Return `laki-laki` or `perempuan`."""
        try:
            return SEXES[self.text(name)]
        except KeyError:
            raise self._unprintable(name) from None

    def number(self, name: str) -> int | None:
        """Return a positive number, or None where nothing is recorded."""
        text = self.optional(name)
        if text == "-":
            return None
        if not text.isdecimal() or int(text) < 1:
            raise self._unprintable(name)
        return int(text)

    def items(self, name: str) -> list[object]:
        """Return a required list."""
        value = self._values.get(name)
        if not isinstance(value, list):
            raise self._unprintable(name)
        return value

    def records(self, name: str) -> list["Content"]:
        """Return a list of records, each knowing its own place."""
        found = []
        for index, item in enumerate(self.items(name)):
            if not isinstance(item, dict):
                raise self._unprintable(f"{name}.{index}")
            found.append(Content(item, f"{self._where}.{name}.{index}"))
        return found

    def _unprintable(self, name: str) -> Permanent:
        return Permanent("UNPRINTABLE", f"{self._where}.{name}: missing or malformed")


def words(page: Page) -> Json:
    """Return what the template of this page prints, ready to be set."""
    return WORDS.get(page.type, _letter)(Content(page.content), page)


def _family_card(content: Content, page: Page) -> Json:
    members = [_member(record) for record in content.records("members")]
    starts = range(0, max(len(members), 1), MEMBERS_PER_SHEET)
    return {
        "title": f"Kartu Keluarga {page.number}",
        "number": page.number,
        "head": content.optional("head_name"),
        "address": content.text("address"),
        "rt_rw": f"{content.optional('rt')}/{content.optional('rw')}",
        "postal_code": content.optional("postal_code"),
        "village": content.text("village"),
        "district": content.text("district"),
        "regency": content.text("regency"),
        "province": content.text("province"),
        "issued_on": short_date(page.registration_date) if page.registration_date else "-",
        "sheets": [members[start : start + MEMBERS_PER_SHEET] for start in starts],
        "per_sheet": MEMBERS_PER_SHEET,
    }


def _member(record: Content) -> Json:
    return {
        "person": [
            record.text("name"),
            record.optional("nik"),
            record.sex().upper(),
            record.optional("birth_place"),
            record.short_day("birth_date"),
            record.label("religion"),
            record.label("education"),
            record.label("occupation"),
            record.label("blood_type"),
        ],
        "family": [
            record.label("marital_status"),
            record.short_day("marriage_date"),
            record.label("relation"),
            record.label("citizenship"),
            record.optional("passport"),
            record.optional("kitap"),
            record.optional("father_name"),
            record.optional("mother_name"),
        ],
    }


def _birth(content: Content, page: Page) -> Json:
    day = content.day("birth_date")
    order = content.number("birth_order")
    return {
        "title": "Kutipan Akta Kelahiran",
        "subtitle": "Excerpt of Birth Certificate",
        "number": page.number,
        "nik": content.optional("nik"),
        "opening": [
            _plain("Berdasarkan Akta Kelahiran Nomor "),
            _strong(page.number),
            _plain(" bahwa di "),
            _strong(content.text("birth_place")),
            _plain(" pada tanggal "),
            _strong(date_in_words(day)),
            _plain(f" ({short_date(day)}) telah lahir"),
        ],
        "name": content.text("name"),
        "closing": [
            _plain(f"anak ke-{number_in_words(order)}, " if order else "anak "),
            _strong(content.sex()),
            _plain(", "),
            *_parents_of_birth(content),
            _plain("."),
        ],
    }


def _parents_of_birth(content: Content) -> list[Json]:
    wording = content.text("wording")
    if wording == "ORANG_TUA_TIDAK_DIKETAHUI":
        return [_plain(PARENTS_UNKNOWN)]
    if wording == "ANAK_SEORANG_IBU":
        return [_plain("dari seorang ibu bernama "), _strong(content.text("mother_name"))]
    couple = [
        _plain("dari ayah "),
        _strong(content.text("father_name")),
        _plain(" dan ibu "),
        _strong(content.text("mother_name")),
    ]
    if wording == "ANAK_SUAMI_ISTRI":
        return couple
    if wording == "ANAK_SUAMI_ISTRI_BELUM_TERCATAT":
        return [*couple, _plain(f" {NOT_RECORDED}")]
    raise Permanent("UNPRINTABLE", "content.wording: unknown value")


def _death(content: Content, page: Page) -> Json:
    day = content.day("death_date")
    who = f"seorang {content.sex()}" if content.optional("sex") != "-" else "seseorang"
    return {
        "title": "Kutipan Akta Kematian",
        "subtitle": "Excerpt of Death Certificate",
        "number": page.number,
        "nik": content.optional("nik"),
        "opening": [
            _plain("Berdasarkan Akta Kematian Nomor "),
            _strong(page.number),
            _plain(" bahwa di "),
            _strong(content.text("death_place")),
            _plain(" pada tanggal "),
            _strong(date_in_words(day)),
            _plain(f" ({short_date(day)}) telah meninggal dunia {who} bernama"),
        ],
        "name": content.text("name"),
        "closing": _life_of_dead(content),
    }


def _life_of_dead(content: Content) -> list[Json]:
    """Say where and when the dead was born and of whom, as far as the registry knows."""
    clauses: list[list[Json]] = []
    birth = []
    if content.optional("birth_place") != "-":
        birth += [_plain(" di "), _strong(content.text("birth_place"))]
    if content.optional("birth_date") != "-":
        birth += [_plain(" pada tanggal "), _strong(date_in_words(content.day("birth_date")))]
    if birth:
        clauses.append([_plain("yang lahir"), *birth])
    if parents := _parents_of_dead(content):
        clauses.append([_plain("anak dari"), *parents])
    spoken = [part for clause in clauses for part in (_plain(", "), *clause)][1:]
    return [*spoken, _plain(".")] if spoken else []


def _parents_of_dead(content: Content) -> list[Json]:
    known = [
        (role, content.text(name))
        for role, name in (("ayah", "father_name"), ("ibu", "mother_name"))
        if content.optional(name) != "-"
    ]
    parts = []
    for position, (role, name) in enumerate(known):
        parts += [_plain(f"{' dan' if position else ''} {role} "), _strong(name)]
    return parts


def _slip(content: Content, page: Page) -> Json:
    return {
        "title": "Bukti Pengambilan",
        "code": page.number,
        "name": content.text("name"),
        "documents": [str(item) for item in content.items("documents")],
        "place": content.text("place"),
        "hours": content.optional("hours"),
        "until": long_date(content.day("until")) if content.optional("until") != "-" else "-",
        "bring": [str(item) for item in content.items("bring")],
    }


def _letter(content: Content, page: Page) -> Json:
    lines = []
    for index, line in enumerate(content.items("lines")):
        if not isinstance(line, list | tuple) or len(line) != 2:
            raise Permanent("UNPRINTABLE", f"content.lines.{index}: missing or malformed")
        lines.append(["-" if part in (None, "") else str(part) for part in line])
    return {"title": content.text("title"), "number": page.number, "lines": lines}


def _plain(text: str) -> Json:
    return {"text": text, "strong": False}


def _strong(text: str) -> Json:
    return {"text": text, "strong": True}


WORDS: Mapping[str, Callable[[Content, Page], Json]] = {
    "KK": _family_card,
    "AKTA_KELAHIRAN": _birth,
    "AKTA_KEMATIAN": _death,
    "PICKUP_SLIP": _slip,
}
