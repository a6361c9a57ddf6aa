"""Who lives here: the named cases, every one of the domain, and the manifest of everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from siak_sim.law.households import head_of, members_of
from siak_sim.people.casebook import Casebook
from siak_sim.people.cases_acts import act_cases
from siak_sim.people.cases_everyday import everyday_cases
from siak_sim.people.cases_mistakes import mistaken_cases, todays_cases
from siak_sim.people.cases_unusual import unusual_cases
from siak_sim.people.cases_vital import vital_cases
from siak_sim.people.manifest import Tally, digest, records_of
from siak_sim.people.population_file import PopulationFile
from siak_sim.people.populations import Standing
from siak_sim.people.settling import Settler
from siak_sim.records import Family, Json, Person
from siak_sim.regions import Village, place_of
from siak_sim.registry import View
from simkit.randomness import Seeded


def populate(view: View, villages: Mapping[str, Village], random: Seeded, today: date) -> Casebook:
    """Enter everybody and return who is who; same seed and same day, same people."""
    book = Casebook(Settler(view, villages, random, today))
    everyday_cases(book)
    vital_cases(book)
    unusual_cases(book)
    act_cases(book)
    mistaken_cases(book)
    todays_cases(book)  # last: their numbers change from day to day and move nobody else's
    return book


def manifest(
    ground: Standing,
    below: PopulationFile | None,
    villages: Mapping[str, Village],
    today: date,
) -> Json:
    """Return counts and hashes of a population as it is before anything is entered.

    The named cases that need it follow the day; everybody else is the same all year.
    """
    view, tally = View(), Tally(ground.anchor)
    populate(view, villages, Seeded(ground.seed), today)
    named = list(records_of(view))
    for record in named:
        tally.count(record)
    counted = {"named": tally.as_json()}
    hashes = {"named": digest(named)}
    if below:
        counted["generated"] = json.loads(below.about["tally"])
        hashes["generated"] = below.about["sha256"]
    totals = {name: sum(part[name] for part in counted.values()) for name in ("people", "families")}
    return {
        "synthetic": True,
        **ground.as_json(),
        "anchor": ground.anchor.isoformat(),
        "today": today.isoformat(),
        **totals,
        "counts": counted,
        "sha256": hashes,
    }


@dataclass(frozen=True)
class Teller:
    """Tells the population to tests and people at desks."""

    view: View
    villages: Mapping[str, Village]
    cases: Mapping[str, Json] = field(default_factory=dict)

    def told(self) -> Json:
        """Return every case with its people as they are now, and how many there are in all."""
        return {
            "synthetic": True,
            "people": self.view.count(Person),
            "families": self.view.count(Family),
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
            "international_phone": f"+{family.phone}",
            "head_nik": head.nik if head else None,
            "address": family.address,
            "rt": family.rt,
            "rw": family.rw,
            "village_code": family.village_code,
            "village": place.name,
            "people": people,
            "members": [self._person(p.nik) for p in members_of(self.view, family)],
            "services": case["services"],
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
