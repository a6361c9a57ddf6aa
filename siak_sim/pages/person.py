"""One person: all data, the family card, relatives, papers, acts, moves, history."""

from __future__ import annotations

from siak_sim.law.households import age_on
from siak_sim.law.numbers import nik_warnings, prints_of
from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet, missing
from siak_sim.pages.family import entries_panel, members_panel
from siak_sim.pages.history import history
from siak_sim.pages.markup import Markup, Node, empty, facts, link, panel, query, tag
from siak_sim.pages.papers import act_table, move_table, paper_table
from siak_sim.pages.tree import family_tree
from siak_sim.records import Act, Family, Move, Person

_PARTS = (
    ("data", "Data"),
    ("anggota", "Kartu keluarga"),
    ("silsilah", "Silsilah"),
    ("cetakan", "Dokumen"),
    ("akta", "Akta"),
    ("pindah", "Pindah"),
    ("isian", "Isian"),
    ("riwayat", "Riwayat"),
)


def person_sheet(desk: Desk, nik: str) -> Sheet:
    """Return everything about one person."""
    person = desk.records.get(Person, nik)
    if person is None:
        return missing("NIK")
    acts = desk.records.find(Act, "subject", nik)
    moves = desk.records.find(Move, "mover", nik)
    numbers = dict.fromkeys([nik, *(a.number for a in acts), *(m.number for m in moves)])
    papers = [paper for number in numbers for paper in prints_of(desk.records, number)]
    return Sheet(
        person.name,
        (
            _jumps(),
            _data(desk, person),
            _family(desk, person),
            family_tree(desk, person),
            panel("Dokumen", paper_table(papers), id="cetakan"),
            panel("Akta", act_table(acts), id="akta"),
            panel("Perpindahan", move_table(desk, moves), id="pindah"),
            entries_panel(desk, (nik,)),
            history(desk, "Person", nik),
        ),
        trail=_trail(person),
        heading=Markup(tag("span", person.name) + " " + words.mark(person.status)),
        section="cari",
    )


def _trail(person: Person) -> tuple[tuple[str, str], ...]:
    first = (("?cari=", "Cari"),)
    number = person.family_card_number
    return (*first, (query(kk=number), f"KK {number}")) if number else first


def _jumps() -> Markup:
    items = [tag("li", link(f"#{anchor}", title)) for anchor, title in _PARTS]
    return tag("nav", tag("ul", items), class_="jumps", aria_label="Bagian halaman")


def _data(desk: Desk, person: Person) -> Markup:
    age = age_on(person.birth_date, desk.today)
    born = f"{person.birth_place}, {words.day(person.birth_date)}"
    rows: list[tuple[str, Node]] = [
        ("NIK", words.digits(person.nik)),
        ("Nama lengkap", person.name),
        ("Tempat, tanggal lahir", born if person.death_date else f"{born} ({age} tahun)"),
        ("Jenis kelamin", words.sex(person.sex)),
        ("Agama", words.value(person.religion)),
        ("Golongan darah", words.value(person.blood_type)),
        ("Kewarganegaraan", person.citizenship),
        ("Status perkawinan", words.value(person.marital_status)),
        ("Tanggal perkawinan", words.day(person.marriage_date)),
        ("Pendidikan", words.value(person.education)),
        ("Pekerjaan", words.value(person.occupation)),
        ("Hubungan dalam KK", words.value(person.relation) if person.family_card_number else ""),
        ("Nama ayah", _parent(desk, person.father_nik, person.father_name)),
        ("Nama ibu", _parent(desk, person.mother_nik, person.mother_name)),
        ("Perekaman KTP-el", "sudah" if person.biometrics_recorded else "belum"),
    ]
    if person.death_date:
        rows.append(("Tanggal meninggal", words.day(person.death_date)))
    if person.kitap:
        rows.append(("KITAP", person.kitap))
    return panel("Data", facts(rows), _warnings(person), id="data")


def _parent(desk: Desk, nik: str | None, name: str) -> Node:
    return words.to_person(nik, name) if nik and desk.records.get(Person, nik) else name


def _warnings(person: Person) -> Markup | None:
    notes = nik_warnings(person.nik, person.birth_date, person.sex)
    items = [tag("li", note) for note in notes]
    return tag("ul", items, class_="findings warn", aria_label="Catatan NIK") if items else None


def _family(desk: Desk, person: Person) -> Markup:
    number = person.family_card_number
    family = desk.records.get(Family, number) if number else None
    if family is None:
        text = "Orang ini tidak tercantum pada kartu keluarga mana pun."
        return panel("Kartu keluarga", empty(text), id="anggota")
    way = link(query(kk=family.number), "Buka KK ", words.digits(family.number), class_="open")
    return members_panel(desk, family, "Kartu keluarga", way)
