"""Who lives in a generated family: how many, how old, how related, married since when.

The shares come from the table of assumptions; no NIK, name or paper is known here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from siak_sim.law.households import HEAD
from siak_sim.people.draws import Assumptions, Dice, Weighted

_STEP = 5  # years between two ages of the table
_OLDEST = 97
_GRANDPARENT = (20, 36)  # years between an old parent and a grown child
_MARRIED = "KAWIN"
_AGE_RULE = date(2019, 10, 15)  # UU 16/2019: both nineteen
_GROOM = 19
_KINDS = ("single", "couple", "one_parent", "couple_with_children", "three_generations")


@dataclass(eq=False)
class Soul:
    """One person of a family being made."""

    sex: str
    born: date
    relation: str
    status: str = "BELUM_KAWIN"
    father: Soul | None = None
    mother: Soul | None = None
    spouse: Soul | None = None
    married_on: date | None = None
    twin: bool = False

    def age(self, on: date) -> int:
        """Return the full years of age on a day."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


@dataclass
class Household:
    """A family being made, head first."""

    kind: str
    souls: list[Soul] = field(default_factory=list)


class Demographer:
    """Makes up families as of a day; the same dice, the same family."""

    def __init__(self, table: Assumptions, anchor: date) -> None:
        self._table, self.anchor = table, anchor
        rows: list[tuple[str, int]] = []
        for kind in _KINDS:
            sizes: dict[str, int] = table.section("families")[kind]
            rows += [(f"{kind}:{size}", weight) for size, weight in sizes.items()]
        self._shapes = Weighted(tuple(r[0] for r in rows), tuple(r[1] for r in rows))

    def household(self, dice: Dice) -> Household:
        """Make up one family."""
        kind, _, size = dice.weighted(self._shapes).partition(":")
        made = Household(kind)
        if kind == "single":
            self._single(made, dice)
        elif kind == "one_parent":
            self._one_parent(made, dice, int(size) - 1)
        elif kind == "three_generations":
            self._three_generations(made, dice, int(size))
        else:
            self._couple(made, dice, int(size) - 2)
        return made

    def _share(self, section: str, name: str, dice: Dice) -> bool:
        return dice.happens(self._table.share(section, name))

    def _age(self, kind: str, dice: Dice) -> int:
        return int(dice.weighted(self._table.weights("ages", kind))) + dice.below(_STEP)

    def _born(self, age: int, dice: Dice) -> date:
        """Return a birthday at which somebody is so old on the anchor, the first of January."""
        year = self.anchor.year - age - 1
        return date(year, 1, 2) + timedelta(days=dice.below(364))

    def _single(self, made: Household, dice: Dice) -> None:
        age = self._age("single", dice)
        of_age = "single_young" if age < 45 else "single_old"
        sex = "P" if self._share("lone", f"{of_age}_women", dice) else "L"
        status = dice.weighted(self._table.weights("lone", of_age))
        made.souls.append(Soul(sex, self._born(age, dice), HEAD, status))

    def _one_parent(self, made: Household, dice: Dice, children: int) -> None:
        age = self._age_for(children, "one_parent", dice)
        woman = self._share("lone", "one_parent_women", dice)
        status = dice.weighted(self._table.weights("lone", "one_parent"))
        born = self._born(age, dice)
        if woman:
            head = Soul("P", born, HEAD, status)
            parents: tuple[Soul | None, Soul | None] = (None, head)
        else:
            older = max(0, int(dice.weighted(self._table.weights("couples", "gap"))))
            head = Soul("L", self._born(age + older, dice), HEAD, status)
            parents = (head, None)
        made.souls.append(head)
        since = self._bride(age, children, dice) + 1
        made.souls += self._children(*parents, (age, since), children, "ANAK", dice)

    def _couple(self, made: Household, dice: Dice, children: int) -> None:
        age = self._age_for(children, made.kind, dice)
        self._pair(made, dice, age, (HEAD, "ISTRI"), children, "ANAK")

    def _age_for(self, children: int, kind: str, dice: Dice) -> int:
        """Draw a mother's age at which so many children may live with her."""
        youngest, _ = self._table.section("children")["mother"]
        while True:
            age = self._age(kind, dice)
            if not children or age >= youngest + 3 * (children - 1):
                return age

    def _pair(
        self,
        made: Household,
        dice: Dice,
        her_age: int,
        relations: tuple[str, str],
        children: int,
        relation: str,
    ) -> tuple[Soul, Soul]:
        gap = int(dice.weighted(self._table.weights("couples", "gap")))
        bride = self._bride(her_age, children, dice)
        him = Soul("L", self._born(max(her_age + gap, 19), dice), relations[0], _MARRIED)
        her = Soul("P", self._born(her_age, dice), relations[1], _MARRIED)
        him.spouse, her.spouse = her, him
        wedding = _birthday(her.born, bride) + timedelta(days=dice.below(300))
        if wedding >= _AGE_RULE:
            wedding = max(wedding, _birthday(her.born, 19))
        if him.age(wedding) < _GROOM:  # he is made older rather than married as a boy
            him.born = him.born.replace(year=him.born.year - _GROOM + him.age(wedding), day=1)
        him.married_on = her.married_on = min(wedding, self.anchor - timedelta(days=3))
        offspring = self._children(him, her, (her_age, bride + 1), children, relation, dice)
        made.souls += [him, her, *offspring]
        return him, her

    def _bride(self, her_age: int, children: int, dice: Dice) -> int:
        """Return her age at marriage, young enough for so many children since."""
        latest = max(her_age - 1 - 2 * children, 17)
        ages = (int(dice.weighted(self._table.weights("couples", "bride"))) for _ in range(20))
        return min(next((age for age in ages if age <= latest), latest), her_age)

    def _children(
        self,
        father: Soul | None,
        mother: Soul | None,
        hers: tuple[int, int],
        count: int,
        relation: str,
        dice: Dice,
    ) -> list[Soul]:
        """Make children at home, eldest first; her age now and at the first birth bounds theirs."""
        ages = self._ages_of_children(*hers, count, dice)
        made: list[Soul] = []
        for number, age in enumerate(ages):
            grown = age >= self._table.share("children", "grown")
            sons = self._table.share("children", "grown_sons" if grown else "boys")
            child = Soul("L" if dice.happens(sons) else "P", self._born(age, dice), relation)
            child.father, child.mother = father, mother
            before = made[-1] if made else None
            if before and number < count and self._share("children", "twins", dice):
                child.born, child.twin = before.born, True
            elif before and (child.born - before.born).days < 300:
                child.born = _later(before.born, self.anchor)
            if age > 21 and self._share("children", "returned_divorced", dice):
                child.status = "CERAI_HIDUP"
            made.append(child)
        return made

    def _ages_of_children(self, her_age: int, since: int, count: int, dice: Dice) -> list[int]:
        youngest, oldest = self._table.section("children")["mother"]
        low = max(0, her_age - oldest)
        leave = dice.below(self._table.share("children", "leave_within"))
        leave += self._table.share("children", "leave_from")
        high = max(low, min(her_age - max(youngest, since), leave))
        steps = [
            int(dice.weighted(self._table.weights("children", "spacing")))
            for _ in range(max(0, count - 1))
        ]
        while sum(steps) > high - low and max(steps, default=1) > 1:
            steps[steps.index(max(steps))] -= 1
        room = max(1, high - low - sum(steps) + 1)
        ages = [high - min(dice.below(room) for _ in range(3))]
        for step in steps:
            ages.append(max(0, ages[-1] - step))
        return ages[:count]

    def _three_generations(self, made: Household, dice: Dice, size: int) -> None:
        both = size > 4 and self._share("lone", "both_grandparents", dice)
        children = size - (4 if both else 3)
        age = self._age_for(children, made.kind, dice)
        elder_heads = self._share("lone", "head_is_grandparent", dice)
        relations = ("ANAK", "MENANTU") if elder_heads else (HEAD, "ISTRI")
        young = Household(made.kind)
        him, her = self._pair(
            young, dice, age, relations, children, "CUCU" if elder_heads else "ANAK"
        )
        his = self._share("lone", "his_parents", dice)
        if elder_heads and not his:
            him.relation, her.relation = "MENANTU", "ANAK"
        elders = self._elders(him if his else her, both, dice)
        for number, elder in enumerate(elders):
            if elder_heads:
                elder.relation = "ISTRI" if number else HEAD
            else:
                elder.relation = "ORANGTUA" if his else "MERTUA"
        made.souls += [*elders, *young.souls] if elder_heads else [*young.souls, *elders]

    def _elders(self, child: Soul, both: bool, dice: Dice) -> list[Soul]:
        low, high = _GRANDPARENT
        her_age = min(child.age(self.anchor) + low + dice.below(high - low), _OLDEST)
        gap = max(0, int(dice.weighted(self._table.weights("couples", "gap"))))
        mother = Soul("P", self._born(her_age, dice), "ORANGTUA", "CERAI_MATI")
        father = Soul("L", self._born(min(her_age + gap, _OLDEST), dice), "ORANGTUA", "CERAI_MATI")
        if both:
            child.father, child.mother = father, mother
            father.spouse, mother.spouse = mother, father
            father.status = mother.status = _MARRIED
            wed = _birthday(mother.born, 18) + timedelta(days=dice.below(300))
            father.married_on = mother.married_on = min(wed, child.born - timedelta(days=280))
            return [father, mother]
        if self._share("lone", "old_parents_women", dice):
            child.mother = mother
            return [mother]
        child.father = father
        return [father]


def _birthday(born: date, age: int) -> date:
    day = born.replace(day=28) if (born.month, born.day) == (2, 29) else born
    return day.replace(year=born.year + age)


def _later(born: date, anchor: date) -> date:
    """Return a birthday far enough after a brother's or sister's, if there is one."""
    day = born + timedelta(days=380)
    return day if day < anchor else born + timedelta(days=max(0, (anchor - born).days - 1))
