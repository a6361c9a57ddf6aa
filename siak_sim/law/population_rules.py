"""What population registration (`pendaftaran penduduk`) asks by service, beyond common terms."""

from __future__ import annotations

from datetime import date, timedelta

from siak_sim.codes import REGENCY, is_readable
from siak_sim.labels import same_value
from siak_sim.law.events import Event
from siak_sim.law.findings import Findings
from siak_sim.law.households import HEAD, age_on, family_of, is_grown
from siak_sim.law.move_events import certificate_of
from siak_sim.law.population_events import (
    ELEMENTS,
    family_asked_for,
    partner_of,
    status_of_union,
)
from siak_sim.records import Family, Json, Move, MoveStatus, Person, PersonStatus
from siak_sim.registry import View

_MARRIAGEABLE = 19  # UU 16/2019
_MOVE_IS_OLD = timedelta(days=100)
_NAME_ELSEWHERE = "Perubahan nama melalui PERUBAHAN_NAMA atau PEMBETULAN_AKTA."
_DEATH_ELSEWHERE = "Kematian pasangan dicatat melalui AKTA_KEMATIAN."
_MOVE_ELSEWHERE = "Tujuan di dalam Balangan: ajukan PINDAH_DALAM_KABUPATEN, tanpa SKPWNI."
_NEWBORN_ELSEWHERE = "Bayi dari orang tua terdaftar melalui AKTA_KELAHIRAN."


def child_card(view: View, event: Event, findings: Findings) -> None:
    """Ask for a child below 17 and unmarried, on a family card (Permendagri 2/2016)."""
    child = view.require(Person, event.said("child_nik"))
    if is_grown(child, event.on):
        findings.refuse("NOT_ELIGIBLE", "child_nik")
    if child.family_card_number is None:
        findings.refuse("FAMILY_UNKNOWN", "child_nik")


def identity_card(view: View, event: Event, findings: Findings) -> None:
    """Ask for somebody of 17, or ever married (Perpres 96/2018 art. 15)."""
    person = event.applicant(view)
    born = event.said("subject_birth_date")
    if born and born != person.birth_date:
        findings.refuse("BIRTH_DATE_MISMATCH", "subject_birth_date")
    if not is_grown(person, event.on):
        findings.refuse("NOT_ELIGIBLE", "applicant_nik")


def change_of_data(view: View, event: Event, findings: Findings) -> None:
    """Ask that every old value is the registry's and every new one may stand in it."""
    rows = event.rows("changes")
    if not rows:
        findings.refuse("ANSWER_MISSING", "changes")
    family = view.get(Family, event.said("applicant_nkk"))
    joins = event.said("change_kind") == "MENUMPANG_KK"
    for row in rows:
        person = view.get(Person, str(row.get("member_nik", "")))
        if person is None:
            findings.refuse("NIK_UNKNOWN", "changes")
        elif person.status == PersonStatus.IN_LIMBO:
            findings.refuse("PERSON_IN_LIMBO", "changes")
        elif person.status != PersonStatus.ACTIVE:
            findings.refuse("NIK_INACTIVE", "changes")
        elif family and person.nik not in family.members and not joins:
            findings.refuse("FAMILY_MISMATCH", "changes")
        else:
            _check_change(person, row, event, findings)
            _check_joining(view, person, family, findings)


def _check_change(person: Person, row: Json, event: Event, findings: Findings) -> None:
    element, to = str(row.get("element", "")), str(row.get("to", ""))
    if element == "NAMA":
        findings.refuse("WRONG_SERVICE", "changes", words=_NAME_ELSEWHERE)
    elif (element not in ELEMENTS and element != "ALAMAT") or not is_readable(element, to):
        findings.refuse("ANSWER_INVALID", "changes")
    elif element in ELEMENTS and not _agrees(person, element, str(row.get("from", ""))):
        findings.refuse("VALUE_MISMATCH", "changes")
    elif element == "SHDK" and HEAD in (person.relation, to.upper().replace(" ", "_")):
        findings.refuse("ONE_HEAD", "changes")
    elif element == "STATUS_KAWIN" and person.spouse_niks and _widows(to):
        findings.refuse("WRONG_SERVICE", "changes", words=_DEATH_ELSEWHERE)
    elif element == "TANGGAL_LAHIR" and date.fromisoformat(to) > event.on:
        findings.refuse("DATE_IN_FUTURE", "changes")


def _widows(to: str) -> bool:
    return any(same_value(code, to) for code in ("CERAI_MATI", "BELUM_KAWIN"))


