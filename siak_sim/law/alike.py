"""When two reports without a common number are one event: births, deaths, first records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from siak_sim.law.acts import standing_act
from siak_sim.law.comparing import Candidate, Weights
from siak_sim.law.contents import text
from siak_sim.law.events import Event
from siak_sim.law.households import family_of
from siak_sim.law.spelling import Likeness, likeness
from siak_sim.records import Family, Json, Person
from siak_sim.registry import View

_BIRTH: Weights = {
    "mother_nik": 30,
    "child_birth_date": 25,
    "child_name": 25,
    "child_sex": 8,
    "birth_order": 7,
    "child_birth_place": 5,
}
_UNREGISTERED_DEATH: Weights = {"deceased_name": 55, "death_date": 35, "death_place": 10}
_BIODATA: Weights = {
    "subject_name": 35,
    "subject_birth_date": 30,
    "mother_name": 25,
    "subject_birth_place": 10,
}
_STILLBIRTH: Weights = {"mother_nik": 45, "event_date": 35, "baby_sex": 10, "baby_name": 10}


@dataclass(frozen=True)
class Alike:
    """How events without a number of their subject are recognised when they come again."""

    key: Callable[[Event], str]  # what an entry claims; empty where numbers do
    weights: Weights
    is_same: Callable[[Event, Json], bool]
    people: Callable[[View, Event], Iterable[Candidate]]
    warning: str  # what is said of one that is like it and not the same


def _key_of_birth(event: Event) -> str:
    mother = "" if event.holds("foundling") else event.said("mother_nik")
    return f"KELAHIRAN:{mother or 'TEMUAN'}:{event.said('child_birth_date')}"


def _is_same_birth(event: Event, other: Json) -> bool:
    names = likeness(event.said("child_name"), text(other.get("child_name")))
    order = event.said("birth_order") == text(other.get("birth_order"))
    sex = event.said("child_sex") == text(other.get("child_sex"))
    if names == Likeness.NEAR:  # twins bear names alike: told apart when they say they are two
        return order or not _says_twins(event, other)
    return names == Likeness.SAME or (order and sex and not event.holds("foundling"))


def _says_twins(event: Event, other: Json) -> bool:
    types = (event.said("birth_type"), text(other.get("birth_type")))
    return any(kind.startswith("KEMBAR") for kind in types)


def _children_of_the_mother(view: View, event: Event) -> Iterable[Candidate]:
    nik, born = event.said("mother_nik"), event.said("child_birth_date")
    if not nik or event.holds("foundling"):
        return
    mother, home = view.get(Person, nik), family_of(view, nik)
    people = {p.nik: p for p in view.find(Person, "mother", nik)}
    people |= {p.nik: p for p in _on_card(view, home) if mother and p.mother_name == mother.name}
    for person in people.values():
        own = person.nik != event.said("child_nik")
        if own and person.birth_date == born and person.mother_nik in (nik, None):
            act = standing_act(view, person.nik, "AKTA_KELAHIRAN")
            answers = {
                "mother_nik": nik,
                "child_birth_date": born,
                "child_name": person.name,
                "child_sex": person.sex,
                "child_birth_place": person.birth_place,
                "birth_order": act.facts.get("birth_order") if act else None,
            }
            yield Candidate(answers, act=act)


def _on_card(view: View, home: Family | None) -> list[Person]:
    return [view.require(Person, nik) for nik in home.members] if home else []


def _key_of_death(event: Event) -> str:
    return "" if event.said("deceased_nik") else f"KEMATIAN_TANPA_NIK:{event.said('death_date')}"


def _is_same_death(event: Event, other: Json) -> bool:
    if text(other.get("deceased_nik")):
        return False
    return likeness(event.said("deceased_name"), text(other.get("deceased_name"))) > Likeness.OTHER


def _key_of_biodata(event: Event) -> str:
    return f"BIODATA:{event.said('subject_birth_date')}"


def _is_same_biodata(event: Event, other: Json) -> bool:
    names = ("subject_name", "mother_name")
    alike = [likeness(event.said(name), text(other.get(name))) for name in names]
    return min(alike) > Likeness.OTHER and max(alike) == Likeness.SAME


def _namesakes(view: View, event: Event) -> Iterable[Candidate]:
    for person in view.find(Person, "born", event.said("subject_birth_date")):
        if likeness(event.said("subject_name"), person.name) > Likeness.OTHER:
            answers = {
                "subject_name": person.name,
                "subject_birth_date": person.birth_date,
                "subject_birth_place": person.birth_place,
                "mother_name": person.mother_name,
            }
            yield Candidate(answers, act=standing_act(view, person.nik, "AKTA_KELAHIRAN"))


def _key_of_stillbirth(event: Event) -> str:
    return f"LAHIR_MATI:{event.said('mother_nik')}:{event.said('event_date')}"


def _is_same_stillbirth(event: Event, other: Json) -> bool:
    apart = [
        event.said(name) and text(other.get(name)) and event.said(name) != text(other.get(name))
        for name in ("baby_sex", "baby_name")
    ]
    return not any(apart)


def _nobody(_view: View, _event: Event) -> Iterable[Candidate]:
    return ()


ALIKE: Mapping[str, Alike] = MappingProxyType(
    {
        "AKTA_KELAHIRAN": Alike(
            _key_of_birth, _BIRTH, _is_same_birth, _children_of_the_mother, "POSSIBLE_TWIN"
        ),
        "AKTA_KEMATIAN": Alike(
            _key_of_death, _UNREGISTERED_DEATH, _is_same_death, _nobody, "POSSIBLE_DUPLICATE"
        ),
        "BIODATA_WNI": Alike(
            _key_of_biodata, _BIODATA, _is_same_biodata, _namesakes, "POSSIBLE_DUPLICATE"
        ),
        "LAHIR_MATI": Alike(
            _key_of_stillbirth, _STILLBIRTH, _is_same_stillbirth, _nobody, "POSSIBLE_TWIN"
        ),
    }
)
