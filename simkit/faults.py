"""Faults as data: which call, what goes wrong, how often; counted, so that runs repeat."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from simkit.randomness import Seeded

Json = dict[str, Any]  # JSON from outside, checked where it is used

WIRE_KINDS = frozenset({"delay", "status", "truncate", "disconnect", "hang"})
_OWN_KEYS = {"id", "match", "kind", "after", "times", "probability"}


class FaultRefused(ValueError):
    """A fault rule that cannot be understood."""


@dataclass
class Fault:
    """One rule, and how often it was met and struck.

    `after` matching calls pass unharmed, then `times` are struck (`None`: until removed).
    Everything else in the rule is a parameter of its kind.
    """

    id: str
    kind: str
    match: Mapping[str, str]
    after: int = 0
    times: int | None = 1
    probability: float = 1.0
    params: Json = field(default_factory=dict)
    seen: int = 0
    struck: int = 0

    def as_json(self) -> Json:
        """Return the rule with its counters."""
        return {
            "id": self.id,
            "kind": self.kind,
            "match": dict(self.match),
            "after": self.after,
            "times": self.times,
            "probability": self.probability,
            **self.params,
            "seen": self.seen,
            "struck": self.struck,
        }


def fits(wanted: str, actual: str, key: str = "") -> bool:
    """Compare one fact: digits of a phone by ending, `*` as a pattern, otherwise equality."""
    if key == "phone":
        return re.sub(r"\D", "", actual).endswith(re.sub(r"\D", "", wanted))
    if "*" in wanted:
        return fnmatchcase(actual, wanted)
    return actual.lower() == wanted.lower() if key == "method" else actual == wanted


class Faults:
    """The rules in force; `take` decides, counts and remembers."""

    def __init__(self, random: Seeded, kinds: Collection[str] = ()) -> None:
        self._random = random
        self.kinds = frozenset(WIRE_KINDS | set(kinds))
        self._rules: dict[str, Fault] = {}
        self._number = 0

    def add(self, rule: Json) -> Fault:
        """Put a rule in force."""
        kind = rule.get("kind")
        if not isinstance(kind, str) or kind not in self.kinds:
            raise FaultRefused(f"unknown kind; known are {', '.join(sorted(self.kinds))}")
        _check_params(kind, rule)
        match = rule.get("match") or {}
        if not isinstance(match, dict):
            raise FaultRefused("match is an object of names and values")
        self._number += 1
        fault = Fault(
            id=str(rule.get("id") or f"fault-{self._number}"),
            kind=kind,
            match={str(key): str(value) for key, value in match.items()},
            after=_whole(rule, "after", 0) or 0,
            times=_whole(rule, "times", 1),
            probability=_share(rule),
            params={key: value for key, value in rule.items() if key not in _OWN_KEYS},
        )
        self._rules[fault.id] = fault
        return fault

    def take(self, kinds: str | Collection[str], /, **facts: str) -> Fault | None:
        """Return the first rule of these kinds that strikes this call, and count it."""
        wanted = {kinds} if isinstance(kinds, str) else kinds
        for fault in list(self._rules.values()):
            if fault.kind in wanted and _matches(fault.match, facts) and self._strikes(fault):
                return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        fault.seen += 1
        spent = fault.times is not None and fault.struck >= fault.times
        if fault.seen <= fault.after or spent:
            return False
        if fault.probability < 1.0 and self._random.draw("faults") >= fault.probability:
            return False
        fault.struck += 1
        return True

    def remove(self, fault_id: str) -> bool:
        """Take one rule out of force."""
        return self._rules.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Take all rules out of force."""
        self._rules.clear()

    def rules(self) -> list[Json]:
        """Return all rules with their counters."""
        return [fault.as_json() for fault in self._rules.values()]

    def restore(self, dumped: list[Json]) -> None:
        """Put dumped rules in force again, with their counters."""
        self.clear()
        for row in dumped:
            rule = {key: value for key, value in row.items() if key not in {"seen", "struck"}}
            fault = self.add(rule)
            fault.seen, fault.struck = int(row.get("seen", 0)), int(row.get("struck", 0))


def _matches(match: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    return all(key in facts and fits(want, facts[key], key) for key, want in match.items())


def _check_params(kind: str, rule: Json) -> None:
    """Refuse parameters that would only be found broken when the fault strikes."""
    seconds, status = rule.get("seconds", 0), rule.get("status", 503)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or seconds < 0:
        raise FaultRefused("seconds is a number, 0 or more")
    good = isinstance(status, int) and not isinstance(status, bool) and 400 <= status <= 599
    if kind == "status" and not good:
        raise FaultRefused("status is an HTTP status of an error, 400 to 599")


def _whole(rule: Json, key: str, otherwise: int | None) -> int | None:
    value = rule.get(key, otherwise)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise FaultRefused(f"{key} is a whole number, 0 or more")
    return value


def _share(rule: Json) -> float:
    value = rule.get("probability", 1.0)
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise FaultRefused("probability lies between 0 and 1")
    return float(value)
