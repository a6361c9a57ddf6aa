"""What is printed on biodata and move certificates, as the registry has it."""

from datetime import timedelta

from siak_sim.codes import REGENCY
from siak_sim.labels import printed
from siak_sim.law.contents import text
from siak_sim.law.destinations import province_of, regency_of
from siak_sim.law.events import Event
from siak_sim.law.households import head_of, members_of
from siak_sim.records import Act, ActStatus, Family, Json, Person
from siak_sim.regions import Village, place_of
from siak_sim.registry import View

_ACTS = ("AKTA_KELAHIRAN", "AKTA_PERKAWINAN", "AKTA_PERCERAIAN")
MOVE_VALID = timedelta(days=100)  # after that an arrival is warned of: `MOVE_OLD`


def biodata(view: View, person: Person, home: Json) -> Json:
    """Return what the record of a person says: themselves, their papers, where they live."""
    born, married, divorced = (_act_of(view, person, kind) for kind in _ACTS)
    return {
        "number": person.nik,
        "name": person.name,
        "birth_place": person.birth_place,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "blood_type": printed(person.blood_type),
        "religion": printed(person.religion),
        "marital_status": printed(person.marital_status),
        "relation": printed(person.relation) if person.family_card_number else "",
        "education": printed(person.education),
        "occupation": printed(person.occupation),
        "citizenship": person.citizenship,
        "disability": "",
        "mother_nik": person.mother_nik or "",
        "mother_name": person.mother_name,
        "father_nik": person.father_nik or "",
        "father_name": person.father_name,
        "family_card_number": person.family_card_number or "",
        "passport": "",
        "passport_until": None,
        "birth_act": born.number if born else "",
        "marriage_act": married.number if married else "",
        "marriage_date": person.marriage_date,
        "divorce_act": divorced.number if divorced else "",
        "divorce_date": divorced.event_date if divorced else None,
        **home,
    }


def _act_of(view: View, person: Person, kind: str) -> Act | None:
    """Return a person's latest act of a kind that stands."""
    acts = view.find(Act, "subject", person.nik)
    found = (a for a in reversed(acts) if a.type == kind and a.status == ActStatus.REGISTERED)
    return next(found, None)


def answered_home(event: Event) -> Json:
    """Return where the answers say that somebody lives."""
    place = place_of(event.villages, event.said("home_village_code"))
    return _home(event.said("home_address"), event.said("home_rt"), event.said("home_rw"), place)


def _home(address: str, rt: str, rw: str, place: Village) -> Json:
    return {
        "address": address.upper(),
        "rt": rt and rt.zfill(3),
        "rw": rw and rw.zfill(3),
        "village": place.name.upper(),
        "district": place.district.upper(),
        "regency": place.regency,
        "province": place.province,
        "postal_code": place.postal_code,
    }


def move_letter(
    view: View, event: Event, number: str, movers: list[str], home: Family | None
) -> Json:
    """Return what a move certificate says; asked before anybody has left the card."""
    people = _in_order(view, movers, home)
    applicant = view.get(Person, event.said("applicant_nik"))
    return {
        "number": number,
        "name": people[0].name,
        "applicant_nik": event.said("applicant_nik"),
        "applicant_name": applicant.name if applicant else text(event.answer("applicant_name")),
        "origin": _origin(view, event, home) if home else {},
        "reason": _reason(event),
        "scope": _scope(event.said("dest_region_code")),
        "kind": printed(event.said("move_kind")),
        "kk_status_stay": printed(event.said("kk_status_stay")),
        "kk_status_move": printed(event.said("kk_status_move")),
        "planned_date": event.said("planned_move_date") or None,
        "destination": _destination(event),
        "movers": [_mover(person) for person in people],
        "registration_date": event.day,
        "valid_until": (event.on + MOVE_VALID).isoformat(),
    }


def _in_order(view: View, movers: list[str], home: Family | None) -> list[Person]:
    """Return who moves as they stand on their card, the head first."""
    on_card = members_of(view, home) if home else []
    places = {person.nik: place for place, person in enumerate(on_card)}
    people = [view.require(Person, nik) for nik in movers]
    return sorted(people, key=lambda person: places.get(person.nik, len(places)))


def _origin(view: View, event: Event, home: Family) -> Json:
    head, place = head_of(view, home), place_of(event.villages, home.village_code)
    return {
        "family_card_number": home.number,
        "head_name": head.name if head else "",
        **_home(home.address, home.rt, home.rw, place),
    }


def _mover(person: Person) -> Json:
    return {
        "nik": person.nik,
        "name": person.name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "relation": printed(person.relation),
    }


def _reason(event: Event) -> str:
    other = event.said("move_reason_other").upper()
    return other or printed(event.said("move_reason"))


def _destination(event: Event) -> Json:
    code, rt, rw = event.said("dest_region_code"), event.said("dest_rt"), event.said("dest_rw")
    return {
        "address": event.said("dest_address").upper(),
        "rt": rt and rt.zfill(3),
        "rw": rw and rw.zfill(3),
        "region_code": code,
        "regency": regency_of(code),
        "province": province_of(code),
    }


def _scope(code: str) -> str:
    """Return how far a move goes, by the classes of form F-1.03."""
    within_province = code[:2] == REGENCY[:2]
    return "ANTARKABUPATEN/KOTA DALAM SATU PROVINSI" if within_province else "ANTARPROVINSI"
