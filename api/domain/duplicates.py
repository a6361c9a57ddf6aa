"""When two applications may be the same: which answers count, how much, and how they compare."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.domain.service import Field, FieldType
from api.domain.spelling import sound


@dataclass(frozen=True)
class DuplicateRule:
    """Which answers of a service count, with their weights; the sum says how alike two are."""

    facts: Mapping[str, int]
    threshold: int
    once: bool = False  # a thing that happens once: finished applications count, too


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
