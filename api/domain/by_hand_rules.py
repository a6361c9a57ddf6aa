"""What the operator may type back from SIAK: every slip of the pen is one sentence at its field.

The forms of numbers are those of `docs/siak-contract.md`, as issued documents show them (no
regulation fixes them): pattern, series and registration date inside; NIK and family card number.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.domain.by_hand import TypedDocument, only_in_siak
from api.domain.errors import Fault, InvalidFields
from api.domain.facts import Facts
from api.domain.identity import FamilyCardNumber, Nik, NotAnIdentity
from api.domain.service import DocumentType
from api.domain.values import Medium

Path = tuple[str, ...]
MAX_HOUSEHOLD = 50
MAX_NUMBER = 60
REGENCY = "6311"
SERIAL = re.compile(r"(?P<regency>[0-9]{4})-(?P<series>[A-Z]{2})-(?P<day>[0-9]{8})-[0-9]{4}")
MOVE = re.compile(r"SKPWNI/(?P<regency>[0-9]{4})/(?P<day>[0-9]{8})/[0-9]{4}")
FREE_NUMBER = r"[0-9A-Za-z][0-9A-Za-z ./()-]*"  # of letters, and of acts from other times
NUMBER_IS_NIK = frozenset({"KTP_EL", "KIA", "BIODATA_WNI"})
MAY_NAME_NIK = NUMBER_IS_NIK | {"AKTA_KELAHIRAN", "AKTA_KEMATIAN"}
GIVEN_ONCE = frozenset(  # numbers no two applications share
    {
        "AKTA_KELAHIRAN",
        "AKTA_KEMATIAN",
        "AKTA_PERKAWINAN",
        "AKTA_PERCERAIAN",
        "AKTA_PENGAKUAN_ANAK",
        "AKTA_PENGESAHAN_ANAK",
        "SKPWNI",
        "SURAT_LAHIR_MATI",
    }
)
SUBJECT: Mapping[tuple[str, str], str] = {  # service, document -> whose NIK it is, if answered
    ("AKTA_KELAHIRAN", "AKTA_KELAHIRAN"): "child_nik",
    ("AKTA_KEMATIAN", "AKTA_KEMATIAN"): "deceased_nik",
    ("KIA_BARU", "KIA"): "child_nik",
    ("KIA_HILANG_RUSAK", "KIA"): "child_nik",
    ("KTP_EL_BARU", "KTP_EL"): "applicant_nik",
    ("KTP_EL_PERUBAHAN_DATA", "KTP_EL"): "applicant_nik",
    ("KTP_EL_HILANG_RUSAK", "KTP_EL"): "applicant_nik",
}


@dataclass(frozen=True)
class SaidDocument:
    """One document as it came from the operator's form."""

    type: str
    number: str
    nik: str | None = None
    has_draft: bool = False


@dataclass(frozen=True)
class Said:
    """SIAK's acceptance as it came from the operator's form."""

    registration_date: date
    series: str | None
    household: Sequence[str]
    is_alone: bool
    documents: Sequence[SaidDocument]


@dataclass(frozen=True)
class Acceptance:
    """SIAK's acceptance, every field of it in order."""

    registration_date: date
    series: str | None
    household: tuple[str, ...]
    documents: tuple[TypedDocument, ...]


def read_acceptance(said: Said, facts: Facts, today: date) -> Acceptance:
    """Return what was typed, in order; raise `InvalidFields` with a sentence for each slip."""
    return _Reading(said, facts, today).result()


