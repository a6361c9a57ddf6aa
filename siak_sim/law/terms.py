"""The terms in which the law of each service is written down; `siak_sim.law.laws` uses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from siak_sim.law.events import Event
from siak_sim.law.findings import Findings
from siak_sim.registry import View

OwnRule = Callable[[View, Event, Findings], None]
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Role:
    """A person an answer names by NIK, with the answers that must agree with the registry."""

    nik: str
    name: str = ""
    birth_date: str = ""
    sex: str = ""  # L or P where the role asks for it
    required: bool = True
    may_be_dead: bool = False
    may_be_moving: bool = False
    stands: bool = True  # looked at once more when the entry is issued


@dataclass(frozen=True)
class NamedAct:
    """An act an answer names by number, and whose it has to be."""

    answer: str
    type: str = ""  # else what `act_type` says
    subjects: tuple[str, ...] = ()  # answers whose NIKs the act must be about
    only_ours: bool = True  # acts of other offices and from before SIAK will not do
    required: bool = True


@dataclass(frozen=True)
class Deadline:
    """How many days after what date an event has to be reported, and by which law."""

    answer: str
    days: int
    law: str


@dataclass(frozen=True)
class Law:
    """What one service asks beyond a known and living applicant."""

    roles: tuple[Role, ...] = ()
    people: str = ""  # the answer that lists NIKs
    together: bool = False  # the listed people have to stand on one card
    required: tuple[str, ...] = ()
    past: tuple[str, ...] = ()  # dates, given and not to come
    villages: tuple[str, ...] = ()  # codes of villages of Balangan
    codes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)  # answer: element
    names: tuple[str, ...] = ()  # names that enter the register
    barred: tuple[str, ...] = ()  # who may not witness, beside the reporter
    acts: tuple[NamedAct, ...] = ()
    deadline: Deadline | None = None
    own_family: bool = False  # the applicant's own card is what it is about
    for_applicant: bool = False  # the applicant is the subject
    own: OwnRule | None = None
