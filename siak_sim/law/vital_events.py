"""What births and deaths change (`pencatatan sipil`)."""

from dataclasses import replace
from datetime import date

from siak_sim.labels import printed
from siak_sim.law.acts import first_excerpt, register
from siak_sim.law.contents import card, clean_name
from siak_sim.law.events import Event, Outcome, Planned
from siak_sim.law.households import age_on, family_of, join, leave, part, relation_of_child
from siak_sim.law.numbers import new_nik
from siak_sim.records import Family, Json, Person, PersonStatus
from siak_sim.registry import View

_CHILD_CARD_BELOW = 17  # Permendagri 2/2016
_OF_A_COUPLE = ("ANAK_SUAMI_ISTRI", "ANAK_SUAMI_ISTRI_BELUM_TERCATAT")


def birth(view: View, event: Event) -> Outcome:
    """Register a birth: a person with a new NIK on the parents' family card, an act, a KK.

    UU 23/2006 as amended by UU 24/2013 art. 27; a child of nobody known stands on no card.
    """
    mother, father = parents_of(view, event)
    home = home_of_child(view, (mother, father))
    known = view.get(Person, event.said("child_nik"))
    child = known or _newborn(event, mother, father, home)
    joins = home is not None and known is None
    view.put(child)
    if home and joins:
        relation = relation_of_child(home, (mother, father))
        join(view, child.nik, home.number, relation, event.on)
    wording = wording_of(event)
    number = _registered_birth(view, event, child, wording)
    outcome = first_excerpt(view, number, [])
    if home and joins:
        outcome.documents.append(event.family_card(view, home.number))
    if wants_child_card(event) and age_on(child.birth_date, event.on) < _CHILD_CARD_BELOW:
        content = card(view, event.villages, view.require(Person, child.nik))
        outcome.documents.append(Planned("KIA", child.nik, content))
    outcome.people = [p.nik for p in (mother, father, child) if p]
    return outcome


def _registered_birth(view: View, event: Event, child: Person, wording: str) -> str:
    order = event.said("birth_order")
    mother, father = wording != "ORANG_TUA_TIDAK_DIKETAHUI", wording in _OF_A_COUPLE
    return register(
        view,
        event,
        "AKTA_KELAHIRAN",
        [child.nik],
        child.birth_date,
        birth_order=int(order) if order.isdigit() else None,
        wording=wording,
        father_name=child.father_name if father else "",
        mother_name=child.mother_name if mother else "",
        mother_nik=child.mother_nik,
        father_nik=child.father_nik,
    )


def wording_of(event: Event) -> str:
    """Decide what a birth act says of the parents, as the catalogue derives it."""
    if event.holds("foundling"):
        return "ORANG_TUA_TIDAK_DIKETAHUI"
    if event.holds("parents_have_marriage_certificate"):
        return "ANAK_SUAMI_ISTRI"
    if event.holds("kk_shows_parents_as_spouses") and not event.holds("single_mother_record"):
        return "ANAK_SUAMI_ISTRI_BELUM_TERCATAT"
    return "ANAK_SEORANG_IBU"


def wants_child_card(event: Event) -> bool:
    """Tell whether a child card was asked for along with the act."""
    return "KIA" in event.entry.expected_documents or event.holds("wants_child_card")


def parents_of(view: View, event: Event) -> tuple[Person | None, Person | None]:
    """Return mother and father as far as the act will name them."""
    wording = wording_of(event)
    if wording == "ORANG_TUA_TIDAK_DIKETAHUI":
        return None, None
    mother = view.get(Person, event.said("mother_nik"))
    father = view.get(Person, event.said("father_nik"))
    return mother, None if wording == "ANAK_SEORANG_IBU" else father


def home_of_child(view: View, parents: tuple[Person | None, Person | None]) -> Family | None:
    """Return the family card a newborn goes onto: the mother's, else the father's."""
    homes = (family_of(view, parent.nik) for parent in parents if parent)
    return next((home for home in homes if home), None)


def _newborn(
    event: Event, mother: Person | None, father: Person | None, home: Family | None
) -> Person:
    born = date.fromisoformat(event.said("child_birth_date"))
    sex = event.said("child_sex")
    prefix = event.prefix_of(home)
    nik = event.number("nik", lambda view, claim: new_nik(view, prefix, born, sex, claim))
    parent = mother or father
    return Person(
        nik=nik,
        name=clean_name(event.answer("child_name")),
        sex=sex,
        birth_place=event.said("child_birth_place").upper(),
        birth_date=born.isoformat(),
        religion=parent.religion if parent else "ISLAM",
        occupation="BELUM_TIDAK_BEKERJA",
        education="TIDAK_BELUM_SEKOLAH",
        father_name=father.name if father else "",
        mother_name=mother.name if mother else "",
        father_nik=father.nik if father else None,
        mother_nik=mother.nik if mother else None,
    )


def stillbirth(view: View, event: Event) -> Outcome:
    """Certify a stillbirth (UU 23/2006 art. 33): a letter, no act, no NIK, nobody changes."""
    number = event.act_number("SURAT_LAHIR_MATI")
    months = event.said("gestation_months")
    content: Json = {
        "number": number,
        "name": clean_name(event.answer("baby_name")),
        "sex": event.said("baby_sex"),
        "event_date": event.said("event_date"),
        "event_place": event.said("event_place").upper(),
        "gestation_months": int(months) if months.isdigit() else None,
        "birth_attendant": printed(event.said("birth_attendant")),
        "mother_name": event.name_of(view, "mother"),
        "mother_nik": event.said("mother_nik"),
        "father_name": event.name_of(view, "father"),
        "father_nik": event.said("father_nik"),
        "reporter_name": event.name_of(view, "applicant"),
        "reporter_relation": printed(event.said("applicant_relation")),
        "witness_names": event.witness_names(view),
        "registration_date": event.day,
    }
    mother = event.said("mother_nik")
    return Outcome([Planned("SURAT_LAHIR_MATI", number, content)], people=[mother])


def death(view: View, event: Event) -> Outcome:
    """Register a death: the NIK ends, the spouse is widowed, the card gets a new head or ends.

    UU 24/2013 art. 44, Perpres 96/2018 art. 45; who was never registered has an act only.
    """
    person = view.get(Person, event.said("deceased_nik"))
    number = _registered_death(view, event, person)
    outcome = first_excerpt(view, number, [])
    if person is None:
        return outcome
    family = family_of(view, person.nik)
    view.put(replace(person, status=PersonStatus.DECEASED, death_date=event.said("death_date")))
    leave(view, person.nik, event.on)
    for spouse in person.spouse_niks:
        part(view, person.nik, spouse, "CERAI_MATI")
    outcome.lapsed.append(person.nik)  # identity card, child card, biodata
    outcome.people = [person.nik, *person.spouse_niks]
    if family:
        _go_on_without(view, event, family.number, outcome)
    return outcome


def _registered_death(view: View, event: Event, person: Person | None) -> str:
    return register(
        view,
        event,
        "AKTA_KEMATIAN",
        [person.nik] if person else [],
        event.said("death_date"),
        name=person.name if person else clean_name(event.answer("deceased_name")),
        death_place=event.said("death_place").upper(),
        spouses=list(person.spouse_niks) if person else [],
    )


def _go_on_without(view: View, event: Event, number: str, outcome: Outcome) -> None:
    left = view.require(Family, number)
    outcome.people += left.members
    if left.dissolved:
        outcome.lapsed.append(number)
    else:
        outcome.documents.append(event.family_card(view, number))
