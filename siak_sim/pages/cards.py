"""Blank cards: how many are left, how many are spoken for, and setting their number."""

from __future__ import annotations

from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.history import cause
from siak_sim.pages.markup import Column, Markup, Node, empty, panel, table, tag
from siak_sim.records import Change, Entry, EntryStatus

LOW = 25
_LEVELS = (
    Column("Kartu", "code"),
    Column("Sisa", "count", numeric=True),
    Column("Ditunggu isian", "count", numeric=True),
    Column("Keadaan"),
)
_MOVES = (
    Column("Waktu", "moment", numeric=True),
    Column("Kartu", "code"),
    Column("Sisa", "count", numeric=True),
    Column("Karena isian"),
)


def cards_sheet(desk: Desk) -> Sheet:
    """Return the stock of blank cards."""
    stock, wanted = desk.world.stock(), _wanted(desk)
    rows = [_level(card, left, wanted.get(card, 0)) for card, left in stock.items()]
    return Sheet(
        "Blangko kartu",
        (
            panel("Persediaan", table("Persediaan blangko", _LEVELS, rows), id="persediaan"),
            panel("Ubah persediaan", _form(stock), id="ubah", live=False),
            panel("Pemakaian", _used(desk, list(stock)), id="pemakaian"),
        ),
        section="blangko",
    )


def level(left: int, wanted: int = 0) -> tuple[str, str]:
    """Return how a stock stands: a tone and a word."""
    if left == 0:
        return "over", "habis"
    if left < wanted:
        return "over", "kurang dari yang ditunggu"
    return ("wait", "menipis") if left < LOW else ("good", "cukup")


def _wanted(desk: Desk) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for entry in desk.records.find(Entry, "status", EntryStatus.ACCEPTED):
        for document in entry.documents:
            if document.medium == "CARD":
                wanted[document.type] = wanted.get(document.type, 0) + 1
    return wanted


def _level(card: str, left: int, wanted: int) -> tuple[Node, ...]:
    tone, word = level(left, wanted)
    advice = (
        "" if tone == "good" else " Isi ulang di bawah; tanpa blangko, kartu tidak dapat terbit."
    )
    return words.paper_type(card), tag("b", left), wanted, (words.toned(tone, word), advice)


def _form(stock: dict[str, int]) -> Markup:
    fields = [
        tag(
            "label",
            f"Sisa {words.paper_type(card)}",
            tag(
                "input",
                type="number",
                name=card,
                value=left,
                min=0,
                max=1_000_000,
                step=1,
                required=True,
                inputmode="numeric",
            ),
        )
        for card, left in stock.items()
    ]
    return tag(
        "form",
        fields,
        tag("button", "Simpan persediaan", type="submit", class_="main"),
        class_="inline",
        data_send="PUT _sim/v1/card-stock",
        data_done="Persediaan blangko disimpan.",
    )


def _used(desk: Desk, cards: list[str]) -> Markup:
    changes = [c for card in cards for c in desk.records.find(Change, "record", f"Stock:{card}")]
    rows = [
        (
            words.moment(c.at),
            words.paper_type(c.record_key),
            f"{(c.before or {}).get('left', '–')} → {c.after['left']}",
            cause(desk, c.cause),
        )
        for c in sorted(changes, key=lambda c: c.seq, reverse=True)[:100]
    ]
    if not rows:
        return empty("Belum ada blangko terpakai. Setiap kartu yang terbit mengambil satu.")
    return table("Pemakaian blangko", _MOVES, rows)
