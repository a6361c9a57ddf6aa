"""A family card with its members, prints, former members and history."""

from __future__ import annotations

from siak_sim.law.households import age_on, head_of, members_of
from siak_sim.law.numbers import prints_of
from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet, missing
from siak_sim.pages.history import history
from siak_sim.pages.markup import Column, Markup, empty, facts, panel, table, tag
from siak_sim.pages.papers import paper_table
from siak_sim.records import Change, Entry, Family, Person
from siak_sim.regions import place_of

_PEOPLE = (
    Column("NIK", "nik", numeric=True),
    Column("Nama"),
    Column("L/P", "tiny"),
    Column("Lahir", "day", numeric=True),
    Column("Umur", "tiny", numeric=True),
    Column("Hubungan", "code"),
    Column("Perkawinan", "code"),
    Column("Status", "mark"),
)


def family_sheet(desk: Desk, number: str) -> Sheet:
    """Return everything about one family card."""
    family = desk.records.get(Family, number)
    if family is None:
        return missing("Nomor KK")
    head = head_of(desk.records, family)
    title = f"Keluarga {head.name}" if head else "Keluarga yang sudah berakhir"
    status = words.mark("VOID", "berakhir") if family.dissolved else words.mark("ACTIVE")
    return Sheet(
        title,
        (
            _data(desk, family),
            members_panel(desk, family),
            panel("Cetakan KK", paper_table(prints_of(desk.records, number)), id="cetakan"),
            *_former(desk, family),
            entries_panel(desk, family.members),
            history(desk, "Family", number),
        ),
        trail=(("?cari=", "Cari"),),
        heading=Markup(tag("span", title) + " " + status),
        section="cari",
    )


def _data(desk: Desk, family: Family) -> Markup:
    place = place_of(desk.villages, family.village_code)
    rows = [
        ("Nomor KK", words.digits(family.number)),
        ("Alamat", family.address),
        ("RT / RW", f"{family.rt} / {family.rw}"),
        ("Desa/kelurahan", place.name),
        ("Kecamatan", place.district),
        ("Kode pos", place.postal_code),
        ("Telepon", family.phone),
        ("Anggota", f"{len(family.members)} orang"),
    ]
    return panel("Data keluarga", facts(rows), id="data")


def members_panel(
    desk: Desk, family: Family, title: str = "Anggota", way: Markup | None = None
) -> Markup:
    """Return the members in the order of the card; `way` leads to the card itself."""
    members = members_of(desk.records, family)
    if not members:
        return panel(title, empty("Kartu ini tidak mempunyai anggota lagi."), id="anggota")
    shown = people_table(desk, members, "Anggota keluarga")
    return panel(title, shown, id="anggota", note=way)


def people_table(desk: Desk, people: list[Person], caption: str) -> Markup:
    """Return people as rows: who, how old, how they stand."""
    rows = [
        (
            words.to_person(p.nik),
            words.to_person(p.nik, p.name),
            p.sex,
            words.day(p.birth_date),
            "" if p.death_date else age_on(p.birth_date, desk.today),
            words.value(p.relation),
            words.value(p.marital_status),
            words.mark(p.status),
        )
        for p in people
    ]
    return table(caption, _PEOPLE, rows, least="wide")


def _former(desk: Desk, family: Family) -> list[Markup]:
    changes = desk.records.find(Change, "record", f"Family:{family.number}")
    before = [nik for c in changes for nik in (c.before or {}).get("members", ())]
    gone = [nik for nik in dict.fromkeys(before) if nik not in family.members]
    people = [found for nik in gone if (found := desk.records.get(Person, nik))]
    if not people:
        return []
    return [panel("Pernah tercantum", people_table(desk, people, "Mantan anggota"), id="mantan")]


def entries_panel(desk: Desk, niks: tuple[str, ...]) -> Markup:
    """Return the entries that concern the family of these people, newest first."""
    found: dict[str, Entry] = {}
    for nik in niks:
        found |= {e.entry_id: e for e in desk.records.find(Entry, "household", nik)}
    if not found:
        return panel("Isian", empty("Belum ada isian yang menyangkut keluarga ini."), id="isian")
    columns = (
        Column("Diterima", "moment", numeric=True),
        Column("Permohonan"),
        Column("Layanan"),
        Column("Status", "mark"),
    )
    newest = sorted(found.values(), key=lambda e: e.received_at, reverse=True)
    rows = [
        (
            words.moment(e.received_at),
            words.to_entry(e.entry_id, e.application_number),
            words.service(e.service),
            words.mark(e.status),
        )
        for e in newest
    ]
    return panel("Isian", table("Isian yang menyangkut keluarga", columns, rows), id="isian")
