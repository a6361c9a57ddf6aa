"""How records read on the page: statuses, dates, numbers and names of fields, in Indonesian."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from types import MappingProxyType

from siak_sim.entries import OFFICE_ZONE
from siak_sim.labels import printed, title_of
from siak_sim.pages.markup import Markup, Node, link, query, tag

STATUS: Mapping[str, str] = MappingProxyType(
    {
        "RECEIVED": "diterima",
        "ACCEPTED": "disetujui",
        "REFUSED": "ditolak",
        "CANCELLED": "dibatalkan",
        "ISSUED": "terbit",
        "ACTIVE": "aktif",
        "DECEASED": "meninggal",
        "MOVED": "pindah",
        "IN_LIMBO": "dalam perpindahan",
        "INACTIVE": "tidak aktif",
        "RESERVED": "dipesan",
        "SUPERSEDED": "diganti",
        "ANNULLED": "dibatalkan",
        "VOID": "tidak dipakai",
        "REGISTERED": "tercatat",
        "ARRIVED": "sudah tiba",
    }
)
# the sign before the word: no meaning rests on colour alone
_TONES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "good": ("●", "ACTIVE ISSUED REGISTERED ARRIVED"),
        "open": ("◐", "ACCEPTED"),
        "wait": ("○", "RECEIVED RESERVED IN_LIMBO"),
        "past": ("◌", "SUPERSEDED VOID CANCELLED MOVED INACTIVE"),
        "over": ("✕", "REFUSED ANNULLED DECEASED"),
    }
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "Person": "Orang",
        "Family": "Kartu keluarga",
        "Paper": "Cetakan",
        "Stock": "Blangko",
        "Act": "Akta",
        "Move": "Perpindahan",
    }
)
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "nik": "NIK",
        "name": "Nama",
        "sex": "Jenis kelamin",
        "birth_place": "Tempat lahir",
        "birth_date": "Tanggal lahir",
        "religion": "Agama",
        "marital_status": "Status perkawinan",
        "occupation": "Pekerjaan",
        "education": "Pendidikan",
        "blood_type": "Golongan darah",
        "citizenship": "Kewarganegaraan",
        "status": "Status",
        "family_card_number": "Nomor KK",
        "relation": "Hubungan",
        "father_name": "Nama ayah",
        "mother_name": "Nama ibu",
        "father_nik": "NIK ayah",
        "mother_nik": "NIK ibu",
        "spouse_niks": "Suami/istri",
        "marriage_date": "Tanggal kawin",
        "death_date": "Tanggal meninggal",
        "biometrics_recorded": "Perekaman",
        "kitap": "KITAP",
        "number": "Nomor",
        "address": "Alamat",
        "rt": "RT",
        "rw": "RW",
        "village_code": "Desa/kelurahan",
        "members": "Anggota",
        "phone": "Telepon",
        "dissolved": "Berakhir",
        "type": "Jenis",
        "issued_on": "Tanggal terbit",
        "superseded_by": "Diganti oleh",
        "note": "Catatan",
        "left": "Sisa",
        "subjects": "Subjek",
        "event_date": "Tanggal peristiwa",
        "registered_on": "Tanggal pencatatan",
        "facts": "Keterangan",
        "notes": "Catatan pinggir",
        "movers": "Yang pindah",
        "origin": "Asal",
        "destination": "Tujuan",
        "arrived_on": "Tanggal tiba",
        "register_number": "Nomor register",
        "entry_id": "Isian",
        "registration_place": "Tempat pencatatan",
        "birth_order": "Anak ke",
        "wording": "Rumusan",
        "death_place": "Tempat kematian",
        "husband_name": "Nama suami",
        "husband_nik": "NIK suami",
        "husband_birth_place": "Tempat lahir suami",
        "husband_birth_date": "Tanggal lahir suami",
        "husband_father_name": "Ayah suami",
        "husband_mother_name": "Ibu suami",
        "wife_name": "Nama istri",
        "wife_nik": "NIK istri",
        "wife_birth_place": "Tempat lahir istri",
        "wife_birth_date": "Tanggal lahir istri",
        "wife_father_name": "Ayah istri",
        "wife_mother_name": "Ibu istri",
        "officiant_name": "Pemuka agama",
        "witness_names": "Saksi",
        "court_name": "Pengadilan",
        "decision_number": "Nomor putusan/penetapan",
        "decision_final_date": "Berkekuatan hukum tetap",
        "decision_received_date": "Salinan diterima",
        "birth_certificate_number": "Nomor akta kelahiran",
        "marriage_certificate_number": "Nomor akta perkawinan",
        "acknowledgement_date": "Tanggal pengakuan",
        "marriage_registered_date": "Perkawinan dicatat",
        "act_type": "Jenis akta",
        "annulled": "Dibatalkan",
        "copy": "Kutipan ke",
        "cause": "Sebab",
        "first_issued_on": "Terbit pertama",
        "event_place": "Tempat kejadian",
        "gestation_months": "Lama kandungan (bulan)",
        "birth_attendant": "Penolong",
        "reporter_name": "Pelapor",
        "reporter_relation": "Hubungan pelapor",
        "noted_on": "Dicatat",
        "kind": "Jenis",
        "text": "Isi",
        "spouses": "Suami/istri",
        "before": "Status sebelumnya",
        "were_spouses": "Sudah suami-istri",
    }
)
_SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "BIODATA_WNI": "Biodata WNI",
        "KK_BARU": "KK baru",
        "KK_PERUBAHAN_DATA": "KK perubahan data",
        "KK_HILANG_RUSAK": "KK hilang/rusak",
        "KTP_EL_BARU": "KTP-el baru",
        "KTP_EL_PERUBAHAN_DATA": "KTP-el perubahan data",
        "KTP_EL_HILANG_RUSAK": "KTP-el hilang/rusak",
        "KIA_BARU": "KIA baru",
        "KIA_HILANG_RUSAK": "KIA hilang/rusak",
        "PINDAH_KELUAR_SKPWNI": "Pindah keluar (SKPWNI)",
        "PINDAH_DALAM_KABUPATEN": "Pindah dalam kabupaten",
        "PINDAH_DATANG": "Pindah datang",
        "AKTA_KELAHIRAN": "Akta kelahiran",
        "LAHIR_MATI": "Lahir mati",
        "AKTA_KEMATIAN": "Akta kematian",
        "AKTA_PERKAWINAN": "Akta perkawinan",
        "AKTA_PERCERAIAN": "Akta perceraian",
        "AKTA_PENGAKUAN_ANAK": "Pengakuan anak",
        "AKTA_PENGESAHAN_ANAK": "Pengesahan anak",
        "PENGANGKATAN_ANAK": "Pengangkatan anak",
        "PERUBAHAN_NAMA": "Perubahan nama",
        "PEMBETULAN_AKTA": "Pembetulan akta",
        "KUTIPAN_KEDUA_AKTA": "Kutipan kedua akta",
    }
)
_SHORT: Mapping[str, str] = MappingProxyType(
    {"KK": "KK", "KTP_EL": "KTP-el", "KIA": "KIA", "BIODATA_WNI": "Biodata WNI", "SKPWNI": "SKPWNI"}
)
_NUMBER_LENGTH = 16
_KEPT = frozenset(
    (
        "WNI",
        "WNA",
        "KTP",
        "KIA",
        "KK",
        "RT",
        "RW",
        "SD",
        "SLTP",
        "SLTA",
        "PNS",
        "TNI",
        "POLRI",
        "RI",
    )
)
_WORD = re.compile(r"[A-Z]{2,}")


def service(code: str) -> str:
    """Return a service's name as short as a column needs it."""
    return _SERVICES.get(code, printed(code).capitalize())


