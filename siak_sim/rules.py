"""What SIAK refuses or warns about: who is named, how they stand, what was registered before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from siak_sim.contents import clean_name
from siak_sim.effects import EFFECTS
from siak_sim.events import Event
from siak_sim.findings import Findings
from siak_sim.numbers import nik_warnings
from siak_sim.records import (
    Entry,
    EntryStatus,
    Family,
    Happening,
    Person,
    PersonStatus,
)
from siak_sim.registry import View
from siak_sim.service_rules import OWN_RULES


@dataclass(frozen=True)
class Role:
    """A person an answer names by NIK, with the answers that must agree with the registry."""

    nik: str
    name: str = ""
    birth_date: str = ""
    required: bool = True
    may_be_dead: bool = False
    may_be_moving: bool = False


_WITNESSES = (Role("witness1_nik", "witness1_name"), Role("witness2_nik", "witness2_name"))
_PARENTS = (
    Role("mother_nik", "mother_name", "mother_birth_date", required=False, may_be_dead=True),
    Role("father_nik", "father_name", "father_birth_date", required=False, may_be_dead=True),
)
_ROLES: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        "KK_BARU": (
            Role("head_of_family_nik", "head_of_family_name", "head_of_family_birth_date"),
        ),
        "KIA_BARU": (Role("child_nik", "child_name", "child_birth_date"),),
        "KIA_HILANG_RUSAK": (Role("child_nik", "", "child_birth_date"),),
        "AKTA_KELAHIRAN": (
            *_PARENTS,
            *_WITNESSES,
            Role("child_nik", "child_name", "child_birth_date", required=False),
        ),
        "LAHIR_MATI": (*_PARENTS, *_WITNESSES),
        "AKTA_KEMATIAN": (Role("deceased_nik", "deceased_name", required=False), *_WITNESSES),
        "AKTA_PERKAWINAN": (
            Role("groom_nik", "groom_name", "groom_birth_date"),
            Role("bride_nik", "bride_name", "bride_birth_date"),
            *_WITNESSES,
        ),
        "AKTA_PERCERAIAN": (Role("husband_nik"), Role("wife_nik")),
        "AKTA_PENGAKUAN_ANAK": (
            Role("child_nik", "child_name"),
            Role("father_nik"),
            Role("mother_nik", may_be_dead=True),
            *_WITNESSES,
        ),
        "AKTA_PENGESAHAN_ANAK": (Role("child_nik", "child_name"), *_WITNESSES),
        "PENGANGKATAN_ANAK": (
            Role("child_nik"),
            Role("adoptive_father_nik", required=False),
            Role("adoptive_mother_nik", required=False),
        ),
        "PERUBAHAN_NAMA": (Role("subject_nik", "old_name"),),
        "PEMBETULAN_AKTA": (Role("subject_nik", may_be_dead=True),),
        "KUTIPAN_KEDUA_AKTA": (Role("subject_nik", required=False, may_be_dead=True),),
    }
)
_LISTS: Mapping[str, str] = MappingProxyType(
    {
        "KK_BARU": "member_niks",
        "PINDAH_KELUAR_SKPWNI": "mover_niks",
        "PINDAH_DALAM_KABUPATEN": "mover_niks",
        "PINDAH_DATANG": "mover_niks",
    }
)


def examine(view: View, event: Event) -> Findings:
    """Look at an entry as SIAK does; without reasons it is accepted."""
    findings = Findings()
    service = event.entry.service
    if service not in EFFECTS:
        findings.refuse("SERVICE_UNKNOWN")
        return findings
    arrives = service == "PINDAH_DATANG"
    applicant = Role("applicant_nik", "applicant_name", may_be_moving=arrives)
    for role in (applicant, *_ROLES.get(service, ())):
        _check_role(view, event, role, findings)
    if service in _LISTS:
        _check_list(view, event, _LISTS[service], arrives, findings)
    _check_card_number(view, event, findings)
    if not findings.reasons and service in OWN_RULES:
        OWN_RULES[service](view, event, findings)
    if not findings.reasons:
        _check_happening(view, event, findings)
        _warn_of_others(view, event, findings)
    return findings


def _check_role(view: View, event: Event, role: Role, findings: Findings) -> None:
    nik = event.said(role.nik)
    if not nik:
        if role.required:
            findings.refuse("ANSWER_MISSING", role.nik)
        return
    person = view.get(Person, nik)
    if person is None:
        findings.refuse("NIK_UNKNOWN", role.nik)
        return
    _check_status(person, role, event, findings)
    given = clean_name(event.answer(role.name)) if role.name else ""
    if given and given != person.name:
        findings.refuse("NAME_MISMATCH", role.name)
    born = event.said(role.birth_date) if role.birth_date else ""
    if born and born != person.birth_date:
        findings.refuse("BIRTH_DATE_MISMATCH", role.birth_date)
    if nik_warnings(nik, person.birth_date, person.sex):
        findings.warn("NIK_DIGITS", role.nik)


def _check_status(person: Person, role: Role, event: Event, findings: Findings) -> None:
    if person.status == PersonStatus.ACTIVE:
        return
    if person.status == PersonStatus.DECEASED and role.nik == "deceased_nik":
        findings.refuse("DUPLICATE_ENTRY", role.nik)
    elif person.status == PersonStatus.IN_LIMBO:
        if not role.may_be_moving:
            findings.refuse("PERSON_IN_LIMBO", role.nik)
    elif not (person.status == PersonStatus.DECEASED and role.may_be_dead):
        findings.refuse("NIK_INACTIVE", role.nik)


def _check_list(view: View, event: Event, name: str, arrives: bool, findings: Findings) -> None:
    niks = event.niks(name)
    if not niks and name == "mover_niks":
        findings.refuse("ANSWER_MISSING", name)
    for nik in niks:
        person = view.get(Person, nik)
        if person is None:
            findings.refuse("NIK_UNKNOWN", name)
        else:
            _check_status(person, Role(name, may_be_moving=arrives), event, findings)


def _check_card_number(view: View, event: Event, findings: Findings) -> None:
    number = event.said("applicant_nkk")
    person = view.get(Person, event.said("applicant_nik"))
    if not number or event.entry.service == "PINDAH_DATANG":
        return
    if view.get(Family, number) is None:
        findings.refuse("FAMILY_UNKNOWN", "applicant_nkk")
    elif person and person.family_card_number not in (number, None):
        findings.refuse("FAMILY_MISMATCH", "applicant_nkk")


def happening_of(event: Event) -> str | None:
    """Name the event that may be registered only once; most services have none."""
    said = event.said
    if event.entry.service == "AKTA_KELAHIRAN":
        name = clean_name(event.answer("child_name"))
        mother = said("mother_nik") or said("applicant_nik")
        return f"birth:{mother}:{said('child_birth_date')}:{name}"
    if event.entry.service == "AKTA_KEMATIAN":
        name = clean_name(event.answer("deceased_name"))
        return f"death:{said('deceased_nik') or name + said('death_date')}"
    if event.entry.service == "AKTA_PERKAWINAN":
        return f"marriage:{said('groom_nik')}:{said('bride_nik')}"
    return f"application:{event.entry.application_number}"


def _check_happening(view: View, event: Event, findings: Findings) -> None:
    identity = happening_of(event)
    earlier = view.get(Happening, identity) if identity else None
    entry = view.get(Entry, earlier.entry_id) if earlier else None
    if entry and entry.status in (EntryStatus.ACCEPTED, EntryStatus.ISSUED):
        findings.refuse("DUPLICATE_ENTRY", None)


def _warn_of_others(view: View, event: Event, findings: Findings) -> None:
    applicant = event.said("applicant_nik")
    open_entries = (e for e in view.all(Entry) if e.status == EntryStatus.ACCEPTED)
    if any(applicant in entry.household for entry in open_entries):
        findings.warn("FAMILY_IN_PROCESS", "applicant_nkk")
