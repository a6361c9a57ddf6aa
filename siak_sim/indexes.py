"""By what else than its key a record is found; the same in memory and in a population's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from siak_sim.records import Record

Values = tuple[str, ...]


def _given(*values: str | None) -> Values:
    return tuple(value for value in values if value)


# each rule takes a record of its kind
_Rule = Callable[[Any], Values]
INDEXES: Mapping[str, Mapping[str, _Rule]] = MappingProxyType(
    {
        "Person": {
            "father": lambda p: _given(p.father_nik),
            "mother": lambda p: _given(p.mother_nik),
            "born": lambda p: (p.birth_date,),
            "named_and_born": lambda p: (f"{p.name}|{p.birth_date}",),
        },
        "Family": {"village": lambda f: (f.village_code,), "phone": lambda f: _given(f.phone)},
        "Act": {"subject": lambda a: a.subjects},
        "Move": {"mover": lambda m: m.movers},
        "Entry": {
            "application": lambda e: (e.application_number,),
            "household": lambda e: e.household,
            "status": lambda e: (e.status,),
            "claim": lambda e: e.claims,
        },
        "GivenNumber": {"entry": lambda n: (n.entry_id,), "series": lambda n: (n.series,)},
        "Paper": {"entry": lambda p: _given(p.entry_id)},
        "Change": {
            "record": lambda c: (f"{c.kind}:{c.record_key}",),
            "cause": lambda c: (c.cause,),
        },
    }
)


def index_values(record: Record, name: str) -> Values:
    """Return the values under which an index leads to a record."""
    return tuple(dict.fromkeys(INDEXES[type(record).__name__][name](record)))
