"""What each service asks beyond known and living people: dates, witnesses, ages, values."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from siak_sim.contents import clean_name
from siak_sim.events import BIRTH_DAYS, Event
from siak_sim.findings import Findings
from siak_sim.households import ADULT, age_on
from siak_sim.labels import same_value
from siak_sim.numbers import prints_of
from siak_sim.population_events import ELEMENTS
from siak_sim.records import Family, PaperStatus, Person
from siak_sim.registry import View
from siak_sim.vital_events import wording_of

_NAME = re.compile(r"^[A-Z .,'`\-]{1,60}$")
_MOVE_IS_OLD = 100  # days
_MARRIAGEABLE = 19  # UU 16/2019
_COUPLE = ("ANAK_SUAMI_ISTRI", "ANAK_SUAMI_ISTRI_BELUM_TERCATAT")


def day_of(event: Event, name: str, findings: Findings, *, past: bool = True) -> date | None:
    """Read a date answer; a missing, unreadable or coming one is a reason to refuse."""
    said = event.said(name)
    if not said:
        findings.refuse("ANSWER_MISSING", name)
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        findings.refuse("ANSWER_INVALID", name)
        return None
    if past and day > event.on:
        findings.refuse("DATE_IN_FUTURE", name)
    return day


def _require(event: Event, findings: Findings, *names: str) -> None:
    for name in names:
        if not event.said(name):
            findings.refuse("ANSWER_MISSING", name)


def is_late_birth(event: Event) -> bool:
    """Tell whether a birth is reported late, counted from the day of submission."""
    try:
        born = date.fromisoformat(event.said("child_birth_date"))
        submitted = date.fromisoformat(event.entry.submitted_on)
    except ValueError:
        return False
    return submitted - born > timedelta(days=BIRTH_DAYS)


def _check_witnesses(event: Event, findings: Findings, *barred: str) -> None:
    others = {event.said(name) for name in ("applicant_nik", *barred)} - {""}
    for name in ("witness1_nik", "witness2_nik"):
        if event.said(name) in others:
            findings.refuse("WITNESS_NOT_ALLOWED", name)
    if event.said("witness1_nik") == event.said("witness2_nik") != "":
        findings.refuse("WITNESS_NOT_ALLOWED", "witness2_nik")


def _birth(view: View, event: Event, findings: Findings) -> None:
    day_of(event, "child_birth_date", findings)
    _check_witnesses(event, findings, "mother_nik", "father_nik")
    if event.said("child_sex") not in ("L", "P"):
        findings.refuse("ANSWER_INVALID", "child_sex")
    name = clean_name(event.answer("child_name"))
    if not _NAME.match(name):
        findings.refuse("NAME_NOT_ALLOWED" if name else "ANSWER_MISSING", "child_name")
    elif " " not in name:
        findings.warn("NAME_ONE_WORD", "child_name")
    _require(event, findings, "child_birth_place", "birth_order")
    if not event.holds("foundling"):
        _require(event, findings, "mother_nik")
    if wording_of(event) in _COUPLE:
        _require(event, findings, "father_nik")
    order = event.said("birth_order")
    if order and not (order.isdecimal() and int(order) > 0):
        findings.refuse("ANSWER_INVALID", "birth_order")
    if is_late_birth(event) and not event.entry.late_decision:
        findings.refuse("DECISION_NEEDED", "child_birth_date")


def _death(view: View, event: Event, findings: Findings) -> None:
    died = day_of(event, "death_date", findings)
    _require(event, findings, "death_place", "deceased_name")
    _check_witnesses(event, findings, "deceased_nik")
    person = view.get(Person, event.said("deceased_nik"))
    if person is None:
        if event.holds("in_registry"):
            findings.refuse("ANSWER_MISSING", "deceased_nik")
        return
    if died and died < date.fromisoformat(person.birth_date):
        findings.refuse("DATE_BEFORE_BIRTH", "death_date")
    if person.nik == event.said("applicant_nik"):
        findings.refuse("APPLICANT_IS_SUBJECT", "deceased_nik")
    if died and (date.fromisoformat(event.entry.submitted_on) - died).days > 30:
        findings.warn("LATE_REPORT", "death_date")


def _marriage(view: View, event: Event, findings: Findings) -> None:
    on = day_of(event, "religious_marriage_date", findings)
    _check_witnesses(event, findings, "groom_nik", "bride_nik")
    groom = view.require(Person, event.said("groom_nik"))
    bride = view.require(Person, event.said("bride_nik"))
    muslims = [p for p in (groom, bride) if p.religion == "ISLAM"]
    if len(muslims) == 2:
        findings.refuse("MUSLIM_MARRIAGE", "groom_religion")
    elif muslims:
        findings.warn("MIXED_FAITH", "groom_religion")
    for name, person, other in (("groom_nik", groom, bride), ("bride_nik", bride, groom)):
        elsewhere = set(person.spouse_niks) - {other.nik}
        if person.marital_status == "KAWIN" or elsewhere:
            findings.refuse("ALREADY_MARRIED", name)
        if on and age_on(person.birth_date, on) < _MARRIAGEABLE:
            findings.refuse("UNDERAGE", name)


def _divorce(view: View, event: Event, findings: Findings) -> None:
    husband = view.require(Person, event.said("husband_nik"))
    if event.said("wife_nik") not in husband.spouse_niks:
        findings.refuse("NOT_MARRIED", "wife_nik")


def _child_card(view: View, event: Event, findings: Findings) -> None:
    child = view.require(Person, event.said("child_nik"))
    married = child.marital_status != "BELUM_KAWIN"
    if age_on(child.birth_date, event.on) >= ADULT or married:
        findings.refuse("NOT_ELIGIBLE", "child_nik")
    if child.family_card_number is None:
        findings.refuse("FAMILY_UNKNOWN", "child_nik")


def _identity_card(view: View, event: Event, findings: Findings) -> None:
    person = event.applicant(view)
    born = event.said("subject_birth_date")
    if born and born != person.birth_date:
        findings.refuse("BIRTH_DATE_MISMATCH", "subject_birth_date")
    if age_on(person.birth_date, event.on) < ADULT and person.marital_status == "BELUM_KAWIN":
        findings.refuse("NOT_ELIGIBLE", "applicant_nik")


def _own_family(view: View, event: Event, findings: Findings) -> None:
    _require(event, findings, "applicant_nkk")


def _change_of_data(view: View, event: Event, findings: Findings) -> None:
    _own_family(view, event, findings)
    changes = event.answer("changes")
    if not isinstance(changes, list) or not changes:
        findings.refuse("ANSWER_MISSING", "changes")
        return
    family = view.get(Family, event.said("applicant_nkk"))
    joins = event.said("change_kind") == "MENUMPANG_KK"
    for change in changes:
        person = view.get(Person, str(change.get("member_nik", "")))
        element = str(change.get("element", ""))
        if person is None:
            findings.refuse("NIK_UNKNOWN", "changes")
        elif family and person.nik not in family.members and not joins:
            findings.refuse("FAMILY_MISMATCH", "changes")
        elif element == "NAMA":
            findings.refuse("WRONG_SERVICE", "changes")
        elif element in ELEMENTS and not _agrees(person, element, str(change.get("from", ""))):
            findings.refuse("VALUE_MISMATCH", "changes")


def _agrees(person: Person, element: str, said: str) -> bool:
    current = str(getattr(person, ELEMENTS[element]))
    return same_value(current, said) or not current


def _new_family(view: View, event: Event, findings: Findings) -> None:
    _known_village(event, "home_village_code", findings)
    head = view.require(Person, event.said("head_of_family_nik"))
    grown = age_on(head.birth_date, event.on) >= ADULT or head.marital_status != "BELUM_KAWIN"
    if not grown and event.said("kk_reason") != "GANTI_KEPALA_KELUARGA":
        findings.refuse("NOT_ELIGIBLE", "head_of_family_nik")


def _biodata(view: View, event: Event, findings: Findings) -> None:
    _known_village(event, "home_village_code", findings)
    born = day_of(event, "subject_birth_date", findings)
    name = clean_name(event.answer("subject_name"))
    twin = (p for p in view.all(Person) if (p.name, p.birth_date) == (name, str(born)))
    mother = clean_name(event.answer("mother_name"))
    if any(person.mother_name == mother for person in twin):
        findings.refuse("DUPLICATE_ENTRY", "subject_name")


def _move_within(view: View, event: Event, findings: Findings) -> None:
    _known_village(event, "dest_village_code", findings)


def _arrival(view: View, event: Event, findings: Findings) -> None:
    _known_village(event, "dest_village_code", findings)
    number = event.said("skpwni_number").replace(" ", "")
    papers = prints_of(view, number, "SKPWNI")
    if not papers or papers[-1].status != PaperStatus.ACTIVE or "-> 63.11" not in papers[-1].note:
        findings.refuse("MOVE_UNKNOWN", "skpwni_number")
    elif event.on - date.fromisoformat(papers[-1].issued_on or event.day) > timedelta(
        days=_MOVE_IS_OLD
    ):
        findings.warn("MOVE_OLD", "skpwni_date")


def _known_village(event: Event, name: str, findings: Findings) -> None:
    if event.said(name) not in event.villages:
        findings.refuse("VILLAGE_UNKNOWN", name)


def _own_act(view: View, event: Event, findings: Findings) -> None:
    number = event.said("act_number") or event.said("birth_certificate_number")
    alive = (PaperStatus.ACTIVE, PaperStatus.SUPERSEDED)
    if not any(paper.status in alive for paper in prints_of(view, number)):
        name = "act_number" if event.said("act_number") else "birth_certificate_number"
        findings.refuse("ACT_UNKNOWN", name)


OWN_RULES: Mapping[str, Callable[[View, Event, Findings], None]] = MappingProxyType(
    {
        "AKTA_KELAHIRAN": _birth,
        "AKTA_KEMATIAN": _death,
        "AKTA_PERKAWINAN": _marriage,
        "AKTA_PERCERAIAN": _divorce,
        "KIA_BARU": _child_card,
        "KIA_HILANG_RUSAK": _child_card,
        "KTP_EL_BARU": _identity_card,
        "KTP_EL_PERUBAHAN_DATA": _identity_card,
        "KTP_EL_HILANG_RUSAK": _identity_card,
        "KK_HILANG_RUSAK": _own_family,
        "KK_PERUBAHAN_DATA": _change_of_data,
        "KK_BARU": _new_family,
        "BIODATA_WNI": _biodata,
        "PINDAH_DALAM_KABUPATEN": _move_within,
        "PINDAH_DATANG": _arrival,
        "PERUBAHAN_NAMA": _own_act,
        "PEMBETULAN_AKTA": _own_act,
        "PENGANGKATAN_ANAK": _own_act,
    }
)
