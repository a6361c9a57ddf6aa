"""What lies ready: drafts that wait for something, and the signed files SIAK holds."""

from __future__ import annotations

from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.markup import Column, Markup, Node, empty, link, panel, query, table, tag
from siak_sim.pages.queue import about, file_link, pager, stage
from siak_sim.records import Entry, EntryDocument, EntryStatus, Paper

_PAGE = 50
_DRAFTS = (
    Column("Disetujui", "day", numeric=True),
    Column("Permohonan", "application"),
    Column("Dokumen"),
    Column("Atas nama", "name"),
    Column("Tahap", "stage"),
    Column("Tindakan", "action"),
)
_FILES = (
    Column("Diterbitkan", "moment", numeric=True),
    Column("Dokumen"),
    Column("Atas nama", "name"),
    Column("Permohonan", "application"),
    Column("Status", "mark"),
    Column("SHA-256", "hash"),
)


def drafts_sheet(desk: Desk) -> Sheet:
    """Return every document with a reserved number that is not issued yet."""
    waiting = desk.records.find(Entry, "status", EntryStatus.ACCEPTED)
    rows = [_draft(e, d) for e in reversed(waiting) for d in e.documents]
    if not rows:
        text = (
            "Tidak ada draf. Draf muncul di sini begitu sebuah isian disetujui dan nomornya "
            "dipesan, dan hilang setelah terbit atau dibatalkan."
        )
        return Sheet("Draf", (panel("Draf", empty(text), id="draf"),), section="draf")
    shown = table("Draf dokumen", _DRAFTS, rows[_of(desk)], least="wider")
    more = pager(desk, len(rows), draf="1")
    title = f"{len(rows)} dokumen belum terbit"
    return Sheet("Draf", (panel(title, shown, more, id="draf"),), section="draf")


def _of(desk: Desk) -> slice:
    return slice((desk.page - 1) * _PAGE, desk.page * _PAGE)


def _draft(entry: Entry, document: EntryDocument) -> tuple[Node, ...]:
    where = f"#draf-{document.document_ref}"
    return (
        words.day(entry.registration_date),
        words.to_entry(entry.entry_id, entry.application_number),
        (words.paper_type(document.type), _register(document)),
        about(entry),
        stage(entry),
        link(query(isian=entry.entry_id) + where, "Lihat cetakan"),
    )


def _register(document: EntryDocument) -> Markup:
    number = words.register(document.register_number)
    return tag("small", words.to_paper(document.number, number))


def files_sheet(desk: Desk) -> Sheet:
    """Return the signed files SIAK holds, latest first, and the way to any document number."""
    filed = [(e, d) for e in desk.newest_entries for d in e.documents if d.file_sha256]
    rows = [_file(desk, entry, document) for entry, document in filed[_of(desk)]]
    if rows:
        shown: Markup = table("Berkas bertanda tangan", _FILES, rows, least="wider")
        title = f"{len(filed)} berkas bertanda tangan"
    else:
        shown = empty(
            "Belum ada berkas. Berkas bertanda tangan muncul di sini setelah diunggah untuk "
            "isian yang sudah diverifikasi."
        )
        title = "Berkas bertanda tangan"
    more = pager(desk, len(filed), dokumen="1")
    parts = (_by_number(), panel(title, shown, more, id="berkas"))
    return Sheet("Dokumen & berkas", parts, section="dokumen")


def _file(desk: Desk, entry: Entry, document: EntryDocument) -> tuple[Node, ...]:
    paper = desk.records.require(Paper, document.register_number)
    sha256 = document.file_sha256 or ""
    return (
        words.moment(entry.issued_at) or "belum terbit",
        (file_link(document), _register(document)),
        about(entry),
        words.to_entry(entry.entry_id, entry.application_number),
        words.mark(paper.status),
        tag("code", sha256[:12] + "…", title=sha256),
    )


def _by_number() -> Markup:
    field = tag(
        "input",
        name="dok",
        type="search",
        required=True,
        placeholder="6311-LU-02032020-9001",
    )
    return tag(
        "form",
        tag("label", "Buka menurut nomor dokumen", field),
        tag("button", "Buka", type="submit"),
        class_="filters",
        role="search",
        aria_label="Nomor dokumen",
    )
