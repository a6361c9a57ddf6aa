"""What an effect works with: the entry, the day, its numbers; and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from siak_sim.law.contents import clean_name, family_card, text
from siak_sim.law.numbers import REGENCY_PREFIX, Claim, new_act_number
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
    """An entry being applied; registered on the day it was accepted.

    Numbers are drawn once, at acceptance, and found again at issue.
    """

    entry: Entry
    on: date  # of registration
    villages: Mapping[str, Village]
    numbers: View  # where new numbers are reserved
    reserved: dict[str, str]

    def number(self, purpose: str, make: Callable[[View, Claim], str]) -> str:
        """Return the number reserved for a purpose, drawing it the first time."""
        if purpose not in self.reserved:
            claim = Claim(self.entry.entry_id, purpose)
            self.reserved[purpose] = make(self.numbers, claim)
        return self.reserved[purpose]

    def act_number(self, document_type: str) -> str:
        """Return the number of the act this entry registers."""
        series = self.entry.series
        return self.number(
            "act", lambda view, claim: new_act_number(view, document_type, series, self.on, claim)
        )

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
        """Return the NIKs of a list answer, each once."""
        value = self.answer(name)
        return list(dict.fromkeys(map(text, value))) if isinstance(value, list) else []

    def rows(self, name: str) -> list[Json]:
        """Return the rows of a list answer."""
        value = self.answer(name)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def day_of(self, name: str) -> date | None:
        """Return an answer as a date; none when it is missing or unreadable."""
        try:
            return date.fromisoformat(self.said(name))
        except ValueError:
            return None

    @property
    def submitted_on(self) -> date:
        """The day the citizen handed the application in."""
        return date.fromisoformat(self.entry.submitted_on)

    def applicant(self, view: View) -> Person:
        """Return the applicant; rules have seen to it that there is one."""
        return view.require(Person, self.said("applicant_nik"))

    def prefix_of(self, family: Family | None) -> str:
        """Return the six digits with which numbers made for a family begin."""
        if family is None:
            return f"{REGENCY_PREFIX}06"
        return place_of(self.villages, family.village_code).number_prefix

    def is_ours(self, village_code: str) -> bool:
        """Tell whether a village lies in Balangan."""
        return village_code in self.villages

    def village_prefix(self, name: str) -> str:
        """Return the six digits of the district an answered village lies in."""
        return place_of(self.villages, self.said(name)).number_prefix

    def name_of(self, view: View, role: str) -> str:
        """Return the registered name of whom a role names, else the name that was given."""
        person = view.get(Person, self.said(f"{role}_nik"))
        return person.name if person else clean_name(self.answer(f"{role}_name"))

    def court(self) -> Json:
        """Return what a document says of a court's decision."""
        dates = ("decision_final_date", "decision_received_date")
        return {
            "court_name": self.said("court_name").upper(),
            "decision_number": self.said("decision_number"),
            **{date: self.said(date) for date in dates if self.said(date)},
        }

    def witness_names(self, view: View) -> list[str]:
        """Return the names of the two witnesses, as far as they were given."""
        names = (self.name_of(view, who) for who in ("witness1", "witness2"))
        return [name for name in names if name]

    def family_card(self, view: View, number: str) -> Planned:
        """Plan a print of a family card as the family will be."""
        content = family_card(view, self.villages, view.require(Family, number))
        return Planned("KK", number, content)
