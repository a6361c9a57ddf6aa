"""The people beside the named cases: families of the demography with numbers, names and work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from siak_sim.law.households import ADULT
from siak_sim.people.background_papers import Papers
from siak_sim.people.demography import Demographer, Household, Soul
from siak_sim.people.draws import Assumptions, Dice, Weighted
from siak_sim.people.names import given_name
from siak_sim.people.settlements import Settlement, neighbourhood, settlements
from siak_sim.records import Family, Person, PersonStatus, Record
from siak_sim.regions import Village

# given out before the simulator's time: what it gives out itself begins at 9001
FIRST_OF_OLD, LAST_OF_OLD = 9501, 9999
_SPLIT = date(2003, 4, 8)  # UU 2/2003
_OLD_PREFIX = "6308"
_PHONE, _PHONES, _FIRST_PHONE, _STRIDE = "62899000{:05}", 70_000, 30_000, 48_271
_SHARING = 3  # families at most behind one number
_STREETS = ("JL. DESA", "JL. PELITA", "JL. VETERAN", "JL. KARYA", "JL. SIMPANG TIGA", "GG. RAMBAI")
_BIRTHPLACES: Mapping[str, str] = {
    "6308": "AMUNTAI",
    "3509": "JEMBER",
    "3314": "SRAGEN",
    "6302": "KOTABARU",
    "6401": "TANAH GROGOT",
    "6371": "BANJARMASIN",
}


class Stamps:
    """Serials given out before the simulator's time; every series counts on its own."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, stem: str) -> str:
        """Return the stem with its next serial."""
        serial = self._last.get(stem, FIRST_OF_OLD - 1) + 1
        if serial > LAST_OF_OLD:
            raise OverflowError(f"no synthetic serial left for {stem}")
        self._last[stem] = serial
        return f"{stem}{serial}"


@dataclass
class Home:
    """One family while it is entered: where, who, what they believe."""

    place: Settlement
    number: str
    made_on: date
    religion: str
    dice: Dice
    names: dict[Soul, str]
    niks: dict[Soul, str]


