"""What an effect works with: the entry, the day, its numbers; and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from siak_sim.contents import text
from siak_sim.households import family_of
from siak_sim.numbers import REGENCY_PREFIX
from siak_sim.records import Entry, Family, Json, Person
from siak_sim.regions import Village, place_of
from siak_sim.registry import View

CARDS = ("KTP_EL", "KIA")
# late after so many days, counted from the event in the named answer
BIRTH_DAYS = 60


@dataclass(frozen=True)
class Planned:
    """One document an event yields."""

    type: str
    number: str
    content: Json

    @property
    def medium(self) -> str:
        """PDF, or CARD for what the office prints on card stock."""
        return "CARD" if self.type in CARDS else "PDF"


@dataclass
class Outcome:
    """What an event yields: documents, and numbers all of whose prints lapse."""

    documents: list[Planned] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)
    annulled: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)  # whose households are concerned


@dataclass
class Event:
    """An entry being applied on a day.

    Numbers are drawn once, at acceptance, and found again at issue.
    """

    entry: Entry
    on: date
    villages: Mapping[str, Village]
    numbers: View  # where new numbers are reserved
    reserved: dict[str, str]

    def number(self, purpose: str, make: Callable[[View], str]) -> str:
        """Return the number reserved for a purpose, drawing it the first time."""
        if purpose not in self.reserved:
            self.reserved[purpose] = make(self.numbers)
        return self.reserved[purpose]

    @property
    def day(self) -> str:
        """The date of registration as it is written."""
        return self.on.isoformat()

    def answer(self, name: str) -> Any:  # any JSON value
        """Return an answer as it came."""
        return self.entry.answers.get(name)

    def said(self, name: str) -> str:
        """Return an answer as text; no answer is no text."""
        return text(self.answer(name))

    def holds(self, name: str) -> bool:
        """Tell whether a yes-or-no question was answered with yes."""
        return self.answer(name) is True or self.said(name).lower() == "true"

    def niks(self, name: str) -> list[str]:
        """Return the NIKs of a list answer."""
        value = self.answer(name)
        return [text(nik) for nik in value] if isinstance(value, list) else []

    def applicant(self, view: View) -> Person:
        """Return the applicant; rules have seen to it that there is one."""
        return view.require(Person, self.said("applicant_nik"))

    def applicants_family(self, view: View) -> Family | None:
        """Return the family card the applicant stands on."""
        return family_of(view, self.said("applicant_nik"))

    def prefix_of(self, family: Family | None) -> str:
        """Return the six digits with which numbers made for a family begin."""
        if family is None:
            return f"{REGENCY_PREFIX}06"
        return place_of(self.villages, family.village_code).number_prefix

    def village_prefix(self, name: str) -> str:
        """Return the six digits of the district an answered village lies in."""
        return place_of(self.villages, self.said(name)).number_prefix
