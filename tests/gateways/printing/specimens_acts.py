"""Specimens of civil registration: acts, excerpts, marginal notes, the letter of a stillbirth."""

from collections.abc import Mapping

from api.domain.ports import Json, Page
from tests.gateways.printing.specimen_pages import DELEGATE, ONE_WORD, OTHER_SIXTY, SIXTY, page

BIRTH: Json = {
    "number": "6311-LU-20112026-9001",
    "nik": "6311064611269001",
    "name": "AISYAH PUTRI CONTOH",
    "sex": "P",
    "birth_place": "PARINGIN",
    "birth_date": "2026-11-06",
    "birth_order": 1,
    "father_name": "AHMAD RIFANI CONTOH",
    "mother_name": "SITI RAHMAH CONTOH",
    "wording": "ANAK_SUAMI_ISTRI",
    "registration_date": "2026-11-20",
}
DEATH: Json = {
    "number": "6311-KM-20112026-9001",
    "nik": "6311061201459001",
    "name": "HASAN BASRI CONTOH",
    "death_place": "PARINGIN",
    "death_date": "2026-11-01",
    "birth_place": "JUAI",
    "birth_date": "1945-01-12",
    "sex": "L",
    "father_name": "UMAR CONTOH",
    "mother_name": "FATIMAH CONTOH",
    "registration_date": "2026-11-20",
}
COUPLE: Json = {
    "registration_place": "BALANGAN",
    "registration_date": "2026-11-20",
    "husband_nik": "6311020305919001",
    "husband_name": "I MADE SURYA CONTOH",
    "husband_birth_place": "HALONG",
    "husband_birth_date": "1991-05-03",
    "husband_father_name": "I WAYAN SURYA CONTOH",
    "husband_mother_name": "NI KETUT ASIH CONTOH",
    "wife_nik": "6311025708939001",
    "wife_name": "NI LUH DEWI CONTOH",
    "wife_birth_place": "TEBING TINGGI",
    "wife_birth_date": "1993-08-17",
    "wife_father_name": "I NYOMAN DEWA CONTOH",
    "wife_mother_name": "NI PUTU SARI CONTOH",
}
MARRIAGE: Json = {
    **COUPLE,
    "number": "6311-KW-20112026-9001",
    "religion": "HINDU",
    "marriage_date": "2026-11-01",
    "officiant_name": "PEMANGKU KETUT CONTOH",
    "witness_names": ["SAKSI SATU CONTOH", "SAKSI DUA CONTOH"],
}
DIVORCE: Json = {
    **COUPLE,
    "number": "6311-CR-20112026-9001",
    "marriage_certificate_number": "6311-KW-03022015-9001",
    "court_name": "PENGADILAN NEGERI CONTOH",
    "decision_number": "12/PDT.G/2026/PN CONTOH",
    "decision_final_date": "2026-11-05",
}
CHILD: Json = {
    "registration_place": "BALANGAN",
    "registration_date": "2026-11-20",
    "nik": "6311024204239001",
    "name": "MARIA CONTOH",
    "sex": "P",
    "birth_place": "HALONG",
    "birth_date": "2023-04-02",
    "birth_certificate_number": "6311-LU-20042023-9001",
    "father_name": "YOHANES CONTOH",
    "mother_name": "MAGDALENA CONTOH",
    "witness_names": ["SAKSI SATU CONTOH", "SAKSI DUA CONTOH"],
}
ACKNOWLEDGEMENT: Json = {
    **CHILD,
    "number": "6311-PA-20112026-9001",
    "father_nik": "6311020101909001",
    "acknowledgement_date": "2026-11-10",
}
LEGITIMATION: Json = {
    **CHILD,
    "number": "6311-PS-20112026-9001",
    "marriage_certificate_number": "6311-KW-15112026-9001",
    "marriage_registered_date": "2026-11-15",
}
COURT: Json = {
    "court_name": "PENGADILAN NEGERI CONTOH",
    "decision_number": "34/PDT.P/2026/PN CONTOH",
    "decision_received_date": "2026-11-12",
}
OLD_BIRTH: Json = {
    **BIRTH,
    "number": "6311-LU-14052015-9001",
    "registration_date": "2015-05-14",
    "birth_date": "2015-05-02",
    "nik": "6311064205159001",
}
RENAMED: Json = {
    "noted_on": "2026-11-20",
    "kind": "PERUBAHAN NAMA",
    "text": "AISYAH PUTRI CONTOH menjadi AISYAH NUR'AINI CONTOH; 34/PDT.P/2026/PN CONTOH",
    "old_name": "AISYAH PUTRI CONTOH",
    "new_name": "AISYAH NUR'AINI CONTOH",
    **COURT,
}
ADOPTED: Json = {
    "noted_on": "2026-11-20",
    "kind": "PENGANGKATAN ANAK",
    "text": "BUDI CONTOH, ANI CONTOH; 34/PDT.P/2026/PN CONTOH",
    "adoptive_father_name": "BUDI SANTOSO CONTOH",
    "adoptive_mother_name": "ANI RAHAYU CONTOH",
    **COURT,
}
STILLBIRTH: Json = {
    "number": "6311-LM-20112026-9001",
    "name": "",
    "sex": "L",
    "event_date": "2026-11-06",
    "event_place": "PUSKESMAS CONTOH PARINGIN",
    "gestation_months": 8,
    "birth_attendant": "BIDAN/PERAWAT",
    "mother_name": "SITI RAHMAH CONTOH",
    "mother_nik": "6311064203959001",
    "father_name": "AHMAD RIFANI CONTOH",
    "father_nik": "6311061207919001",
    "reporter_name": "AHMAD RIFANI CONTOH",
    "reporter_relation": "AYAH",
    "witness_names": ["SAKSI SATU CONTOH", "SAKSI DUA CONTOH"],
    "registration_date": "2026-11-20",
}
LONG_PLACE = "RUMAH SAKIT UMUM DAERAH CONTOH KABUPATEN HULU SUNGAI TENGAH"