@dataclass
class _Reading:
    """Reads one form and gathers what is wrong with it."""

    said: Said
    facts: Facts
    today: date
    faults: list[Fault] = field(default_factory=list)

    def result(self) -> Acceptance:
        self._check_day()
        household = self._household()
        expected = {kind.code: kind for kind in self.facts.expected_documents()}
        self._check_types(expected)
        documents = tuple(
            self._document(place, each, expected[each.type])
            for place, each in enumerate(self.said.documents)
            if each.type in expected
        )
        self._check_series(documents)
        self._check_child(documents)
        if self.faults:
            raise InvalidFields(tuple(self.faults))
        said = self.said
        return Acceptance(said.registration_date, said.series, household, documents)

    def _blame(self, path: Path, message: str) -> None:
        self.faults.append(Fault(message, path))

    def _check_day(self) -> None:
        day, path = self.said.registration_date, ("registrationDate",)
        if day > self.today:
            self._blame(path, "Tanggal pencatatan tidak boleh di masa depan.")
        if day < self.facts.submitted_on:
            self._blame(path, "Tanggal pencatatan tidak boleh mendahului tanggal pengajuan.")

    def _household(self) -> tuple[str, ...]:
        said, path = self.said.household, ("householdNiks",)
        if len(said) > MAX_HOUSEHOLD:
            self._blame(path, f"Paling banyak {MAX_HOUSEHOLD} NIK.")
        if not said and not self.said.is_alone:
            self._blame(
                path,
                "Ketik NIK semua anggota keluarga menurut KK di SIAK, atau nyatakan tidak ada "
                "orang lain pada KK itu (`isAlone: true`).",
            )
        if said and self.said.is_alone:
            self._blame(("isAlone",), "Ada NIK anggota keluarga; jangan nyatakan tidak ada.")
        found = (self._nik(("householdNiks", str(at)), each) for at, each in enumerate(said))
        return tuple(dict.fromkeys(nik for nik in found if nik is not None))

    def _nik(self, path: Path, text: str) -> str | None:
        return self._parsed(path, text, lambda raw: Nik.parse(raw).value, "NIK")

    def _parsed(self, path: Path, text: str, parse: Callable[[str], str], what: str) -> str | None:
        try:
            return parse(text)
        except NotAnIdentity:
            self._blame(path, f"{what} harus 16 angka dan tidak berakhir 0000.")
            return None

    def _check_types(self, expected: Mapping[str, DocumentType]) -> None:
        names = ", ".join(expected) or "tidak ada"
        typed = [each.type for each in self.said.documents]
        for place, code in enumerate(typed):
            path = ("documents", str(place), "type")
            if code not in expected:
                shown = code if re.fullmatch(r"[A-Z0-9_]{1,40}", code) else "Jenis ini"
                self._blame(
                    path,
                    f"{shown} bukan dokumen permohonan ini menurut jawabannya (harus: {names}). "
                    "Periksa entri di SIAK, atau betulkan jawabannya.",
                )
            elif code in typed[:place]:
                self._blame(path, f"{code} disebut dua kali.")
        for code, kind in expected.items():
            if code not in typed:
                self._blame(("documents",), f"{kind.name} ({code}) belum diketik.")

    def _document(self, place: int, said: SaidDocument, kind: DocumentType) -> TypedDocument:
        path = ("documents", str(place))
        number = self._number((*path, "number"), said.number, kind)
        nik = self._nik_of((*path, "nik"), said, kind, number)
        self._check_subject(path, kind, nik)
        unknown = only_in_siak(kind, self.facts)
        if unknown and not said.has_draft:
            self._blame(
                (*path, "uploadId"),
                f"{kind.name} memuat {unknown}, yang hanya ada di SIAK: cetak drafnya (PDF) di "
                "SIAK, unggah dengan `createUpload`, lalu isi `uploadId`.",
            )
        if kind.medium is Medium.CARD and said.has_draft:
            self._blame((*path, "uploadId"), f"{kind.name} adalah kartu; tidak ada yang diunggah.")
        return TypedDocument(kind, number, nik)

    def _number(self, path: Path, text: str, kind: DocumentType) -> str:
        if kind.code in NUMBER_IS_NIK:
            return self._nik(path, text) or ""
        if kind.code == "KK":
            what = "Nomor kartu keluarga"
            return (
                self._parsed(path, text, lambda raw: FamilyCardNumber.parse(raw).value, what) or ""
            )
        number = "".join(text.split()).upper() if kind.number_pattern else " ".join(text.split())
        if not 0 < len(number) <= MAX_NUMBER or not _fits(number, kind):
            self._blame(path, f"Nomor {kind.name} tidak sesuai bentuknya di SIAK. Salin lagi.")
        elif kind.number_pattern and (found := SERIAL.fullmatch(number) or MOVE.fullmatch(number)):
            self._check_serial(path, found)  # an excerpt keeps the number and day of its act
        return number

    def _check_serial(self, path: Path, found: re.Match[str]) -> None:
        if found["regency"] != REGENCY:
            self._blame(path, f"Nomor dari kantor ini berawalan {REGENCY}.")
        if found["day"] != f"{self.said.registration_date:%d%m%Y}":
            self._blame(path, "Tanggal di dalam nomor tidak sama dengan tanggal pencatatan.")

    def _nik_of(
        self, path: Path, said: SaidDocument, kind: DocumentType, number: str
    ) -> str | None:
        nik = self._nik(path, said.nik) if said.nik else None
        if said.nik and kind.code not in MAY_NAME_NIK:
            self._blame(path, f"{kind.name} tidak memuat satu NIK; kosongkan.")
        if kind.code in NUMBER_IS_NIK:
            if nik is not None and number and nik != number:
                self._blame(path, f"Nomor {kind.name} adalah NIK; keduanya harus sama.")
            return number or None
        if kind.code == "AKTA_KELAHIRAN" and not said.nik:
            self._blame(path, "Ketik NIK anak yang diberikan SIAK.")
        return nik

    def _check_subject(self, path: Path, kind: DocumentType, nik: str | None) -> None:
        question = SUBJECT.get((self.facts.service.code, kind.code))
        answered = self.facts.answers.get(question) if question else None
        if question and answered and nik is not None and nik != answered:
            part = "number" if kind.code in NUMBER_IS_NIK else "nik"
            label = self.facts.service.fields_by_name[question].label
            self._blame((*path, part), f"NIK tidak sama dengan jawaban “{label}”.")

    def _check_series(self, documents: Iterable[TypedDocument]) -> None:
        said, path = self.said.series, ("series",)
        inside = {
            found["series"]: each.kind.code
            for each in documents
            if (found := SERIAL.fullmatch(each.number))
        }
        if said is not None and said not in inside:
            self._blame(path, "Seri ini tidak ada di nomor dokumen mana pun. Periksa keduanya.")
        if "AKTA_KELAHIRAN" not in inside.values():
            return
        due = self.facts.derived().get("certificate_series")
        if said is None:
            self._blame(path, "Ketik seri akta kelahiran: LU, atau LT bila terlambat.")
        elif due is not None and said in inside and said != due:
            self._blame(path, f"Menurut tanggal lahir dan pengajuan, serinya {due}.")

    def _check_child(self, documents: Sequence[TypedDocument]) -> None:
        act = next((d for d in documents if d.kind.code == "AKTA_KELAHIRAN"), None)
        for place, each in enumerate(self.said.documents):
            card = next((d for d in documents if d.kind.code == each.type == "KIA"), None)
            if act is not None and card is not None and card.number and card.number != act.nik:
                path = ("documents", str(place), "number")
                self._blame(path, "Nomor KIA harus sama dengan NIK anak pada akta.")


def _fits(number: str, kind: DocumentType) -> bool:
    return re.fullmatch(kind.number_pattern or FREE_NUMBER, number) is not None
