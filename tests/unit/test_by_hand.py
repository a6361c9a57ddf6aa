"""What an operator types back from SIAK: each slip at its field, and the pages made of it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.catalogue.loader import load
from api.domain.by_hand import (
    ONLY_IF,
    ONLY_IN_SIAK,
    PRINTED,
    SIAK_DRAFT,
    VILLAGES,
    WHOM,
    WITNESSES,
    TypedDocument,
    content_of,
    only_in_siak,
)
from api.domain.by_hand_rules import SUBJECT, Acceptance, Said, SaidDocument, read_acceptance
from api.domain.catalogue import Catalogue, Service
from api.domain.errors import InvalidFields, from_record, to_record
from api.domain.facts import Facts
from api.domain.service import DocumentType
from api.domain.values import Medium
from api.domain.verification import masked_subject
from tests.docs_pages import page
from tests.factories import plausible

TODAY, SUBMITTED = date(2026, 11, 23), date(2026, 11, 20)
CHILD, MOTHER, OTHER = "6311015511269003", "6311014501859004", "6311014501859009"
CARD = "6311010101109001"
CODE = r"`([A-Z_]+)`"
BIRTH: Mapping[str, Any] = {
    "child_name": "Contoh Anak",
    "child_sex": "P",
    "child_birth_date": "2026-11-15",
    "child_birth_place": "Paringin",
    "birth_order": 1,
    "parents_have_marriage_certificate": True,
    "foundling": False,
    "single_mother_record": False,
    "kk_shows_parents_as_spouses": True,
    "wants_child_card": False,
    "mother_name": "Contoh Ibu",
    "father_name": "Contoh Ayah",
}
ACT = SaidDocument("AKTA_KELAHIRAN", "6311-LU-23112026-9001", CHILD)
FAMILY_CARD = SaidDocument("KK", CARD, has_draft=True)
SAID = Said(TODAY, "LU", [MOTHER], is_alone=False, documents=[ACT, FAMILY_CARD])


def facts_of(catalogue: Catalogue, service: str = "AKTA_KELAHIRAN", **answers: Any) -> Facts:
    given = {**BIRTH, **answers} if service == "AKTA_KELAHIRAN" else answers
    return catalogue.facts(catalogue.service(service), given, SUBMITTED)


def read(catalogue: Catalogue, said: Said, **answers: Any) -> Acceptance:
    return read_acceptance(said, facts_of(catalogue, **answers), TODAY)


def slips(catalogue: Catalogue, said: Said, **answers: Any) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        read(catalogue, said, **answers)
    return {".".join(fault.path): fault.message for fault in refused.value.faults}


def with_act(**other: Any) -> Said:
    return replace(SAID, documents=[replace(ACT, **other), FAMILY_CARD])


def with_card(**other: Any) -> Said:
    return replace(SAID, documents=[ACT, replace(FAMILY_CARD, **other)])


def test_a_form_in_order_is_read_with_its_numbers_as_they_are_kept(catalogue: Catalogue) -> None:
    spaced = with_act(number=" 6311-lu-23112026-9001 ", nik="6311 0155 1126 9003")

    accepted = read(catalogue, replace(spaced, household=[MOTHER, MOTHER]))

    assert [d.number for d in accepted.documents] == ["6311-LU-23112026-9001", CARD]
    assert accepted.documents[0].nik == CHILD
    assert accepted.household == (MOTHER,)


@pytest.mark.parametrize(
    ("said", "path", "words"),
    [
        pytest.param(replace(SAID, registration_date=date(2026, 11, 24)), "registrationDate",
                     "masa depan", id="registered tomorrow"),
        pytest.param(replace(SAID, registration_date=date(2026, 11, 19)), "registrationDate",
                     "pengajuan", id="registered before it was handed in"),
        pytest.param(replace(SAID, household=[]), "householdNiks", "isAlone", id="nobody named"),
        pytest.param(replace(SAID, is_alone=True), "isAlone", "jangan", id="alone with others"),
        pytest.param(replace(SAID, household=[MOTHER, "631"]), "householdNiks.1", "16 angka",
                     id="a short NIK in the family"),
        pytest.param(replace(SAID, household=[MOTHER] * 51), "householdNiks", "50",
                     id="a family of 51"),
        pytest.param(replace(SAID, series=None), "series", "LU", id="no series"),
        pytest.param(replace(SAID, series="LT"), "series", "Seri", id="a series of no number"),
        pytest.param(with_act(number="6311-LU-22112026-9001"), "documents.0.number", "Tanggal",
                     id="another day in the number"),
        pytest.param(with_act(number="6371-LU-23112026-9001"), "documents.0.number", "6311",
                     id="another regency's number"),
        pytest.param(with_act(number="6311-KM-23112026-9001"), "documents.0.number", "bentuknya",
                     id="a number of another kind"),
        pytest.param(with_act(number=""), "documents.0.number", "bentuknya", id="no number"),
        pytest.param(with_act(nik=None), "documents.0.nik", "NIK anak", id="no NIK of the child"),
        pytest.param(with_act(nik="6311015511260000"), "documents.0.nik", "0000",
                     id="a NIK that cannot be"),
        pytest.param(with_card(number="63110"), "documents.1.number", "16 angka",
                     id="a short family card number"),
        pytest.param(with_card(has_draft=False), "documents.1.uploadId", "unggah",
                     id="a family card without SIAK's page"),
        pytest.param(with_card(nik=CHILD), "documents.1.nik", "kosongkan",
                     id="a family card with a NIK"),
        pytest.param(replace(SAID, documents=[ACT]), "documents", "Kartu Keluarga (KK)",
                     id="no family card"),
        pytest.param(replace(SAID, documents=[ACT, FAMILY_CARD, replace(ACT, type="SKPWNI")]),
                     "documents.2.type", "SKPWNI", id="a document too many"),
        pytest.param(replace(SAID, documents=[ACT, FAMILY_CARD, FAMILY_CARD]),
                     "documents.2.type", "dua kali", id="a document twice"),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_field(
    catalogue: Catalogue, said: Said, path: str, words: str
) -> None:
    assert words in slips(catalogue, said)[path]


def test_a_late_birth_carries_the_late_series(catalogue: Catalogue) -> None:
    late = with_act(number="6311-LT-23112026-9001")

    accepted = read(catalogue, replace(late, series="LT"), child_birth_date="2026-01-05")
    found = slips(catalogue, SAID, child_birth_date="2026-01-05")

    assert accepted.series == "LT"
    assert found["series"].endswith("LT.")


def test_the_child_s_card_carries_the_child_s_nik(catalogue: Catalogue) -> None:
    def said(number: str) -> Said:
        return replace(SAID, documents=[ACT, FAMILY_CARD, SaidDocument("KIA", number)])

    accepted = read(catalogue, said(CHILD), wants_child_card=True)
    found = slips(catalogue, said(OTHER), wants_child_card=True)

    assert accepted.documents[2].nik == CHILD
    assert "NIK anak" in found["documents.2.number"]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        pytest.param(SaidDocument("KIA", OTHER), "documents.0.number", id="another child"),
        pytest.param(SaidDocument("KIA", CHILD, OTHER), "documents.0.nik", id="two NIK"),
        pytest.param(SaidDocument("KIA", CHILD, has_draft=True), "documents.0.uploadId",
                     id="a page for a card"),
    ],
)  # fmt: skip
def test_a_card_is_of_whom_it_was_asked_for(
    catalogue: Catalogue, document: SaidDocument, path: str
) -> None:
    facts = facts_of(catalogue, "KIA_HILANG_RUSAK", child_nik=CHILD)
    said = Said(TODAY, None, [MOTHER], is_alone=False, documents=[document])

    with pytest.raises(InvalidFields) as refused:
        read_acceptance(said, facts, TODAY)

    assert path in {".".join(fault.path) for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("number", "fits"),
    [("477/KM/PRG/1998", True), ("6371-LU-01012020-0001", True), ("Nomor ☺", False), ("", False)],
)
def test_the_number_of_an_old_act_is_as_it_was_written(
    catalogue: Catalogue, number: str, fits: bool
) -> None:
    facts = facts_of(catalogue, "KUTIPAN_KEDUA_AKTA", loss_kind="HILANG", has_signed_pdf=False)
    document = SaidDocument("KUTIPAN_AKTA", number, has_draft=True)
    said = Said(TODAY, None, [MOTHER], is_alone=False, documents=[document])

    if fits:
        assert read_acceptance(said, facts, TODAY).documents[0].number == number
        return
    with pytest.raises(InvalidFields) as refused:
        read_acceptance(said, facts, TODAY)
    assert refused.value.path == ("documents", "0", "number")


def test_slips_are_kept_and_told_again_as_they_were(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidFields) as refused:
        read(catalogue, replace(SAID, series=None, household=[]))

    again = from_record(to_record(refused.value))

    assert isinstance(again, InvalidFields)
    assert again.faults == refused.value.faults


# --- pages: SIAK's own, or from the answers -------------------------------------------------------

DRAFT = "a" * 64
DEATH: Mapping[str, Any] = {
    "deceased_name": "Contoh Almarhum",
    "deceased_nik": OTHER,
    "death_place": "Paringin",
    "death_date": "2026-11-01",
    "in_registry": True,
    "family_members_remain": False,
}
DEATH_ACT = SaidDocument("AKTA_KEMATIAN", "6311-KM-23112026-9001")


def bundles(catalogue: Catalogue) -> list[Any]:
    """Return each service with each PDF it may end in."""
    return [
        pytest.param(service, item.document, id=f"{service.code}-{item.document.code}")
        for service in catalogue.services
        for item in service.bundle
        if item.document.medium is Medium.PDF
    ]


def plausible_facts(catalogue: Catalogue, service: Service, **other: Any) -> Facts:
    answers = {q.name: plausible(q, catalogue, TODAY.isoformat()) for q in service.fields}
    return catalogue.facts(service, {**answers, **other}, SUBMITTED)


@pytest.mark.parametrize(("service", "kind"), bundles(load()))
def test_every_pdf_has_its_official_form_or_siaks_own_page(
    catalogue: Catalogue, service: Service, kind: DocumentType
) -> None:
    facts = plausible_facts(catalogue, service)

    if only_in_siak(kind, facts):
        content = content_of(TypedDocument(kind, "CONTOH-1", None, DRAFT), facts, catalogue, TODAY)
        assert content[SIAK_DRAFT] == DRAFT
    else:
        content = content_of(TypedDocument(kind, "CONTOH-1", None), facts, catalogue, TODAY)
        assert content["registration_date"] == "2026-11-23"
        assert "lines" not in content


@pytest.mark.parametrize(("service", "kind"), bundles(load()))
def test_a_page_only_siak_can_write_is_asked_for_at_its_field(
    catalogue: Catalogue, service: Service, kind: DocumentType
) -> None:
    facts = plausible_facts(catalogue, service, in_registry=True, family_members_remain=True)
    said = Said(TODAY, None, [MOTHER], False, [SaidDocument(kind.code, "")])

    with pytest.raises(InvalidFields) as refused:
        read_acceptance(said, facts, TODAY)

    found = {".".join(fault.path): fault.message for fault in refused.value.faults}
    assert ("documents.0.uploadId" in found) is (kind.code in ONLY_IN_SIAK)
    if kind.code in ONLY_IN_SIAK:
        assert kind.name in found["documents.0.uploadId"]
        assert ONLY_IN_SIAK[kind.code] in found["documents.0.uploadId"]
        assert "`createUpload`" in found["documents.0.uploadId"]


def test_of_the_dead_siak_does_not_know_the_answers_tell_it_all(catalogue: Catalogue) -> None:
    stranger = facts_of(catalogue, "AKTA_KEMATIAN", **{**DEATH, "in_registry": False})
    known = facts_of(catalogue, "AKTA_KEMATIAN", **DEATH)
    said = Said(TODAY, "KM", [MOTHER], False, [DEATH_ACT])

    (act,) = read_acceptance(said, stranger, TODAY).documents
    with pytest.raises(InvalidFields) as refused:
        read_acceptance(said, known, TODAY)
    drafted = replace(said, documents=[replace(DEATH_ACT, has_draft=True)])
    read_acceptance(drafted, known, TODAY)

    content = content_of(act, stranger, catalogue, TODAY)
    assert refused.value.path == ("documents", "0", "uploadId")
    assert (content["birth_date"], content["sex"], content["mother_name"]) == (None, "", "")


def test_the_tables_name_answers_that_are_asked(catalogue: Catalogue) -> None:
    bundled = {
        (item.document.code, name)
        for service in catalogue.services
        for item in service.bundle
        for name in (*service.fields_by_name, *service.derived_by_name)
    }
    for parts in (PRINTED, WHOM):
        for kind, names in parts.items():
            assert {(kind, name) for name in names.values()} <= bundled, kind
    for kind, several in WITNESSES.items():
        assert {(kind, name) for name in several} <= bundled, kind
    assert {*VILLAGES.items(), *ONLY_IF.items()} <= bundled
    for (code, kind), name in SUBJECT.items():
        assert name in catalogue.service(code).fields_by_name
        assert kind in {item.document.code for item in catalogue.service(code).bundle}


def test_a_birth_act_names_the_parents_its_wording_names(catalogue: Catalogue) -> None:
    kind = catalogue.document_type("AKTA_KELAHIRAN")
    typed = TypedDocument(kind, ACT.number, CHILD)

    couple = content_of(typed, facts_of(catalogue), catalogue, TODAY)
    foundling = content_of(typed, facts_of(catalogue, foundling=True), catalogue, TODAY)

    assert (couple["father_name"], couple["mother_name"]) == ("CONTOH AYAH", "CONTOH IBU")
    assert (foundling["father_name"], foundling["mother_name"]) == ("", "")
    assert couple["nik"] == CHILD
    assert couple["registration_date"] == "2026-11-23"


def test_siaks_own_page_still_tells_whom_it_is_about(catalogue: Catalogue) -> None:
    birth = TypedDocument(catalogue.document_type("AKTA_KELAHIRAN"), ACT.number, CHILD, DRAFT)
    marriage = TypedDocument(catalogue.document_type("AKTA_PERKAWINAN"), "CONTOH-1", None, DRAFT)
    couple = facts_of(
        catalogue, "AKTA_PERKAWINAN", groom_name="Contoh Suami", bride_name="Contoh Istri"
    )

    of_birth = content_of(birth, facts_of(catalogue), catalogue, TODAY)
    of_marriage = content_of(marriage, couple, catalogue, TODAY)

    assert (of_birth["nik"], of_birth["name"]) == (CHILD, "CONTOH ANAK")
    assert masked_subject(of_marriage) == masked_subject(
        {"husband_name": "CONTOH SUAMI", "wife_name": "CONTOH ISTRI"}
    )


def test_the_manual_says_which_pages_come_from_where(catalogue: Catalogue) -> None:
    section = page("docs/by-hand.md").split("## What is printed")[1].split("\n## ")[0]
    answered, drafted = (
        {code for row in re.findall(r"(?m)^\|([^|]+)\|", table) for code in re.findall(CODE, row)}
        for table in section.split("| SIAK's own draft |")
    )

    printed = {code for code in PRINTED if catalogue.document_type(code).medium is Medium.PDF}
    assert answered == printed
    assert drafted == ONLY_IN_SIAK.keys()
