"""The registers (`register akta`): which act somebody has, and what is noted in its margin."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from siak_sim.law.contents_acts import excerpt, held_by_register
from siak_sim.law.events import Event, Outcome, Planned
from siak_sim.law.numbers import REGENCY_PREFIX
from siak_sim.records import Act, ActStatus, Json
from siak_sim.registry import View

# the catalogue's `jenis_akta`, as document types
ACT_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "KELAHIRAN": "AKTA_KELAHIRAN",
        "KEMATIAN": "AKTA_KEMATIAN",
        "PERKAWINAN": "AKTA_PERKAWINAN",
        "PERCERAIAN": "AKTA_PERCERAIAN",
        "PENGAKUAN_ANAK": "AKTA_PENGAKUAN_ANAK",
        "PENGESAHAN_ANAK": "AKTA_PENGESAHAN_ANAK",
    }
)


def register(
    view: View,
    event: Event,
    document_type: str,
    subjects: list[str],
    event_date: str,
    **facts: object,
) -> str:
    """Write an act into its register and return its number."""
    number = event.act_number(document_type)
    named = tuple(nik for nik in subjects if nik)
    act = Act(number, document_type, named, event_date, event.day, event.entry.entry_id)
    act = replace(act, facts=dict(facts))
    view.put(replace(act, facts=held_by_register(view, act)))
    return number


def first_excerpt(view: View, number: str, people: list[str]) -> Outcome:
    """Return the outcome of an event that yields the excerpt of the act it registers."""
    act = view.require(Act, number)
    return Outcome([Planned(act.type, number, excerpt(view, act))], people=[n for n in people if n])


def standing_act(view: View, nik: str, document_type: str) -> Act | None:
    """Return somebody's latest act of a type that was not annulled."""
    acts = view.find(Act, "subject", nik) if nik else []
    found = [a for a in acts if a.type == document_type and a.status == ActStatus.REGISTERED]
    return max(found, key=lambda act: (act.registered_on, act.number), default=None)


def is_ours(number: str) -> bool:
    """Tell whether a number looks like one of Balangan's own acts."""
    return number.startswith(f"{REGENCY_PREFIX}-")


def note(view: View, event: Event, number: str, kind: str, text: str, **says: object) -> None:
    """Write a marginal note (`catatan pinggir`) onto an act of ours; others keep their own.

    From then on the register holds all the act says: what is noted happened after it.
    """
    act = view.get(Act, number)
    if act is not None:
        line: Json = {"on": event.day, "kind": kind, "text": text, **says}
        line["entry_id"] = event.entry.entry_id
        view.put(replace(act, facts=held_by_register(view, act), notes=(*act.notes, line)))


def correct(view: View, number: str, wrong: set[str], right: str) -> None:
    """Put what is right wherever the register holds one of the wrong texts."""
    act = view.require(Act, number)
    facts = {
        part: right if isinstance(held, str) and " ".join(held.upper().split()) in wrong else held
        for part, held in act.facts.items()
    }
    view.put(replace(act, facts=facts))


def annul(view: View, number: str) -> Act:
    """Take an act back (contrarius actus, Permendagri 108/2019 art. 88-89)."""
    act = replace(view.require(Act, number), status=ActStatus.ANNULLED)
    view.put(act)
    return act
