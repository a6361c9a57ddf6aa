"""What is printed when nobody but the operator tells us: content of documents from the answers.

In by-hand mode SIAK's answer is what the operator typed back: numbers, NIK, registration date. The
rest of a page comes from the answers that were entered, by the tables below. Where an official form
says what only SIAK's books hold, SIAK's own draft is uploaded instead; for any other PDF it may be.
The shapes are those of `docs/siak-contract.md`, "What is printed".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.domain.catalogue import Catalogue
from api.domain.facts import Facts
from api.domain.form_filling import PROVINCE
from api.domain.ports import Json
from api.domain.service import DocumentType
from api.domain.values import Medium

SIAK_DRAFT = "siak_draft"  # in a document's content: SHA-256 of the uploaded page
REGENCY = "BALANGAN"

ONLY_IN_SIAK: Mapping[str, str] = {  # by document type: what its page says and no answer tells
    "KK": "susunan keluarga",
    "SKPWNI": "alamat asal dan data anggota keluarga yang pindah",
    "AKTA_KEMATIAN": "tempat dan tanggal lahir serta orang tua almarhum",
    "AKTA_PERKAWINAN": "tempat lahir dan orang tua kedua mempelai",
    "AKTA_PERCERAIAN": "nama, kelahiran dan orang tua kedua pihak",
    "AKTA_PENGAKUAN_ANAK": "kelahiran anak dan nama orang tuanya",
    "AKTA_PENGESAHAN_ANAK": "kelahiran anak dan nama orang tuanya",
    "CATATAN_PINGGIR_AKTA": "bunyi akta dan semua catatan pinggirnya",
    "KUTIPAN_AKTA": "bunyi akta dan semua catatan pinggirnya",
}
ONLY_IF: Mapping[str, str] = {"AKTA_KEMATIAN": "in_registry"}  # SIAK knows no more of others

PRINTED: Mapping[str, Mapping[str, str]] = {  # by document type: part of the page -> answer
    "AKTA_KELAHIRAN": {
        "nik": "child_nik",
        "name": "child_name",
        "sex": "child_sex",
        "birth_place": "child_birth_place",
        "birth_date": "child_birth_date",
        "birth_order": "birth_order",
        "father_name": "father_name",
        "mother_name": "mother_name",
        "wording": "wording",
    },
    "AKTA_KEMATIAN": {
        "nik": "deceased_nik",
        "name": "deceased_name",
        "death_place": "death_place",
        "death_date": "death_date",
    },
    "SURAT_LAHIR_MATI": {
        "name": "baby_name",
        "sex": "baby_sex",
        "event_date": "event_date",
        "event_place": "event_place",
        "gestation_months": "gestation_months",
        "birth_attendant": "birth_attendant",
        "mother_name": "mother_name",
        "mother_nik": "mother_nik",
        "father_name": "father_name",
        "father_nik": "father_nik",
        "reporter_name": "applicant_name",
        "reporter_relation": "applicant_relation",
    },
    "BIODATA_WNI": {
        "name": "subject_name",
        "birth_place": "subject_birth_place",
        "birth_date": "subject_birth_date",
        "sex": "subject_sex",
        "religion": "subject_religion",
        "marital_status": "subject_marital_status",
        "education": "subject_education",
        "occupation": "subject_occupation",
        "mother_name": "mother_name",
        "father_name": "father_name",
        "address": "home_address",
        "rt": "home_rt",
        "rw": "home_rw",
    },
    "KIA": {
        "name": "child_name",
        "birth_place": "child_birth_place",
        "birth_date": "child_birth_date",
        "sex": "child_sex",
    },
    "KTP_EL": {"name": "applicant_name", "birth_date": "subject_birth_date"},
}
NOBODY_ASKED: Mapping[str, Json] = {  # by document type: parts that are the same whoever asks
    "AKTA_KELAHIRAN": {"registration_place": REGENCY},
    "AKTA_KEMATIAN": {
        "registration_place": REGENCY,
        "sex": "",
        "birth_place": "",
        "birth_date": None,
        "father_name": "",
        "mother_name": "",
    },
    "BIODATA_WNI": {  # a first record: what SIAK does not know either
        "citizenship": "WNI",
        **dict.fromkeys(("blood_type", "relation", "disability", "family_card_number"), ""),
        **dict.fromkeys(("mother_nik", "father_nik", "passport", "birth_act"), ""),
        **dict.fromkeys(("marriage_act", "divorce_act", "postal_code"), ""),
        **dict.fromkeys(("passport_until", "marriage_date", "divorce_date"), None),
    },
}
WITNESSES: Mapping[str, tuple[str, ...]] = {"SURAT_LAHIR_MATI": ("witness1_name", "witness2_name")}
VILLAGES: Mapping[str, str] = {"BIODATA_WNI": "home_village_code"}
CODES = frozenset({"sex", "wording"})  # the page knows their words; of others it gets the label
ON_PAPER: Mapping[str, str] = {  # by label
    "KEPERCAYAAN TERHADAP TUHAN YME / LAINNYA": "KEPERCAYAAN TERHADAP TUHAN YME"
}
CAPITALS = frozenset({"birth_place", "death_place", "event_place", "address"})  # and all names
NULLABLE = frozenset({"nik", "birth_order", "gestation_months"})  # and all dates
PARENTS: Mapping[str, frozenset[str]] = {  # whom the wording of a birth act leaves out
    "ORANG_TUA_TIDAK_DIKETAHUI": frozenset({"father_name", "mother_name"}),
    "ANAK_SEORANG_IBU": frozenset({"father_name"}),
}
WHOM: Mapping[str, Mapping[str, str]] = {  # whom SIAK's own page is about, for who verifies it
    "AKTA_KELAHIRAN": {"name": "child_name"},
    "AKTA_KEMATIAN": {"name": "deceased_name"},
    "AKTA_PERKAWINAN": {"husband_name": "groom_name", "wife_name": "bride_name"},
    "AKTA_PENGAKUAN_ANAK": {"name": "child_name"},
    "AKTA_PENGESAHAN_ANAK": {"name": "child_name"},
    "CATATAN_PINGGIR_AKTA": {"name": "old_name"},
    "BIODATA_WNI": {"name": "subject_name"},
}


@dataclass(frozen=True)
class TypedDocument:
    """One document as the operator typed it back, found in order."""

    kind: DocumentType
    number: str
    nik: str | None  # of the person it is about, where the page carries it
    draft_sha256: str | None = None  # SIAK's own page, when it was uploaded


def only_in_siak(kind: DocumentType, facts: Facts) -> str:
    """Return what the page says and only SIAK knows; nothing where the answers tell it all."""
    condition = ONLY_IF.get(kind.code)
    if condition is not None and not facts.answers.get(condition):
        return ""
    return ONLY_IN_SIAK.get(kind.code, "")


def content_of(
    document: TypedDocument, facts: Facts, catalogue: Catalogue, registered_on: date
) -> Json:
    """Return what the page says, or where SIAK's own page lies and whom it is about."""
    if document.draft_sha256 is not None:
        return _drafted(document, facts)
    page = _Page(document, facts, catalogue)
    content = page.said()
    if document.kind.medium is Medium.PDF:
        content["registration_date"] = registered_on.isoformat()
    return content