def paper_type(code: str) -> str:
    """Return a document type's name as short as a column needs it."""
    return _SHORT.get(code) or title_of(code).removeprefix("Kutipan ")


def paper_kind(code: str) -> str:
    """Return a document type in one word or two, where the service stands beside it."""
    return "Akta" if code.startswith("AKTA_") else paper_type(code).removesuffix(" WNI")


def value(code: str) -> str:
    """Return a code of a code list for reading on a screen: not in capitals."""
    if code == "TIDAK_TAHU":
        return "Tidak tahu"
    text = _WORD.sub(lambda w: w[0] if w[0] in _KEPT else w[0].lower(), printed(code))
    return text[:1].upper() + text[1:]


def sex(code: str) -> str:
    """Return the sex as it reads."""
    return {"L": "Laki-laki", "P": "Perempuan"}.get(code, code)


def field(name: str) -> str:
    """Return a record's field by its Indonesian name."""
    return _FIELDS.get(name, name.replace("_", " ").capitalize())


def record_kind(kind: str) -> str:
    """Return the Indonesian name of a kind of record."""
    return _KINDS.get(kind, kind)


def day(iso: str | None) -> str:
    """Return a date as offices write it; what is no date stays as it is."""
    try:
        return date.fromisoformat(iso or "").strftime("%d-%m-%Y")
    except ValueError:
        return iso or ""


def moment(iso: str | None, form: str = "%d-%m-%Y %H.%M") -> Markup:
    """Return an instant in the office's time, with the exact one for machines."""
    if not iso:
        return Markup("")
    at = datetime.fromisoformat(iso).astimezone(OFFICE_ZONE)
    return tag("time", at.strftime(form), datetime=iso)


def digits(number: str) -> Markup:
    """Return a number in groups for the eye; copied, it has no spaces."""
    if len(number) != _NUMBER_LENGTH or not number.isdigit():
        return tag("span", number, class_="digits")
    parts = (number[:6], number[6:12], number[12:])
    return tag("span", [tag("span", part) for part in parts], class_="digits grouped")


def mark(status: str, word: str = "") -> Markup:
    """Return a status as a sign and a word."""
    tone = next((t for t, (_, named) in _TONES.items() if status in named.split()), "past")
    shown = word or STATUS.get(status, status.replace("_", " ").lower())
    return toned(tone, shown)


def toned(tone: str, word: str) -> Markup:
    """Return a word with the sign and colour of a tone: good, open, wait, past, over."""
    sign = tag("span", _TONES[tone][0], aria_hidden="true")
    return tag("span", sign, " ", word, class_=f"mark {tone}")


def to_person(nik: str, name: Node = None) -> Markup:
    """Return the way to a person, by name or by NIK."""
    return link(query(nik=nik), name or digits(nik))


def to_family(number: str | None) -> Markup:
    """Return the way to a family card; a dash for who stands on none."""
    return link(query(kk=number), digits(number)) if number else Markup("–")


def to_paper(number: str, shown: Node = None) -> Markup:
    """Return the way to everything that carries a number."""
    return link(query(dok=number), shown or digits(number))


def register(number: str) -> Node:
    """Return a register number that may break into lines after its strokes."""
    return [(part, tag("wbr")) for part in re.split(r"(?<=/)", number)]


def to_entry(entry_id: str, shown: Node) -> Markup:
    """Return the way to an entry."""
    return link(query(isian=entry_id), shown)


def read_answer_names() -> Mapping[str, str]:
    """Read how the catalogue's answers are called, from the data file of this package."""
    with files("siak_sim.pages").joinpath("answers.csv").open(encoding="utf-8") as source:
        return {row["name"]: row["label"] for row in csv.DictReader(source)}
