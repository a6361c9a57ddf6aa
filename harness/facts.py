"""What a family of the simulated population knows about itself, in the catalogue's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]  # a case of the population, or answers in the catalogue's form
Facts = dict[str, Any]

WHATSAPP, EMAIL, PICKUP = "WHATSAPP", "EMAIL", "AMBIL_DI_KANTOR"


def applicant(case: Json, *, delivery: str = WHATSAPP, email: str = "") -> Facts:
    """Return who applies, from where, and how the documents shall come."""
    return {
        "applicant_name": case["name"],
        "applicant_nik": case["nik"],
        "applicant_nkk": case["family_card_number"],
        "applicant_phone": "+" + case["phone"],
        "district_code": case["village_code"][:8],
        "delivery_method": delivery,
        **({"applicant_email": email} if email else {}),
    }


def _witnesses(case: Json) -> Facts:
    people = case["people"]
    return {
        f"{role}_{part}": people[role][key]
        for role in ("witness1", "witness2")
        for part, key in (("name", "name"), ("nik", "nik"))
    }


def _named(role: str, person: Mapping[str, str]) -> Facts:
    return {
        f"{role}_name": person["name"],
        f"{role}_nik": person["nik"],
        f"{role}_birth_place": person["birth_place"],
        f"{role}_birth_date": person["birth_date"],
        f"{role}_citizenship": "WNI",
    }


def birth(case: Json, child_name: str, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return a child born to a married couple, with all papers at hand."""
    father, mother, own = case["people"]["father"], case["people"]["mother"], case["facts"]
    return {
        **applicant(case),
        "applicant_relation": "AYAH",
        "child_name": child_name,
        "child_sex": "P",
        "child_birth_date": own["child_birth_date"],
        "child_birth_time": "06:20",
        "child_birth_place": "Balangan",
        "birth_location_type": "PUSKESMAS",
        "birth_type": "TUNGGAL",
        "birth_order": 1,
        "birth_attendant": "BIDAN_PERAWAT",
        "birth_weight_kg": 3.1,
        "birth_length_cm": 49,
        "has_birth_letter": True,
        "parents_have_marriage_certificate": True,
        "kk_shows_parents_as_spouses": True,
        "single_mother_record": False,
        "foundling": False,
        "wants_child_card": False,
        "marriage_certificate_number": own.get("marriage_certificate_number", "0001/01/IV/2020"),
        "marriage_date": father["marriage_date"],
        **_named("mother", mother),
        **_named("father", father),
        **_witnesses(case),
        **more,
    }


def card_change(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return a change of one element on the applicant's family card."""
    change = case["facts"]["change"]
    item = {"member_nik": case["nik"], **change, "evidence": "Surat keterangan kerja CONTOH"}
    return {
        **applicant(case),
        "applicant_relation": "DIRI_SENDIRI",
        "change_kind": "ELEMEN_DATA",
        "changes": [item],
        "moves_child_between_kk": False,
        "has_evidence": True,
        "element_is_religion": False,
        "lodging": False,
        **more,
    }


def death(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return the death of somebody in a family that goes on."""
    gone = case["people"]["deceased"]
    return {
        **applicant(case),
        "applicant_relation": "ANAK",
        "deceased_name": gone["name"],
        "deceased_nik": gone["nik"],
        "death_date": case["facts"]["death_date"],
        "death_time": "03:10",
        "death_place": "Balangan",
        "death_cause": "SAKIT_BIASA_TUA",
        "attested_by": "DOKTER",
        "identity_clear": True,
        "missing_body": False,
        "died_abroad": False,
        "in_registry": True,
        "has_death_letter": True,
        "family_members_remain": True,
        "was_head_of_family": False,
        "had_spouse": False,
        "is_nonresident": False,
        **_witnesses(case),
        **more,
    }


def child_card(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return a child's first card."""
    child = case["people"]["child"]
    return {
        **applicant(case, delivery=PICKUP),
        "applicant_relation": "IBU",
        "child_name": child["name"],
        "child_nik": child["nik"],
        "child_birth_date": child["birth_date"],
        "child_married": False,
        **more,
    }


def lost_identity_card(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return a lost or damaged KTP-el."""
    loss = case["facts"].get("loss_kind", "HILANG")
    return {**applicant(case, delivery=PICKUP), "loss_kind": loss, **more}


def marriage(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return a marriage that is not a Muslim one."""
    groom, bride = case["people"]["groom"], case["people"]["bride"]
    return {
        **applicant(case),
        "groom_name": groom["name"],
        "groom_nik": groom["nik"],
        "groom_religion": groom["religion"],
        "groom_birth_date": groom["birth_date"],
        "groom_status": "BELUM_KAWIN",
        "bride_name": bride["name"],
        "bride_nik": bride["nik"],
        "bride_religion": bride["religion"],
        "bride_birth_date": bride["birth_date"],
        "bride_status": "BELUM_KAWIN",
        "religious_marriage_date": case["facts"]["religious_marriage_date"],
        "officiant_name": "Pendeta Contoh",
        "foreign_spouse": False,
        "children_to_legitimise": False,
        **_witnesses(case),
        **more,
    }


def lost_family_card(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return a family card that was lost."""
    return {
        **applicant(case),
        "applicant_relation": "DIRI_SENDIRI",
        "loss_kind": "HILANG",
        "has_signed_pdf": False,
        "is_foreigner": False,
        **more,
    }


def first_identity_card(case: Json, **more: Any) -> Facts:  # answers in the catalogue's form
    """Return somebody of seventeen who was never recorded."""
    return {
        **applicant(case, delivery=PICKUP),
        "subject_birth_date": case["birth_date"],
        "ever_married": False,
        "biometrics_recorded": False,
        "preferred_recording_place": "KANTOR_DISDUKCAPIL",
        **more,
    }
