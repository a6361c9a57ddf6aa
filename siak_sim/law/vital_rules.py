"""What civil registration (`pencatatan sipil`) asks by service, beyond the terms every law has."""

from __future__ import annotations

from datetime import timedelta

from siak_sim.law.act_events import act_asked_for
from siak_sim.law.acts import standing_act
from siak_sim.law.contents import clean_name
from siak_sim.law.couple_events import husband_of
from siak_sim.law.events import BIRTH_DAYS, Event
from siak_sim.law.findings import Findings
from siak_sim.law.households import age_on, are_close_kin
from siak_sim.law.vital_events import parents_of, wording_of
from siak_sim.records import Act, Person, PersonStatus
from siak_sim.registry import View

_MARRIAGEABLE = 19  # UU 16/2019
_CHILD = 18
_YOUNGEST_PARENT = 10
_COUPLE = ("ANAK_SUAMI_ISTRI", "ANAK_SUAMI_ISTRI_BELUM_TERCATAT")
_CORRECTIONS = ("SALAH_TULIS_REDAKSIONAL", "PEMBETULAN_NAMA", "PEMBATALAN_CONTRARIUS_ACTUS")


def is_late_birth(event: Event) -> bool:
    """Tell whether a birth is reported late: over 60 days (UU 24/2013 art. 27), by submission."""
    born = event.day_of("child_birth_date")
    return born is not None and event.submitted_on - born > timedelta(days=BIRTH_DAYS)


def birth(view: View, event: Event, findings: Findings) -> None:
    """Ask for parents as the wording needs them, a decision when late (UU 24/2013 art. 32)."""
    if not event.holds("foundling"):
        _require(event, findings, "mother_nik")
    if wording_of(event) in _COUPLE:
        _require(event, findings, "father_nik")
    order = event.said("birth_order")
    if not (order.isdecimal() and int(order) > 0):
        findings.refuse("ANSWER_INVALID", "birth_order")
    if is_late_birth(event) and not event.entry.late_decision:
        findings.refuse("DECISION_NEEDED", "child_birth_date")
    known = view.get(Person, event.said("child_nik"))
    if known and known.sex != event.said("child_sex"):
        findings.refuse("VALUE_MISMATCH", "child_sex")
    _check_parents(view, event, findings)


def _check_parents(view: View, event: Event, findings: Findings) -> None:
    born = event.day_of("child_birth_date")
    mother, father = parents_of(view, event)
    for name, parent in (("mother_nik", mother), ("father_nik", father)):
        if parent and born and age_on(parent.birth_date, born) < _YOUNGEST_PARENT:
            findings.refuse("PARENT_TOO_YOUNG", name)
    if mother and mother.death_date and born and mother.death_date < born.isoformat():
        findings.refuse("DATE_AFTER_DEATH", "child_birth_date")
    if mother and father and mother.nik not in father.spouse_niks and not mother.death_date:
        findings.warn("PARENTS_NOT_SPOUSES", "father_nik")


def death(view: View, event: Event, findings: Findings) -> None:
    """Ask who died and whether they could; nobody reports their own death."""
    person = view.get(Person, event.said("deceased_nik"))
    if person is None:
        if event.holds("in_registry"):
            findings.refuse("ANSWER_MISSING", "deceased_nik")
        return
    if event.said("death_date") < person.birth_date:
        findings.refuse("DATE_BEFORE_BIRTH", "death_date")
    if person.nik == event.said("applicant_nik"):
        findings.refuse("APPLICANT_IS_SUBJECT", "deceased_nik")


def marriage(view: View, event: Event, findings: Findings) -> None:
    """Refer Muslims to the KUA; ask for age, freedom to marry and no close kinship."""
    on = event.day_of("religious_marriage_date")
    groom = view.require(Person, event.said("groom_nik"))
    bride = view.require(Person, event.said("bride_nik"))
    muslims = [p for p in (groom, bride) if p.religion == "ISLAM"]
    if len(muslims) == 2:
        findings.refuse("MUSLIM_MARRIAGE", "groom_religion")
    elif muslims:
        findings.warn("MIXED_FAITH", "groom_religion")
    if are_close_kin(groom, bride):
        findings.refuse("CLOSE_KIN", "bride_nik")
    for name, person, other in (("groom_nik", groom, bride), ("bride_nik", bride, groom)):
        elsewhere = set(person.spouse_niks) - {other.nik}
        if person.marital_status == "KAWIN" or elsewhere:
            findings.refuse("ALREADY_MARRIED", name)
        if on and age_on(person.birth_date, on) < _MARRIAGEABLE:
            findings.refuse("UNDERAGE", name)


def divorce(view: View, event: Event, findings: Findings) -> None:
    """Refer Muslims to the Pengadilan Agama; ask for a marriage to end."""
    husband = view.require(Person, event.said("husband_nik"))
    wife = view.require(Person, event.said("wife_nik"))
    if wife.nik not in husband.spouse_niks:
        findings.refuse("NOT_MARRIED", "wife_nik")
    elif husband.religion == wife.religion == "ISLAM":
        findings.refuse("MUSLIM_DIVORCE", "husband_nik")


