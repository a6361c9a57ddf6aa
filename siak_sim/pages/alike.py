"""A duplicate explained: which record is alike, and the two side by side."""

from __future__ import annotations

from siak_sim.pages import words
from siak_sim.pages.desk import Desk
from siak_sim.pages.history import shown
from siak_sim.pages.markup import Column, Markup, Node, facts, table, tag
from siak_sim.records import Entry, Json

_COLUMNS = (
    Column("Bagian", "label"),
    Column("Isian ini"),
    Column("Yang sudah ada"),
    Column("Hasil", "sign"),
)


def explained(desk: Desk, entry: Entry, found: Json) -> Markup:
    """Return which record an entry is alike, and in what the two agree and differ."""
    other = desk.records.get(Entry, str(found.get("entry_id") or ""))
    number = str(found.get("document_number") or "")
    rows: list[tuple[str, Node]] = [
        ("Permohonan lain", words.to_entry(other.entry_id, other.application_number))
        if other
        else ("Permohonan lain", str(found.get("application_number") or "")),
        ("Diisi oleh", f"{other.entered_by} ({words.STATUS[other.status]})" if other else ""),
        ("Dokumen", words.to_paper(number) if number else ""),
        ("Tanggal pencatatan", words.day(str(found.get("registered_on") or ""))),
        ("Kemiripan", f"{found['score']} dari 100" if "score" in found else ""),
    ]
    return tag(
        "div",
        facts([row for row in rows if row[1]]),
        _side_by_side(desk, entry, other, found),
        class_="alike",
    )


def _side_by_side(desk: Desk, entry: Entry, other: Entry | None, found: Json) -> Markup | None:
    rows = [
        *(_row(desk, name, entry, other, same=True) for name in found.get("agrees", ())),
        *(_row(desk, name, entry, other, same=False) for name in found.get("differs", ())),
    ]
    return table("Perbandingan dengan yang sudah ada", _COLUMNS, rows) if rows else None


def _row(
    desk: Desk, name: str, entry: Entry, other: Entry | None, *, same: bool
) -> tuple[Node, ...]:
    mine = _said(entry, name)
    theirs = _said(other, name) if other else (mine if same else None)
    sign = tag("span", "= sama", class_="agrees")
    if not same:
        sign = tag("span", "≠ berbeda", class_="differs")
    label = desk.answer_names.get(name) or words.field(name)
    return label, shown(desk, name, mine), shown(desk, name, theirs), sign


def _said(entry: Entry, name: str) -> object:
    return entry.application_number if name == "application_number" else entry.answers.get(name)
