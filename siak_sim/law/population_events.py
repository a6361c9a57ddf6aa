"""What population registration changes (`pendaftaran penduduk`): people, families, cards."""

from dataclasses import replace
from datetime import date

from siak_sim.codes import UNREGISTERED_UNION, read_value
from siak_sim.law.contents import card, clean_name
from siak_sim.law.contents_population import answered_home, biodata
from siak_sim.law.events import Event, Outcome, Planned
from siak_sim.law.households import (
    age_on,
    are_close_kin,
    family_of,
    join,
    marry,
    part,
    relation_to_head,
)
from siak_sim.law.numbers import new_family_number, new_nik
from siak_sim.records import Family, Json, Person, PersonStatus
from siak_sim.registry import View

# which field of a person an element of the catalogue's list `elemen_data` means
ELEMENTS = {
    "TEMPAT_LAHIR": "birth_place",
    "TANGGAL_LAHIR": "birth_date",
    "JENIS_KELAMIN": "sex",
    "AGAMA": "religion",
    "STATUS_KAWIN": "marital_status",
    "SHDK": "relation",
    "PENDIDIKAN": "education",
    "PEKERJAAN": "occupation",
    "GOLONGAN_DARAH": "blood_type",
    "NAMA_AYAH": "father_name",
    "NAMA_IBU": "mother_name",
    "KEWARGANEGARAAN": "citizenship",
}
_YOUNGEST_SPOUSE = 16


def new_biodata(view: View, event: Event) -> Outcome:
    """Record somebody for the first time: a person with a new NIK, on no family card yet.

    Perpres 96/2018 art. 4.
    """
    born = date.fromisoformat(event.said("subject_birth_date"))
    sex, prefix = event.said("subject_sex"), event.village_prefix("home_village_code")
    nik = event.number("nik", lambda v, claim: new_nik(v, prefix, born, sex, claim))
    person = Person(
        nik=nik,
        name=clean_name(event.answer("subject_name")),
        sex=sex,
        birth_place=event.said("subject_birth_place").upper(),
        birth_date=born.isoformat(),
        religion=event.said("subject_religion"),
        marital_status=event.said("subject_marital_status"),
        occupation=event.said("subject_occupation"),
        education=event.said("subject_education"),
        father_name=clean_name(event.answer("father_name")),
        mother_name=clean_name(event.answer("mother_name")),
    )
    view.put(person)
    content = biodata(view, person, answered_home(event))
    people = [nik, event.said("applicant_nik")]
    return Outcome([Planned("BIODATA_WNI", nik, content)], people=people)


def new_family_card(view: View, event: Event) -> Outcome:
    """Form a family under a new number; its members leave the cards they stood on.

    Perpres 96/2018 art. 10 and 11, Permendagri 108/2019 art. 10.
    """
    niks = family_asked_for(event)
    if event.said("kk_reason") == "DARI_LUAR_NEGERI":
        _return(view, niks)
    if event.said("union_type") == "PERCERAIAN":
        _separate(view, event, niks)
    partner = partner_of(view, event)
    if partner:
        marry(view, niks[0], partner.nik, None, status_of_union(event))
    made = made_family(event, "home", event.village_prefix("home_village_code"))
    return gather(view, event, made, niks)


def family_asked_for(event: Event) -> list[str]:
    """Return whom a new family card is for, head first, each once."""
    return list(dict.fromkeys([event.said("head_of_family_nik"), *event.niks("member_niks")]))


def partner_of(view: View, event: Event) -> Person | None:
    """Return whom the head of a new family marries by it; none when it is not that reason."""
    united = event.said("union_type") in ("", "PERKAWINAN")
    if event.said("kk_reason") != "MEMBENTUK_KELUARGA" or not united:
        return None
    people = [view.get(Person, nik) for nik in family_asked_for(event)]
    head = people[0]
    if head is None or head.spouse_niks:
        return None
    fitting = (p for p in people[1:] if p and p.sex != head.sex and not are_close_kin(head, p))
    grown = (p for p in fitting if age_on(p.birth_date, event.on) >= _YOUNGEST_SPOUSE)
    return next(grown, None)


def status_of_union(event: Event) -> str:
    """Return the marital status a new family gives its couple (F-1.05 when unregistered)."""
    registered = event.answer("has_marriage_or_divorce_certificate") is not False
    return "KAWIN" if registered else UNREGISTERED_UNION


