"""One box for everything: names, NIKs, family cards, document and application numbers, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from siak_sim.law.households import head_of
from siak_sim.law.numbers import prints_of
from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.markup import Column, Markup, empty, panel, query, table, tag
from siak_sim.records import Act, Entry, Family, Move, Person

_MANY = 60
_FEW = 8
_SHORTEST = 2
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
_COLUMNS = (
    Column("NIK", "nik", numeric=True),
    Column("Nama"),
    Column("L/P", "tiny"),
    Column("Lahir", "day", numeric=True),
    Column("Desa/kelurahan", "village"),
    Column("Status", "mark"),
    Column("Nomor KK", "nik", numeric=True),
)


@dataclass(frozen=True)
class Hit:
    """One thing a text leads to."""

    kind: str
    name: str
    detail: str
    href: str


def search_sheet(desk: Desk, text: str) -> Sheet:
    """Return what a text leads to: numbers first, then people."""
    if not text:
        return Sheet("Cari", (_guide(),), section="cari")
    exact, people = by_number(desk, text), people_of(desk, text, _MANY + 1)
    if not exact and not people:
        words_said = f"Tidak ada nama, nomor, atau tanggal lahir yang cocok dengan “{text}”. "
        advice = "Coba sebagian nama saja, atau periksa angkanya."
        return Sheet("Tidak ada yang cocok", (empty(words_said, advice), _guide()), section="cari")
    parts = []
    if exact:
        parts.append(panel("Nomor", _exact(exact), id="nomor"))
    if people:
        more = f"{_MANY} orang pertama; ketik nama lebih lengkap" if len(people) > _MANY else ""
        note = tag("small", more) if more else None
        rows = [_row(desk, person) for person in people[:_MANY]]
        shown = table("Orang yang ditemukan", _COLUMNS, rows, least="wide")
        parts.append(panel(_counted(len(people)), shown, id="orang", note=note))
    return Sheet(f"Hasil “{text}”", tuple(parts), trail=(("?cari=", "Cari"),), section="cari")


def hits(desk: Desk, text: str) -> list[Hit]:
    """Return the few best things a text leads to, for the list under the box."""
    if len(text) < _SHORTEST:
        return []
    people = [
        Hit("Orang", p.name, _told(desk, p), query(nik=p.nik)) for p in people_of(desk, text, _FEW)
    ]
    return [*by_number(desk, text), *people][:_FEW]


def _told(desk: Desk, person: Person) -> str:
    return f"{person.nik} · {words.day(person.birth_date)} · {_village_of(desk, person)}"


def by_number(desk: Desk, text: str) -> list[Hit]:
    """Return what carries exactly this number: person, family card, document, application."""
    number = re.sub(r"[\s.]", "", text) if re.fullmatch(r"[\d\s.]+", text) else text
    found = []
    if person := desk.records.get(Person, number):
        found.append(Hit("Orang", person.name, f"NIK {number}", query(nik=number)))
    if family := desk.records.get(Family, number):
        head = head_of(desk.records, family)
        name = head.name if head else "sudah berakhir"
        found.append(Hit("Keluarga", name, f"KK {number}", query(kk=number)))
    found += _documents(desk, number)
    found += _entries(desk, text)
    found += _by_phone(desk, number)
    return found


def _documents(desk: Desk, number: str) -> list[Hit]:
    if not number or number.isdigit():
        return []
    carrying = number.upper()
    known = (
        prints_of(desk.records, carrying)
        or desk.records.get(Act, carrying)
        or desk.records.get(Move, carrying)
    )
    if not known:
        # the register number of one print: <type>/<number>/<count>
        carrying = carrying.split("/", 1)[-1].rsplit("/", 1)[0]
        known = prints_of(desk.records, carrying)
    return [Hit("Dokumen", carrying, "nomor dokumen", query(dok=carrying))] if known else []


def _entries(desk: Desk, text: str) -> list[Hit]:
    found = {e.entry_id: e for e in desk.records.find(Entry, "application", text)}
    found |= {e.entry_id: e for e in desk.records.find(Entry, "application", text.upper())}
    if entry := desk.records.get(Entry, text):
        found[entry.entry_id] = entry
    return [
        Hit(
            "Isian",
            entry.application_number,
            f"{words.service(entry.service)} · {words.STATUS[entry.status]}",
            query(isian=entry.entry_id),
        )
        for entry in found.values()
    ]


def _by_phone(desk: Desk, number: str) -> list[Hit]:
    digits = re.sub(r"\D", "", number)
    international = "62" + digits[1:] if digits.startswith("0") else digits
    families = desk.records.find(Family, "phone", international) if digits else []
    return [
        Hit("Keluarga", f"KK {f.number}", f"telepon {f.phone}", query(kk=f.number))
        for f in families[:_FEW]
    ]


def people_of(desk: Desk, text: str, limit: int) -> list[Person]:
    """Return people whose name holds the text, or who were born on the day it names."""
    born = _date(text)
    if born:
        return desk.records.find(Person, "born", born)[:limit]
    if not any(sign.isalpha() for sign in text) or len(text) < _SHORTEST:
        return []
    niks = desk.records.search(" ".join(text.upper().split()), limit)
    return [person for nik in niks if (person := desk.records.get(Person, nik))]


def _date(text: str) -> str:
    parts = _DAY_FIRST.fullmatch(text)
    try:
        if parts:
            return date(int(parts[3]), int(parts[2]), int(parts[1])).isoformat()
        return date.fromisoformat(text).isoformat() if "-" in text else ""
    except ValueError:
        return ""


def _counted(people: int) -> str:
    return f"Lebih dari {_MANY} orang" if people > _MANY else f"{people} orang"


def _exact(found: list[Hit]) -> Markup:
    columns = (Column("Jenis", "code"), Column("Nama"), Column("Keterangan"))
    rows = [(h.kind, Markup(tag("a", h.name, href=h.href)), h.detail) for h in found]
    return table("Nomor yang cocok", columns, rows)


def _village_of(desk: Desk, person: Person) -> str:
    number = person.family_card_number
    family = desk.records.get(Family, number) if number else None
    village = desk.villages.get(family.village_code) if family else None
    return village.name if village else "–"


def _row(desk: Desk, person: Person) -> tuple[Markup | str, ...]:
    return (
        words.to_person(person.nik),
        words.to_person(person.nik, person.name),
        person.sex,
        words.day(person.birth_date),
        _village_of(desk, person),
        words.mark(person.status),
        words.to_family(person.family_card_number),
    )


def _guide() -> Markup:
    rows = (
        ("Nama", "sebagian pun cukup: ", "aminah"),
        ("NIK atau nomor KK", "16 angka, boleh berspasi: ", "6311 0652 0290 9001"),
        ("Tanggal lahir", "hari-bulan-tahun: ", "12-02-1990"),
        ("Nomor dokumen", "akta, SKPWNI, atau nomor register: ", "6311-LU-02032020-9001"),
        ("Nomor permohonan", "seperti pada tanda terima: ", "CONTOH-1"),
        ("Telepon", "nomor telepon keluarga: ", "089900010001"),
    )
    items = [
        tag("div", tag("dt", name), tag("dd", how, tag("code", example)))
        for name, how, example in rows
    ]
    keys = tag(
        "p",
        "Di mana pun: ",
        tag("kbd", "/"),
        " ke kotak pencarian, ",
        tag("kbd", "↑"),
        " ",
        tag("kbd", "↓"),
        " memilih, ",
        tag("kbd", "Enter"),
        " membuka, ",
        tag("kbd", "Esc"),
        " menutup.",
        class_="lead",
    )
    return panel("Yang dapat dicari", tag("dl", items, class_="facts one"), keys, id="panduan")
