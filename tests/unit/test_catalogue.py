import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.domain.catalogue import Catalogue, Facts
from api.domain.errors import NotFound, UnacceptableContent
from api.domain.values import Medium, Mode, Scope

TODAY = date(2026, 1, 20)
BORN_IN_HOSPITAL = {
    "applicant_relation": "AYAH",
    "child_birth_date": "2026-01-05",
    "has_birth_letter": True,
    "parents_have_marriage_certificate": True,
    "foundling": False,
    "wants_child_card": False,
}


def facts(catalogue: Catalogue, service: str, **answers: object) -> Facts:
    return catalogue.facts(catalogue.service(service), answers, TODAY)


def needs(found: Facts) -> dict[str, bool | None]:
    return {each.code: each.need for each in found.requirements()}


def open_codes(found: Facts, *filled: str, mandatory_only: bool = True) -> list[str]:
    left = found.open_requirements(filled, mandatory_only=mandatory_only)
    return [each.code for each in left]


def test_the_shipped_catalogue_holds_every_service_form_and_region(catalogue: Catalogue) -> None:
    assert len(catalogue.services) == 23
    assert sum(len(service.requirements) for service in catalogue.services) == 154
    levels = [region.level for region in catalogue.regions]
    assert [levels.count(x) for x in ("kecamatan", "desa", "kelurahan")] == [8, 154, 3]
    assert catalogue.region("63.11.06.1019").name == "Paringin Timur"
    assert len(catalogue.villages("63.11.06")) == 16


def test_a_service_knows_its_mode_its_half_of_the_registry_and_its_promise(
    catalogue: Catalogue,
) -> None:
    birth = catalogue.service("AKTA_KELAHIRAN")
    assert (birth.mode, birth.scope) == (Mode.FULL, Scope.CIVIL_REGISTRATION)
    assert (birth.sla.target_hours, birth.sla.max_hours, birth.fee_idr) == (1, 24, 0)
    assert catalogue.service("KTP_EL_BARU").mode is Mode.PREREGISTRATION
    assert catalogue.document_type("KIA").medium is Medium.CARD
    assert catalogue.document_type("KK").medium is Medium.PDF


def test_what_is_not_in_the_catalogue_is_not_found(catalogue: Catalogue) -> None:
    assert catalogue.get_service("SIM") is None
    with pytest.raises(NotFound):
        catalogue.service("SIM")


def test_nothing_is_asked_for_before_the_deciding_question_is_answered(
    catalogue: Catalogue,
) -> None:
    found = needs(facts(catalogue, "AKTA_KELAHIRAN"))
    assert found["FORM_F201"] is True
    assert found["SURAT_KETERANGAN_LAHIR"] is None
    assert found["SURAT_KUASA"] is None


def test_an_ordinary_birth_needs_the_letter_the_marriage_book_and_the_family_card(
    catalogue: Catalogue,
) -> None:
    found = facts(catalogue, "AKTA_KELAHIRAN", **BORN_IN_HOSPITAL)
    assert open_codes(found) == ["FORM_F201", "SURAT_KETERANGAN_LAHIR", "BUKU_NIKAH_ORTU", "KK"]
    assert found.undecided_fields() == ()
    assert found.derived()["wording"] == "ANAK_SUAMI_ISTRI"
    assert found.derived()["certificate_series"] == "LU"
    optional = open_codes(found, "FORM_F201", mandatory_only=False)
    assert "KTP_EL_ORTU_PELAPOR" in optional
    assert "IJAZAH_SUBJEK" not in optional


def test_a_birth_without_papers_is_sworn_to_instead(catalogue: Catalogue) -> None:
    found = facts(
        catalogue,
        "AKTA_KELAHIRAN",
        **{
            **BORN_IN_HOSPITAL,
            "has_birth_letter": False,
            "parents_have_marriage_certificate": False,
            "kk_shows_parents_as_spouses": True,
            "single_mother_record": False,
        },
    )
    assert open_codes(found) == ["FORM_F201", "FORM_F203", "FORM_F204", "KK"]
    assert found.derived()["wording"] == "ANAK_SUAMI_ISTRI_BELUM_TERCATAT"


def test_only_questions_that_can_still_change_something_are_left(catalogue: Catalogue) -> None:
    assert facts(catalogue, "AKTA_KELAHIRAN").undecided_fields() == (
        "applicant_relation",
        "child_birth_date",
        "has_birth_letter",
        "parents_have_marriage_certificate",
        "kk_shows_parents_as_spouses",
        "single_mother_record",
        "foundling",
        "wants_child_card",
    )
    married = facts(catalogue, "AKTA_KELAHIRAN", parents_have_marriage_certificate=True)
    assert "kk_shows_parents_as_spouses" not in married.undecided_fields()
    found = facts(catalogue, "KK_BARU", kk_reason="PINDAH_DATANG", lodging=False)
    assert found.undecided_fields() == ()


def test_a_stale_answer_to_a_question_that_no_longer_applies_asks_for_nothing(
    catalogue: Catalogue,
) -> None:
    found = facts(
        catalogue, "KK_BARU", kk_reason="PINDAH_DATANG", lodging=False, all_remaining_under_17=True
    )
    assert needs(found)["PERNYATAAN_WALI"] is False