def specimens() -> Mapping[str, Page]:
    """Return the pages by name."""
    return {**_first(), **_again(), **_extreme()}


def _first() -> Mapping[str, Page]:
    alone = {**BIRTH, "wording": "ANAK_SEORANG_IBU", "father_name": ""}
    found = {**BIRTH, "wording": "ORANG_TUA_TIDAK_DIKETAHUI", "father_name": "", "mother_name": ""}
    unrecorded = {**BIRTH, "wording": "ANAK_SUAMI_ISTRI_BELUM_TERCATAT", "birth_order": 3}
    nobody = dict.fromkeys(("sex", "birth_place", "father_name", "mother_name"), "")
    unknown = {**DEATH, **nobody, "nik": None, "birth_date": None}
    believers = {**MARRIAGE, "religion": "KEPERCAYAAN TERHADAP TUHAN YME"}
    return {
        "birth": _act("AKTA_KELAHIRAN", BIRTH),
        "birth_mother_alone": _act("AKTA_KELAHIRAN", alone),
        "birth_foundling": _act("AKTA_KELAHIRAN", found),
        "birth_unrecorded_marriage": _act("AKTA_KELAHIRAN", unrecorded),
        "death": _act("AKTA_KEMATIAN", DEATH),
        "death_unregistered": _act("AKTA_KEMATIAN", unknown),
        "marriage": _act("AKTA_PERKAWINAN", MARRIAGE),
        "marriage_belief": _act("AKTA_PERKAWINAN", believers),
        "divorce": _act("AKTA_PERCERAIAN", DIVORCE),
        "acknowledgement": _act("AKTA_PENGAKUAN_ANAK", ACKNOWLEDGEMENT),
        "legitimation": _act("AKTA_PENGESAHAN_ANAK", LEGITIMATION),
        "stillbirth": _act("SURAT_LAHIR_MATI", STILLBIRTH),
    }


