"""How names drift between papers in Balangan, and when two spellings may be one name."""

from __future__ import annotations

import re
from enum import IntEnum

from siak_sim.law.contents import clean_name

_MUHAMMAD = ("M", "MUH", "MHD", "MOH", "MOHD", "MOHAMAD", "MOHAMMAD", "MUHAMAD", "MUHAMMAD")
_AHMAD = ("AHMAD", "AKHMAD", "ACHMAD", "AHMAT")
# words that papers leave out or add before the name proper
_OFTEN_LEFT_OUT = frozenset({"MUHAMAD", "AHMAD", "ABDUL", "SITI", "NUR"})
_LONG_WORD = 5
_OLD_LETTERS = (("OE", "U"), ("DJ", "J"), ("TJ", "C"))
_DOUBLED = re.compile(r"(.)\1+")
_NUR = re.compile(r"^NO+R")


class Likeness(IntEnum):
    """How far two names agree."""

    OTHER = 0
    NEAR = 1  # a slip of the pen apart
    SAME = 2  # one name, perhaps in two spellings


def likeness(one: str, other: str) -> Likeness:
    """Compare two names as an officer would who knows how they are spelt here."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return Likeness.OTHER
    if first == second or "".join(first) == "".join(second):
        return Likeness.SAME
    if _differs_by_a_prefix(first, second) or _differs_by_a_slip(first, second):
        return Likeness.NEAR
    return Likeness.OTHER


def _words(name: str) -> list[str]:
    letters = (re.sub(r"[^A-Z]", "", word) for word in clean_name(name).split())
    return [_spelt(word) for word in letters if word]


def _spelt(word: str) -> str:
    """Return the one spelling all spellings of a word stand for."""
    if word in _MUHAMMAD:
        return "MUHAMAD"
    if word in _AHMAD:
        return "AHMAD"
    for old, new in _OLD_LETTERS:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", _NUR.sub("NUR", word))  # -UDDIN is -UDIN


def _differs_by_a_prefix(one: list[str], other: list[str]) -> bool:
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(
        word in _OFTEN_LEFT_OUT and longer[:at] + longer[at + 1 :] == shorter
        for at, word in enumerate(longer)
    )


def _differs_by_a_slip(one: list[str], other: list[str]) -> bool:
    if len(one) != len(other):
        return False
    unlike = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(unlike) == 1 and all(_is_a_slip(a, b) for a, b in unlike)


def _is_a_slip(one: str, other: str) -> bool:
    """Tell whether words of some length are one letter apart, or two letters swapped."""
    if min(len(one), len(other)) < _LONG_WORD or abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True  # one letter more at the end
    rest, other_rest = one[at:], other[at:]
    changed = rest[1:] == other_rest[1:]
    added = rest[1:] == other_rest or rest == other_rest[1:]
    swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return changed or added or swapped
