"""What happens to acts that exist: another name, a correction, an annulment, a second excerpt."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from siak_sim.labels import printed
from siak_sim.law.acts import ACT_TYPES, annul, correct, note, standing_act
from siak_sim.law.contents import clean_name
from siak_sim.law.contents_acts import excerpt_with_notes
from siak_sim.law.events import Event, Outcome, Planned
from siak_sim.law.households import marry, part
from siak_sim.law.numbers import prints_of
from siak_sim.records import Act, Json, Person, PersonStatus
from siak_sim.registry import View


def change_of_name(view: View, event: Event) -> Outcome:
    """Change a name by a court's decision (UU 23/2006 art. 52) and note it on the act."""
    person = view.require(Person, event.said("subject_nik"))
    new, number = clean_name(event.answer("new_name")), event.said("act_number")
    words = f"{person.name} menjadi {new}; {event.said('decision_number')}"
    names = {"old_name": person.name, "new_name": new}
    note(view, event, number, "PERUBAHAN NAMA", words, **names, **event.court())
    rename(view, person, new)
    content = excerpt_with_notes(view, view.require(Act, number), event.day)
    return Outcome([Planned("CATATAN_PINGGIR_AKTA", number, content)], people=[person.nik])


def rename(view: View, person: Person, name: str) -> None:
    """Give a person another name, also where the children's records name the parent."""
    view.put(replace(person, name=name))
    for child in view.find(Person, "father", person.nik):
        view.put(replace(child, father_name=name))
    for child in view.find(Person, "mother", person.nik):
        view.put(replace(child, mother_name=name))


def correction(view: View, event: Event) -> Outcome:
    """Correct an act (Perpres 96/2018 art. 59), or annul it where the office takes it back."""
    person = view.require(Person, event.said("subject_nik"))
    kind, number = event.said("correction_kind"), event.said("act_number")
    texts = {name: event.said(name) for name in ("wrong_text", "right_text")}
    words = f"{texts['wrong_text']} menjadi {texts['right_text']}"
    note(view, event, number, printed(kind), words, **texts)
    if kind == "PEMBATALAN_CONTRARIUS_ACTUS":
        return _taken_back(view, event, number, person)
    wrong = {texts["wrong_text"].upper()}
    if kind == "PEMBETULAN_NAMA":
        name = clean_name(event.answer("right_text"))
        rename(view, person, name)
        correct(view, number, wrong | {person.name}, name)
    else:
        correct(view, number, wrong, texts["right_text"].upper())
    outcome = _printed_again(view, event, number, person.nik)
    outcome.lapsed.append(number)
    return outcome


def _taken_back(view: View, event: Event, number: str, person: Person) -> Outcome:
    act = annul(view, number)
    if act.type in _UNDONE:
        _UNDONE[act.type](view, act)
    outcome = _printed_again(view, event, number, person.nik)
    outcome.people += act.subjects
    outcome.annulled.append(number)
    return outcome


def _printed_again(view: View, event: Event, number: str, nik: str) -> Outcome:
    """Return the outcome of printing an act's excerpt once more under the act's own number."""
    act = view.require(Act, number)
    issued = [paper for paper in prints_of(view, number) if paper.issued_on]
    content: Json = {
        **excerpt_with_notes(view, act, event.day),
        "copy": max(2, len(issued) + 1),
        "cause": printed(event.said("loss_kind") or event.said("correction_kind")),
        "first_issued_on": issued[0].issued_on if issued else None,
    }
    return Outcome([Planned("KUTIPAN_AKTA", number, content)], people=[nik] if nik else [])


def _alive_again(view: View, act: Act) -> None:
    for nik in act.subjects:
        person = view.require(Person, nik)
        view.put(replace(person, status=PersonStatus.ACTIVE, death_date=None))
        for other in act.facts.get("spouses", ()):
            spouse = view.require(Person, other)
            if spouse.marital_status == "CERAI_MATI" and not spouse.spouse_niks:
                marry(view, nik, other, None, "KAWIN")


def _not_married(view: View, act: Act) -> None:
    one, other = (view.require(Person, nik) for nik in act.subjects)
    if other.nik not in one.spouse_niks:
        return
    if not act.facts.get("were_spouses"):
        part(view, one.nik, other.nik, "BELUM_KAWIN")
    before = act.facts.get("before", {})
    for nik in act.subjects:
        person = view.require(Person, nik)
        view.put(replace(person, marital_status=before.get(nik, person.marital_status)))


def _not_divorced(view: View, act: Act) -> None:
    one, other = (view.require(Person, nik) for nik in act.subjects)
    if all(p.marital_status == "CERAI_HIDUP" and not p.death_date for p in (one, other)):
        marry(view, one.nik, other.nik, None, "KAWIN")


def _not_acknowledged(view: View, act: Act) -> None:
    child = view.require(Person, act.subjects[0])
    view.put(replace(child, father_nik=None, father_name=""))


# what an annulled act takes back; a NIK stays with its bearer (PP 40/2019 art. 30)
_UNDONE: Mapping[str, Callable[[View, Act], None]] = MappingProxyType(
    {
        "AKTA_KEMATIAN": _alive_again,
        "AKTA_PERKAWINAN": _not_married,
        "AKTA_PERCERAIAN": _not_divorced,
        "AKTA_PENGAKUAN_ANAK": _not_acknowledged,
    }
)


def second_excerpt(view: View, event: Event) -> Outcome:
    """Print an act's excerpt once more under the act's own number; the earlier one lapses."""
    act = act_asked_for(view, event)
    number = act.number if act else event.said("act_number")
    nik = event.said("subject_nik") or (act.subjects[0] if act and act.subjects else "")
    outcome = _printed_again(view, event, number, nik)
    outcome.lapsed.append(number)
    return outcome


def act_asked_for(view: View, event: Event) -> Act | None:
    """Return the act of the number given, else the subject's latest of the type given."""
    number = event.said("act_number")
    if number:
        return view.get(Act, number)
    nik = event.said("subject_nik") or event.said("applicant_nik")
    return standing_act(view, nik, ACT_TYPES.get(event.said("act_type"), ""))