def _again() -> Mapping[str, Page]:
    corrected = {
        "noted_on": "2026-11-20",
        "kind": "PEMBETULAN NAMA",
        "text": "AISAH PUTRI menjadi AISYAH PUTRI CONTOH",
        "wrong_text": "AISAH PUTRI",
        "right_text": "AISYAH PUTRI CONTOH",
    }
    alive = {
        "noted_on": "2026-11-20",
        "kind": "PEMBATALAN CONTRARIUS ACTUS",
        "text": "Meninggal dunia menjadi Masih hidup",
        "wrong_text": "Meninggal dunia",
        "right_text": "Masih hidup",
    }
    divorced = {
        "noted_on": "2026-11-06",
        "kind": "PERCERAIAN",
        "text": "Akta perceraian 6311-CR-06112026-9001",
        "act_number": "6311-CR-06112026-9001",
    }
    wed = {**MARRIAGE, "registration_date": "2015-02-03", "number": "6311-KW-03022015-9001"}
    lost = {"copy": 2, "cause": "HILANG", "first_issued_on": "2015-05-14"}
    return {
        "margin_name": _again_of("CATATAN_PINGGIR_AKTA", "AKTA_KELAHIRAN", OLD_BIRTH, RENAMED),
        "margin_adoption": _again_of("CATATAN_PINGGIR_AKTA", "AKTA_KELAHIRAN", OLD_BIRTH, ADOPTED),
        "second_birth": _again_of("KUTIPAN_AKTA", "AKTA_KELAHIRAN", OLD_BIRTH, **lost),
        "second_marriage": _again_of("KUTIPAN_AKTA", "AKTA_PERKAWINAN", wed, divorced, **lost),
        "corrected_birth": _again_of(
            "KUTIPAN_AKTA", "AKTA_KELAHIRAN", OLD_BIRTH, corrected, copy=3, cause="PEMBETULAN NAMA"
        ),
        "annulled_death": _again_of(
            "KUTIPAN_AKTA", "AKTA_KEMATIAN", {**DEATH, "death_place": ""}, alive, annulled=True
        ),
    }


def _extreme() -> Mapping[str, Page]:
    parents = {"father_name": SIXTY, "mother_name": OTHER_SIXTY}
    longest = {**BIRTH, **parents, "name": SIXTY, "birth_place": LONG_PLACE}
    longest["wording"] = "ANAK_SUAMI_ISTRI_BELUM_TERCATAT"
    longest["birth_date"] = "1999-09-29"  # the longest date there is in words
    couple = {key: SIXTY if key.endswith("_name") else value for key, value in MARRIAGE.items()}
    couple |= {"wife_name": OTHER_SIXTY, "husband_name": ONE_WORD, "officiant_name": SIXTY}
    couple |= {"husband_birth_place": LONG_PLACE, "wife_birth_place": LONG_PLACE}
    couple |= {"witness_names": [SIXTY, OTHER_SIXTY]}
    one_word = dict.fromkeys(("name", "father_name", "mother_name"), ONE_WORD)
    notes = [{**RENAMED, "old_name": SIXTY, "new_name": OTHER_SIXTY}, ADOPTED, RENAMED]
    again = {"name": SIXTY, "copy": 12, "cause": "TIDAK DIKUASAI", "first_issued_on": "1999-09-29"}
    stillborn = {key: SIXTY if key.endswith("name") else value for key, value in STILLBIRTH.items()}
    stillborn |= {"event_place": LONG_PLACE, "mother_name": ONE_WORD}
    return {
        "extreme_birth": _act("AKTA_KELAHIRAN", longest),
        "extreme_birth_one_word": _act("AKTA_KELAHIRAN", {**BIRTH, **one_word}),
        "extreme_marriage": page("AKTA_PERKAWINAN", couple["number"], couple, DELEGATE),
        "extreme_notes": _again_of("KUTIPAN_AKTA", "AKTA_KELAHIRAN", longest, *notes, **again),
        "extreme_stillbirth": page("SURAT_LAHIR_MATI", stillborn["number"], stillborn, DELEGATE),
    }


def _act(kind: str, content: Json) -> Page:
    if content["number"] == BIRTH["number"] and content["name"] != BIRTH["name"]:
        return page(kind, content["number"], content, DELEGATE)
    return page(kind, content["number"], content)


def _again_of(kind: str, act_type: str, act: Json, *notes: Json, **more: object) -> Page:
    content = {
        "number": act["number"],
        "name": act.get("name", ""),
        "act_type": act_type,
        "act": act,
        "notes": list(notes),
        "registration_date": "2026-11-20",
        **more,
    }
    return page(kind, act["number"], content)
