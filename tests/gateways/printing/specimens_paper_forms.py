"""Specimens of paper forms: each one filled, the broad ones blank, one from hostile answers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final

from api.catalogue.loader import load
from api.domain.catalogue import Catalogue
from api.domain.form_filling import Given, laid_out
from api.domain.ports import Page

MADE_AT: Final = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SIXTY: Final = "MUHAMMAD ABDURRAHMAN AL-GHIFARI NUR'AINI PUTRA CONTOH BANJAR"
HOSTILE: Final = '#panic("x") *b* $x$ `kode` \\ <label> @ref // /* = #import "a.typ": *'
APPLICANT: Final = {
    "applicant_name": "SITI RAHMAH CONTOH",
    "applicant_nik": "6311064601909001",
    "applicant_nkk": "6311062001159001",
    "applicant_phone": "+6289900000001",
    "applicant_email": "siti@contoh.example",
    "applicant_relation": "IBU",
}
WITNESSES: Final = {
    "witness1_name": "HASAN BASRI CONTOH",
    "witness1_nik": "6311060101709003",
    "witness1_nkk": "6311062001159003",
    "witness2_name": "NURUL HUDA CONTOH",
    "witness2_nik": "6311064101809004",
    "witness2_nkk": "6311062001159004",
}
PARENTS: Final = {
    "mother_name": "SITI RAHMAH CONTOH",
    "mother_nik": "6311064601909001",
    "mother_birth_place": "AMUNTAI",
    "mother_birth_date": "1990-01-06",
    "mother_citizenship": "WNI",
    "father_name": "AHMAD RIFANI CONTOH",
    "father_nik": "6311060101889002",
    "father_birth_place": "PARINGIN",
    "father_birth_date": "1988-01-01",
    "father_citizenship": "WNI",
}
BIRTH: Final = {
    **APPLICANT,
    **PARENTS,
    **WITNESSES,
    "child_name": SIXTY,
    "child_sex": "L",
    "child_birth_date": "2026-11-06",
    "child_birth_time": "04:35",
    "child_birth_place": "BALANGAN",
    "birth_location_type": "PUSKESMAS",
    "birth_type": "TUNGGAL",
    "birth_order": 2,
    "birth_attendant": "BIDAN_PERAWAT",
    "birth_weight_kg": 3.2,
    "birth_length_cm": 49.5,
}
DEATH: Final = {
    **APPLICANT,
    **WITNESSES,
    "deceased_name": "HASAN BASRI CONTOH",
    "deceased_nik": "6311061201459001",
    "death_date": "2026-11-01",
    "death_time": "23:10",
    "death_place": "PARINGIN",
    "death_cause": "SAKIT_BIASA_TUA",
    "attested_by": "DOKTER",
}
PERSON: Final = {
    **APPLICANT,
    "subject_name": "JUMIAH CONTOH",
    "subject_sex": "P",
    "subject_birth_place": "HALONG",
    "subject_birth_date": "1961-03-02",
    "subject_religion": "KEPERCAYAAN",
    "subject_marital_status": "CERAI_MATI",
    "subject_education": "TIDAK_BELUM_SEKOLAH",
    "subject_occupation": "PETANI_PEKEBUN",
    "mother_name": "AMINAH CONTOH",
    "father_name": "ABDULLAH CONTOH",
    "home_address": "JL. A. YANI KM 3 NO. 9",
    "home_rt": "002",
    "home_rw": "001",
    "home_village_code": "63.11.01.2001",
}
MOVE: Final = {
    **APPLICANT,
    "dest_address": "JL. MERDEKA NO. 9",
    "dest_rt": "003",
    "dest_rw": "002",
    "dest_village_code": "63.11.01.2002",
    "move_reason": "PEKERJAAN",
    "move_kind": "KEPALA_KELUARGA_DAN_SEBAGIAN",
    "kk_status_stay": "NOMOR_KK_TETAP",
    "kk_status_move": "MEMBUAT_KK_BARU",
    "planned_move_date": "2026-12-01",
    "mover_niks": ["6311060101889002", "6311064601909001", "6311060611269005"],
}
CHANGE: Final = {
    **APPLICANT,
    "change_kind": "ELEMEN_DATA",
    "changes": [
        {
            "member_nik": "6311060101889002",
            "element": "PEKERJAAN",
            "from": "PETANI/PEKEBUN",
            "to": "WIRASWASTA",
            "evidence": "Surat keterangan usaha dari kepala desa",
        }
    ],
}
NEW_CARD: Final = {
    **APPLICANT,
    "kk_reason": "PISAH_KK",
    "union_type": "PERKAWINAN",
    "husband_age_at_marriage": 25,
    "wife_age_at_marriage": 22,
}
CORRECTION: Final = {
    **APPLICANT,
    "subject_nik": "6311060101889002",
    "act_type": "KELAHIRAN",
    "act_number": "6311-LU-20112001-9001",
    "correction_kind": "PEMBETULAN_NAMA",
    "wrong_text": "AHMAD RIPANI CONTOH",
    "right_text": "AHMAD RIFANI CONTOH",
}
HOSTILE_DEATH: Final = {
    **dict.fromkeys(DEATH, HOSTILE),
    "deceased_name": "A" * 60,
    "death_place": f"{HOSTILE} " * 5,
    "witness1_name": "D'ARCY `NI'MAH` JU'UH",
    "witness2_name": "W" * 60,
}
FILLED: Final[Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]]] = {
    "F-1.01": ("BIODATA_WNI", PERSON, ()),
    "F-1.02": ("KK_BARU", NEW_CARD, ("KK_LAMA", "KTP_EL")),
    "F-1.03": ("PINDAH_DALAM_KABUPATEN", MOVE, ()),
    "F-1.04": ("BIODATA_WNI", PERSON, ()),
    "F-1.05": ("KK_BARU", NEW_CARD, ()),
    "F-1.06": ("KK_PERUBAHAN_DATA", CHANGE, ()),
    "F-1.07": ("AKTA_KEMATIAN", DEATH, ()),
    "F-2.01": ("AKTA_KELAHIRAN", BIRTH, ("KK", "SURAT_KETERANGAN_LAHIR")),
    "F-2.03": ("AKTA_KELAHIRAN", BIRTH, ()),
    "F-2.04": ("AKTA_KELAHIRAN", BIRTH, ()),
    "SPTJM-KEMATIAN": ("AKTA_KEMATIAN", DEATH, ()),
    "SPTJM-DATA": ("PEMBETULAN_AKTA", CORRECTION, ()),
}


def blank(catalogue: Catalogue, code: str, service: str | None = None) -> Page:
    """Return a form nobody filled in."""
    given = Given(catalogue, catalogue.service(service) if service else None)
    return _page(catalogue, code, given)


def filled(
    catalogue: Catalogue,
    code: str,
    service: str,
    answers: Mapping[str, object],
    attached: tuple[str, ...] = (),
) -> Page:
    """Return a form filled from answers."""
    given = Given(catalogue, catalogue.service(service), answers, attached, is_blank=False)
    return _page(catalogue, code, given)


def _page(catalogue: Catalogue, code: str, given: Given) -> Page:
    address = f"http://127.0.0.1:8080/forms/{code}.pdf"
    laid = laid_out(catalogue.forms[code], given)
    return Page("FORM", code, laid, None, None, address, MADE_AT)


@cache
def specimens() -> Mapping[str, Page]:
    """Return the pages by name."""
    catalogue = load()
    pages = {
        f"form_{_name(code)}": filled(catalogue, code, *given) for code, given in FILLED.items()
    }
    return {
        **pages,
        "form_f102_blank": blank(catalogue, "F-1.02"),
        "form_f201_blank": blank(catalogue, "F-2.01"),
        "form_f201_blank_marriage": blank(catalogue, "F-2.01", "AKTA_PERKAWINAN"),
        "form_f201_correction": filled(catalogue, "F-2.01", "PEMBETULAN_AKTA", CORRECTION),
        "extreme_form_f201": filled(catalogue, "F-2.01", "AKTA_KEMATIAN", HOSTILE_DEATH),
        "extreme_form_death": filled(catalogue, "SPTJM-KEMATIAN", "AKTA_KEMATIAN", HOSTILE_DEATH),
    }


def _name(code: str) -> str:
    return code.lower().replace(".", "").replace("-", "")