def _agrees(person: Person, element: str, said: str) -> bool:
    current = str(getattr(person, ELEMENTS[element]))
    return same_value(current, said) or not current


def _check_joining(view: View, person: Person, family: Family | None, findings: Findings) -> None:
    left = family_of(view, person.nik)
    if family is None or left is None or left.number == family.number:
        return
    if person.relation == HEAD and len(left.members) > 1:
        findings.refuse("ONE_HEAD", "changes")


def new_family(view: View, event: Event, findings: Findings) -> None:
    """Ask for a grown head (Permendagri 108/2019 art. 10) and a couple that may be one."""
    head = view.require(Person, event.said("head_of_family_nik"))
    if not is_grown(head, event.on) and event.said("kk_reason") != "GANTI_KEPALA_KELUARGA":
        findings.refuse("NOT_ELIGIBLE", "head_of_family_nik")
    partner = partner_of(view, event)
    if partner is not None:
        _check_couple(head, partner, event, findings)
    _warn_of_minors(view, family_asked_for(event), event, findings)


def _check_couple(head: Person, partner: Person, event: Event, findings: Findings) -> None:
    names = {head.nik: "head_of_family_nik", partner.nik: "member_niks"}
    unregistered = status_of_union(event) != "KAWIN"
    for person in (head, partner):
        if person.spouse_niks:
            findings.refuse("ALREADY_MARRIED", names[person.nik])
        if unregistered and age_on(person.birth_date, event.on) < _MARRIAGEABLE:
            findings.refuse("UNDERAGE", names[person.nik])


def _left_behind(view: View, leaving: list[str]) -> list[Person]:
    homes = (family_of(view, nik) for nik in leaving)
    rest = {nik for home in homes if home for nik in home.members} - set(leaving)
    return [view.require(Person, nik) for nik in sorted(rest)]


def _warn_of_minors(view: View, leaving: list[str], event: Event, findings: Findings) -> None:
    rest = _left_behind(view, leaving)
    if rest and not any(is_grown(person, event.on) for person in rest):
        findings.warn("MINORS_REMAIN", None)


def biodata(_view: View, event: Event, findings: Findings) -> None:
    """Leave newborns of registered parents to the birth act."""
    if event.holds("is_newborn_of_registered_parents"):
        findings.refuse(
            "WRONG_SERVICE", "is_newborn_of_registered_parents", words=_NEWBORN_ELSEWHERE
        )


def move_within(view: View, event: Event, findings: Findings) -> None:
    """Ask for somebody grown among those who move; minors who stay need an adult."""
    movers = [view.require(Person, nik) for nik in event.niks("mover_niks")]
    if not any(is_grown(person, event.on) for person in movers):
        findings.refuse("NOT_ELIGIBLE", "mover_niks")
    _warn_of_minors(view, [p.nik for p in movers], event, findings)


def move_out(view: View, event: Event, findings: Findings) -> None:
    """Ask for a destination outside Balangan and a grown head for those who stay."""
    if event.said("dest_region_code").startswith(REGENCY):
        findings.refuse("WRONG_SERVICE", "dest_region_code", words=_MOVE_ELSEWHERE)
    rest = _left_behind(view, event.niks("mover_niks"))
    minors = rest and not any(is_grown(person, event.on) for person in rest)
    if minors and not event.holds("only_minors_stay"):
        findings.refuse("MINORS_REMAIN", "mover_niks")


def arrival(view: View, event: Event, findings: Findings) -> None:
    """Ask for a certificate to Balangan that is not used up, and for those it names."""
    move = view.get(Move, certificate_of(event))
    here = move is not None and move.destination.startswith(REGENCY)
    if move is None or not here or move.status != MoveStatus.ISSUED:
        findings.refuse("MOVE_UNKNOWN", "skpwni_number")
        return
    people = (view.get(Person, nik) for nik in move.movers)
    moving = {p.nik for p in people if p and p.status == PersonStatus.IN_LIMBO}
    if set(event.niks("mover_niks")) != moving:
        findings.refuse("MOVE_MISMATCH", "mover_niks")
    if event.on - date.fromisoformat(move.issued_on) > _MOVE_IS_OLD:
        findings.warn("MOVE_OLD", "skpwni_date")
    if event.said("arrival_kk_kind") == "MENUMPANG_KK":
        host = view.get(Family, event.said("applicant_nkk"))
        if host is None or host.dissolved or not event.is_ours(host.village_code):
            findings.refuse("FAMILY_UNKNOWN", "applicant_nkk")
