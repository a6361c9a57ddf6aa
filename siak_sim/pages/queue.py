"""The queue of entries: counted by status, filtered, newest first; and where each one stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.markup import Column, Markup, Node, empty, link, panel, query, table, tag
from siak_sim.records import Entry, EntryDocument, EntryStatus

_PAGE = 50
_COLUMNS = (
    Column("Permohonan", "application"),
    Column("Status", "stage"),
    Column("Atas nama"),
    Column("Layanan", "service"),
    Column("Diterima", "moment", numeric=True),
    Column("Operator", "operator"),
    Column("Berkas", "files"),
)
_NAMING = (
    "child_name",
    "baby_name",
    "deceased_name",
    "subject_name",
    "new_name",
    "groom_name",
    "head_of_family_name",
    "applicant_name",
)


def queue_sheet(desk: Desk) -> Sheet:
    """Return the queue as it was asked for."""
    everything = desk.newest_entries
    narrowed = [entry for entry in everything if _fits(desk, entry)]
    status = desk.wants("status")
    shown = [entry for entry in narrowed if status in ("", entry.status)]
    body = (
        panel(
            "Isian",
            _listing(desk, everything, shown),
            id="antrean",
            note=_tabs(desk, narrowed),
        ),
    )
    return Sheet("Antrean isian", (_filters(desk, everything), *body), section="antrean")


def stage(entry: Entry) -> str:
    """Tell what an entry waits for."""
    if entry.status == EntryStatus.RECEIVED:
        return "menunggu keputusan"
    if entry.status != EntryStatus.ACCEPTED:
        return ""
    if not entry.verified:
        return "menunggu verifikasi"
    wanted = [d for d in entry.documents if d.medium == "PDF"]
    stored = sum(d.file_sha256 is not None for d in wanted)
    if stored < len(wanted):
        return f"menunggu berkas ({stored}/{len(wanted)})"
    return "siap diterbitkan"


def about(entry: Entry) -> str:
    """Return the name an entry is about, as it was answered."""
    for name in _NAMING:
        if said := entry.answers.get(name):
            return str(said).upper()
    return "–"


def file_link(document: EntryDocument, shown: Node = None) -> Markup:
    """Return the way to the signed file of a document; only its name as long as there is none."""
    name = shown or words.paper_type(document.type)
    if document.file_sha256 is None:
        return tag("span", name, class_="unfiled")
    return link(f"_sim/v1/files/{document.file_sha256}", name, target="_blank", class_="pdf")


def _fits(desk: Desk, entry: Entry) -> bool:
    service, operator = desk.wants("layanan"), desk.wants("operator")
    if service not in ("", entry.service) or operator not in ("", entry.entered_by):
        return False
    text = desk.wants("teks").upper()
    return not text or text in _searched(entry)


def _searched(entry: Entry) -> str:
    numbers = (d.number for d in entry.documents)
    said = (str(value) for value in entry.answers.values())
    return " ".join((entry.application_number, entry.entry_id, *numbers, *said)).upper()


def _asked(desk: Desk, **other: str | int) -> str:
    kept = {name: desk.wants(name) for name in ("status", "layanan", "operator", "teks")}
    return query(**{**kept, **other}) if any({**kept, **other}.values()) else "?"


def _tabs(desk: Desk, entries: Sequence[Entry]) -> Markup:
    counts = Counter(entry.status for entry in entries)
    wanted = desk.wants("status")
    tabs = [("", "Semua", len(entries))]
    tabs += [(s.value, words.STATUS[s].capitalize(), counts[s]) for s in EntryStatus]
    items = [
        tag(
            "li",
            link(
                _asked(desk, status=status),
                name,
                " ",
                tag("b", count),
                aria_current="page" if status == wanted else None,
            ),
        )
        for status, name, count in tabs
    ]
    return tag(
        "nav",
        tag("ul", items),
        class_="tabs",
        aria_label="Status isian",
        id="antrean-tabs",
        data_live=True,
    )


def _filters(desk: Desk, entries: Sequence[Entry]) -> Markup:
    services = sorted({e.service for e in entries}, key=words.service)
    operators = sorted({e.entered_by for e in entries})
    status = desk.wants("status")
    return tag(
        "form",
        tag("input", type="hidden", name="status", value=status) if status else None,
        _choice(desk, "layanan", "Layanan", [(s, words.service(s)) for s in services]),
        _choice(desk, "operator", "Operator", [(o, o) for o in operators]),
        tag(
            "label",
            "Memuat teks",
            tag(
                "input",
                type="search",
                name="teks",
                value=desk.wants("teks"),
                placeholder="nama, NIK, nomor",
            ),
        ),
        tag("button", "Saring", type="submit"),
        link("?", "Hapus saringan", class_="clear") if _is_filtered(desk) else None,
        class_="filters",
        role="search",
        aria_label="Saring antrean",
    )


def _is_filtered(desk: Desk) -> bool:
    return any(desk.wants(name) for name in ("status", "layanan", "operator", "teks"))


def _choice(desk: Desk, name: str, title: str, values: list[tuple[str, str]]) -> Markup:
    wanted = desk.wants(name)
    options = [
        tag("option", shown, value=value, selected=value == wanted)
        for value, shown in [("", "Semua"), *values]
    ]
    chosen = tag("select", options, name=name, id=f"saring-{name}", data_live=True)
    return tag("label", title, chosen)


def _listing(desk: Desk, everything: Sequence[Entry], shown: Sequence[Entry]) -> Markup:
    if not everything:
        return empty(
            "Belum ada isian. Isian operator muncul di sini begitu diterima SIAK; sementara itu "
            "lihat ",
            link("?kasus=", "keluarga contoh"),
            " atau cari seseorang (tekan ",
            tag("kbd", "/"),
            ").",
        )
    if not shown:
        clear = link("?", "hapus saringan")
        return empty("Tidak ada isian yang cocok dengan saringan ini. Ubah atau ", clear, ".")
    first = (desk.page - 1) * _PAGE
    rows = [_row(entry) for entry in shown[first : first + _PAGE]]
    made = table("Antrean isian", _COLUMNS, rows, least="wider")
    return Markup(made + pager(desk, len(shown)))


def _row(entry: Entry) -> tuple[Node, ...]:
    files = [tag("li", file_link(d, words.paper_kind(d.type))) for d in entry.documents]
    return (
        words.to_entry(entry.entry_id, entry.application_number),
        (words.mark(entry.status), tag("small", stage(entry))),
        about(entry),
        words.service(entry.service),
        words.moment(entry.received_at),
        entry.entered_by,
        tag("ul", files, class_="files") if files else "–",
    )


def pager(desk: Desk, total: int, size: int = _PAGE, **kept: str | int) -> Markup:
    """Return the ways to the pages before and after; nothing when one page holds all."""
    pages = -(-total // size)
    if pages <= 1:
        return Markup("")
    page = min(desk.page, pages)
    first, last = (page - 1) * size + 1, min(page * size, total)

    def way(to: int, shown: str, rel: str) -> Markup:
        href = query(**kept, hal=to) if kept else _asked(desk, hal=to)
        return link(href, shown, rel=rel) if 1 <= to <= pages else tag("span", shown)

    return tag(
        "nav",
        way(page - 1, "‹ Sebelumnya", "prev"),
        tag("span", f"{first}–{last} dari {total}", class_="place"),
        way(page + 1, "Berikutnya ›", "next"),
        class_="pager",
        aria_label="Halaman",
    )
