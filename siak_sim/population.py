"""The `mini` population: some seventy families, every case of the domain under a stable name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from siak_sim.casebook import Casebook
from siak_sim.cases_everyday import everyday_cases
from siak_sim.cases_unusual import unusual_cases
from siak_sim.households import head_of, members_of
from siak_sim.records import Family, Json, Person
from siak_sim.regions import Village, place_of
from siak_sim.registry import View
from siak_sim.settling import Settler
from simkit.randomness import Seeded


def populate(view: View, villages: Mapping[str, Village], random: Seeded, today: date) -> Casebook:
    """Enter everybody and return who is who; same seed and same day, same people."""
    book = Casebook(Settler(view, villages, random, today))
    everyday_cases(book)
    unusual_cases(book)
    return book


@dataclass(frozen=True)
class Teller:
    """Tells the population to tests and people at desks."""

    view: View
    villages: Mapping[str, Village]
    cases: Mapping[str, Json] = field(default_factory=dict)

    def told(self) -> Json:
        """Return every case with its people as they are now, and what there is in numbers."""
        families = [f for f in self.view.all(Family) if not f.dissolved]
        return {
            "synthetic": True,
            "people": len(self.view.all(Person)),
            "families": len(families),
            "cases": {name: self._case(case) for name, case in self.cases.items()},
        }

    def _case(self, case: Json) -> Json:
        family = self.view.require(Family, case["family_card_number"])
        place = place_of(self.villages, family.village_code)
        head = head_of(self.view, family)
        people = {role: self._person(nik) for role, nik in case["people"].items()}
        return {
            "about": case["about"],
            **self._person(case["nik"]),
            "family_card_number": family.number,
            "phone": family.phone,
            "head_nik": head.nik if head else None,
            "address": family.address,
            "rt": family.rt,
            "rw": family.rw,
            "village_code": family.village_code,
            "village": place.name,
            "people": people,
            "members": [self._person(p.nik) for p in members_of(self.view, family)],
            "facts": case["facts"],
        }

    def _person(self, nik: str) -> Json:
        person = self.view.require(Person, nik)
        return {
            "nik": person.nik,
            "name": person.name,
            "sex": person.sex,
            "birth_place": person.birth_place,
            "birth_date": person.birth_date,
            "religion": person.religion,
            "marital_status": person.marital_status,
            "marriage_date": person.marriage_date,
            "relation": person.relation,
            "status": person.status,
            "family_card_number": person.family_card_number,
        }
