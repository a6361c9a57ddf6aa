"""Specimens of population registration, and of the slip and the receipt of any service."""

from collections.abc import Mapping
from dataclasses import replace

from api.domain.ports import Json, Page
from tests.gateways.printing.specimen_pages import (
    DELEGATE,
    HEAD,
    ONE_WORD,
    OTHER_SIXTY,
    SIXTY,
    page,
)

CARD = "6311062011269001"
HOME: Json = {
    "address": "JL. A. YANI NO. 9",
    "rt": "002",
    "rw": "001",
    "village": "PARINGIN KOTA",
    "district": "PARINGIN",
    "regency": "BALANGAN",
    "province": "KALIMANTAN SELATAN",
    "postal_code": "71662",
}
MOVE = "SKPWNI/6311/20112026/9001"


def _member(place: int, **changes: object) -> Json:
    return {
        "name": f"ANGGOTA {chr(65 + place)} CONTOH",
        "nik": f"631106{(12, 52)[place % 2]}01{(85 + place) % 100:02d}{9001 + place}",
        "sex": "LP"[place % 2],
        "birth_place": "PARINGIN",
        "birth_date": f"{1985 + place}-01-12",
        "religion": "ISLAM",
        "education": "SLTA/SEDERAJAT",
        "occupation": "PETANI/PEKEBUN",
        "blood_type": ("O", "-", "AB+")[place % 3],
        "marital_status": "BELUM KAWIN",
        "marriage_date": None,
        "relation": "ANAK",
        "citizenship": "WNI",
        "passport": "",
        "kitap": "",
        "father_name": "AHMAD RIFANI CONTOH",
        "mother_name": "SITI RAHMAH CONTOH",
    } | changes


COUPLE: tuple[Json, Json] = (
    {
        "name": "AHMAD RIFANI CONTOH",
        "relation": "KEPALA KELUARGA",
        "marital_status": "KAWIN BELUM TERCATAT",
        "marriage_date": "2008-02-03",
        "occupation": "TENTARA NASIONAL INDONESIA (TNI)",
        "education": "AKADEMI/DIPLOMA III/S. MUDA",
        "father_name": "ABDULLAH CONTOH",
        "mother_name": "AMINAH CONTOH",
    },
    {
        "name": "SITI RAHMAH CONTOH",
        "relation": "ISTRI",
        "marital_status": "KAWIN BELUM TERCATAT",
        "marriage_date": "2008-02-03",
        "occupation": "MENGURUS RUMAH TANGGA",
        "father_name": "UMAR CONTOH",
        "mother_name": "FATIMAH CONTOH",
    },
)
LONG: Json = {
    "name": SIXTY,
    "birth_place": "KUALA LUMPUR, WILAYAH PERSEKUTUAN MALAYSIA",
    "religion": "KEPERCAYAAN TERHADAP TUHAN YME",
    "education": "BELUM TAMAT SD/SEDERAJAT",
    "occupation": "KONSULTAN PERENCANA TATA KOTA DAN BANGUNAN (CONTOH)",
    "marital_status": "KAWIN BELUM TERCATAT",
    "marriage_date": "2008-02-03",
    "citizenship": "WNA",
    "passport": "A00CONTOH9001",
    "kitap": "2C11JE0001-CONTOH",
    "father_name": OTHER_SIXTY,
    "mother_name": SIXTY,
}


def _people(size: int, **every: object) -> list[Json]:
    return [_member(at, **(COUPLE[at] if at < 2 else {})) | every for at in range(size)]


def family(size: int, **every: object) -> Page:
    """Return the card of a family: a couple, then their children."""
    people = _people(size, **every)
    content = HOME | {"number": CARD, "head_name": people[0]["name"], "members": people}
    return page("KK", CARD, content)


def _foreign_family() -> Page:
    stay = {"citizenship": "WNA", "passport": "A9001CONTOH", "kitap": "2C11JE0001-CONTOH"}
    people = [_member(0, **COUPLE[0]), _member(1, **COUPLE[1] | stay | {"name": ONE_WORD})]
    content = HOME | {"number": CARD, "head_name": people[0]["name"], "members": people}
    return page("KK", CARD, content, DELEGATE)


BIODATA: Json = HOME | {
    "number": "6311021705909001",
    "name": "DARMA CONTOH PITAP",
    "birth_place": "HALONG",
    "birth_date": "1990-05-17",
    "sex": "L",
    "blood_type": "-",
    "religion": "KEPERCAYAAN TERHADAP TUHAN YME",
    "marital_status": "BELUM KAWIN",
    "relation": "",
    "education": "TIDAK/BELUM SEKOLAH",
    "occupation": "PETANI/PEKEBUN",
    "citizenship": "WNI",
    "disability": "",
    "mother_nik": "",
    "mother_name": "INTAN CONTOH",
    "father_nik": "",
    "father_name": "UNTUNG CONTOH",
    "family_card_number": "",
    "passport": "",
    "passport_until": None,
    "birth_act": "",
    "marriage_act": "",
    "marriage_date": None,
    "divorce_act": "",
    "divorce_date": None,
}


def _biodata(**changes: object) -> Page:
    return page("BIODATA_WNI", BIODATA["number"], BIODATA | changes)


