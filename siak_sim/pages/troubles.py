"""Faults, the clock, maintenance windows, slow hours and record locks: what goes wrong, when."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import quote

from siak_sim.entries import OFFICE_ZONE
from siak_sim.pages import words
from siak_sim.pages.desk import Desk, Sheet
from siak_sim.pages.fault_form import fault_form, kind_name
from siak_sim.pages.markup import (
    Column,
    Markup,
    Node,
    action,
    empty,
    facts,
    panel,
    table,
    tag,
)
from siak_sim.pages.signers import signatures_panel, signers_panel
from siak_sim.records import Family, Json, Person

_FAULTS = (
    Column("Gangguan", "fault"),
    Column("Berlaku untuk"),
    Column("Rincian"),
    Column("Terpakai", "used"),
    Column("Tindakan", "action"),
)
_WINDOWS = (
    Column("Jenis", "code"),
    Column("Mulai", "moment", numeric=True),
    Column("Sampai", "moment", numeric=True),
    Column("Keadaan"),
    Column("Tindakan", "action"),
)
_LOCKS = (
    Column("Data"),
    Column("Dibuka oleh", "operator"),
    Column("Sampai", "moment", numeric=True),
    Column("Tindakan", "action"),
)
_DUE = (Column("Waktu", "moment", numeric=True), Column("Pekerjaan"))
_OWN = frozenset({"id", "kind", "match", "after", "times", "probability", "seen", "struck"})
_STEPS = (("+1 menit", 60), ("+1 jam", 3600), ("+1 hari", 86400))
_MODES = {"real": "berjalan", "shifted": "berjalan, digeser", "frozen": "berhenti"}
_PARAMS = {
    "status": "status HTTP",
    "after_effect": "pekerjaan tetap dilakukan",
    "code": "kode",
    "field": "isian",
    "message": "pesan",
}
_MATCHES = {
    "method": "metode",
    "path": "alamat",
    "service": "layanan",
    "application_number": "permohonan",
    "event": "peristiwa",
    "phone": "telepon",
}


def troubles_sheet(desk: Desk) -> Sheet:
    """Return what goes wrong at present, and the ways to change it."""
    return Sheet(
        "Gangguan & waktu",
        (
            _clock(desk),
            _rules(desk),
            panel("Tambah gangguan", fault_form(desk), id="tambah", live=False),
            _windows(desk),
            _locks(desk),
            signers_panel(desk),
            signatures_panel(desk),
        ),
        section="gangguan",
    )


def _clock(desk: Desk) -> Markup:
    clock = desk.world.kernel.clock
    due = [(words.moment(at.isoformat()), label) for at, label in clock.waiting()[:10]]
    now = tag("span", desk.now.strftime("%d-%m-%Y %H.%M.%S"), class_="digits")
    rows: list[tuple[str, Node]] = [
        ("Waktu simulasi (WITA)", now),
        ("Jam", _MODES[clock.mode.value]),
        ("Pekerjaan menunggu", len(clock.waiting()) or "tidak ada"),
    ]
    waiting = table("Pekerjaan yang menunggu waktunya", _DUE, due) if due else None
    steps = [
        action("POST _sim/v1/clock", {"advance_seconds": seconds}, name, f"Waktu maju {name[1:]}.")
        for name, seconds in _STEPS
    ]
    frozen = clock.mode.value == "frozen"
    mode = "real" if frozen else "frozen"
    switch = action(
        "POST _sim/v1/clock",
        {"mode": mode},
        "Jalankan jam" if frozen else "Hentikan jam",
        "Jam berjalan." if frozen else "Jam berhenti.",
    )
    buttons = tag("div", steps, switch, class_="buttons", id="waktu-tombol", data_live=True)
    body = tag("div", facts(rows), waiting, id="waktu-isi", data_live=True)
    return panel("Waktu", body, buttons, _set_clock(desk), id="waktu", live=False)


def _set_clock(desk: Desk) -> Markup:
    wanted = _instant_field("set", "Atur ke (WITA)", desk.now + timedelta(days=1))
    return tag(
        "form",
        wanted,
        tag("button", "Atur", type="submit"),
        tag("small", "Waktu hanya dapat maju."),
        class_="inline",
        data_send="POST _sim/v1/clock",
        data_done="Waktu diatur.",
    )


def _rules(desk: Desk) -> Markup:
    rules = desk.world.kernel.faults.rules()
    if not rules:
        text = "Tidak ada gangguan: semua berjalan baik. Tambahkan satu di bawah untuk mencoba."
        return panel("Gangguan yang berlaku", empty(text), id="gangguan")
    note = action("DELETE _sim/v1/faults", None, "Hapus semua", "Semua gangguan dihapus.")
    shown = table("Gangguan yang berlaku", _FAULTS, [_rule(rule) for rule in rules], least="some")
    title = f"Gangguan yang berlaku ({len(rules)})"
    return panel(title, shown, tag("p", note, class_="below"), id="gangguan")


def _rule(rule: Json) -> tuple[Node, ...]:
    match = [_matched(key, value) for key, value in rule["match"].items()]
    params = [_param(key, value) for key, value in rule.items() if key not in _OWN]
    if rule["after"]:
        params.append(f"setelah {rule['after']} kali")
    if rule["probability"] < 1:
        params.append(f"peluang {rule['probability']:.0%}")
    times = rule["times"]
    limit = "terus-menerus" if times is None else f"dari {times}"
    spent = times is not None and rule["struck"] >= times
    used = (
        tag("b", rule["struck"]),
        f" {limit}",
        tag("small", "sudah habis" if spent else f"cocok {rule['seen']} kali"),
    )
    name = kind_name(rule["kind"])
    remove = action(
        f"DELETE _sim/v1/faults/{quote(rule['id'], safe='')}",
        None,
        "Hapus",
        f"Gangguan “{name}” dihapus.",
        label=f"Hapus {name}",
    )
    who = (name, tag("small", tag("code", rule["kind"])))
    return who, ", ".join(match) or "semua", ", ".join(params) or "–", used, remove


def _matched(key: str, value: str) -> str:
    shown = words.service(value) if key == "service" else value
    return f"{_MATCHES.get(key, key)} {shown}"


def _param(key: str, value: object) -> str:
    if key == "seconds":
        return f"{value} detik"
    return _PARAMS.get(key, key) if value is True else f"{_PARAMS.get(key, key)} {value}"


def _windows(desk: Desk) -> Markup:
    told = desk.world.day.as_json()
    rows = [
        *_stretches(desk, told, "maintenance", "Pemeliharaan"),
        *_stretches(desk, told, "slow", "Jam lambat"),
    ]
    if rows:
        shown: Markup = table("Jadwal", _WINDOWS, rows)
    else:
        shown = empty("Tidak ada pemeliharaan atau jam lambat. Atur di bawah ini.")
    limit = told["per_minute"]
    forms = (
        _window_form(desk, told, "maintenance", "Pemeliharaan"),
        _window_form(desk, told, "slow", "Jam lambat"),
        _limit_form(limit),
    )
    listed = tag("div", shown, id="hari-isi", data_live=True)
    return panel("Hari kerja SIAK", listed, *forms, id="hari", live=False)


def _stretches(desk: Desk, told: Json, kind: str, name: str) -> list[tuple[Node, ...]]:
    rows: list[tuple[Node, ...]] = []
    for place, row in enumerate(told[kind]):
        rest = [other for n, other in enumerate(told[kind]) if n != place]
        shown = f"{name} ×{row['factor']:g}" if "factor" in row else name
        remove = action("PUT _sim/v1/day", {kind: rest}, "Hapus", f"{name} dihapus.")
        state = _state(desk, row["from"], row["until"])
        rows.append((shown, words.moment(row["from"]), words.moment(row["until"]), state, remove))
    return rows


def _state(desk: Desk, begin: str, end: str) -> str:
    if datetime.fromisoformat(end) <= desk.now:
        return "sudah lewat"
    return "sedang berlaku" if datetime.fromisoformat(begin) <= desk.now else "akan datang"


def _window_form(desk: Desk, told: Json, kind: str, name: str) -> Markup:
    factor = None
    if kind == "slow":
        field = tag("input", type="number", name="factor", value=10, min=1, max=1000, required=True)
        factor = tag("label", "Kali lebih lambat", field, class_="short")
    return tag(
        "form",
        tag("b", name),
        _instant_field("from", "Mulai (WITA)", desk.now),
        _instant_field("until", "Sampai (WITA)", desk.now + timedelta(hours=1)),
        factor,
        tag("button", f"Jadwalkan {name.lower()}", type="submit"),
        class_="inline",
        data_send="PUT _sim/v1/day",
        data_append=kind,
        data_base=json.dumps(told[kind]),
        data_done=f"{name} dijadwalkan.",
        id=f"hari-{kind}",
    )


def _limit_form(limit: int | None) -> Markup:
    field = tag(
        "input",
        type="number",
        name="per_minute",
        value=limit,
        min=1,
        max=100_000,
        placeholder="tanpa batas",
        data_empty="null",
    )
    return tag(
        "form",
        tag("b", "Batas permintaan"),
        tag("label", "Permintaan per menit", field, class_="short"),
        tag("button", "Simpan batas", type="submit"),
        tag("small", "Kosongkan untuk tanpa batas."),
        class_="inline",
        data_send="PUT _sim/v1/day",
        data_done="Batas disimpan.",
    )


def _locks(desk: Desk) -> Markup:
    held = desk.world.locks.held()
    rows = [
        (
            _locked(desk, lock.record),
            lock.operator,
            words.moment(lock.until.isoformat()),
            action(
                "DELETE _sim/v1/locks",
                {"record": lock.record},
                "Lepas",
                "Kunci dilepas.",
                label=f"Lepas kunci {lock.record}",
            ),
        )
        for lock in held
    ]
    shown: Markup
    if rows:
        shown = table("Data yang sedang dibuka", _LOCKS, rows)
    else:
        shown = empty("Tidak ada data yang sedang dibuka operator lain.")
    listed = tag("div", shown, id="kunci-isi", data_live=True)
    return panel("Data terkunci", listed, _lock_form(), id="kunci", live=False)


def _locked(desk: Desk, record: str) -> Node:
    if desk.records.get(Person, record):
        return words.to_person(record, desk.name_of(record))
    return words.to_family(record) if desk.records.get(Family, record) else record


def _lock_form() -> Markup:
    record = tag(
        "input",
        name="record",
        required=True,
        pattern="[0-9]{16}",
        inputmode="numeric",
        title="16 angka",
        data_type="text",
    )
    minutes = tag("input", type="number", name="minutes", value=15, min=1, max=1440, required=True)
    return tag(
        "form",
        tag("label", "NIK atau nomor KK", record),
        tag("label", "Operator", tag("input", name="operator", value="operator-9", required=True)),
        tag("label", "Menit", minutes, class_="short"),
        tag("button", "Kunci data", type="submit"),
        class_="inline",
        data_send="POST _sim/v1/locks",
        data_done="Data dikunci.",
    )


def _instant_field(name: str, title: str, at: datetime) -> Markup:
    value = at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%dT%H:%M")
    field = tag(
        "input", type="datetime-local", name=name, value=value, required=True, data_type="wita"
    )
    return tag("label", title, field)
