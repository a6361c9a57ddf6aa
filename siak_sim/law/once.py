"""What may be under way only once for the same people, by service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from siak_sim.law.comparing import Weights
from siak_sim.law.events import Event


@dataclass(frozen=True)
class Once:
    """What of a service may be under way only once, and by which answers two are compared."""

    topic: str
    by: tuple[str, ...]  # answers; each value is claimed
    weights: Weights
    forever: bool = False  # not even again after the issue


_CARD = Once("KTP_EL", ("applicant_nik",), {"applicant_nik": 80, "loss_kind": 20})
_CHILD_CARD = Once("KIA", ("child_nik",), {"child_nik": 80, "loss_kind": 20})
ONCE: Mapping[str, Once] = MappingProxyType(
    {
        "KTP_EL_BARU": _CARD,
        "KTP_EL_PERUBAHAN_DATA": _CARD,
        "KTP_EL_HILANG_RUSAK": _CARD,
        "KIA_BARU": _CHILD_CARD,
        "KIA_HILANG_RUSAK": _CHILD_CARD,
        "KK_BARU": Once(
            "KK_BARU",
            ("head_of_family_nik", "member_niks"),
            {"head_of_family_nik": 50, "member_niks": 30, "kk_reason": 20},
        ),
        "KK_PERUBAHAN_DATA": Once(
            "KK_PERUBAHAN_DATA", ("applicant_nkk",), {"applicant_nkk": 50, "changes": 50}
        ),
        "KK_HILANG_RUSAK": Once(
            "KK_HILANG_RUSAK", ("applicant_nkk",), {"applicant_nkk": 80, "loss_kind": 20}
        ),
        "PINDAH_KELUAR_SKPWNI": Once(
            "PINDAH", ("mover_niks",), {"mover_niks": 70, "dest_region_code": 30}
        ),
        "PINDAH_DALAM_KABUPATEN": Once(
            "PINDAH", ("mover_niks",), {"mover_niks": 70, "dest_village_code": 30}
        ),
        "PINDAH_DATANG": Once(
            "DATANG", ("skpwni_number",), {"skpwni_number": 60, "mover_niks": 40}
        ),
        "AKTA_PERKAWINAN": Once(
            "PERKAWINAN",
            ("groom_nik", "bride_nik"),
            {"groom_nik": 40, "bride_nik": 40, "religious_marriage_date": 20},
        ),
        "AKTA_PERCERAIAN": Once(
            "PERCERAIAN",
            ("husband_nik", "wife_nik"),
            {"husband_nik": 35, "wife_nik": 35, "decision_number": 30},
        ),
        "AKTA_PENGAKUAN_ANAK": Once(
            "PENGAKUAN", ("child_nik",), {"child_nik": 60, "father_nik": 40}
        ),
        "AKTA_PENGESAHAN_ANAK": Once("PENGESAHAN", ("child_nik",), {"child_nik": 100}),
        "PENGANGKATAN_ANAK": Once(
            "PENGANGKATAN", ("child_nik",), {"child_nik": 60, "decision_number": 40}
        ),
        "PERUBAHAN_NAMA": Once(
            "NAMA", ("subject_nik",), {"subject_nik": 50, "new_name": 30, "decision_number": 20}
        ),
        "PEMBETULAN_AKTA": Once("AKTA", ("act_number",), {"act_number": 60, "right_text": 40}),
        "KUTIPAN_KEDUA_AKTA": Once(
            "KUTIPAN", ("act_number",), {"act_number": 70, "subject_nik": 30}
        ),
        "AKTA_KEMATIAN": Once(
            "KEMATIAN", ("deceased_nik",), {"deceased_nik": 70, "death_date": 30}, forever=True
        ),
    }
)


def once_claims(event: Event) -> list[str]:
    """Return what an entry claims for itself as long as it is under way."""
    once = ONCE.get(event.entry.service)
    if once is None:
        return []
    return [f"{once.topic}:{value}" for name in once.by for value in _values(event, name)]


def _values(event: Event, name: str) -> list[str]:
    if isinstance(event.answer(name), list):
        return event.niks(name)
    return [event.said(name).replace(" ", "")] if event.said(name) else []