def acknowledgement(view: View, event: Event, findings: Findings) -> None:
    """Ask for a child without a father and parents married by religion (UU 24/2013 art. 49)."""
    child = view.require(Person, event.said("child_nik"))
    father = view.require(Person, event.said("father_nik"))
    if child.father_nik:
        findings.refuse("HAS_FATHER", "child_nik")
    if child.mother_nik and child.mother_nik != event.said("mother_nik"):
        findings.refuse("PARENT_MISMATCH", "mother_nik")
    if event.answer("religious_marriage") is False:
        findings.refuse("NOT_ELIGIBLE", "religious_marriage")
    if age_on(father.birth_date, event.on) - age_on(child.birth_date, event.on) < _YOUNGEST_PARENT:
        findings.refuse("PARENT_TOO_YOUNG", "father_nik")
    if father.religion == "ISLAM":
        findings.warn("FAITH_EXCLUDES", "father_nik")


def legitimation(view: View, event: Event, findings: Findings) -> None:
    """Ask for the marriage of the child's own parents (Perpres 96/2018 art. 50 and 52)."""
    child = view.require(Person, event.said("child_nik"))
    act = view.get(Act, event.said("marriage_certificate_number"))
    if act and child.mother_nik and child.mother_nik not in act.subjects:
        findings.refuse("ACT_MISMATCH", "marriage_certificate_number")
    husband = husband_of(view, event, child)
    if husband is None and not child.father_nik:
        findings.refuse("NOT_MARRIED", "marriage_certificate_number")
    elif husband and child.father_nik and child.father_nik != husband.nik:
        findings.refuse("PARENT_MISMATCH", "marriage_certificate_number")
    legitimated = standing_act(view, child.nik, "AKTA_PENGESAHAN_ANAK")
    if legitimated:
        findings.refuse("DUPLICATE_ENTRY", "child_nik", duplicate=_of_act(legitimated, "child_nik"))


def adoption(view: View, event: Event, findings: Findings) -> None:
    """Ask for a minor and for adoptive parents who are not the child's own."""
    child = view.require(Person, event.said("child_nik"))
    parents = [event.said(f"adoptive_{who}_nik") for who in ("father", "mother")]
    if not any(parents):
        findings.refuse("ANSWER_MISSING", "adoptive_mother_nik")
    if set(parents) & {child.nik, child.father_nik, child.mother_nik}:
        findings.refuse("NOT_ELIGIBLE", "child_nik")
    decided = event.day_of("decision_received_date") or event.on
    if age_on(child.birth_date, decided) >= _CHILD:
        findings.refuse("NOT_ELIGIBLE", "child_nik")
    act = view.get(Act, event.said("birth_certificate_number"))
    same = event.said("decision_number")
    notes = act.notes if act else ()
    if act and any(n["kind"] == "PENGANGKATAN ANAK" and same in n["text"] for n in notes):
        told = _of_act(act, "child_nik", "decision_number")
        findings.refuse("DUPLICATE_ENTRY", "decision_number", duplicate=told)


def change_of_name(view: View, event: Event, findings: Findings) -> None:
    """Ask for a name that is another one."""
    person = view.require(Person, event.said("subject_nik"))
    if clean_name(event.answer("new_name")) == person.name:
        findings.refuse("ANSWER_INVALID", "new_name")


def correction(view: View, event: Event, findings: Findings) -> None:
    """Ask what is wrong; a death is taken back only from somebody recorded as dead."""
    kind = event.said("correction_kind")
    person = view.require(Person, event.said("subject_nik"))
    if kind not in _CORRECTIONS:
        findings.refuse("ANSWER_INVALID", "correction_kind")
    if kind == "PEMBETULAN_NAMA" and not clean_name(event.answer("right_text")):
        findings.refuse("ANSWER_MISSING", "right_text")
    dead = person.status == PersonStatus.DECEASED
    if dead and event.said("act_type") != "KEMATIAN" and kind != "SALAH_TULIS_REDAKSIONAL":
        findings.refuse("NIK_INACTIVE", "subject_nik")


def _of_act(act: Act, *agrees: str) -> dict[str, object]:
    return {
        "entry_id": act.entry_id,
        "application_number": None,
        "document_number": act.number,
        "registered_on": act.registered_on,
        "agrees": list(agrees),
        "differs": [],
        "score": 100,
    }


def _require(event: Event, findings: Findings, *names: str) -> None:
    for name in names:
        if not event.said(name):
            findings.refuse("ANSWER_MISSING", name)


def second_excerpt(view: View, event: Event, findings: Findings) -> None:
    """Ask for an act in our registers; a lost register has its own way outside this service."""
    act = act_asked_for(view, event)
    if act is None:
        findings.refuse("ACT_UNKNOWN", "act_number")
