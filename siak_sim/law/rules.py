"""What SIAK refuses or warns about: who is named, how they stand, what was registered before."""

from __future__ import annotations

import re
from dataclasses import replace

from siak_sim.codes import is_readable
from siak_sim.law.acts import ACT_TYPES, is_ours
from siak_sim.law.contents import clean_name
from siak_sim.law.duplicates import check_duplicates, explain_death
from siak_sim.law.events import Event
from siak_sim.law.findings import Findings
from siak_sim.law.households import is_grown
from siak_sim.law.laws import LAWS
from siak_sim.law.numbers import nik_warnings
from siak_sim.law.terms import Law, NamedAct, Role
from siak_sim.records import (
    Act,
    ActStatus,
    Entry,
    EntryStatus,
    Family,
    Person,
    PersonStatus,
    Reason,
)
from siak_sim.registry import View

_NAME = re.compile(r"^[A-Z .,'`\-]{1,60}$")  # Permendagri 73/2022
_WITNESSES = ("witness1_nik", "witness2_nik")
# what keeps an accepted entry from being applied when it has come about meanwhile
_STATE = frozenset(
    {
        "NIK_UNKNOWN",
        "NIK_INACTIVE",
        "PERSON_IN_LIMBO",
        "FAMILY_UNKNOWN",
        "FAMILY_MISMATCH",
        "ONE_HEAD",
        "DUPLICATE_ENTRY",
        "ALREADY_MARRIED",
        "NOT_MARRIED",
        "NOT_ELIGIBLE",
        "HAS_FATHER",
        "PARENT_MISMATCH",
        "VALUE_MISMATCH",
        "ACT_UNKNOWN",
        "ACT_MISMATCH",
        "ACT_ANNULLED",
        "MOVE_UNKNOWN",
        "MOVE_MISMATCH",
        "MINORS_REMAIN",
    }
)


def examine(view: View, event: Event) -> Findings:
    """Look at an entry as SIAK does; without reasons it is accepted."""
    findings = Findings()
    law = LAWS.get(event.entry.service)
    if law is None:
        findings.refuse("SERVICE_UNKNOWN")
        return findings
    for role in (_applicant(event, law), *law.roles):
        _check_role(view, event, role, findings)
    _check_answers(event, law, findings)
    _check_witnesses(view, event, law, findings)
    if event.said("applicant_nkk") and not (law.own_family or _arrives(event)):
        _check_card_number(view, event, findings)
    _check_state(view, event, law, findings)
    if not findings.reasons:
        check_duplicates(view, event, findings)
        _warn(view, event, law, findings)
    return findings


def what_changed(view: View, event: Event) -> list[Reason]:
    """Tell what stands against applying an accepted entry to the population as it is now.

    Who only reported or witnessed is not looked at again.
    """
    findings = Findings()
    law = LAWS[event.entry.service]
    applicant = _applicant(event, law)
    for role in (applicant, *law.roles):
        if role.stands:
            _check_role(view, event, replace(role, name="", birth_date=""), findings)
    _check_state(view, event, law, findings)
    return [reason for reason in findings.reasons if reason.code in _STATE]


def _applicant(event: Event, law: Law) -> Role:
    return Role(
        "applicant_nik",
        "applicant_name",
        may_be_moving=_arrives(event),
        stands=law.for_applicant,
    )


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
    _check_status(view, person, role, event, findings)
    given = clean_name(event.answer(role.name)) if role.name else ""
    if given and given != person.name:
        findings.refuse("NAME_MISMATCH", role.name)
    born = event.said(role.birth_date) if role.birth_date else ""
    if born and born != person.birth_date:
        findings.refuse("BIRTH_DATE_MISMATCH", role.birth_date)
    if role.sex and person.sex != role.sex:
        findings.refuse("SEX_MISMATCH", role.nik)
    if nik_warnings(nik, person.birth_date, person.sex):
        findings.warn("NIK_DIGITS", role.nik)


def _check_status(view: View, person: Person, role: Role, event: Event, findings: Findings) -> None:
    status = person.status
    returns = event.said("kk_reason") == "DARI_LUAR_NEGERI"
    if status == PersonStatus.ACTIVE or (status == PersonStatus.MOVED and returns):
        return
    if status == PersonStatus.DECEASED and role.nik == "deceased_nik":
        findings.refuse("DUPLICATE_ENTRY", role.nik, duplicate=explain_death(view, person))
    elif status == PersonStatus.IN_LIMBO:
        if not role.may_be_moving:
            findings.refuse("PERSON_IN_LIMBO", role.nik)
    elif not (status == PersonStatus.DECEASED and role.may_be_dead):
        findings.refuse("NIK_INACTIVE", role.nik)