def move(size: int, **every: object) -> Page:
    """Return the certificate of so many people who move to the next regency."""
    people = _people(size, **every)
    shown = ("name", "nik", "sex", "birth_date", "relation")
    content: Json = {
        "number": MOVE,
        "name": people[0]["name"],
        "applicant_nik": people[0]["nik"],
        "applicant_name": people[0]["name"],
        "origin": HOME | {"family_card_number": CARD, "head_name": people[0]["name"]},
        "reason": "PEKERJAAN",
        "scope": "ANTARKABUPATEN/KOTA DALAM SATU PROVINSI",
        "kind": "KEPALA KELUARGA DAN SELURUH ANGGOTA",
        "kk_status_stay": "",
        "kk_status_move": "MEMBUAT KK BARU",
        "planned_date": "2026-12-01",
        "destination": {
            "address": "JL. PEMUDA GANG SEPAKAT NO. 12",
            "rt": "004",
            "rw": "",
            "region_code": "63.08.05.2003",
            "regency": "KABUPATEN HULU SUNGAI UTARA",
            "province": "KALIMANTAN SELATAN",
        },
        "movers": [{name: person[name] for name in shown} for person in people],
        "registration_date": "2026-11-20",
        "valid_until": "2027-02-28",
    }
    return page("SKPWNI", MOVE, content, DELEGATE if every else HEAD)


def _by_hand() -> Page:
    """Return the letter an operator's typed answers become where SIAK is used by hand."""
    lines = [
        ["NIK pemohon", "6311061201859001"],
        ["Nama lengkap pemohon", SIXTY],
        ["Alasan pindah", "Pekerjaan"],
        ["Alamat tujuan", "JL. PEMUDA GANG SEPAKAT NO. 12"],
        ["NIK anggota yang pindah", ", ".join(["6311061201859001", "6311065201869002"] * 5)],
        ["Yang tidak pindah semuanya di bawah 17 tahun", "Tidak"],
        ["Tanggal pencatatan", "2026-11-20"],
    ]
    content: Json = {"number": MOVE, "title": "Surat Keterangan Pindah WNI", "lines": lines}
    return page("SKPWNI", MOVE, content, DELEGATE)


def receipt(**changes: object) -> Page:
    """Return the receipt of an application whose papers came in."""
    content: Json = {
        "service": "Pencatatan kelahiran (Akta Kelahiran)",
        "name": "S••• C•••",
        "received_at": "2026-11-20T08:05+08:00",
        "papers": [
            {"name": "Formulir F-2.01 Pelaporan Pencatatan Sipil", "files": 2},
            {"name": "Surat keterangan kelahiran", "files": 1},
            {"name": "Kartu Keluarga", "files": 1},
        ],
        "mode": "FULL",
        "media": ["CARD", "PDF"],
        "hours": 24,
        "delivery": "WHATSAPP",
    }
    made = page("APPLICATION_RECEIPT", "DJ-202611-00012", content | changes, None)
    return replace(made, registration_date=None, verification_url="")


def slip(**changes: object) -> Page:
    """Return the slip of a card that waits at the office."""
    content: Json = {
        "name": "AISYAH PUTRI CONTOH",
        "documents": ["Kartu Identitas Anak (KIA)"],
        "place": "Disdukcapil Kabupaten Balangan, Paringin",
        "hours": "Senin–Jumat 08.00–15.00 WITA",
        "until": "2027-02-18",
        "bring": ["Identitas diri (KTP-el atau yang setara)", "KIA yang lama, bila ada"],
    }
    made = page("PICKUP_SLIP", "7K3M92", content | changes, None)
    return replace(made, registration_date=None)


def specimens() -> Mapping[str, Page]:
    """Return the pages by name."""
    return {
        "family_card_1": family(1),
        "family_card_4": family(4),
        "family_card_10_long": family(10, **LONG),
        "family_card_11": family(11),
        "family_card_12": family(12),
        "family_card_23": family(23),
        "family_card_foreign": _foreign_family(),
        "biodata": _biodata(),
        "biodata_long": _biodata(
            name=SIXTY,
            mother_name=OTHER_SIXTY,
            father_name=ONE_WORD,
            mother_nik="6311065001659001",
            family_card_number=CARD,
            relation="KEPALA KELUARGA",
            birth_act="6311-LT-17052020-9001",
            marriage_act="6311-KW-17052022-9001",
            marriage_date="2022-05-17",
        ),
        "move_letter_1": move(1),
        "move_letter_10": move(10),
        "move_letter_12_long": move(12, name=SIXTY),
        "letter_by_hand": _by_hand(),
        "receipt": receipt(),
        "receipt_long": receipt(
            service="Surat Keterangan Pindah WNI (pindah keluar kabupaten)",
            name="M••• " * 8 + "B•••",
            mode="INTAKE_THEN_OFFICE",
            delivery="EMAIL",
            papers=[{"name": f"Berkas contoh nomor {at}", "files": at} for at in range(1, 15)],
        ),
        "slip": slip(),
        "slip_long": slip(name=SIXTY, documents=["Kartu Tanda Penduduk Elektronik (KTP-el)"]),
    }
