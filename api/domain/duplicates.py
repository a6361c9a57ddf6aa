"""When two applications may be the same: which answers count, how much, and how they compare."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from api.domain.service import Field, FieldType

# spellings that stand for each other in Banjar names
_DRIFT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NOOR": "NUR",
        "NOR": "NUR",
        "AKHMAD": "AHMAD",
        "ACHMAD": "AHMAD",
        "M": "MUHAMMAD",
        "MUH": "MUHAMMAD",
        "MUHAMAD": "MUHAMMAD",
        "MOHAMMAD": "MUHAMMAD",
        "MOHAMAD": "MUHAMMAD",
        "MOH": "MUHAMMAD",
        "ABD": "ABDUL",
        "SITTI": "SITI",
        "ST": "SITI",
    }
)
_TITLES: Final = frozenset({"H", "HJ", "DRS", "DR", "IR"})


@dataclass(frozen=True)
class DuplicateRule:
    """Which answers of a service count, with their weights; the sum says how alike two are."""

    facts: Mapping[str, int]
    threshold: int
    once: bool = False  # a thing that happens once: finished applications count, too


def sound(name: str) -> str:
    """Return a name as it sounds: no titles, no double letters, spellings of one name alike."""
    words = re.sub(r"[^A-Z ]", " ", name.upper()).split()
    kept = [_DRIFT.get(word, word) for word in words if word not in _TITLES] or words
    return " ".join(re.sub(r"(.)\1+", r"\1", word) for word in kept)


def likeness(asked: Field, value: object) -> str | None:
    """Return what has to be equal for two answers to agree; None for no answer."""
    if value in (None, "", []):
        return None
    if isinstance(value, list | tuple):
        return "|".join(sorted(str(each) for each in value))
    if asked.type is FieldType.TEXT and asked.name.endswith("_name"):
        return sound(str(value))
    return re.sub(r"\s+", "", str(value)).upper()


def fingerprints(
    rule: DuplicateRule, fields: Mapping[str, Field], answers: Mapping[str, object]
) -> dict[str, str | None]:
    """Return by question what makes these answers alike; None where one was taken back."""
    return {name: likeness(fields[name], answers[name]) for name in rule.facts if name in answers}


@dataclass(frozen=True)
class Likeness:
    """Another application that may be the same one, and why."""

    application_id: str  # of the other one
    number: str | None
    status: str
    created_by: str
    score: int  # 0 to 100
    agrees: tuple[str, ...]  # names of questions
    differs: tuple[str, ...]


def ordered(found: Iterable[Likeness]) -> tuple[Likeness, ...]:
    """Return the likest first."""
    return tuple(sorted(found, key=lambda each: (-each.score, each.number or "")))