def _check_answers(event: Event, law: Law, findings: Findings) -> None:
    for name in law.required:
        if not (event.niks(name) if name == law.people else event.said(name)):
            findings.refuse("ANSWER_MISSING", name)
    for name in law.past:
        _check_past(event, name, findings)
    for name in law.villages:
        if not event.is_ours(event.said(name)):
            findings.refuse("VILLAGE_UNKNOWN", name)
    for name, element in law.codes.items():
        if event.said(name) and not is_readable(element, event.said(name)):
            findings.refuse("ANSWER_INVALID", name)
    for name in law.names:
        _check_new_name(event, name, findings)


def _check_past(event: Event, name: str, findings: Findings) -> None:
    day = event.day_of(name)
    if not event.said(name):
        findings.refuse("ANSWER_MISSING", name)
    elif day is None:
        findings.refuse("ANSWER_INVALID", name)
    elif day > event.on:
        findings.refuse("DATE_IN_FUTURE", name)


def _check_new_name(event: Event, name: str, findings: Findings) -> None:
    given = clean_name(event.answer(name))
    if not _NAME.match(given):
        findings.refuse("NAME_NOT_ALLOWED" if given else "ANSWER_MISSING", name)
    elif " " not in given:
        findings.warn("NAME_ONE_WORD", name)


def _check_witnesses(view: View, event: Event, law: Law, findings: Findings) -> None:
    if not law.barred:
        return
    others = {event.said(name) for name in ("applicant_nik", *law.barred)} - {""}
    for name in _WITNESSES:
        person = view.get(Person, event.said(name))
        if event.said(name) in others or (person and not is_grown(person, event.on)):
            findings.refuse("WITNESS_NOT_ALLOWED", name)
    if event.said(_WITNESSES[0]) == event.said(_WITNESSES[1]) != "":
        findings.refuse("WITNESS_NOT_ALLOWED", _WITNESSES[1])


def _check_state(view: View, event: Event, law: Law, findings: Findings) -> None:
    """Look at what may change between acceptance and issue."""
    _check_people(view, event, law, findings)
    if law.own_family:
        _check_card_number(view, event, findings)
    for act in law.acts:
        _check_act(view, event, act, findings)
    if law.own and not findings.reasons:
        law.own(view, event, findings)


def _check_people(view: View, event: Event, law: Law, findings: Findings) -> None:
    role = Role(law.people, may_be_moving=_arrives(event))
    people = [view.get(Person, nik) for nik in event.niks(law.people)] if law.people else []
    for person in people:
        if person is None:
            findings.refuse("NIK_UNKNOWN", law.people)
        else:
            _check_status(view, person, role, event, findings)
    if law.together and len({p.family_card_number for p in people if p}) > 1:
        findings.refuse("FAMILY_MISMATCH", law.people)


def _check_card_number(view: View, event: Event, findings: Findings) -> None:
    number = event.said("applicant_nkk")
    person = view.get(Person, event.said("applicant_nik"))
    family = view.get(Family, number)
    if not number:
        findings.refuse("ANSWER_MISSING", "applicant_nkk")
    elif family is None or family.dissolved:
        findings.refuse("FAMILY_UNKNOWN", "applicant_nkk")
    elif person and person.family_card_number not in (number, None):
        findings.refuse("FAMILY_MISMATCH", "applicant_nkk")


def _arrives(event: Event) -> bool:
    return event.entry.service == "PINDAH_DATANG"


def _check_act(view: View, event: Event, named: NamedAct, findings: Findings) -> None:
    number = event.said(named.answer)
    if not number:
        if named.required:
            findings.refuse("ANSWER_MISSING", named.answer)
        return
    act = view.get(Act, number)
    if act is None:
        if named.only_ours or is_ours(number):
            findings.refuse("ACT_UNKNOWN", named.answer)
        else:
            findings.warn("ACT_ELSEWHERE", named.answer)
        return
    wanted = named.type or ACT_TYPES.get(event.said("act_type"), act.type)
    subjects = {event.said(name) for name in named.subjects} - {""}
    if act.status == ActStatus.ANNULLED:
        findings.refuse("ACT_ANNULLED", named.answer)
    elif act.type != wanted or not subjects <= set(act.subjects):
        findings.refuse("ACT_MISMATCH", named.answer)


def _warn(view: View, event: Event, law: Law, findings: Findings) -> None:
    near = (e for nik in _concerned(event, law) for e in view.find(Entry, "household", nik))
    if any(entry.status == EntryStatus.ACCEPTED for entry in near):
        findings.warn("FAMILY_IN_PROCESS", "applicant_nkk")
    limit = law.deadline
    happened = event.day_of(limit.answer) if limit else None
    if limit and happened and (event.submitted_on - happened).days > limit.days:
        words = f"Pelaporan melewati batas waktu {limit.days} hari ({limit.law})."
        findings.warn("LATE_REPORT", limit.answer, words=words)


def _concerned(event: Event, law: Law) -> set[str]:
    """Return applicant and subjects; who only witnesses is not concerned."""
    named = {event.said(role.nik) for role in law.roles if role.stands}
    listed = event.niks(law.people) if law.people else []
    return {event.said("applicant_nik"), *named, *listed} - {""}
