"""Acts, cards and move certificates of the generated population, as far as they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from siak_sim.law.households import ADULT, age_on
from siak_sim.law.numbers import REGENCY_PREFIX
from siak_sim.people.draws import Assumptions, Dice
from siak_sim.people.names import spelt_otherwise
from siak_sim.records import (
    Act,
    Family,
    Json,
    Move,
    MoveStatus,
    Paper,
    PaperStatus,
    Person,
    PersonStatus,
    Record,
)

_HOME = "63.11"
_SIGNED_SINCE = date(2019, 7, 1)  # electronic signatures
_CARDS_SINCE = date(2012, 1, 1)
_CHILD_CARDS_SINCE = date(2017, 1, 1)
_IN_TIME = 60  # days
_SATURDAY = 5
UNSIGNED = "TANPA TTE"


class Papers:
    """Makes the papers people have; who has which follows from the table."""

    def __init__(self, table: Assumptions, anchor: date, stamp: Callable[[str], str]) -> None:
        self._table, self._anchor, self._stamp = table, anchor, stamp
        self._yesterday = anchor - timedelta(days=1)
        self._own_since = date(table.share("coverage", "own_acts_since"), 1, 2)

    def _share(self, name: str, dice: Dice) -> bool:
        return dice.happens(self._table.share("coverage", name))

    def _day(self, first: date, dice: Dice, last: date | None = None) -> date:
        """Pick a working day between two, and before the anchor."""
        last = min(last or self._yesterday, self._yesterday)
        day = dice.day(min(first, last), last)
        return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))

    def of_family(self, family: Family, made_on: date, dice: Dice) -> Iterator[Record]:
        """Yield the family card that counts."""
        if self._share("signed_family_card", dice):
            yield _paper("KK", family.number, self._day(max(made_on, _SIGNED_SINCE), dice))
        else:
            yield replace(_paper("KK", family.number, made_on), note=UNSIGNED)

    def of_person(self, person: Person, remote: bool, dice: Dice) -> Iterator[Record]:
        """Yield the card of somebody's age and the act of birth, where there are any."""
        age, born = age_on(person.birth_date, self._anchor), date.fromisoformat(person.birth_date)
        if person.biometrics_recorded:
            if self._share("printed_card", dice):
                from_17 = born + timedelta(days=365 * ADULT + 5)
                yield _paper("KTP_EL", person.nik, self._day(max(from_17, _CARDS_SINCE), dice))
        elif age < ADULT and self._share("child_card", dice):
            first = max(born + timedelta(days=30), _CHILD_CARDS_SINCE)
            yield _paper("KIA", person.nik, self._day(first, dice))
        if self._has_birth_act(age, remote, dice):
            yield from self._birth_act(person, born, age, dice)

    def _has_birth_act(self, age: int, remote: bool, dice: Dice) -> bool:
        if age < 18:
            return self._share(f"birth_act_child{'_remote' if remote else ''}", dice)
        return self._share("birth_act_to_40" if age <= 40 else "birth_act_over_40", dice)

    def _birth_act(self, person: Person, born: date, age: int, dice: Dice) -> Iterator[Record]:
        new = born.year >= self._table.share("coverage", "on_time_since")
        in_time = self._share("in_time" if new else "in_time_before", dice)
        if in_time and born >= self._own_since:
            series, on = "LU", self._day(born, dice, born + timedelta(days=_IN_TIME))
            on = max(on, born)
        else:
            first = max(born + timedelta(days=_IN_TIME + 1), self._own_since)
            last = first + timedelta(days=5 * 365) if new else None
            if first >= self._yesterday:  # too young to be late
                return
            series, on = "LT", max(self._day(first, dice, last), first)
        facts: Json = {"father_name": person.father_name, "mother_name": person.mother_name}
        drifts = dice.happens(self._table.share("names", "spelt_otherwise_on_the_act"))
        if age >= 18 and drifts and spelt_otherwise(person.name) != person.name:
            facts["name"] = spelt_otherwise(person.name)
        yield from self._act("AKTA_KELAHIRAN", series, (person.nik,), born, on, facts)

    def _act(
        self,
        kind: str,
        series: str,
        subjects: tuple[str, ...],
        happened: date,
        on: date,
        facts: Json,
    ) -> Iterator[Record]:
        number = self._stamp(f"{REGENCY_PREFIX}-{series}-{on:%d%m%Y}-")
        yield Act(number, kind, subjects, happened.isoformat(), on.isoformat(), facts=facts)
        yield _paper(kind, number, on)

    def of_marriages(self, people: Sequence[Person], dice: Dice) -> Iterator[Record]:
        """Yield marriage acts; those of Muslims are the KUA's."""
        for him in people:
            if him.sex == "P" or him.religion == "ISLAM" or not him.marriage_date:
                continue
            wed = date.fromisoformat(him.marriage_date)
            if wed >= self._own_since:
                on = max(self._day(wed, dice, wed + timedelta(days=_IN_TIME)), wed)
                couple = (him.nik, *him.spouse_niks)
                yield from self._act("AKTA_PERKAWINAN", "KW", couple, wed, on, {})

    def died(self, person: Person, within: int, dice: Dice) -> Iterator[Record]:
        """Yield somebody who died within so many years, and the act."""
        died = dice.day(self._anchor - timedelta(days=within * 365), self._yesterday)
        on = max(self._day(died, dice, died + timedelta(days=90)), died)
        yield replace(person, status=PersonStatus.DECEASED, death_date=died.isoformat())
        yield from self._act("AKTA_KEMATIAN", "KM", (person.nik,), died, on, {})

    def moved_away(self, person: Person, on_the_way: bool, dice: Dice) -> Iterator[Record]:
        """Yield somebody who left the regency, arrived elsewhere or still on the way."""
        within = 90 if on_the_way else 5 * 365
        on = self._day(self._anchor - timedelta(days=within), dice)
        target = dice.weighted(self._table.weights("moves", "origins"))
        number = self._stamp(f"SKPWNI/{REGENCY_PREFIX}/{on:%d%m%Y}/")
        status = PersonStatus.IN_LIMBO if on_the_way else PersonStatus.MOVED
        yield replace(person, status=status)
        yield from self._move(number, (person.nik,), (_HOME, target), on, not on_the_way)

    def arrived(self, people: Sequence[Person], on: date, dice: Dice) -> Iterator[Record]:
        """Yield the certificate with which a family came; it is used up."""
        origin = dice.weighted(self._table.weights("moves", "origins"))
        left = on - timedelta(days=1 + dice.below(60))
        movers = tuple(p.nik for p in people if p.birth_date < left.isoformat())
        number = self._stamp(f"SKPWNI/{origin.replace('.', '')}/{left:%d%m%Y}/")
        if movers:
            yield from self._move(number, movers, (origin, _HOME), left, True, on)

    def _move(
        self,
        number: str,
        movers: tuple[str, ...],
        way: tuple[str, str],
        on: date,
        done: bool,
        arrived: date | None = None,
    ) -> Iterator[Record]:
        arrived_on = arrived or min(on + timedelta(days=20), self._yesterday)
        status = MoveStatus.ARRIVED if done else MoveStatus.ISSUED
        arrival = arrived_on.isoformat() if done else None
        yield Move(number, movers, *way, on.isoformat(), status, arrival)
        paper = _paper("SKPWNI", number, on)
        lapsed = PaperStatus.SUPERSEDED if done else PaperStatus.ACTIVE
        yield replace(paper, status=lapsed, note=f"{way[0]} -> {way[1]}")


def _paper(kind: str, number: str, on: date) -> Paper:
    register = f"{kind}/{number}/1"
    return Paper(register, number, kind, PaperStatus.ACTIVE, issued_on=on.isoformat())
