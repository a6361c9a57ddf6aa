"""What became of a record: the ledger's lines, read as old and new values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from siak_sim.pages import words
from siak_sim.pages.desk import Desk
from siak_sim.pages.markup import Column, Markup, Node, empty, panel, table, tag
from siak_sim.records import Change, Entry, Json

_COLUMNS = (
    Column("Waktu", "moment", numeric=True),
    Column("Karena isian", "entry"),
    Column("Perubahan"),
)
_SILENT = frozenset({"key"})
_CODES = frozenset(
    {"religion", "marital_status", "occupation", "education", "blood_type", "relation", "type"}
)
_FIRST: Mapping[str, str] = MappingProxyType(
    {"Person": "didaftarkan", "Family": "dibuat", "Act": "dicatat", "Move": "diterbitkan"}
)


def history(desk: Desk, kind: str, key: str) -> Markup:
    """Return the history of one record, latest first."""
    changes = list(reversed(desk.records.find(Change, "record", f"{kind}:{key}")))
    if not changes:
        text = (
            "Belum ada perubahan sejak data awal. Setiap penerbitan yang mengubah data ini "
            "akan tercatat di sini."
        )
        return panel("Riwayat", empty(text), id="riwayat")
    rows = [(words.moment(c.at), cause(desk, c.cause), difference(desk, c)) for c in changes]
    return panel("Riwayat", table("Riwayat perubahan", _COLUMNS, rows), id="riwayat")


def cause(desk: Desk, entry_id: str) -> Node:
    """Return the entry that made a change, by its application."""
    entry = desk.records.get(Entry, entry_id)
    if entry is None:
        return entry_id or "–"
    shown = words.to_entry(entry.entry_id, entry.application_number)
    return (shown, " ", tag("small", words.service(entry.service)))


def difference(desk: Desk, change: Change) -> Markup:
    """Return what changed: each field with its old and its new value."""
    if change.before is None:
        return tag("p", _FIRST.get(change.kind, "dibuat").capitalize(), class_="plain")
    fields = changed_fields(change.before, change.after)
    return tag("ul", [_line(desk, *field) for field in fields], class_="changes")


def _line(desk: Desk, name: str, old: object, new: object) -> Markup:
    label = tag("b", words.field(name), ":")
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return tag("li", label, _came_and_went(desk, list(old), list(new)))
    arrow = tag("span", " menjadi ", class_="arrow")
    before, after = tag("del", shown(desk, name, old)), tag("ins", shown(desk, name, new))
    return tag("li", label, " ", before, arrow, after)


def _came_and_went(desk: Desk, old: list[object], new: list[object]) -> Node:
    came = [(" masuk ", tag("ins", _item(desk, item))) for item in new if item not in old]
    went = [(" keluar ", tag("del", _item(desk, item))) for item in old if item not in new]
    return [*came, *went] or " urutan berubah"


def changed_fields(before: Json, after: Json) -> list[tuple[str, object, object]]:
    """Return the fields in which two states of a record differ."""
    names = [name for name in after if name not in _SILENT]
    return [(n, before.get(n), after[n]) for n in names if before.get(n) != after[n]]


def shown(desk: Desk, name: str, value: object) -> Node:
    """Return one value of a record for reading."""
    if value is None or value in ("", (), []):
        return "kosong"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list | tuple):
        return [(", " if n else "", _item(desk, item)) for n, item in enumerate(value)]
    if isinstance(value, dict):
        return "; ".join(f"{key}: {item}" for key, item in value.items())
    return _text(desk, name, str(value))


def _text(desk: Desk, name: str, text: str) -> Node:
    if name == "status":
        return words.STATUS.get(text, text)
    if name in _CODES:
        return words.value(text)
    if name == "sex" or name.endswith("_sex"):
        return words.sex(text)
    if name == "village_code":
        return desk.place(text)
    if name.endswith("_nik"):
        return words.to_person(text, desk.name_of(text))
    return words.day(text)


def _item(desk: Desk, item: object) -> Node:
    if isinstance(item, dict):
        return str(item.get("text") or "; ".join(map(str, item.values())))
    text = str(item)
    return words.to_person(text, desk.name_of(text)) if text.isdigit() else text
