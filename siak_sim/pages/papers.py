"""Documents by number: prints and what became of them, acts with marginal notes, moves."""

from __future__ import annotations

from collections.abc import Iterable

from siak_sim.law.numbers import prints_of
from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet, missing
from siak_sim.pages.history import cause, history
from siak_sim.pages.markup import Column, Markup, Node, empty, facts, link, panel, table, tag
from siak_sim.records import Act, Family, Move, MoveStatus, Paper, Person

_PRINTS = (
    Column("Nomor register"),
    Column("Jenis", "type"),
    Column("Terbit", "day", numeric=True),
    Column("Status", "mark"),
    Column("Keterangan"),
)
_ACTS = (
    Column("Nomor akta", "act", numeric=True),
    Column("Jenis", "type"),
    Column("Peristiwa", "day", numeric=True),
    Column("Dicatat", "day", numeric=True),
    Column("Status", "mark"),
    Column("Catatan pinggir"),
)
_MOVES = (
    Column("SKPWNI", "act", numeric=True),
    Column("Asal"),
    Column("Tujuan"),
    Column("Terbit", "day", numeric=True),
    Column("Tiba", "day", numeric=True),
    Column("Status", "stage"),
)


def paper_table(papers: Iterable[Paper]) -> Markup:
    """Return prints with their status, oldest first."""
    rows = [
        (
            words.to_paper(p.number, words.register(p.register_number)),
            words.paper_type(p.type),
            words.day(p.issued_on) or "–",
            words.mark(p.status),
            _remark(p),
        )
        for p in papers
    ]
    if not rows:
        return empty("Belum ada cetakan.")
    return table("Cetakan dokumen", _PRINTS, rows, least="some")


def _remark(paper: Paper) -> Node:
    if paper.superseded_by:
        number = paper.superseded_by.split("/", 1)[-1].rsplit("/", 1)[0]
        return ("diganti oleh ", words.to_paper(number, words.register(paper.superseded_by)))
    return paper.note


def act_table(acts: Iterable[Act]) -> Markup:
    """Return register entries with their marginal notes."""
    rows = [
        (
            words.to_paper(a.number),
            words.paper_type(a.type),
            words.day(a.event_date),
            words.day(a.registered_on),
            words.mark(a.status),
            marginal_notes(a),
        )
        for a in acts
    ]
    if not rows:
        return empty("Belum ada akta atas nama ini.")
    return table("Akta pencatatan sipil", _ACTS, rows, least="wide")


def marginal_notes(act: Act) -> Node:
    """Return an act's marginal notes, in the order they were made."""
    if not act.notes:
        return "–"
    lines = [
        tag("li", words.day(str(n.get("on", ""))), " ", str(n.get("text") or n.get("kind", "")))
        for n in act.notes
    ]
    return tag("ol", lines, class_="notes")


def move_table(desk: Desk, moves: Iterable[Move]) -> Markup:
    """Return move certificates."""
    rows = [
        (
            words.to_paper(m.number),
            desk.place(m.origin),
            desk.place(m.destination),
            words.day(m.issued_on),
            words.day(m.arrived_on) or "–",
            _move_mark(m),
        )
        for m in moves
    ]
    if not rows:
        return empty("Belum pernah pindah antarkabupaten.")
    return table("Perpindahan", _MOVES, rows, least="wide")


def _move_mark(move: Move) -> Markup:
    waits = move.status == MoveStatus.ISSUED
    return words.toned("wait", "menunggu tiba") if waits else words.mark(move.status)


def paper_sheet(desk: Desk, number: str) -> Sheet:
    """Return everything that carries one number."""
    papers = prints_of(desk.records, number)
    act, move = desk.records.get(Act, number), desk.records.get(Move, number)
    if not papers and act is None and move is None:
        return missing("Nomor dokumen", "dokumen")
    parts = [*_holder(desk, number)]
    if act is not None:
        parts.append(_act_panel(desk, act))
    if move is not None:
        parts += [_move_panel(desk, move), history(desk, "Move", number)]
    parts.append(panel("Cetakan", paper_table(papers), _made_by(desk, papers), id="cetakan"))
    if act is not None:
        parts.append(history(desk, "Act", number))
    kind = act.type if act else "SKPWNI" if move else papers[0].type
    title = f"{words.paper_type(kind)} {number}"
    trail = (("?dokumen=", "Dokumen & berkas"),)
    return Sheet(title, tuple(parts), trail=trail, section="dokumen")


def _holder(desk: Desk, number: str) -> list[Markup]:
    if person := desk.records.get(Person, number):
        way = words.to_person(number, person.name)
        return [tag("p", "Nomor ini NIK milik ", way, ".", class_="lead")]
    if desk.records.get(Family, number):
        way = link(f"?kk={number}", "kartu keluarga ini")
        return [tag("p", "Lihat anggota dan alamat pada ", way, ".", class_="lead")]
    return []


def _act_panel(desk: Desk, act: Act) -> Markup:
    subjects = [words.to_person(nik, desk.name_of(nik)) for nik in act.subjects]
    rows: list[tuple[str, Node]] = [
        ("Nomor akta", words.digits(act.number)),
        ("Status", words.mark(act.status)),
        ("Subjek", [(", " if n else "", s) for n, s in enumerate(subjects)]),
        ("Tanggal peristiwa", words.day(act.event_date)),
        ("Tanggal pencatatan", words.day(act.registered_on)),
        ("Isian", cause(desk, act.entry_id) if act.entry_id else "data awal"),
        *((words.field(key), str(value)) for key, value in act.facts.items() if value),
    ]
    notes = tag("div", tag("h3", "Catatan pinggir"), marginal_notes(act), class_="margin-notes")
    return panel("Register akta", facts(rows), notes if act.notes else None, id="akta")


def _move_panel(desk: Desk, move: Move) -> Markup:
    movers = [words.to_person(nik, desk.name_of(nik)) for nik in move.movers]
    rows: list[tuple[str, Node]] = [
        ("Nomor SKPWNI", words.digits(move.number)),
        ("Status", _move_mark(move)),
        ("Yang pindah", [(", " if n else "", m) for n, m in enumerate(movers)]),
        ("Asal", desk.place(move.origin)),
        ("Tujuan", desk.place(move.destination)),
        ("Terbit", words.day(move.issued_on)),
        ("Tiba", words.day(move.arrived_on)),
    ]
    return panel("Perpindahan", facts(rows), id="pindah")


def _made_by(desk: Desk, papers: list[Paper]) -> Markup | None:
    causes = [cause(desk, p.entry_id) for p in papers if p.entry_id]
    if not causes:
        return None
    items = [tag("li", one) for one in causes]
    return tag("div", tag("h3", "Dibuat oleh isian"), tag("ul", items, class_="causes"))
