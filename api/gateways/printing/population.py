"""What the documents of population registration say: family card, biodata, move certificate."""

from collections.abc import Sequence
from datetime import date

from api.domain.calendar import long_date
from api.domain.ports import Json, Page
from api.gateways.printing.content import Content
from api.gateways.printing.spelling import short_date

MEMBERS_PER_SHEET = 10
Row = list[str]  # a label and what is said of it


def family_card(content: Content, page: Page) -> Json:
    """Say who belongs to a family, ten members to a sheet."""
    members = [_member(record) for record in content.records("members")]
    starts = range(0, max(len(members), 1), MEMBERS_PER_SHEET)
    return {
        "title": f"Kartu Keluarga {page.number}",
        "number": page.number,
        "head": content.optional("head_name"),
        "address": content.text("address"),
        "rt_rw": _rt_rw(content),
        "postal_code": content.optional("postal_code"),
        "village": content.text("village"),
        "district": content.text("district"),
        "regency": content.text("regency"),
        "province": content.text("province"),
        "issued_on": short_date(page.registration_date) if page.registration_date else "-",
        "sheets": [members[start : start + MEMBERS_PER_SHEET] for start in starts],
        "per_sheet": MEMBERS_PER_SHEET,
    }


def _member(record: Content) -> Json:
    return {
        "person": [
            record.text("name"),
            record.optional("nik"),
            record.sex().upper(),
            record.optional("birth_place"),
            record.short_day("birth_date"),
            record.label("religion"),
            record.label("education"),
            record.label("occupation"),
            record.label("blood_type"),
        ],
        "family": [
            record.label("marital_status"),
            record.short_day("marriage_date"),
            record.label("relation"),
            record.label("citizenship"),
            record.optional("passport"),
            record.optional("kitap"),
            record.optional("father_name"),
            record.optional("mother_name"),
        ],
    }


def biodata(content: Content, page: Page) -> Json:
    """Say who somebody is, of whom, where they live and which papers they have."""
    return {
        "title": "Biodata Penduduk Warga Negara Indonesia",
        "number": page.number,
        "name": content.text("name"),
        "top": [
            ["NIK", page.number],
            ["Nomor Kartu Keluarga", content.optional("family_card_number")],
        ],
        "sections": [
            ["Data Personal", _personal(content)],
            ["Data Orang Tua", _parents(content)],
            ["Data Alamat", _address(content)],
            ["Data Kepemilikan Dokumen", _papers(content)],
        ],
        "date": _day_of(page),
    }


def _personal(content: Content) -> list[Row]:
    return [
        ["Nama Lengkap", content.text("name")],
        ["Tempat Lahir", content.optional("birth_place")],
        ["Tanggal Lahir", content.short_day("birth_date")],
        ["Jenis Kelamin", content.sex().upper()],
        ["Golongan Darah", content.label("blood_type")],
        ["Agama/Kepercayaan", content.label("religion")],
        ["Status Perkawinan", content.label("marital_status")],
        ["Status Hubungan Dalam Keluarga", content.label("relation")],
        ["Penyandang Disabilitas", content.label("disability")],
        ["Pendidikan Terakhir", content.label("education")],
        ["Jenis Pekerjaan", content.label("occupation")],
        ["Kewarganegaraan", content.label("citizenship")],
    ]


def _parents(content: Content) -> list[Row]:
    return [
        ["NIK Ibu", content.optional("mother_nik")],
        ["Nama Ibu", content.optional("mother_name")],
        ["NIK Ayah", content.optional("father_nik")],
        ["Nama Ayah", content.optional("father_name")],
    ]


def _address(content: Content) -> list[Row]:
    return [
        ["Alamat", content.text("address")],
        ["RT/RW", _rt_rw(content)],
        ["Desa/Kelurahan", content.optional("village")],
        ["Kecamatan", content.optional("district")],
        ["Kabupaten/Kota", content.optional("regency")],
        ["Provinsi, Kode Pos", _joined(content, "province", "postal_code")],
    ]


def _papers(content: Content) -> list[Row]:
    return [
        ["Nomor Paspor", content.optional("passport")],
        ["Tanggal Berakhir Paspor", content.short_day("passport_until")],
        ["Nomor Akta/Surat Kenal Lahir", content.optional("birth_act")],
        ["Nomor Akta Perkawinan/Buku Nikah", content.optional("marriage_act")],
        ["Tanggal Perkawinan", content.short_day("marriage_date")],
        ["Nomor Akta Perceraian/Surat Cerai", content.optional("divorce_act")],
        ["Tanggal Perceraian", content.short_day("divorce_date")],
    ]


def move_letter(content: Content, page: Page) -> Json:
    """Say who moves from where to where, until when it holds, and where to report."""
    origin, goal = content.part("origin"), content.part("destination")
    return {
        "title": "Surat Keterangan Pindah Warga Negara Indonesia",
        "number": page.number,
        "applicant": content.optional("applicant_name"),
        "origin": [
            ["Nomor Kartu Keluarga", origin.optional("family_card_number")],
            ["Nama Kepala Keluarga", origin.optional("head_name")],
            ["Nama Pemohon", content.optional("applicant_name")],
            ["NIK Pemohon", content.optional("applicant_nik")],
            ["Alamat", _street(origin)],
            ["Desa/Kelurahan", origin.optional("village")],
            ["Kecamatan", origin.optional("district")],
            ["Kabupaten/Kota", origin.optional("regency")],
            ["Provinsi, Kode Pos", _joined(origin, "province", "postal_code")],
        ],
        "move": [
            ["Alasan Pindah", content.label("reason")],
            ["Alamat Tujuan", _street(goal)],
            ["Kabupaten/Kota, Provinsi Tujuan", _joined(goal, "regency", "province")],
            ["Kode Wilayah Tujuan", goal.optional("region_code")],
            ["Klasifikasi Kepindahan", content.label("scope")],
            ["Jenis Kepindahan", content.label("kind")],
            ["Status KK bagi yang Tidak Pindah", content.label("kk_status_stay")],
            ["Status KK bagi yang Pindah", content.label("kk_status_move")],
            ["Rencana Tanggal Pindah", content.short_day("planned_date")],
        ],
        "movers": [_mover(record) for record in content.records("movers")],
        "valid_until": long_date(content.day("valid_until")),
        "report_to": goal.optional("regency").title(),
        "date": _day_of(page),
    }


def _mover(record: Content) -> Row:
    return [
        record.text("name"),
        record.optional("nik"),
        record.sex().upper(),
        record.short_day("birth_date"),
        record.label("relation"),
    ]


def _street(place: Content) -> str:
    """Return the address with RT and RW where they are known."""
    rt, rw = place.optional("rt"), place.optional("rw")
    numbers = [f"{name} {value}" for name, value in (("RT", rt), ("RW", rw)) if value != "-"]
    return " ".join([place.optional("address"), *numbers])


def _rt_rw(content: Content) -> str:
    return f"{content.optional('rt')}/{content.optional('rw')}"


def _joined(content: Content, *names: str) -> str:
    values: Sequence[str] = [content.optional(name) for name in names]
    return ", ".join(value for value in values if value != "-") or "-"


def _day_of(page: Page) -> str:
    day: date | None = page.registration_date
    return long_date(day) if day else "-"