def _drafted(document: TypedDocument, facts: Facts) -> Json:
    content: Json = {"number": document.number, SIAK_DRAFT: document.draft_sha256}
    if document.nik is not None:
        content["nik"] = document.nik
    parts = WHOM.get(document.kind.code, {})
    names = {part: facts.answers.get(name) for part, name in parts.items()}
    return content | {part: str(name).upper() for part, name in names.items() if name}


@dataclass(frozen=True)
class _Page:
    """Writes one page from the answers, as SIAK would."""

    document: TypedDocument
    facts: Facts
    catalogue: Catalogue

    def said(self) -> Json:
        code = self.document.kind.code
        content: Json = {"number": self.document.number, **NOBODY_ASKED.get(code, {})}
        content |= {part: self._part(part, name) for part, name in PRINTED[code].items()}
        if "nik" in content and self.document.nik:
            content["nik"] = self.document.nik
        content |= dict.fromkeys(PARENTS.get(str(content.get("wording")), frozenset()), "")
        if code in WITNESSES:
            names = (self._part("name", name) for name in WITNESSES[code])
            content["witness_names"] = [name for name in names if name]
        return content | self._home(VILLAGES.get(code))

    def _part(self, part: str, name: str) -> object:
        """Return an answer or a derived value as it is printed; nothing where there is none."""
        facts = self.facts
        is_derived = name in facts.service.derived_by_name
        value = facts.derived()[name] if is_derived else facts.answers.get(name)
        if value is None:
            return None if part.endswith("date") or part in NULLABLE else ""
        if part in CAPITALS or part.endswith("name"):
            return str(value).upper()
        question = facts.service.fields_by_name.get(name)
        if part in CODES or question is None:
            return value
        label = self.catalogue.options(question).get(str(value))
        return value if label is None else ON_PAPER.get(label, re.sub(r" ?/ ?", "/", label))

    def _home(self, question: str | None) -> Json:
        """Return village, district, regency and province by the village's code."""
        if question is None:
            return {}
        village = self.catalogue.get_region(str(self.facts.answers.get(question)))
        district = self.catalogue.get_region(village.parent_code) if village else None
        return {
            "village": village.name.upper() if village else "",
            "district": district.name.upper() if district else "",
            "regency": REGENCY,
            "province": PROVINCE.upper(),
        }
