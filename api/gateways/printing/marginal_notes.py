"""What is noted in the margin of an act (`catatan pinggir`), each kind in its own sentence."""

from collections.abc import Callable, Mapping

from api.domain.calendar import long_date
from api.domain.ports import Json
from api.gateways.printing.acts_said import Parts
from api.gateways.printing.content import Content, kept, plain, strong


def marginal_note(content: Content) -> Json:
    """Return a note's day, kind and sentence; a kind unknown here says its plain text."""
    kind = content.text("kind")
    spoken = _SENTENCES.get(kind, _as_it_stands)(content)
    return {
        "kind": kind,
        "noted_on": long_date(content.day("noted_on")),
        "parts": [*spoken, plain(".")],
    }


def _as_it_stands(content: Content) -> Parts:
    return [plain(content.text("text").rstrip("."))]


def _court(content: Content) -> Parts:
    """Say by which decision, and when it became final or its copy was received."""
    if content.optional("decision_number") == "-":
        return []
    parts = [
        plain("Berdasarkan penetapan "),
        strong(content.text("court_name")),
        plain(" Nomor "),
        strong(content.text("decision_number")),
    ]
    for part, words in (
        ("decision_final_date", " yang berkekuatan hukum tetap sejak tanggal "),
        ("decision_received_date", " yang salinannya diterima pada tanggal "),
    ):
        if content.optional(part) != "-":
            parts += [plain(words), kept(long_date(content.day(part)))]
    return [*parts, plain(", ")]


def _started(parts: Parts) -> Parts:
    """Begin with a capital letter."""
    first = parts[0]
    return [{**first, "text": first["text"][:1].upper() + first["text"][1:]}, *parts[1:]]


def _name_changed(content: Content) -> Parts:
    return _started(
        [
            *_court(content),
            plain("nama "),
            strong(content.text("old_name")),
            plain(" diubah menjadi "),
            strong(content.text("new_name")),
        ]
    )


def _adopted(content: Content) -> Parts:
    parents = [
        (word, content.text(f"adoptive_{role}_name"))
        for word, role in (("ayah", "father"), ("ibu", "mother"))
        if content.optional(f"adoptive_{role}_name") != "-"
    ]
    named: Parts = []
    for position, (word, parent) in enumerate(parents):
        named += [plain(f"{' dan' if position else ''} {word} angkat "), strong(parent)]
    return _started(
        [
            *_court(content),
            plain("anak tersebut dalam akta ini diangkat oleh"),
            *named,
            plain(", tanpa memutuskan hubungan darah dengan orang tua kandungnya"),
        ]
    )


def _corrected(content: Content) -> Parts:
    return [
        plain("Yang tertulis "),
        strong(content.text("wrong_text")),
        plain(" dibetulkan sehingga terbaca "),
        strong(content.text("right_text")),
    ]


def _taken_back(content: Content) -> Parts:
    return [
        plain(
            "Akta ini dibatalkan oleh Pejabat Pencatatan Sipil berdasarkan asas contrarius actus: "
            "yang tertulis "
        ),
        strong(content.text("wrong_text")),
        plain(", seharusnya "),
        strong(content.text("right_text")),
    ]


def _divorced(content: Content) -> Parts:
    return [
        plain(
            "Perkawinan ini berakhir karena perceraian yang dicatat dengan Akta Perceraian Nomor "
        ),
        strong(content.text("act_number")),
    ]


def _acknowledged(content: Content) -> Parts:
    return [
        plain("Anak tersebut dalam akta ini diakui oleh ayahnya "),
        strong(content.text("father_name")),
        plain(" dengan Akta Pengakuan Anak Nomor "),
        strong(content.text("act_number")),
    ]


def _legitimated(content: Content) -> Parts:
    return [
        plain("Anak tersebut dalam akta ini disahkan sebagai anak suami istri "),
        strong(content.text("father_name")),
        plain(" dan "),
        strong(content.text("mother_name")),
        plain(" dengan Akta Pengesahan Anak Nomor "),
        strong(content.text("act_number")),
    ]


_SENTENCES: Mapping[str, Callable[[Content], Parts]] = {
    "PERUBAHAN NAMA": _name_changed,
    "PENGANGKATAN ANAK": _adopted,
    "PEMBETULAN NAMA": _corrected,
    "SALAH TULIS REDAKSIONAL": _corrected,
    "PEMBATALAN CONTRARIUS ACTUS": _taken_back,
    "PERCERAIAN": _divorced,
    "PENGAKUAN ANAK": _acknowledged,
    "PENGESAHAN ANAK": _legitimated,
}
