"""What is printed when nobody but the operator tells us: content of documents from the answers.

In by-hand mode SIAK's answer is what the operator typed back: numbers, NIK, registration date. The
rest of a page comes from the answers that were entered, by the tables below; for a family card (its
members are only in SIAK), and for any other PDF if wished, SIAK's own draft is uploaded instead.
The shapes are those of `docs/siak-contract.md`, "What is printed".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.domain.catalogue import Catalogue
from api.domain.facts import Facts
from api.domain.ports import Json
from api.domain.service import DocumentType, Field, FieldType
from api.domain.values import Medium

SIAK_DRAFT = "siak_draft"  # in a document's content: SHA-256 of the uploaded page
NEEDS_DRAFT = frozenset({"KK"})  # printed from SIAK's books only

PRINTED: Mapping[str, Mapping[str, str]] = {  # by document type: part of the page -> answer
    "AKTA_KELAHIRAN": {
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
    "KIA": {
        "name": "child_name",
        "birth_place": "child_birth_place",
        "birth_date": "child_birth_date",
        "sex": "child_sex",
    },
    "KTP_EL": {"name": "applicant_name", "birth_date": "subject_birth_date"},
}
CAPITALS = frozenset({"name", "birth_place", "death_place", "father_name", "mother_name"})
PARENTS: Mapping[str, frozenset[str]] = {  # whom the wording of a birth act leaves out
    "ORANG_TUA_TIDAK_DIKETAHUI": frozenset({"father_name", "mother_name"}),
    "ANAK_SEORANG_IBU": frozenset({"father_name"}),
}
LINES: Mapping[str, tuple[str, ...]] = {  # by service: answers listed on its letter, in order
    "BIODATA_WNI": (
        "subject_name",
        "subject_sex",
        "subject_birth_place",
        "subject_birth_date",
        "subject_religion",
        "subject_marital_status",
        "subject_education",
        "subject_occupation",
        "father_name",
        "mother_name",
        "home_address",
        "home_rt",
        "home_rw",
        "home_village_code",
    ),
    "PINDAH_KELUAR_SKPWNI": (
        "applicant_name",
        "applicant_nik",
        "applicant_nkk",
        "move_reason",
        "move_kind",
        "mover_niks",
        "dest_address",
        "dest_rt",
        "dest_rw",
        "dest_region_code",
        "planned_move_date",
    ),
    "LAHIR_MATI": (
        "baby_name",
        "baby_sex",
        "event_date",
        "event_place",
        "gestation_months",
        "birth_attendant",
        "mother_name",
        "mother_nik",
        "father_name",
        "father_nik",
    ),
    "AKTA_PERKAWINAN": (
        "groom_name",
        "groom_nik",
        "bride_name",
        "bride_nik",
        "groom_religion",
        "religious_marriage_date",
        "officiant_name",
    ),
    "AKTA_PERCERAIAN": (
        "husband_nik",
        "wife_nik",
        "marriage_certificate_number",
        "court_name",
        "decision_number",
        "decision_final_date",
    ),
    "AKTA_PENGAKUAN_ANAK": (
        "child_name",
        "child_nik",
        "father_nik",
        "mother_nik",
        "birth_certificate_number",
        "acknowledgement_date",
    ),
    "AKTA_PENGESAHAN_ANAK": (
        "child_name",
        "child_nik",
        "birth_certificate_number",
        "marriage_certificate_number",
        "marriage_registered_date",
    ),
    "PENGANGKATAN_ANAK": (
        "child_nik",
        "birth_certificate_number",
        "adoptive_father_nik",
        "adoptive_mother_nik",
        "court_name",
        "decision_number",
    ),
    "PERUBAHAN_NAMA": (
        "subject_nik",
        "act_type",
        "act_number",
        "old_name",
        "new_name",
        "court_name",
        "decision_number",
    ),
    "PEMBETULAN_AKTA": (
        "subject_nik",
        "act_type",
        "act_number",
        "correction_kind",
        "wrong_text",
        "right_text",
    ),
    "KUTIPAN_KEDUA_AKTA": ("subject_nik", "act_type", "act_number", "loss_kind"),
}


@dataclass(frozen=True)
class TypedDocument:
    """One document as the operator typed it back, found in order."""

    kind: DocumentType
    number: str
    nik: str | None  # of the person it is about, where the page carries it
    draft_sha256: str | None = None  # SIAK's own page, when it was uploaded


def content_of(
    document: TypedDocument, facts: Facts, catalogue: Catalogue, registered_on: date
) -> Json:
    """Return what the page says, or where SIAK's own page lies."""
    if document.draft_sha256 is not None:
        return {"number": document.number, SIAK_DRAFT: document.draft_sha256}
    if document.kind.code in PRINTED:
        return _sheet(document, facts, registered_on)
    return _letter(document, facts, catalogue, registered_on)


def _sheet(document: TypedDocument, facts: Facts, registered_on: date) -> Json:
    parts = PRINTED[document.kind.code]
    said = {part: _answer(facts, name) for part, name in parts.items()}
    hidden = PARENTS.get(str(said.get("wording")), frozenset())
    content: Json = {
        part: "" if part in hidden else _written(part, value) for part, value in said.items()
    }
    content |= {"number": document.number}
    if document.kind.medium is Medium.PDF:
        content |= {
            "nik": document.nik or content.get("nik"),
            "registration_date": registered_on.isoformat(),
        }
    return content


def _answer(facts: Facts, name: str) -> object:
    """Return an answer or a derived value; None where there is none, or the form lacks it."""
    if name in facts.service.derived_by_name:
        return facts.derived()[name]
    return facts.answers.get(name)


def _written(part: str, value: object) -> object:
    if value is None:
        return None if part.endswith("date") or part in ("nik", "birth_order") else ""
    return str(value).upper() if part in CAPITALS else value


def _letter(
    document: TypedDocument, facts: Facts, catalogue: Catalogue, registered_on: date
) -> Json:
    questions = facts.service.fields_by_name
    lines = [
        [questions[name].label, _spoken(catalogue, questions[name], facts.answers[name])]
        for name in LINES[facts.service.code]
        if facts.is_answered(name)
    ]
    if document.nik is not None and document.nik == document.number:
        lines.insert(0, ["NIK", document.nik])
    lines.append(["Tanggal pencatatan", registered_on.isoformat()])
    return {"number": document.number, "title": document.kind.name, "lines": lines}


def _spoken(catalogue: Catalogue, question: Field, value: object) -> str:
    """Return an answer as paper shows it: labels for codes, names for regions."""
    if isinstance(value, list):
        return ", ".join(_spoken(catalogue, question, each) for each in value)
    if question.type is FieldType.BOOLEAN:
        return "Ya" if value else "Tidak"
    text = str(value)
    if question.type is FieldType.REGION:
        region = catalogue.get_region(text)
        return region.name if region else text
    return catalogue.options(question).get(text, text)
