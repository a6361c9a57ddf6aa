"""In what two records agree, as a score and in words an officer can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from siak_sim.law.contents import text
from siak_sim.law.events import Event
from siak_sim.law.findings import MESSAGES
from siak_sim.law.spelling import likeness
from siak_sim.records import Act, Entry, Json

_NEAR = 0.8  # what of its weight a name a slip apart counts
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "applicant_nik": "pemohon",
        "applicant_nkk": "nomor KK",
        "application_number": "nomor permohonan",
        "mother_nik": "ibu",
        "mother_name": "nama ibu",
        "child_name": "nama anak",
        "child_birth_date": "tanggal lahir",
        "child_sex": "jenis kelamin",
        "birth_order": "anak ke-",
        "child_birth_place": "tempat lahir",
        "child_nik": "anak",
        "deceased_nik": "almarhum",
        "deceased_name": "nama almarhum",
        "death_date": "tanggal kematian",
        "death_place": "tempat kematian",
        "groom_nik": "suami",
        "bride_nik": "istri",
        "subject_name": "nama",
        "subject_birth_date": "tanggal lahir",
        "subject_nik": "orangnya",
        "act_number": "nomor akta",
        "skpwni_number": "nomor SKPWNI",
        "mover_niks": "yang pindah",
        "event_date": "tanggal peristiwa",
        "head_of_family_nik": "kepala keluarga",
    }
)
Weights = Mapping[str, int]


@dataclass(frozen=True)
class Compared:
    """In which answers two records agree and differ, and how much that is, of a hundred."""

    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    score: int


def compare(event: Event, other: Json, weights: Weights) -> Compared:
    """Compare an entry's answers with another's; what neither has said does not count."""
    agrees: list[str] = []
    differs: list[str] = []
    got, possible = 0.0, 0
    for name, weight in weights.items():
        mine, theirs = event.answer(name), other.get(name)
        if text(mine) == text(theirs) == "":
            continue
        possible += weight
        share = _agreement(name, mine, theirs)
        got += weight * share
        (agrees if share else differs).append(name)
    return Compared(tuple(agrees), tuple(differs), round(100 * got / (possible or 1)))


def _agreement(name: str, mine: Any, theirs: Any) -> float:  # any JSON values
    if name.endswith("_name"):
        return (0.0, _NEAR, 1.0)[likeness(text(mine), text(theirs))]
    if isinstance(mine, list) and isinstance(theirs, list):
        return float(sorted(map(text, mine)) == sorted(map(text, theirs)))
    return float(text(mine).upper() == text(theirs).upper())


@dataclass(frozen=True)
class Candidate:
    """A record that may be the same event: an entry, or an act (or nothing but a person)."""

    answers: Json
    entry: Entry | None = None
    act: Act | None = None

    def explained(self, compared: Compared) -> Json:
        """Return what is told of the record and of how far it agrees."""
        entry, act = self.entry, self.act
        number = entry.documents[0].number if entry and entry.documents else None
        on = entry.registration_date if entry else None
        return {
            "entry_id": entry.entry_id if entry else act.entry_id if act else None,
            "application_number": entry.application_number if entry else None,
            "document_number": number or (act.number if act else None),
            "registered_on": on or (act.registered_on if act else None),
            "agrees": list(compared.agrees),
            "differs": list(compared.differs),
            "score": compared.score,
        }


def in_words(code: str, found: Json) -> str:
    """Return a finding's message with what the records have in common."""
    agrees = ", ".join(_LABELS.get(name, name.replace("_", " ")) for name in found["agrees"])
    words = MESSAGES[code].removesuffix(".")
    return f"{words}; sama pada: {agrees}." if agrees else f"{words}."