@pytest.mark.parametrize(
    ("_case", "age", "late"),
    [("on the sixtieth day", 60, False), ("a day later", 61, True)],
)
def test_a_birth_reported_late_waits_for_the_head_of_office(
    _case: str, age: int, late: bool, catalogue: Catalogue
) -> None:
    born = (TODAY - timedelta(days=age)).isoformat()
    found = facts(catalogue, "AKTA_KELAHIRAN", child_birth_date=born)
    assert found.reported_late is late
    assert found.needs_head_decision is late
    assert found.derived()["certificate_series"] == ("LT" if late else "LU")


def test_a_death_reported_late_is_simply_recorded(catalogue: Catalogue) -> None:
    found = facts(catalogue, "AKTA_KEMATIAN", death_date="2025-01-01")
    assert found.reported_late is True
    assert found.needs_head_decision is False
    assert facts(catalogue, "AKTA_KEMATIAN").reported_late is None


@pytest.mark.parametrize(
    ("_case", "service", "answers", "documents"),
    [
        ("a birth", "AKTA_KELAHIRAN", BORN_IN_HOSPITAL, ["AKTA_KELAHIRAN", "KK"]),
        (
            "a birth with a child card",
            "AKTA_KELAHIRAN",
            {**BORN_IN_HOSPITAL, "wants_child_card": True},
            ["AKTA_KELAHIRAN", "KK", "KIA"],
        ),
        (
            "a death with family left",
            "AKTA_KEMATIAN",
            {"in_registry": True, "family_members_remain": True},
            ["AKTA_KEMATIAN", "KK"],
        ),
        (
            "the last of a family dies",
            "AKTA_KEMATIAN",
            {"in_registry": True, "family_members_remain": False},
            ["AKTA_KEMATIAN"],
        ),
        ("a lost card", "KTP_EL_HILANG_RUSAK", {}, ["KTP_EL"]),
    ],
)
def test_the_documents_to_expect_follow_from_the_answers(
    _case: str,
    service: str,
    answers: dict[str, object],
    documents: list[str],
    catalogue: Catalogue,
) -> None:
    found = facts(catalogue, service, **answers).expected_documents()
    assert [each.code for each in found] == documents


def test_one_met_alternative_settles_its_group(catalogue: Catalogue) -> None:
    found = facts(catalogue, "AKTA_KELAHIRAN", **BORN_IN_HOSPITAL)
    left = open_codes(found, "SURAT_KETERANGAN_LAHIR")
    assert left == ["FORM_F201", "BUKU_NIKAH_ORTU", "KK"]


def test_exactly_one_alternative_of_a_group_holds_for_every_death(catalogue: Catalogue) -> None:
    flags = ["identity_clear", "missing_body", "died_abroad", "in_registry", "has_death_letter"]
    for bits in range(2 ** len(flags)):
        answers = {name: bool(bits >> at & 1) for at, name in enumerate(flags)}
        found = facts(catalogue, "AKTA_KEMATIAN", **answers)
        proofs = [e.code for e in found.requirements() if e.group == "DEATH_PROOF" and e.need]
        assert len(proofs) == 1, answers


def test_required_answers_are_missing_until_given(catalogue: Catalogue) -> None:
    missing = facts(catalogue, "AKTA_KELAHIRAN", **BORN_IN_HOSPITAL).missing_answers()
    assert {"child_name", "mother_nik", "father_nik", "marriage_date"} <= set(missing)
    assert "applicant_email" not in missing
    by_mail = facts(catalogue, "AKTA_KELAHIRAN", delivery_method="EMAIL").missing_answers()
    assert "applicant_email" in by_mail


def test_the_office_can_switch_a_policy_off(catalogue: Catalogue) -> None:
    strict = replace(catalogue, policy={"policy_allow_sptjm_in_kk": False})
    found = facts(
        strict,
        "KK_BARU",
        kk_reason="MEMBENTUK_KELUARGA",
        has_marriage_or_divorce_certificate=False,
        husband_age_at_marriage=25,
        wife_age_at_marriage=22,
    )
    assert needs(found)["FORM_F105"] is False
    assert needs(found)["PENETAPAN_ISBAT"] is True


def test_a_portrait_may_not_come_as_a_pdf(catalogue: Catalogue) -> None:
    papers = catalogue.service("KIA_BARU").requirements_by_code
    papers["KK"].require_type("application/pdf")
    papers["PAS_FOTO_2X3"].require_type("image/jpeg")
    with pytest.raises(UnacceptableContent, match="bukan PDF"):
        papers["PAS_FOTO_2X3"].require_type("application/pdf")


def test_every_reason_of_siaks_contract_has_a_remedy(catalogue: Catalogue) -> None:
    contract = (Path(__file__).parents[2] / "docs" / "siak-contract.md").read_text("utf-8")
    table = contract.split("### Why an entry is refused")[1].split("Warnings:")[0]
    codes = {
        code
        for line in table.splitlines()
        if line.startswith("|")
        for code in re.findall(r"`([A-Z_]{6,})`", line.split("|")[1])
    }
    assert codes
    assert codes - set(catalogue.siak_rules) == set()
