"""How a made-up family is entered: people with numbers, relations, acts and cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from siak_sim.law.households import HEAD, age_on
from siak_sim.law.numbers import (
    activate,
    new_act_number,
    new_family_number,
    new_nik,
    new_print,
    supersede,
)
from siak_sim.people.names import Names
from siak_sim.records import Act, Family, Json, Move, Paper, Person, PersonStatus
from siak_sim.regions import Village, place_of
from siak_sim.registry import View
from simkit.randomness import Seeded

_STREETS = ("JL. A. YANI", "JL. PELITA", "JL. DESA", "JL. SIMPANG TIGA", "JL. BATUPIRING RAYA")
_PHONE = "62899000{:05}"
_LAST_CARDLESS = 16
_GROWN = 18
_SCHOOL = 6
_ON_NO_CARD = (PersonStatus.DECEASED, PersonStatus.MOVED, PersonStatus.IN_LIMBO)


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
    act: bool | None = None  # has an act of birth; children with their mother do


@dataclass
class Settled:
    """A family as it was entered."""

    family: Family
    people: dict[str, Person]


class Settler:
    """Enters families into the registry; same seed and year, same families.

    Ages are those of the anchor, the first of January, so that numbers hold for all of a year.
    """

    def __init__(
        self, view: View, villages: Mapping[str, Village], random: Seeded, today: date
    ) -> None:
        self.view, self.villages, self.today = view, villages, today
        self.anchor = date(today.year, 1, 1)
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
        made_on = self.anchor - timedelta(days=400 + self._random.number(3000, "cards"))
        number = new_family_number(self.view, village.number_prefix, made_on)
        people = {one.role: self._person(one, village, religion, number) for one in ones}
        people = self._related(people, spouses)
        members = tuple(p.nik for p in people.values() if p.family_card_number)
        family = Family(
            number=number,
            address=address or self._address(),
            rt=f"{1 + self._random.number(8, 'homes'):03}",
            rw=f"{self._random.number(3, 'homes'):03}",
            village_code=village_code,
            members=members,
            phone=phone or self._next_phone(),
            dissolved=not members,
        )
        self.view.put(family)
        for one in ones:
            self.view.put(people[one.role])
            self._papers(one, people[one.role])
        paper = self._paper("KK", number, made_on)
        if not members:
            supersede(self.view, self.view.require(Paper, paper), None)
        self._wedding(people)
        return Settled(family, people)

    def _wedding(self, people: Mapping[str, Person]) -> None:
        """Enter the marriage act of a couple that is not the KUA's."""
        for him in people.values():
            if him.sex == "L" and him.religion != "ISLAM" and him.marital_status == "KAWIN":
                wed = date.fromisoformat(him.marriage_date or self.anchor.isoformat())
                couple = (him.nik, *him.spouse_niks)
                self.act("AKTA_PERKAWINAN", wed + timedelta(days=10), couple, wed)

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
            family_card_number=None if values.get("status") in _ON_NO_CARD else number,
            relation=one.relation,
            **{**defaults, **values},
        )

    def _birthday(self, age: int) -> date:
        """Return a birth date at which somebody is `age` at the anchor, not on a month's edge."""
        back = 30 + self._random.number(300, "birthdays")
        day = self.anchor - timedelta(days=back)
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
        age = age_on(person.birth_date, self.anchor)
        if person.status in (PersonStatus.DECEASED, PersonStatus.MOVED):
            return
        if age > _LAST_CARDLESS and person.biometrics_recorded:
            self._paper("KTP_EL", person.nik, self.anchor - timedelta(days=300))
        elif age <= _LAST_CARDLESS and one.card:
            self._paper("KIA", person.nik, self.anchor - timedelta(days=20))
        with_mother = one.relation == "ANAK" and age < _GROWN and person.mother_nik is not None
        if one.act or (one.act is None and with_mother):
            self.birth_act(person)

    def birth_act(self, person: Person, series: str = "LU") -> str:
        """Enter the act of somebody's birth, in time or late, and return its number."""
        born = date.fromisoformat(person.birth_date)
        on = born + timedelta(days=20 if series == "LU" else 400)
        parents = {"father_name": person.father_name, "mother_name": person.mother_name}
        return self.act("AKTA_KELAHIRAN", on, (person.nik,), born, series, parents)

    def _paper(self, document_type: str, number: str, on: date) -> str:
        paper = new_print(self.view, document_type, number, None)
        activate(self.view, paper.register_number, on)
        return paper.register_number

    def act(
        self,
        document_type: str,
        on: date,
        subjects: tuple[str, ...],
        happened: date,
        series: str | None = None,
        facts: Json | None = None,
    ) -> str:
        """Enter an act of some day and return its number."""
        number = new_act_number(self.view, document_type, series, on)
        days = happened.isoformat(), on.isoformat()
        self.view.put(Act(number, document_type, subjects, *days, facts=facts or {}))
        self._paper(document_type, number, on)
        return number

    def move(self, number: str, settled: Settled, way: tuple[str, str], on: date) -> str:
        """Enter a move certificate that nobody has arrived with yet, and return its number."""
        under_way = (p for p in settled.people.values() if p.status == PersonStatus.IN_LIMBO)
        self.view.put(Move(number, tuple(p.nik for p in under_way), *way, on.isoformat()))
        paper = new_print(self.view, "SKPWNI", number, None)
        paper = activate(self.view, paper.register_number, on)
        self.view.put(replace(paper, note=f"{way[0]} -> {way[1]}"))
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
