"""What a population consists of, in numbers, so that two of them can be compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from siak_sim.law.households import age_on
from siak_sim.people.population_file import WRITTEN, canonical
from siak_sim.records import Act, Family, Json, Move, Paper, Person, PersonStatus, Record
from siak_sim.registry import View

_GROUP = 5
_LAST_GROUP = 75


class Tally:
    """Counts records while they pass."""

    def __init__(self, anchor: date) -> None:
        self._anchor = anchor
        self.kinds: Counter[str] = Counter()
        self._people: dict[str, Counter[str]] = {
            name: Counter() for name in ("status", "sex", "religion", "age", "marital_status")
        }
        self._districts: dict[str, Counter[str]] = {"families": Counter(), "people": Counter()}
        self._acts: Counter[str] = Counter()
        self._papers: Counter[str] = Counter()

    def count(self, record: Record) -> None:
        """Take one record into account."""
        self.kinds[type(record).__name__] += 1
        if isinstance(record, Person):
            self._person(record)
        elif isinstance(record, Family):
            district = record.village_code[:8]
            self._districts["families"][district] += 1
            self._districts["people"][district] += len(record.members)
        elif isinstance(record, Act):
            self._acts[record.type] += 1
        elif isinstance(record, Paper):
            self._papers[record.type] += 1

    def _person(self, person: Person) -> None:
        self._people["status"][person.status] += 1
        if person.family_card_number is None:
            return
        self._people["sex"][person.sex] += 1
        self._people["religion"][person.religion] += 1
        self._people["marital_status"][person.marital_status] += 1
        low = min(age_on(person.birth_date, self._anchor) // _GROUP * _GROUP, _LAST_GROUP)
        self._people["age"][f"{low:02}"] += 1

    def as_json(self) -> Json:
        """Return the counts; shares are of people on family cards."""
        return {
            "people": self.kinds[Person.__name__],
            "people_on_cards": sum(self._people["sex"].values()),
            "people_active": self._people["status"][PersonStatus.ACTIVE],
            "families": self.kinds[Family.__name__],
            "acts": _sorted(self._acts),
            "moves": self.kinds[Move.__name__],
            "papers": _sorted(self._papers),
            "by_district": {name: _sorted(found) for name, found in self._districts.items()},
            **{f"by_{name}": _sorted(found) for name, found in self._people.items()},
        }


def records_of(view: View) -> Iterable[Record]:
    """Yield what a view holds itself, of the kinds a population consists of."""
    wanted = {kind.__name__ for kind in WRITTEN}
    return (record for kind, record in view.writes() if kind in wanted)


def digest(records: Iterable[Record]) -> str:
    """Return the SHA-256 over records, kind after kind, each by its key."""
    lines = sorted(f"{type(record).__name__}\t{canonical(record)}\n" for record in records)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _sorted(counted: Mapping[str, int]) -> dict[str, int]:
    return {str(name): counted[name] for name in sorted(counted)}
