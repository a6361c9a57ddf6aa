"""Draws for the generated population, and the table of assumptions they follow."""

from __future__ import annotations

import hashlib
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from typing import TypeVar

from siak_sim.records import Json

T = TypeVar("T")
_BLOCK = 512
_DRAW = 4  # bytes a draw takes


@dataclass(frozen=True)
class Weighted:
    """Values of which some come more often than others."""

    values: tuple[str, ...]
    weights: tuple[int, ...]

    @cached_property
    def upto(self) -> tuple[int, ...]:
        """The sums of the weights so far."""
        return tuple(accumulate(self.weights))


class Dice:
    """Whole numbers that follow from a seed and a name, on every machine alike.

    Every family has dice of its own, so that one draw more in one does not change another.
    """

    def __init__(self, seed: int, name: str) -> None:
        self._name = f"{seed}:{name}"
        self._block, self._at, self._octets = 0, _BLOCK, b""

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 up to, not including, a limit."""
        if self._at >= _BLOCK:
            name = f"{self._name}:{self._block}"
            self._octets = hashlib.shake_256(name.encode()).digest(_BLOCK)
            self._block, self._at = self._block + 1, 0
        drawn = int.from_bytes(self._octets[self._at : self._at + _DRAW], "big")
        self._at += _DRAW
        return drawn * limit >> 32

    def happens(self, per_thousand: int) -> bool:
        """Tell whether something of this share happens."""
        return self.below(1000) < per_thousand

    def pick(self, among: Sequence[T]) -> T:
        """Pick one of several, each as likely."""
        return among[self.below(len(among))]

    def weighted(self, among: Weighted) -> str:
        """Pick one of several by their weights."""
        return among.values[bisect_right(among.upto, self.below(among.upto[-1]))]

    def day(self, first: date, last: date) -> date:
        """Pick a day between two, both included."""
        return first + timedelta(days=self.below(max(0, (last - first).days) + 1))


class Assumptions:
    """The table of assumptions, by section and name."""

    def __init__(self, table: Mapping[str, Json]) -> None:
        self._table = table
        self._weighted: dict[tuple[str, str], Weighted] = {}

    def share(self, section: str, name: str) -> int:
        """Return a whole number: a share per thousand, an age, a year."""
        return int(self._table[section][name])

    def section(self, section: str) -> Json:
        """Return all values of a section, as written."""
        return self._table[section]

    def weights(self, section: str, name: str) -> Weighted:
        """Return values with their weights, in the order of the table."""
        found = self._weighted.get((section, name))
        if found is None:
            rows: Mapping[str, int] = self._table[section][name]
            found = Weighted(tuple(rows), tuple(rows.values()))
            self._weighted[section, name] = found
        return found

    def codes(self, section: str, name: str) -> tuple[str, ...]:
        """Return a list of codes."""
        return tuple(map(str, self._table[section][name]))


def table_text() -> str:
    """Return the table as it is written, to tell whether it has changed."""
    return files("siak_sim.people").joinpath("assumptions.toml").read_text("utf-8")


def read_assumptions() -> Assumptions:
    """Read the table of this package."""
    return Assumptions(tomllib.loads(table_text()))
