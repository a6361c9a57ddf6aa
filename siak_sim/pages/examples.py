"""The families of the seed by what makes them special."""

from __future__ import annotations

from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.markup import Column, Node, empty, panel, table, tag
from siak_sim.records import Family, Json, Person

_COLUMNS = (
    Column("Kasus"),
    Column("Nama", "name"),
    Column("Nomor KK", "nik", numeric=True),
    Column("Telepon", "phone", numeric=True),
    Column("Desa", "code"),
)


def examples_sheet(desk: Desk) -> Sheet:
    """Return every named case with who it is about."""
    cases = desk.world.teller.cases
    rows = [_row(desk, name, case) for name, case in cases.items()]
    if not rows:
        shown = empty("Penduduk ini tidak mempunyai keluarga contoh yang bernama.")
    else:
        shown = table("Keluarga contoh", _COLUMNS, rows, least="wide")
    lead = "Semua orang rekaan. Telepon dan nomornya dapat dipakai untuk mencoba layanan."
    title = f"{len(rows)} kasus"
    body = panel(title, tag("p", lead, class_="lead"), shown, id="contoh")
    return Sheet("Keluarga contoh", (body,), section="contoh")


def _row(desk: Desk, name: str, case: Json) -> tuple[Node, ...]:
    person = desk.records.get(Person, str(case["nik"]))
    family = desk.records.get(Family, str(case["family_card_number"]))
    village = desk.villages.get(family.village_code) if family else None
    return (
        (tag("code", name), tag("small", str(case["about"]))),
        words.to_person(person.nik, person.name) if person else "–",
        words.to_family(family.number if family else None),
        tag("span", family.phone, class_="digits") if family else "–",
        village.name if village else "–",
    )
