"""What an office without an interface prints from answers reads like what SIAK has us print.

Beside each specimen stand the answers its people would give; the page made of them has the words
of the specimen's golden text, line by line.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.catalogue.loader import load
from api.domain.by_hand import PRINTED, TypedDocument, content_of, only_in_siak
from api.domain.ports import Page
from api.domain.values import Medium
from api.gateways.printing.printer import TypstPrinter
from tests.gateways.printing.golden import golden_text, kept
from tests.gateways.printing.specimen_pages import DAY
from tests.gateways.printing.specimens import specimens

BIRTH = {
    "child_name": "Aisyah Putri Contoh",
    "child_sex": "P",
    "child_birth_place": "Paringin",
    "child_birth_date": "2026-11-06",
    "birth_order": 1,
    "father_name": "Ahmad Rifani Contoh",
    "mother_name": "Siti Rahmah Contoh",
    "parents_have_marriage_certificate": True,
    "kk_shows_parents_as_spouses": True,
    "single_mother_record": False,
    "foundling": False,
}
MOTHER_ALONE = {"single_mother_record": True, "parents_have_marriage_certificate": False}
NO_PROOF = {"parents_have_marriage_certificate": False, "birth_order": 3}
DEATH = {
    "deceased_name": "Hasan Basri Contoh",
    "death_place": "Paringin",
    "death_date": "2026-11-01",
    "in_registry": False,
}
STILLBIRTH = {
    "baby_sex": "L",
    "event_date": "2026-11-06",
    "event_place": "Puskesmas Contoh Paringin",
    "gestation_months": 8,
    "birth_attendant": "BIDAN_PERAWAT",
    "mother_name": "Siti Rahmah Contoh",
    "mother_nik": "6311064203959001",
    "father_name": "Ahmad Rifani Contoh",
    "father_nik": "6311061207919001",
    "applicant_name": "Ahmad Rifani Contoh",
    "applicant_relation": "AYAH",
    "witness1_name": "Saksi Satu Contoh",
    "witness2_name": "Saksi Dua Contoh",
}
BIODATA = {
    "subject_name": "Darma Contoh Pitap",
    "subject_birth_place": "Halong",
    "subject_birth_date": "1990-05-17",
    "subject_sex": "L",
    "subject_religion": "KEPERCAYAAN",
    "subject_marital_status": "BELUM_KAWIN",
    "subject_education": "TIDAK_BELUM_SEKOLAH",
    "subject_occupation": "PETANI_PEKEBUN",
    "mother_name": "Intan Contoh",
    "father_name": "Untung Contoh",
    "home_address": "Jl. A. Yani No. 9",
    "home_rt": "002",
    "home_rw": "001",
    "home_village_code": "63.11.06.1023",
}
POSTAL_CODE = ", 71662"  # SIAK knows it; nobody is asked for it
SAME = [
    pytest.param("birth", "AKTA_KELAHIRAN", BIRTH, id="a birth"),
    pytest.param("birth_mother_alone", "AKTA_KELAHIRAN", {**BIRTH, **MOTHER_ALONE},
                 id="the birth of a mother's child"),
    pytest.param("birth_foundling", "AKTA_KELAHIRAN", {**BIRTH, "foundling": True},
                 id="a foundling"),
    pytest.param("birth_unrecorded_marriage", "AKTA_KELAHIRAN", {**BIRTH, **NO_PROOF},
                 id="a birth in a marriage without certificate"),
    pytest.param("death_unregistered", "AKTA_KEMATIAN", DEATH, id="a death SIAK knows no more of"),
    pytest.param("stillbirth", "LAHIR_MATI", STILLBIRTH, id="a stillbirth"),
    pytest.param("biodata", "BIODATA_WNI", BIODATA, id="a first biodata"),
]  # fmt: skip


def from_answers(specimen: Page, service: str, answers: dict[str, Any]) -> Page:
    """Return the specimen's page with what an operator's office would print on it."""
    catalogue = load()
    kind = catalogue.document_type(specimen.type)
    typed = TypedDocument(kind, specimen.number, specimen.content.get("nik"))
    facts = catalogue.facts(catalogue.service(service), answers, date(2026, 11, 16))
    assert not only_in_siak(kind, facts)
    return replace(specimen, content=content_of(typed, facts, catalogue, DAY))


@pytest.mark.parametrize(("name", "service", "answers"), SAME)
async def test_a_page_from_answers_reads_like_siaks(
    name: str, service: str, answers: dict[str, Any], printer: TypstPrinter
) -> None:
    page = from_answers(specimens()[name], service, answers)

    found = golden_text(await printer.print(page, draft=False))

    assert found.splitlines() == kept(name).replace(POSTAL_CODE, "").splitlines()


@pytest.mark.parametrize(("name", "service", "answers"), SAME)
def test_a_page_from_answers_has_the_parts_siaks_has(
    name: str, service: str, answers: dict[str, Any]
) -> None:
    specimen = specimens()[name]

    page = from_answers(specimen, service, answers)

    assert set(specimen.content) <= set(page.content)


def test_every_kind_printed_from_answers_is_compared() -> None:
    catalogue = load()
    printed = {code for code in PRINTED if catalogue.document_type(code).medium is Medium.PDF}

    assert {specimens()[str(each.values[0])].type for each in SAME} == printed
