"""How a made-up family is entered: people with numbers, relations, acts and cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from siak_sim.households import HEAD, age_on
from siak_sim.names import Names
from siak_sim.numbers import activate, new_act_number, new_family_number, new_nik, new_print
from siak_sim.records import Family, Json, Person, PersonStatus
from siak_sim.regions import Village, place_of
from siak_sim.registry import View
from simkit.randomness import Seeded

_STREETS = ("JL. A. YANI", "JL. PELITA", "JL. DESA", "JL. SIMPANG TIGA", "JL. BATUPIRING RAYA")
_PHONE = "62899000{:05}"
_LAST_CARDLESS = 16
_GROWN = 18
_SCHOOL = 6


@dataclass(frozen=True)
class One:
    """A person to be entered; what is left out is drawn or follows from the family."""

    role: str  # how the case speaks of them: mother, father, elder, child …
    sex: str
    age: int
    relation: str
    married: str = ""  # marital status if not derived
    born: date | None = None
    name: str = ""
    prefix: str = ""  # another district's first six digits
    more: Json = field(default_factory=dict)  # further values of the record
    card: bool | None = None  # has the card of their age


@dataclass
class Settled:
    """A family as it was entered."""

    family: Family
    people: dict[str, Person]


class Settler:
    """Enters families into the registry; same seed and day, same families."""

    def __init__(
        self, view: View, villages: Mapping[str, Village], random: Seeded, today: date
    ) -> None:
        self.view, self.villages, self.today = view, villages, today
        self._random, self._names = random, Names(random)
        self._phones = 0

    def settle(
        self,
        village_code: str,
        *ones: One,
        religion: str = "ISLAM",
        phone: str = "",
        address: str = "",
        spouses: bool = True,
    ) -> Settled:
        """Enter one family; the first one is its head."""
        village = place_of(self.villages, village_code)
        made_on = self.today - timedelta(days=400 + self._random.number(3000, "cards"))
        number = new_family_number(self.view, village.number_prefix, made_on)
        people = {one.role: self._person(one, village, religion, number) for one in ones}
        people = self._related(people, spouses)
        family = Family(
            number=number,
            address=address or self._address(),
            rt=f"{1 + self._random.number(8, 'homes'):03}",
            rw=f"{self._random.number(3, 'homes'):03}",
            village_code=village_code,
            members=tuple(p.nik for p in people.values()),
            phone=phone or self._next_phone(),
        )
        self.view.put(family)
        for one in ones:
            self.view.put(people[one.role])
            self._papers(one, people[one.role])
        self._paper("KK", number, made_on)
        return Settled(family, people)

    def _address(self) -> str:
        street = self._random.choice(_STREETS, "homes")
        return f"{street} NO. {1 + self._random.number(120, 'homes')}"

    def _next_phone(self) -> str:
        self._phones += 1
        return _PHONE.format(10000 + self._phones)

    def _person(self, one: One, village: Village, religion: str, number: str) -> Person:
        born = one.born or self._birthday(one.age)
        faith = str(one.more.get("religion", religion))
        prefix = one.prefix or village.number_prefix
        digits = one.more.get("nik_from")  # a NIK made from other data than the record's
        nik_born, nik_sex = digits if digits else (born, one.sex)
        values: dict[str, Any] = {  # values of a record, each of its own type
            key: value for key, value in one.more.items() if key != "nik_from"
        }
        grown = one.age >= _GROWN
        defaults: dict[str, Any] = {  # as above
            "birth_place": "BALANGAN",
            "religion": faith,
            "marital_status": one.married or "BELUM_KAWIN",
            "occupation": _occupation(one),
            "education": "SLTA_SEDERAJAT" if grown else "TIDAK_BELUM_SEKOLAH",
            "biometrics_recorded": one.age > _LAST_CARDLESS and one.card is not False,
            "father_name": self._names.draw("L", 60, faith),
            "mother_name": self._names.draw("P", 60, faith),
        }
        return Person(
            nik=new_nik(self.view, prefix, nik_born, nik_sex),
            name=one.name or self._names.draw(one.sex, one.age, faith),
            sex=one.sex,
            birth_date=born.isoformat(),
            family_card_number=number,
            relation=one.relation,
            **{**defaults, **values},
        )

    def _birthday(self, age: int) -> date:
        """Return a birth date at which somebody is `age` today, not on a month's edge."""
        back = 30 + self._random.number(300, "birthdays")
        day = self.today - timedelta(days=back)
        return day.replace(year=day.year - age, day=1 + day.day % 28)

    def _related(self, people: dict[str, Person], spouses: bool) -> dict[str, Person]:
        head = next(iter(people.values()))
        partners = [p for p in people.values() if p.relation in ("ISTRI", "SUAMI")]
        if spouses and partners:
            head = replace(head, spouse_niks=tuple(p.nik for p in partners))
        related = {}
        for role, person in people.items():
            if person.relation == HEAD:
                related[role] = head
            elif person in partners and spouses:
                related[role] = replace(person, spouse_niks=(head.nik,))
            elif person.relation == "ANAK":
                related[role] = _child_of(person, head, partners)
            else:
                related[role] = person
        return related

    def _papers(self, one: One, person: Person) -> None:
        age = age_on(person.birth_date, self.today)
        if person.status == PersonStatus.DECEASED:
            return
        if age > _LAST_CARDLESS and person.biometrics_recorded:
            self._paper("KTP_EL", person.nik, self.today - timedelta(days=300))
        elif age <= _LAST_CARDLESS and one.card:
            self._paper("KIA", person.nik, self.today - timedelta(days=200))

    def _paper(self, document_type: str, number: str, on: date) -> str:
        paper = new_print(self.view, document_type, number, None)
        activate(self.view, paper.register_number, on)
        return paper.register_number

    def act(self, document_type: str, on: date, series: str | None = None) -> str:
        """Enter an act of some day and return its number."""
        number = new_act_number(self.view, document_type, series, on)
        self._paper(document_type, number, on)
        return number

    def reprint(self, document_type: str, number: str, on: date) -> tuple[str, str]:
        """Replace a print by a newer one; returns old and new register number."""
        old = f"{document_type}/{number}/1"
        return old, self._paper(document_type, number, on)

    def keep(self, person: Person) -> Person:
        """Write a changed person."""
        self.view.put(person)
        return person


def _child_of(person: Person, head: Person, partners: list[Person]) -> Person:
    father = head if head.sex == "L" else next((p for p in partners if p.sex == "L"), None)
    mother = head if head.sex == "P" else next((p for p in partners if p.sex == "P"), None)
    return replace(
        person,
        father_nik=father.nik if father else None,
        father_name=father.name if father else person.father_name,
        mother_nik=mother.nik if mother else None,
        mother_name=mother.name if mother else person.mother_name,
    )


def _occupation(one: One) -> str:
    if one.age < _GROWN:
        return "PELAJAR_MAHASISWA" if one.age >= _SCHOOL else "BELUM_TIDAK_BEKERJA"
    return "MENGURUS_RUMAH_TANGGA" if one.relation == "ISTRI" else "PETANI_PEKEBUN"
