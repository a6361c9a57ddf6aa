"""The answers with which a named case applies for a service, as a table of references.

`@mother.nik` is the mother's NIK, `@.nik` the applicant's own, `@facts.child_birth_date` a fact of
the case; what the case does not know is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from siak_sim.records import Json

_APPLICANT = {
    "applicant_name": "@.name",
    "applicant_nik": "@.nik",
    "applicant_nkk": "@.family_card_number",
    "applicant_phone": "@.international_phone",
    "delivery_method": "WHATSAPP",
    "applicant_relation": "DIRI_SENDIRI",
}
_WITNESSES = {
    "witness1_nik": "@witness1.nik",
    "witness1_name": "@witness1.name",
    "witness2_nik": "@witness2.nik",
    "witness2_name": "@witness2.name",
}
_PARENTS = {
    "mother_nik": "@mother.nik",
    "mother_name": "@mother.name",
    "father_nik": "@father.nik",
    "father_name": "@father.name",
}
_COURT = {"court_name": "Pengadilan Negeri Contoh", "decision_number": "@facts.decision_number"}
_CARD = {"delivery_method": "AMBIL_DI_KANTOR"}
_CHILD = {
    "child_nik": "@child.nik",
    "child_name": "@child.name",
    "child_birth_date": "@child.birth_date",
}
_HOME = {
    "home_address": "Jl. Contoh 5",
    "home_rt": "003",
    "home_rw": "001",
    "home_village_code": "@.village_code",
    "lodging": False,
}
_DESTINATION = {
    "move_reason": "PEKERJAAN",
    "move_kind": "KEPALA_KELUARGA_DAN_SELURUH",
    "kk_status_move": "MEMBUAT_KK_BARU",
    "mover_niks": "@facts.mover_niks",
    "dest_address": "Jl. Contoh 9",
    "dest_rt": "002",
    "dest_rw": "001",
}

_OWN: Mapping[str, Json] = {
    "BIODATA_WNI": {
        "subject_name": "@facts.subject_name",
        "subject_sex": "@facts.subject_sex",
        "subject_birth_place": "Halong",
        "subject_birth_date": "@facts.subject_birth_date",
        "subject_religion": "HINDU",
        "subject_marital_status": "BELUM_KAWIN",
        "subject_education": "TIDAK_BELUM_SEKOLAH",
        "subject_occupation": "PETANI_PEKEBUN",
        "mother_name": "@facts.mother_name",
        "father_name": "@facts.father_name",
        "has_civil_documents": False,
        "has_education_proof": False,
        "is_newborn_of_registered_parents": False,
        **_HOME,
    },
    "KK_BARU": {
        "kk_reason": "@facts.kk_reason",
        "union_type": "@facts.union_type",
        "head_of_family_name": "@groom.name",
        "head_of_family_nik": "@groom.nik",
        "head_of_family_birth_date": "@groom.birth_date",
        "head_ever_married": True,
        "member_niks": ["@bride.nik"],
        "has_marriage_or_divorce_certificate": True,
        "husband_age_at_marriage": 25,
        "wife_age_at_marriage": 23,
        "is_second_or_later_wife": False,
        "head_deceased": False,
        "all_remaining_under_17": False,
        **_HOME,
    },
    "KK_PERUBAHAN_DATA": {
        "change_kind": "ELEMEN_DATA",
        "changes": [{"member_nik": "@.nik", "evidence": "CONTOH", "*": "@facts.change"}],
        "moves_child_between_kk": False,
        "has_evidence": True,
        "element_is_religion": False,
        "lodging": False,
    },
    "KK_HILANG_RUSAK": {"loss_kind": "HILANG", "has_signed_pdf": False, "is_foreigner": False},
    "KTP_EL_BARU": {
        "subject_birth_date": "@.birth_date",
        "ever_married": False,
        "biometrics_recorded": False,
        "preferred_recording_place": "KANTOR_DISDUKCAPIL",
        **_CARD,
    },
    "KTP_EL_PERUBAHAN_DATA": {
        "changed_elements": ["PEKERJAAN"],
        "kk_already_updated": True,
        **_CARD,
    },
    "KTP_EL_HILANG_RUSAK": {"loss_kind": "HILANG", **_CARD},
    "KIA_BARU": {**_CHILD, "child_married": False, "applicant_relation": "IBU", **_CARD},
    "KIA_HILANG_RUSAK": {
        "child_nik": "@child.nik",
        "child_birth_date": "@child.birth_date",
        "loss_kind": "HILANG",
        "applicant_relation": "IBU",
        **_CARD,
    },
    "PINDAH_KELUAR_SKPWNI": {
        **_DESTINATION,
        "kk_status_stay": "NOMOR_KK_TETAP",
        "dest_region_code": "63.08.05.2003",
        "only_minors_stay": False,
        "lodging_at_destination": False,
    },
    "PINDAH_DALAM_KABUPATEN": {
        **_DESTINATION,
        "dest_village_code": "@facts.dest_village_code",
        "lodging": False,
    },
    "PINDAH_DATANG": {
        **_DESTINATION,
        "skpwni_number": "@facts.skpwni_number",
        "skpwni_date": "@facts.skpwni_date",
        "arrival_kk_kind": "KK_BARU",
        "married": False,
        "data_change": False,
        "lodging": False,
        "has_ktp_or_kia": True,
        "dest_village_code": "63.11.06.1023",
    },
    "AKTA_KELAHIRAN": {
        **_PARENTS,
        **_WITNESSES,
        "applicant_relation": "AYAH",
        "child_name": "Nurul Contoh Kelahiran",
        "child_sex": "P",
        "child_birth_date": "@facts.child_birth_date",
        "child_birth_time": "06:20",
        "child_birth_place": "Balangan",
        "birth_location_type": "PUSKESMAS",
        "birth_type": "TUNGGAL",
        "birth_order": 1,
        "birth_attendant": "BIDAN_PERAWAT",
        "has_birth_letter": True,
        "parents_have_marriage_certificate": True,
        "kk_shows_parents_as_spouses": True,
        "single_mother_record": False,
        "foundling": False,
        "wants_child_card": False,
        "marriage_certificate_number": "@facts.marriage_certificate_number",
        "marriage_date": "@facts.marriage_date",
    },
    "LAHIR_MATI": {
        **_PARENTS,
        **_WITNESSES,
        "event_date": "@facts.event_date",
        "event_place": "Puskesmas Contoh",
        "gestation_months": 8,
        "birth_attendant": "BIDAN_PERAWAT",
        "baby_sex": "L",
    },
    "AKTA_KEMATIAN": {
        **_WITNESSES,
        "applicant_relation": "KELUARGA_LAIN",
        "deceased_name": "@deceased.name",
        "deceased_nik": "@deceased.nik",
        "death_date": "@facts.death_date",
        "death_place": "Paringin",
        "death_cause": "SAKIT_BIASA_TUA",
        "attested_by": "DOKTER",
        "identity_clear": True,
        "missing_body": False,
        "died_abroad": False,
        "in_registry": True,
        "has_death_letter": True,
        "was_head_of_family": False,
        "had_spouse": False,
    },
    "AKTA_PERKAWINAN": {
        **_WITNESSES,
        "groom_name": "@groom.name",
        "groom_nik": "@groom.nik",
        "groom_religion": "@groom.religion",
        "groom_birth_date": "@groom.birth_date",
        "groom_status": "BELUM_KAWIN",
        "bride_name": "@bride.name",
        "bride_nik": "@bride.nik",
        "bride_religion": "@bride.religion",
        "bride_birth_date": "@bride.birth_date",
        "bride_status": "BELUM_KAWIN",
        "religious_marriage_date": "@facts.religious_marriage_date",
        "officiant_name": "Pemuka Agama Contoh",
        "foreign_spouse": False,
        "children_to_legitimise": False,
    },
    "AKTA_PERCERAIAN": {
        **_COURT,
        "decision_final_date": "@facts.decision_final_date",
        "marriage_certificate_number": "@facts.marriage_certificate_number",
        "husband_nik": "@father.nik",
        "wife_nik": "@mother.nik",
    },
    "AKTA_PENGAKUAN_ANAK": {
        **_WITNESSES,
        "child_nik": "@child.nik",
        "child_name": "@child.name",
        "birth_certificate_number": "@facts.birth_certificate_number",
        "father_nik": "@father.nik",
        "mother_nik": "@mother.nik",
        "acknowledgement_date": "@facts.acknowledgement_date",
        "religious_marriage": True,
        "mother_is_foreigner": False,
    },
    "AKTA_PENGESAHAN_ANAK": {
        **_WITNESSES,
        "child_nik": "@child.nik",
        "child_name": "@child.name",
        "birth_certificate_number": "@facts.birth_certificate_number",
        "marriage_certificate_number": "@facts.marriage_certificate_number",
        "marriage_registered_date": "@facts.marriage_registered_date",
        "religious_marriage_before_birth": True,
    },
    "PENGANGKATAN_ANAK": {
        **_COURT,
        "child_nik": "@child.nik",
        "birth_certificate_number": "@facts.birth_certificate_number",
        "decision_received_date": "@facts.decision_received_date",
        "adoptive_father_nik": "@father.nik",
        "adoptive_mother_nik": "@mother.nik",
        "adoptive_parent_foreign": False,
    },
    "PERUBAHAN_NAMA": {
        **_COURT,
        "subject_nik": "@subject.nik",
        "act_type": "KELAHIRAN",
        "act_number": "@facts.act_number",
        "old_name": "@subject.name",
        "new_name": "@facts.new_name",
        "decision_received_date": "@facts.decision_received_date",
        "is_foreigner": False,
    },
    "PEMBETULAN_AKTA": {
        "subject_nik": "@subject.nik",
        "act_type": "@facts.act_type",
        "act_number": "@facts.act_number",
        "correction_kind": "@facts.correction_kind",
        "wrong_text": "@facts.wrong_text",
        "right_text": "@facts.right_text",
    },
    "KUTIPAN_KEDUA_AKTA": {
        "subject_nik": "@subject.nik",
        "act_type": "KELAHIRAN",
        "act_number": "@facts.act_number",
        "loss_kind": "HILANG",
        "has_signed_pdf": False,
    },
}
SERVICES = tuple(_OWN)
TEMPLATES: Mapping[str, Json] = MappingProxyType(
    {service: {**_APPLICANT, **own} for service, own in _OWN.items()}
)


def answers_for(service: str, case: Json, own: Json) -> Json:
    """Return the answers of a case, as told, for a service; `own` ones go before the table's."""
    return _filled({**TEMPLATES[service], **own}, case)


def _filled(template: Json, case: Json) -> Json:
    filled: Json = {}
    for name, value in template.items():
        found = _value(value, case)
        if name == "*":
            filled |= found or {}
        elif found is not None:
            filled[name] = found
    return filled


def _value(value: Any, case: Json) -> Any:  # any JSON value
    if isinstance(value, dict):
        return _filled(value, case)
    if isinstance(value, list):
        return [_value(item, case) for item in value]
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    who, _, what = value[1:].partition(".")
    if who == "facts":
        return case["facts"].get(what)
    return (case["people"].get(who, {}) if who else case).get(what)
