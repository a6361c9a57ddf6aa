"""Numbers SIAK gives out: gapless serials from 9001, NIK, family card numbers, acts, prints."""

from dataclasses import dataclass, replace
from datetime import date

from siak_sim.records import GivenNumber, Paper, PaperStatus, Serial, Shelf
from siak_sim.registry import View

# synthetic numbers only: sequential issuing practically never reaches these serials on one date
FIRST_SERIAL = 9001
LAST_SERIAL = 9999
REGENCY_PREFIX = "6311"

_ACT_SERIES = {
    "AKTA_KEMATIAN": "KM",
    "AKTA_PERKAWINAN": "KW",
    "AKTA_PERCERAIAN": "CR",
    "AKTA_PENGAKUAN_ANAK": "PA",
    "AKTA_PENGESAHAN_ANAK": "PS",
    "SURAT_LAHIR_MATI": "LM",
}


class SerialsSpent(Exception):
    """A day or a birth date has no synthetic serial left."""


@dataclass(frozen=True)
class Claim:
    """For which entry, and for what in it, a number is drawn."""

    entry_id: str
    purpose: str


def next_serial(view: View, series: str) -> int:
    """Give out the next serial of a series; no serial is skipped or given twice."""
    counter = view.get(Serial, series)
    serial = counter.last + 1 if counter else FIRST_SERIAL
    if serial > LAST_SERIAL:
        raise SerialsSpent(series)
    view.put(Serial(series, serial))
    return serial


def _draw(view: View, series: str, stem: str, claim: Claim | None) -> str:
    serial = next_serial(view, series)
    number = f"{stem}{serial}"
    if claim:
        view.put(GivenNumber(number, series, serial, claim.purpose, claim.entry_id))
    return number


def new_nik(
    view: View, district_prefix: str, birth_date: date, sex: str, claim: Claim | None = None
) -> str:
    """Make a NIK: district of first registration, birth date (women: day + 40), serial."""
    day = birth_date.day + (40 if sex == "P" else 0)
    stem = f"{district_prefix}{day:02}{birth_date:%m%y}"
    return _draw(view, f"NIK:{stem}", stem, claim)


def new_family_number(
    view: View, district_prefix: str, made_on: date, claim: Claim | None = None
) -> str:
    """Make a family card number: district, the date it is made, serial."""
    stem = f"{district_prefix}{made_on:%d%m%y}"
    return _draw(view, f"NKK:{stem}", stem, claim)


def new_act_number(
    view: View, document_type: str, series: str | None, on: date, claim: Claim | None = None
) -> str:
    """Make the number of an act: regency, kind, date of registration, serial of that day."""
    kind = series if document_type == "AKTA_KELAHIRAN" else _ACT_SERIES[document_type]
    stem = f"{REGENCY_PREFIX}-{kind}-{on:%d%m%Y}-"
    return _draw(view, f"{kind}:{on:%Y-%m-%d}", stem, claim)


def new_move_number(view: View, on: date, claim: Claim | None = None) -> str:
    """Make the number of a move-out certificate."""
    stem = f"SKPWNI/{REGENCY_PREFIX}/{on:%d%m%Y}/"
    return _draw(view, f"SKPWNI:{on:%Y-%m-%d}", stem, claim)


def settle_numbers(view: View, entry_id: str, status: PaperStatus, note: str = "") -> None:
    """Make the numbers an entry reserved count, or void them for good."""
    for given in view.find(GivenNumber, "entry", entry_id):
        if given.status == PaperStatus.RESERVED:
            view.put(replace(given, status=status, note=note))


def nik_warnings(nik: str, birth_date: str, sex: str) -> list[str]:
    """Tell, in Indonesian, where a NIK's digits differ from the record; no reason to refuse.

    A NIK never changes (PP 40/2019 art. 30).
    """
    born = date.fromisoformat(birth_date)
    day = int(nik[6:8])
    warnings = []
    if (day > 40) != (sex == "P"):
        warnings.append("Angka jenis kelamin pada NIK berbeda dengan data; NIK tetap berlaku.")
    if (day - 40 if day > 40 else day, nik[8:12]) != (born.day, f"{born:%m%y}"):
        warnings.append("Angka tanggal lahir pada NIK berbeda dengan data; NIK tetap berlaku.")
    if not nik.startswith(REGENCY_PREFIX):
        warnings.append("NIK diterbitkan pertama kali di luar Kabupaten Balangan.")
    return warnings


def new_print(view: View, document_type: str, number: str, entry_id: str | None) -> Paper:
    """Reserve the next print of a number; several prints may carry one number."""
    shelf = view.get(Shelf, number) or Shelf(number)
    stem = f"{document_type}/{number}/"
    count = sum(register.startswith(stem) for register in shelf.registers) + 1
    paper = Paper(f"{stem}{count}", number, document_type, PaperStatus.RESERVED, entry_id)
    view.put(paper)
    view.put(replace(shelf, registers=(*shelf.registers, paper.register_number)))
    return paper


def prints_of(view: View, number: str, document_type: str | None = None) -> list[Paper]:
    """Return all prints of a number, oldest first."""
    shelf = view.get(Shelf, number) or Shelf(number)
    papers = [view.require(Paper, register) for register in shelf.registers]
    return [p for p in papers if document_type in (None, p.type)]


def void(view: View, register_number: str, reason: str) -> None:
    """Mark a reserved print as never used; its number is not given out again."""
    paper = view.require(Paper, register_number)
    if paper.status == PaperStatus.RESERVED:
        view.put(replace(paper, status=PaperStatus.VOID, note=reason))


def activate(view: View, register_number: str, on: date) -> Paper:
    """Make a reserved print the one that counts."""
    paper = view.require(Paper, register_number)
    paper = replace(paper, status=PaperStatus.ACTIVE, issued_on=on.isoformat())
    view.put(paper)
    return paper


def supersede(view: View, old: Paper, by: str | None) -> None:
    """Let an active print lapse in favour of another one, or of none."""
    if old.status == PaperStatus.ACTIVE:
        view.put(replace(old, status=PaperStatus.SUPERSEDED, superseded_by=by))
