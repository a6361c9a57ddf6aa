"""What the letter of a stillbirth says: no act is written of one (UU 23/2006 art. 33)."""

from api.domain.calendar import long_date
from api.domain.ports import Json, Page
from api.gateways.printing.acts_said import Parts, spelt_date
from api.gateways.printing.content import Content, plain, strong
from api.gateways.printing.spelling import number_in_words, weekday


def stillbirth(content: Content, page: Page) -> Json:
    """Say when and where a child was stillborn, of whom, and who reported it."""
    recorded = long_date(content.day("registration_date"))
    return {
        "title": "Surat Keterangan Lahir Mati",
        "subtitle": "Certificate of Stillbirth",
        "number": page.number,
        "opening": _opening(content),
        "groups": [
            _child(content),
            _parent("Ibu", content, "mother"),
            _parent("Ayah", content, "father"),
            _reporter(content),
            _witnesses(content),
        ],
        "closing": (
            "Surat keterangan ini dibuat berdasarkan laporan pelapor, dicatat pada tanggal "
            f"{recorded}, dan diberikan untuk dipergunakan sebagaimana mestinya."
        ),
    }


def _opening(content: Content) -> Parts:
    day = content.day("event_date")
    return [
        plain("Dengan ini diterangkan bahwa pada hari "),
        strong(weekday(day)),
        plain(", tanggal "),
        *spelt_date(day),
        plain(", di "),
        strong(content.text("event_place")),
        plain(" telah lahir mati seorang bayi:"),
    ]


def _child(content: Content) -> Json:
    months = content.number("gestation_months")
    carried = f"{months} ({number_in_words(months)}) bulan" if months else "-"
    sex = content.sex() if content.optional("sex") != "-" else "-"
    rows = [
        ["Nama", content.optional("name")],
        ["Jenis kelamin", sex],
        ["Lama kandungan", carried],
        ["Penolong", content.optional("birth_attendant").lower()],
    ]
    return {"head": "Bayi", "rows": rows}


def _parent(head: str, content: Content, role: str) -> Json:
    rows = [["Nama", content.optional(f"{role}_name")], ["NIK", content.optional(f"{role}_nik")]]
    return {"head": head, "rows": rows}


def _reporter(content: Content) -> Json:
    rows = [
        ["Nama", content.optional("reporter_name")],
        ["Hubungan dengan bayi", content.optional("reporter_relation").lower()],
    ]
    return {"head": "Pelapor", "rows": rows}


def _witnesses(content: Content) -> Json:
    names = enumerate(content.items("witness_names"), start=1)
    rows = [[f"Saksi {number_in_words(at)}", str(name)] for at, name in names]
    return {"head": "Saksi", "rows": rows}