def _separate(view: View, event: Event, niks: list[str]) -> None:
    registered = event.answer("has_marriage_or_divorce_certificate") is not False
    status = "CERAI_HIDUP" if registered else "CERAI_BELUM_TERCATAT"
    for spouse in view.require(Person, niks[0]).spouse_niks:
        if spouse not in niks:
            part(view, niks[0], spouse, status)


def _return(view: View, niks: list[str]) -> None:
    for nik in niks:
        person = view.require(Person, nik)
        if person.status == PersonStatus.MOVED:
            view.put(replace(person, status=PersonStatus.ACTIVE))


def made_family(event: Event, place: str, prefix: str) -> Family:
    """Return a family under a new number at the address the answers name."""
    number = event.number("nkk", lambda v, claim: new_family_number(v, prefix, event.on, claim))
    return Family(
        number=number,
        address=event.said(f"{place}_address").upper(),
        rt=event.said(f"{place}_rt").zfill(3),
        rw=event.said(f"{place}_rw").zfill(3),
        village_code=event.said(f"{place}_village_code"),
    )


def gather(view: View, event: Event, made: Family, niks: list[str]) -> Outcome:
    """Put people onto a new card, off the ones they stand on; the first one heads it."""
    outcome = Outcome(people=list(niks))
    old = {f.number: f for f in (family_of(view, nik) for nik in niks) if f}
    people = [view.require(Person, nik) for nik in niks]
    relations = {person.nik: relation_to_head(people[0], person) for person in people}
    view.put(made)
    for nik in niks:
        join(view, nik, made.number, relations[nik], event.on)
    outcome.documents.append(event.family_card(view, made.number))
    for number in old:
        _see_to(view, number, outcome)
    return outcome


def change_of_data(view: View, event: Event) -> Outcome:
    """Change what a family card says of its members; same number, new print.

    Perpres 96/2018 art. 12; who lodges (`menumpang`) joins first.
    """
    number = event.said("applicant_nkk")
    left: list[Family] = []
    for change in event.rows("changes"):
        nik, element = str(change.get("member_nik", "")), str(change.get("element", ""))
        if event.said("change_kind") == "MENUMPANG_KK" and nik not in _members(view, number):
            left += [family for family in (family_of(view, nik),) if family]
            join(view, nik, number, "FAMILI_LAIN", event.on)
        _change(view, nik, element, str(change.get("to", "")))
    outcome = reprint(view, event, number)
    for family in left:
        _see_to(view, family.number, outcome)
    return outcome


def _see_to(view: View, number: str, outcome: Outcome) -> None:
    """Mind whom a card still has after somebody left it; an empty one lapses."""
    family = view.require(Family, number)
    outcome.people += family.members
    if family.dissolved and number not in outcome.lapsed:
        outcome.lapsed.append(number)


def _members(view: View, number: str) -> tuple[str, ...]:
    return view.require(Family, number).members


def _change(view: View, nik: str, element: str, to: str) -> None:
    person = view.require(Person, nik)
    if element == "ALAMAT" and person.family_card_number:
        family = view.require(Family, person.family_card_number)
        view.put(replace(family, address=to.upper()))
    value = read_value(element, to)
    if element == "STATUS_KAWIN" and value.startswith("CERAI"):
        for spouse in person.spouse_niks:
            part(view, nik, spouse, value)
        person = view.require(Person, nik)
    if element in ELEMENTS:
        changed: Json = {ELEMENTS[element]: value}
        view.put(replace(person, **changed))


def lost_family_card(view: View, event: Event) -> Outcome:
    """Print a lost or damaged family card once more (Perpres 96/2018 art. 13)."""
    return reprint(view, event, event.said("applicant_nkk"))


def reprint(view: View, event: Event, number: str) -> Outcome:
    """Print a family card anew under its number."""
    return Outcome([event.family_card(view, number)], people=[*_members(view, number)])


def identity_card(view: View, event: Event) -> Outcome:
    """Print an identity card for the applicant (Perpres 96/2018 art. 15); recorded by then."""
    person = replace(event.applicant(view), biometrics_recorded=True)
    view.put(person)
    return _card(view, event, "KTP_EL", person)


def child_card(view: View, event: Event) -> Outcome:
    """Print a child card (Permendagri 2/2016)."""
    return _card(view, event, "KIA", view.require(Person, event.said("child_nik")))


def _card(view: View, event: Event, document_type: str, person: Person) -> Outcome:
    content = card(view, event.villages, person)
    return Outcome([Planned(document_type, person.nik, content)], people=[person.nik])
