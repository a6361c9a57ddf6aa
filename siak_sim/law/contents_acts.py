"""What excerpts of acts say: what the register holds, else what the registry knows of the people.

A part the register holds wins: an act goes on saying what it said when it was written, whatever
becomes of the people, and a correction changes what the register holds.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from siak_sim.labels import printed
from siak_sim.records import Act, Json, Person
from siak_sim.regions import REGENCY
from siak_sim.registry import View

# written on every excerpt, so no part of what a register holds
_STAMPED = ("number", "registration_place", "registration_date")


def excerpt(view: View, act: Act) -> Json:
    """Return what the excerpt of an act says."""
    known = _KNOWN[act.type](view, act)
    held = {part: act.facts[part] for part in known if part in act.facts}
    stamped = (act.number, REGENCY, act.registered_on)
    return {**dict(zip(_STAMPED, stamped, strict=True)), **known, **held}


def held_by_register(view: View, act: Act) -> Json:
    """Return all a register holds once an act is written down in full."""
    parts = excerpt(view, act)
    return {**{part: parts[part] for part in parts if part not in _STAMPED}, **act.facts}


def _birth(view: View, act: Act) -> Json:
    child = _subject(view, act)
    father, mother = (child.father_name, child.mother_name) if child else ("", "")
    wording = "ANAK_SUAMI_ISTRI" if father and mother else "ANAK_SEORANG_IBU" if mother else ""
    return {
        **_of_person(child),
        "birth_order": None,
        "father_name": father,
        "mother_name": mother,
        "wording": wording or ("" if father else "ORANG_TUA_TIDAK_DIKETAHUI"),
    }


def _death(view: View, act: Act) -> Json:
    dead = _subject(view, act)
    return {
        **_of_person(dead),
        "death_place": "",
        "death_date": act.event_date,
        "father_name": dead.father_name if dead else "",
        "mother_name": dead.mother_name if dead else "",
    }


def _marriage(view: View, act: Act) -> Json:
    husband, wife = _couple(view, act)
    return {
        **_of_spouse("husband", husband),
        **_of_spouse("wife", wife),
        "religion": printed(husband.religion) if husband else "",
        "marriage_date": act.event_date,
        "officiant_name": "",
        "witness_names": [],
    }


def _divorce(view: View, act: Act) -> Json:
    husband, wife = _couple(view, act)
    return {
        **_of_spouse("husband", husband),
        **_of_spouse("wife", wife),
        "marriage_certificate_number": "",
        "court_name": "",
        "decision_number": "",
        "decision_final_date": act.event_date,
    }


def _acknowledgement(view: View, act: Act) -> Json:
    child = _subject(view, act)
    father = view.get(Person, act.subjects[1]) if len(act.subjects) > 1 else None
    return {
        **_of_person(child),
        "birth_certificate_number": "",
        "father_nik": father.nik if father else None,
        "father_name": father.name if father else "",
        "mother_name": child.mother_name if child else "",
        "acknowledgement_date": act.event_date,
        "witness_names": [],
    }


def _legitimation(view: View, act: Act) -> Json:
    child = _subject(view, act)
    return {
        **_of_person(child),
        "birth_certificate_number": "",
        "father_name": child.father_name if child else "",
        "mother_name": child.mother_name if child else "",
        "marriage_certificate_number": "",
        "marriage_registered_date": act.event_date,
        "witness_names": [],
    }


_KNOWN: Mapping[str, Callable[[View, Act], Json]] = MappingProxyType(
    {
        "AKTA_KELAHIRAN": _birth,
        "AKTA_KEMATIAN": _death,
        "AKTA_PERKAWINAN": _marriage,
        "AKTA_PERCERAIAN": _divorce,
        "AKTA_PENGAKUAN_ANAK": _acknowledgement,
        "AKTA_PENGESAHAN_ANAK": _legitimation,
    }
)


def _subject(view: View, act: Act) -> Person | None:
    return view.get(Person, act.subjects[0]) if act.subjects else None


def _couple(view: View, act: Act) -> tuple[Person | None, Person | None]:
    people = [person for nik in act.subjects if (person := view.get(Person, nik))]
    found = {person.sex: person for person in people}
    return found.get("L"), found.get("P")


def _of_person(person: Person | None) -> Json:
    return {
        "nik": person.nik if person else None,
        "name": person.name if person else "",
        "sex": person.sex if person else "",
        "birth_place": person.birth_place if person else "",
        "birth_date": person.birth_date if person else None,
    }


def _of_spouse(role: str, person: Person | None) -> Json:
    parents = {
        "father_name": person.father_name if person else "",
        "mother_name": person.mother_name if person else "",
    }
    said = {**_of_person(person), **parents}
    return {f"{role}_{part}": value for part, value in said.items() if part != "sex"}


def margin(act: Act) -> list[Json]:
    """Return the marginal notes of an act as they are printed, oldest first."""
    hidden = ("on", "entry_id")
    return [
        {"noted_on": line["on"], **{part: line[part] for part in line if part not in hidden}}
        for line in act.notes
    ]


def excerpt_with_notes(view: View, act: Act, on: str) -> Json:
    """Return what an excerpt says that is printed again after its act was written down."""
    said = excerpt(view, act)
    names = (said.get(part) for part in ("name", "husband_name", "wife_name"))
    return {
        "number": act.number,
        "name": " DAN ".join(name for name in names if name),
        "act_type": act.type,
        "act": said,
        "notes": margin(act),
        "annulled": act.status == "ANNULLED",
        "registration_date": on,
    }