class Background:
    """Enters generated families; same table, seed and anchor, same people everywhere."""

    def __init__(
        self, table: Assumptions, villages: Mapping[str, Village], seed: int, anchor: date
    ) -> None:
        self._table, self._villages = table, villages
        self._seed, self._anchor = seed, anchor
        self._demographer = Demographer(table, anchor)
        self._stamps = Stamps()
        self._papers = Papers(table, anchor, self._stamps.next)
        self._phone, self._phone_used, self._phones = "", 0, 0
        self._prefixes = table.weights("numbers", "other_prefixes")

    def records(self, families: int) -> Iterator[Record]:
        """Yield everything about so many families, one family after the other."""
        number = 0
        for place in settlements(self._table, self._villages, self._seed, families):
            for house in range(place.families):
                yield from self._family(place, house, Dice(self._seed, f"family {number}"))
                number += 1

    def _share(self, section: str, name: str, dice: Dice) -> bool:
        return dice.happens(self._table.share(section, name))

    def _family(self, place: Settlement, house: int, dice: Dice) -> Iterator[Record]:
        household = self._demographer.household(dice)
        home = self._home(place, household, dice)
        self._name_all(home, household)
        for soul in household.souls:
            self._number(home, soul)
        certified = self._certified(home)
        people = [self._person(home, soul, certified) for soul in household.souls]
        rt, rw = neighbourhood(self._table, place, house)
        family = Family(
            number=home.number,
            address=f"{dice.pick(_STREETS)} NO. {1 + house % 180}",
            rt=rt,
            rw=rw,
            village_code=place.village.code,
            members=tuple(person.nik for person in people),
            phone=self._phone_of(place, house, dice),
        )
        yield family
        yield from people
        yield from self._papers.of_family(family, home.made_on, dice)
        for person in people:
            yield from self._papers.of_person(person, place.remote, dice)
        yield from self._papers.of_marriages(people, dice)
        yield from self._strays(home, household, people)

    def _home(self, place: Settlement, household: Household, dice: Dice) -> Home:
        head = household.souls[0]
        earliest = max(date(self._anchor.year - 15, 1, 1), head.married_on or head.born)
        last = self._anchor - timedelta(days=2)
        made_on = dice.day(min(earliest, last), last)
        number = self._stamps.next(f"{place.village.number_prefix}{made_on:%d%m%y}")
        return Home(place, number, made_on, self._religion(place, dice), dice, {}, {})

    def _religion(self, place: Settlement, dice: Dice) -> str:
        shares: Mapping[str, int] = self._table.section("religion")["other_than_islam"]
        elsewhere = self._table.share("religion", "other_than_islam_elsewhere")
        share = shares.get(place.village.district_code, elsewhere)
        others = self._table.weights("religion", "others")
        return dice.weighted(others) if dice.happens(share) else "ISLAM"

    def _name(self, home: Home, sex: str, born: date) -> str:
        javanese = home.place.javanese
        return given_name(self._table, home.dice, sex, born, home.religion, javanese, self._anchor)

    def _name_all(self, home: Home, household: Household) -> None:
        for soul in household.souls:
            home.names[soul] = self._name(home, soul.sex, soul.born)

    def _number(self, home: Home, soul: Soul) -> None:
        prefix = self._prefix(home, soul)
        born = soul.born
        if self._share("numbers", "other_digits", home.dice):
            born -= timedelta(days=1 + home.dice.below(40))
        day = born.day + (40 if soul.sex == "P" else 0)
        home.niks[soul] = self._stamps.next(f"{prefix}{day:02}{born:%m%y}")

    def _prefix(self, home: Home, soul: Soul) -> str:
        own = home.place.village.number_prefix
        if soul.born >= _SPLIT:
            return own
        name = "other_island_javanese" if home.place.javanese else "other_island"
        if self._share("numbers", name, home.dice):
            return home.dice.weighted(self._prefixes)
        if self._share("numbers", "before_the_split", home.dice):
            return f"{_OLD_PREFIX}{1 + home.dice.below(10):02}"
        return own

    def _certified(self, home: Home) -> bool | None:
        """Tell whether the marriage is proven; None: the card shows it as unregistered."""
        end = "_remote" if home.place.remote else ""
        if not self._share("couples", f"without_evidence{end}", home.dice):
            return True
        return None if self._share("couples", "shown_as_unregistered", home.dice) else False

    def _person(self, home: Home, soul: Soul, certified: bool | None) -> Person:
        nik, age = home.niks[soul], soul.age(self._anchor)
        status = soul.status
        if soul.spouse and certified is None:
            status = "KAWIN_BELUM_TERCATAT"
        of_age = age >= ADULT or status != "BELUM_KAWIN"
        inactive = self._share("numbers", "inactive", home.dice)
        return Person(
            nik=nik,
            name=home.names[soul],
            sex=soul.sex,
            birth_place=_BIRTHPLACES.get(nik[:4], "BALANGAN"),
            birth_date=soul.born.isoformat(),
            religion=home.religion,
            marital_status=status,
            occupation=self._occupation(soul, age, home.dice),
            education=self._education(age, home.dice),
            blood_type=home.dice.weighted(self._table.weights("blood", "types")),
            status=PersonStatus.INACTIVE if inactive else PersonStatus.ACTIVE,
            family_card_number=home.number,
            relation=soul.relation,
            father_name=self._parent(home, soul, soul.father, "L"),
            mother_name=self._parent(home, soul, soul.mother, "P"),
            father_nik=home.niks[soul.father] if soul.father else None,
            mother_nik=home.niks[soul.mother] if soul.mother else None,
            spouse_niks=(home.niks[soul.spouse],) if soul.spouse else (),
            marriage_date=_iso(soul.married_on) if certified else None,
            biometrics_recorded=of_age and self._share("coverage", "recorded_for_card", home.dice),
        )

    def _parent(self, home: Home, soul: Soul, parent: Soul | None, sex: str) -> str:
        if parent:
            return home.names[parent]
        return self._name(home, sex, soul.born - timedelta(days=9000))

    def _occupation(self, soul: Soul, age: int, dice: Dice) -> str:
        if age < self._table.share("work", "school_from"):
            return "BELUM_TIDAK_BEKERJA"
        if age < self._table.share("work", "work_from"):
            return "PELAJAR_MAHASISWA"
        studying: Mapping[str, int] = self._table.section("work")["studying"]
        if soul.status == "BELUM_KAWIN" and dice.happens(studying.get(str(age), 0)):
            return "PELAJAR_MAHASISWA"
        return dice.weighted(self._table.weights("work", "women" if soul.sex == "P" else "men"))

    def _education(self, age: int, dice: Dice) -> str:
        if age < 7:
            return "TIDAK_BELUM_SEKOLAH"
        if age < 13:
            return "BELUM_TAMAT_SD_SEDERAJAT"
        if age < 19:
            return "TAMAT_SD_SEDERAJAT" if age < 16 else "SLTP_SEDERAJAT"
        of_age: Weighted = self._table.weights("schooling", "grown" if age > 24 else "young")
        return dice.weighted(of_age)

    def _phone_of(self, place: Settlement, house: int, dice: Dice) -> str:
        """Return the family's number, a neighbour's, or none."""
        owned = "families_remote" if place.remote else "families"
        if not self._share("phones", owned, dice):
            return ""
        shared = house > 0 and self._share("phones", "shared", dice)
        if shared and self._phone and self._phone_used < _SHARING:
            self._phone_used += 1
            return self._phone
        step = self._phones * _STRIDE + self._seed * 7919
        self._phone = _PHONE.format(_FIRST_PHONE + step % _PHONES)
        self._phones, self._phone_used = self._phones + 1, 1
        return self._phone

    def _strays(self, home: Home, household: Household, people: list[Person]) -> Iterator[Record]:
        """Yield who stands on no card: the dead, the double, those who moved away."""
        dice, head = home.dice, people[0]
        widowed = head.marital_status == "CERAI_MATI"
        if widowed and self._share("coverage", "widows_husband_registered", dice):
            gap = dice.below(8) if head.sex == "P" else -dice.below(6)
            yield from self._dead(home, household.souls[0], gap, 15)
        elif self._share("coverage", "dead_with_act", dice):
            yield from self._dead(home, household.souls[0], 22 + dice.below(16), 5)
        for soul, person in zip(household.souls, people, strict=True):
            if self._share("numbers", "double", dice):
                yield self._double(home, soul, person)
        for name in ("gone", "in_limbo"):
            if self._share("moves", name, dice):
                age = 19 + dice.below(12)
                who = self._relative(home, "LP"[dice.below(2)], self._born(age, dice))
                yield from self._papers.moved_away(who, name == "in_limbo", dice)
        if self._share("moves", "arrived", dice):
            yield from self._papers.arrived(people, home.made_on, dice)

    def _born(self, age: int, dice: Dice) -> date:
        return date(self._anchor.year - age - 1, 1, 2) + timedelta(days=dice.below(364))

    def _dead(self, home: Home, head: Soul, older: int, within: int) -> Iterator[Record]:
        """Yield somebody of this family who died, so many years older than the head."""
        year = head.born.year - older
        sex = "L" if head.sex == "P" else "P"
        born = date(year, 1, 1) + timedelta(days=home.dice.below(365))
        dead = self._relative(home, sex, born)
        yield from self._papers.died(dead, within, home.dice)

    def _relative(self, home: Home, sex: str, born: date) -> Person:
        soul = Soul(sex, born, "FAMILI_LAIN")
        home.names[soul] = self._name(home, sex, born)
        self._number(home, soul)
        person = self._person(home, soul, certified=True)
        return replace(
            person, status=PersonStatus.ACTIVE, family_card_number=None, relation="LAINNYA"
        )

    def _double(self, home: Home, soul: Soul, person: Person) -> Person:
        """Return the same person under a second NIK, which awaits consolidation."""
        self._number(home, soul)
        return replace(
            person,
            nik=home.niks[soul],
            status=PersonStatus.INACTIVE,
            family_card_number=None,
            spouse_niks=(),
            relation="LAINNYA",
        )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
