"""What is printed on the documents of civil registration, as the registers have it."""

from siak_sim.law.contents import clean_name, text
from siak_sim.records import Json, Person


def birth_act(
    number: str, child: Person, answers: Json, wording: str, registration_date: str
) -> Json:
    """Return what the excerpt of a birth act says."""
    order = text(answers.get("birth_order"))
    return {
        "number": number,
        "nik": child.nik,
        "name": child.name,
        "sex": child.sex,
        "birth_place": child.birth_place,
        "birth_date": child.birth_date,
        "birth_order": int(order) if order.isdigit() else None,
        "father_name": child.father_name,
        "mother_name": child.mother_name,
        "wording": wording,
        "registration_date": registration_date,
    }


def death_act(number: str, person: Person | None, answers: Json, registration_date: str) -> Json:
    """Return what the excerpt of a death act says; someone unregistered has no NIK on it."""
    return {
        "number": number,
        "nik": person.nik if person else None,
        "name": person.name if person else clean_name(answers.get("deceased_name")),
        "death_place": text(answers.get("death_place")).upper(),
        "death_date": answers.get("death_date"),
        "birth_place": person.birth_place if person else "",
        "birth_date": person.birth_date if person else None,
        "sex": person.sex if person else "",
        "father_name": person.father_name if person else "",
        "mother_name": person.mother_name if person else "",
        "registration_date": registration_date,
    }
