"""What is printed on each document: values taken from the registry, labels as on paper."""

from collections.abc import Mapping
from typing import Any

from siak_sim.labels import printed, title_of
from siak_sim.law.households import head_of, members_of
from siak_sim.records import Family, Json, Person
from siak_sim.regions import Village, place_of
from siak_sim.registry import View

Lines = list[tuple[str, str]]


def family_card(view: View, villages: Mapping[str, Village], family: Family) -> Json:
    """Return what a family card says of a family as the view has it."""
    place = place_of(villages, family.village_code)
    head = head_of(view, family)
    return {
        "number": family.number,
        "head_name": head.name if head else "",
        "address": family.address,
        "rt": family.rt,
        "rw": family.rw,
        "village": place.name.upper(),
        "district": place.district.upper(),
        "regency": place.regency,
        "province": place.province,
        "postal_code": place.postal_code,
        "members": [_member(person) for person in members_of(view, family)],
    }


def _member(person: Person) -> Json:
    return {
        "name": person.name,
        "nik": person.nik,
        "sex": person.sex,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date,
        "religion": printed(person.religion),
        "education": printed(person.education),
        "occupation": printed(person.occupation),
        "blood_type": printed(person.blood_type),
        "marital_status": printed(person.marital_status),
        "marriage_date": person.marriage_date,
        "relation": printed(person.relation),
        "citizenship": person.citizenship,
        "passport": "",
        "kitap": person.kitap,
        "father_name": person.father_name,
        "mother_name": person.mother_name,
    }


def address_of(view: View, villages: Mapping[str, Village], person: Person) -> str:
    """Return a person's address on one line."""
    number = person.family_card_number
    family = view.get(Family, number) if number else None
    if family is None:
        return ""
    place = place_of(villages, family.village_code)
    return (
        f"{family.address} RT {family.rt} RW {family.rw}, "
        f"{place.name.upper()}, {place.district.upper()}, {place.regency}"
    )


def card(view: View, villages: Mapping[str, Village], person: Person) -> Json:
    """Return what an identity card or child card says."""
    return {
        "number": person.nik,
        "name": person.name,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "address": address_of(view, villages, person),
    }


def listing(number: str, document_type: str, lines: Lines) -> Json:
    """Return what every other document says: a title and labelled lines."""
    return {
        "number": number,
        "title": title_of(document_type),
        "lines": [[label, value] for label, value in lines if value],
    }


def text(value: Any) -> str:  # any JSON value
    """Return an answer as text; no answer is no text."""
    return "" if value is None else " ".join(str(value).split())


def clean_name(value: Any) -> str:  # any JSON value
    """Return a name as the registry writes it: capitals, single spaces, no titles."""
    words = text(value).upper().split()
    while words and words[0] in ("H.", "HJ.", "H", "HJ", "DRS.", "DR.", "IR."):
        words.pop(0)
    return " ".join(words)
