"""One entry: how far it is, why it was refused, answers beside the registry, its documents."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit

from siak_sim.pages import words
from siak_sim.pages.alike import explained
from siak_sim.pages.comparison import comparison, differences
from siak_sim.pages.desk import Desk, Sheet, missing
from siak_sim.pages.history import difference
from siak_sim.pages.markup import Column, Markup, Node, empty, facts, panel, table, tag
from siak_sim.pages.prints import as_printed
from siak_sim.pages.queue import about, file_link, stage
from siak_sim.records import Change, Entry, EntryDocument, EntryStatus, Paper, Reason

_DOCUMENTS = (
    Column("Dokumen", "code"),
    Column("Nomor register"),
    Column("Status", "mark"),
    Column("Berkas bertanda tangan", "filed"),
)
_SHOWN_CALLS = 10
_CALLS = (
    Column("Waktu", "moment", numeric=True),
    Column("Peristiwa"),
    Column("Jawaban", "code"),
    Column("Keterangan"),
)
_CHANGES = (Column("Data", "label"), Column("Perubahan"))


def entry_sheet(desk: Desk, entry_id: str) -> Sheet:
    """Return everything about one entry."""
    entry = desk.records.get(Entry, entry_id)
    if entry is None:
        return missing("Isian", "antrean")
    differing = differences(desk, entry)
    note = tag("span", f"≠ {differing} berbeda", class_="differs") if differing else None
    lead = "Di samping jawaban: data SIAK sekarang, sesudah penerbitan bila sudah terbit."
    return Sheet(
        entry.application_number,
        (
            _timeline(entry),
            *_findings(desk, entry),
            _data(entry),
            _documents(desk, entry),
            *_files(entry),
            *_drafts(entry),
            panel(
                "Jawaban dan data SIAK",
                tag("p", lead, class_="lead"),
                comparison(desk, entry),
                id="jawaban",
                note=note,
            ),
            *_effects(desk, entry),
            _callbacks(desk, entry),
        ),
        trail=(("?", "Antrean isian"),),
        heading=_heading(entry),
        section="antrean",
    )


def _heading(entry: Entry) -> Markup:
    waits = stage(entry)
    return Markup(
        tag("span", entry.application_number)
        + " "
        + tag("span", words.mark(entry.status), id="isian-status", data_live=True)
        + tag("small", f"{words.service(entry.service)} · {about(entry)}")
        + (tag("small", waits, class_="stage") if waits else "")
    )


def _timeline(entry: Entry) -> Markup:
    """Return received, accepted, verified, uploaded, issued; or where it ended instead."""
    stored = [d for d in entry.documents if d.file_sha256]
    wanted = [d for d in entry.documents if d.medium == "PDF"]
    verifier = (entry.verified or {}).get("verifier")
    steps: list[tuple[str, bool, Node]] = [
        ("Diterima", True, words.moment(entry.received_at)),
    ]
    if entry.status == EntryStatus.REFUSED:
        steps.append(("Ditolak", True, "lihat alasan di bawah"))
        return _steps(steps, "over")
    decided = entry.registration_date is not None
    dated = f"tanggal pencatatan {words.day(entry.registration_date)}" if decided else "–"
    steps.append(("Disetujui", decided, dated))
    checked = (words.moment(entry.verified["at"]), f" oleh {verifier}") if entry.verified else "–"
    steps.append(("Diverifikasi", bool(entry.verified), checked))
    uploaded = bool(wanted) and len(stored) == len(wanted)
    files = f"{len(stored)} dari {len(wanted)} berkas" if wanted else "tanpa PDF"
    issued = entry.status == EntryStatus.ISSUED
    steps.append(("Diunggah", uploaded or issued, files if decided else "–"))
    if entry.cancelled:
        reason = f" · {entry.cancelled.get('reason', '')}"
        steps.append(("Dibatalkan", True, (words.moment(entry.cancelled["at"]), reason)))
        return _steps(steps, "over")
    steps.append(("Terbit", issued, words.moment(entry.issued_at) or "–"))
    return _steps(steps, "")


def _steps(steps: list[tuple[str, bool, Node]], end: str) -> Markup:
    items = []
    for number, (name, done, when) in enumerate(steps, start=1):
        kind = "done" if done else "ahead"
        if end and number == len(steps):
            kind = end
        word = "selesai: " if done else "belum: "
        items.append(
            tag(
                "li",
                tag("b", tag("span", word, class_="unseen"), name),
                tag("span", when),
                class_=kind,
            )
        )
    return tag(
        "ol", items, class_="timeline", aria_label="Perjalanan isian", id="jalan", data_live=True
    )


def _findings(desk: Desk, entry: Entry) -> list[Markup]:
    parts = []
    if entry.reasons:
        items = [_finding(desk, entry, reason) for reason in entry.reasons]
        parts.append(panel("Alasan penolakan", tag("ul", items), id="alasan", kind="refused"))
    if entry.warnings:
        items = [_finding(desk, entry, warning) for warning in entry.warnings]
        parts.append(panel("Perlu diketahui", tag("ul", items), id="catatan", kind="warned"))
    return parts


def _finding(desk: Desk, entry: Entry, reason: Reason) -> Markup:
    name = desk.answer_names.get(reason.field or "", reason.field or "")
    return tag(
        "li",
        tag("b", reason.message),
        tag("small", f"{name} · {reason.code}" if name else reason.code),
        explained(desk, entry, reason.duplicate) if reason.duplicate else None,
    )


def _data(entry: Entry) -> Markup:
    late = entry.late_decision or {}
    decided = f"{late.get('decided_by', '')}, {words.day(str(late.get('decided_on', '')))}"
    rows: list[tuple[str, Node]] = [
        ("Layanan", words.service(entry.service)),
        ("Atas nama", about(entry)),
        ("Diajukan", words.day(entry.submitted_on)),
        ("Diterima SIAK", words.moment(entry.received_at)),
        ("Operator", entry.entered_by),
        ("Tanggal pencatatan", words.day(entry.registration_date)),
        ("Seri", {"LU": "LU (umum)", "LT": "LT (terlambat)"}.get(entry.series or "", "")),
        ("Keputusan keterlambatan", decided if late else ""),
        ("Verifikator", str((entry.verified or {}).get("verifier", ""))),
        ("Nomor yang diganti", ", ".join(entry.superseded)),
        ("Kunci", tag("code", entry.key_used)),
        ("Isian", tag("code", entry.entry_id)),
    ]
    return panel("Ringkasan", facts([row for row in rows if row[1]]), id="ringkasan")


def _documents(desk: Desk, entry: Entry) -> Markup:
    if not entry.documents:
        text = (
            "Isian ini ditolak; tidak ada nomor yang dipesan."
            if entry.status == EntryStatus.REFUSED
            else "Nomor dipesan begitu isian disetujui."
        )
        return panel("Dokumen", empty(text), id="dokumen")
    rows = [
        (
            words.paper_type(d.type),
            words.to_paper(d.number, words.register(d.register_number)),
            words.mark(desk.records.require(Paper, d.register_number).status),
            _filed(d),
        )
        for d in entry.documents
    ]
    return panel("Dokumen", table("Dokumen isian", _DOCUMENTS, rows, least="some"), id="dokumen")


def _filed(document: EntryDocument) -> Node:
    if document.medium == "CARD":
        return "kartu fisik, tanpa berkas"
    if document.file_sha256 is None:
        return "belum diunggah"
    return (
        file_link(document, "Buka PDF"),
        " ",
        tag("code", document.file_sha256[:12] + "…", title=document.file_sha256),
    )


def _files(entry: Entry) -> list[Markup]:
    stored = [d for d in entry.documents if d.file_sha256]
    if not stored:
        return []
    opened = [
        tag(
            "details",
            tag("summary", words.paper_type(d.type), " ", tag("small", d.register_number)),
            tag("p", "SHA-256 ", tag("code", d.file_sha256, class_="hash")),
            tag(
                "iframe",
                data_src=f"_sim/v1/files/{d.file_sha256}",
                title=f"PDF {words.paper_type(d.type)}",
            ),
            id=f"berkas-{d.document_ref}",
            class_="file",
        )
        for d in stored
    ]
    return [panel("Berkas yang diunggah", *opened, id="berkas")]


def _drafts(entry: Entry) -> list[Markup]:
    if not entry.documents:
        return []
    opened = [
        tag(
            "details",
            tag("summary", words.paper_type(d.type), " ", tag("small", d.register_number)),
            as_printed(d),
            id=f"draf-{d.document_ref}",
            open=number == 0,
        )
        for number, d in enumerate(entry.documents)
    ]
    title = "Isi yang dicetak" if entry.status == EntryStatus.ISSUED else "Draf yang akan dicetak"
    return [panel(title, *opened, id="draf")]


def _effects(desk: Desk, entry: Entry) -> list[Markup]:
    changes = desk.records.find(Change, "cause", entry.entry_id)
    rows: list[tuple[Node, ...]] = [
        ((words.record_kind(c.kind), " ", _record(desk, c)), difference(desk, c))
        for c in changes
        if c.kind in ("Person", "Family", "Act", "Move", "Stock")
    ]
    if not rows:
        return []
    shown = table("Perubahan data", _CHANGES, rows)
    return [panel("Yang berubah karena isian ini", shown, id="akibat")]


def _record(desk: Desk, change: Change) -> Node:
    key = change.record_key
    if change.kind == "Person":
        return words.to_person(key, desk.name_of(key))
    if change.kind == "Family":
        return words.to_family(key)
    return words.to_paper(key) if change.kind != "Stock" else words.paper_type(key)


def _callbacks(desk: Desk, entry: Entry) -> Markup:
    if not entry.callback_url:
        return panel(
            "Pemberitahuan",
            empty("Isian ini tanpa alamat pemberitahuan; pengirim menanyakan sendiri hasilnya."),
            id="panggilan",
        )
    rows = [*_waiting(desk, entry), *reversed(_sent(desk, entry))]
    if not rows:
        text = "Belum ada pemberitahuan yang dikirim ke pengirim isian ini."
        return panel("Pemberitahuan", empty(text), id="panggilan")
    earlier = len(rows) - _SHOWN_CALLS
    note = tag("p", f"dan {earlier} percobaan sebelumnya", class_="lead") if earlier > 0 else None
    shown = table("Percobaan", _CALLS, rows[:_SHOWN_CALLS])
    return panel("Pemberitahuan", shown, note, id="panggilan")


def _sent(desk: Desk, entry: Entry) -> list[tuple[Node, ...]]:
    path = urlsplit(entry.callback_url or "").path
    rows: list[tuple[Node, ...]] = []
    for tried in desk.world.kernel.journal.entries(path=path):
        told = tried.request if isinstance(tried.request, dict) else {}
        if tried.direction != "out" or told.get("entry_id") != entry.entry_id:
            continue
        answer = str(tried.status) if tried.status else "tidak terjawab"
        note = "tanda tangan sengaja salah" if tried.note else ""
        rows.append((_precise(tried.at), _event(told.get("type")), answer, note))
    return rows


def _waiting(desk: Desk, entry: Entry) -> list[tuple[Node, ...]]:
    due = {label: at for at, label in desk.world.kernel.clock.waiting()}
    rows: list[tuple[Node, ...]] = []
    for waiting in desk.world.callbacks.dump():
        event = json.loads(waiting["body"])
        at = due.get(f"callback {waiting['slot']}")
        if event["entry"]["entry_id"] == entry.entry_id and at:
            note = f"percobaan ke-{waiting['attempts'] + 1}"
            rows.append((_precise(at), _event(event["type"]), "menunggu", note))
    return rows


def _precise(at: datetime) -> Markup:
    return words.moment(at.isoformat(), "%d-%m-%Y %H.%M.%S")


def _event(name: object) -> str:
    return {"entry.accepted": "disetujui", "entry.refused": "ditolak"}.get(str(name), str(name))
