"""The form that adds a fault: each kind offers what it matches and its parameters, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from siak_sim.law.effects import EFFECTS
from siak_sim.pages import words
from siak_sim.pages.desk import Desk
from siak_sim.pages.markup import Markup, tag

_LINE = ("match.method", "match.path")
_DECISION = ("match.service", "match.application_number")
_CALLBACK = ("match.event", "match.service")
_SAID = ("code", "field", "message")

# kind: name, what happens, fields, values to begin with
_KINDS: Mapping[str, tuple[str, str, tuple[str, ...], Mapping[str, str]]] = MappingProxyType(
    {
        "maintenance": (
            "Sedang dipelihara",
            "SIAK menjawab 503 dan minta kembali nanti.",
            (*_LINE, "seconds"),
            {"seconds": "60"},
        ),
        "session_expired": (
            "Sesi berakhir",
            "Sesi operator berakhir di tengah pekerjaan.",
            _LINE,
            {},
        ),
        "record_locked": (
            "Data sedang dibuka",
            "Operator lain sedang membuka data yang sama.",
            _LINE,
            {"match.method": "POST", "match.path": "/v1/entries*"},
        ),
        "rate_limited": (
            "Terlalu banyak permintaan",
            "SIAK menjawab 429.",
            (*_LINE, "seconds"),
            {"seconds": "60"},
        ),
        "slow": ("Keputusan lambat", "Isian lama diputuskan.", ("match.service", "seconds"), {}),
        "refuse": (
            "Isian ditolak",
            "Diterima sekarang, ditolak kemudian.",
            (*_DECISION, *_SAID),
            {},
        ),
        "nik_unknown": (
            "NIK tidak ditemukan",
            "Isian ditolak, atau pencarian tidak menemukan siapa pun.",
            (*_DECISION, "field", "message"),
            {},
        ),
        "duplicate_entry": (
            "Isian ganda",
            "Ditolak kemudian karena peristiwanya sudah tercatat.",
            (*_DECISION, *_SAID),
            {},
        ),
        "upload_refused": (
            "Unggahan ditolak",
            "Berkas bertanda tangan ditolak.",
            ("match.path",),
            {},
        ),
        "bsre_down": ("BSrE mati", "BSrE tidak dapat dihubungi saat menandatangani.", _LINE, {}),
        "bsre_slow": (
            "BSrE lambat",
            "Tanda tangan lama diberikan.",
            (*_LINE, "seconds"),
            {"seconds": "5"},
        ),
        "bsre_error": (
            "BSrE menolak",
            "Layanan BSrE menjawab dengan galat sebelum bekerja.",
            (*_LINE, "match.nik", "code"),
            {"match.path": "/bsre/*"},
        ),
        "bsre_garbage": (
            "Jawaban BSrE rusak",
            "Ditandatangani, tetapi yang dijawab bukan berkas itu.",
            (*_LINE, "match.nik", "what"),
            {"match.path": "/bsre/*"},
        ),
        "callback_lost": (
            "Pemberitahuan hilang",
            "Hasil tidak pernah diberitahukan.",
            _CALLBACK,
            {},
        ),
        "callback_late": (
            "Pemberitahuan terlambat",
            "Hasil diberitahukan kemudian.",
            (*_CALLBACK, "seconds"),
            {"seconds": "60"},
        ),
        "callback_twice": ("Pemberitahuan ganda", "Hasil diberitahukan dua kali.", _CALLBACK, {}),
        "callback_bad_signature": (
            "Tanda tangan pemberitahuan salah",
            "Satu percobaan bertanda tangan salah, lalu diulang.",
            (),
            {},
        ),
        "delay": (
            "Jawaban lambat",
            "Jawaban datang terlambat.",
            (*_LINE, "seconds"),
            {"seconds": "2"},
        ),
        "status": (
            "Jawaban galat",
            "SIAK menjawab dengan galat HTTP.",
            (*_LINE, "status", "after_effect"),
            {"status": "503", "match.path": "/v1/*"},
        ),
        "disconnect": (
            "Sambungan putus",
            "Sambungan putus tanpa jawaban.",
            (*_LINE, "after_effect"),
            {"match.path": "/v1/*"},
        ),
        "hang": (
            "Tidak menjawab",
            "Tidak ada jawaban sampai pengirim menyerah.",
            (*_LINE, "after_effect"),
            {"match.path": "/v1/*"},
        ),
        "truncate": (
            "Jawaban terpotong",
            "Dikerjakan, tetapi hanya separuh jawaban tiba.",
            _LINE,
            {"match.path": "/v1/*"},
        ),
    }
)
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "match.method": "Metode",
        "match.path": "Alamat (* apa saja)",
        "match.service": "Layanan",
        "match.application_number": "Nomor permohonan",
        "match.event": "Peristiwa",
        "match.nik": "NIK penanda tangan",
        "what": "Yang dijawab",
        "seconds": "Detik",
        "status": "Status HTTP",
        "after_effect": "Pekerjaan tetap dilakukan, jawabannya hilang",
        "code": "Kode alasan",
        "field": "Isian yang ditunjuk",
        "message": "Pesan",
    }
)
_STARTS: Mapping[str, str] = MappingProxyType({"seconds": "30", "status": "503"})
_SPOILED = (
    ("html", "halaman web"),
    ("empty", "kosong"),
    ("unsigned", "berkas semula"),
    ("altered", "berkas yang diubah"),
    ("half", "separuh berkas"),
    ("fewer", "kurang satu berkas"),
)
_EVENTS = (("entry.accepted", "disetujui"), ("entry.refused", "ditolak"))


def kind_name(kind: str) -> str:
    """Return what a kind of fault is called; its own code for one that is new."""
    return _KINDS[kind][0] if kind in _KINDS else kind


def fault_form(desk: Desk) -> Markup:
    """Return the form; only the fields of the chosen kind are shown and sent."""
    known = desk.world.kernel.faults.kinds
    kinds = [*(k for k in _KINDS if k in known), *sorted(known - _KINDS.keys())]
    options = [tag("option", kind_name(kind), value=kind) for kind in kinds]
    return tag(
        "form",
        tag(
            "div",
            tag("label", "Gangguan", tag("select", options, name="kind", data_choose=True)),
            _number("after", "Lewatkan dulu", "0"),
            _number("times", "Berapa kali", "1", empty="null", hint="terus"),
            _number("probability", "Peluang", "1", step="0.05", most="1"),
            class_="row",
        ),
        [_fields(kind, first=place == 0) for place, kind in enumerate(kinds)],
        tag("button", "Tambah gangguan", type="submit", class_="main"),
        tag("small", "“Berapa kali” dikosongkan: terus sampai dihapus."),
        class_="inline stacked",
        data_send="POST _sim/v1/faults",
        data_done="Gangguan ditambahkan.",
    )


def _fields(kind: str, *, first: bool) -> Markup:
    _, what, names, begin = _KINDS.get(kind, ("", "", _LINE, {}))
    fields = [_field(name, begin.get(name, _STARTS.get(name, ""))) for name in names]
    return tag(
        "fieldset",
        tag("legend", what or kind),
        tag("div", fields, class_="row") if fields else None,
        data_for=kind,
        hidden=not first,
        disabled=not first,
    )


def _field(name: str, value: str) -> Markup:
    title = _TITLES[name]
    if name == "after_effect":
        box = tag("input", type="checkbox", name=name)
        return tag("label", box, title, class_="check")
    if name == "match.service":
        services = [("", "semua layanan"), *((code, words.service(code)) for code in EFFECTS)]
        return _select(name, title, services)
    if name == "match.event":
        return _select(name, title, [("", "semua"), *_EVENTS])
    if name == "what":
        return _select(name, title, list(_SPOILED))
    if name == "match.method":
        methods = [("", "semua"), *((m, m) for m in ("GET", "POST", "PUT"))]
        return _select(name, title, methods, value)
    if name in ("seconds", "status"):
        return _number(name, title, value)
    return tag("label", title, tag("input", name=name, value=value or None, data_type="text"))


def _select(name: str, title: str, values: list[tuple[str, str]], chosen: str = "") -> Markup:
    options = [tag("option", shown, value=v, selected=v == chosen) for v, shown in values]
    return tag("label", title, tag("select", options, name=name))


def _number(
    name: str,
    title: str,
    value: str,
    *,
    step: str = "1",
    most: str = "",
    empty: str = "",
    hint: str = "",
) -> Markup:
    field = tag(
        "input",
        type="number",
        name=name,
        value=value,
        min=0,
        max=most or None,
        step=step,
        placeholder=hint or None,
        data_empty=empty or None,
        required=not empty,
    )
    return tag("label", title, field, class_="short")
