"""How alike two values are: names as people spell them, dates and numbers as people mistype them.

Case, spaces and titles never count. What sounds the same, or differs by one slip of the pen, is
near; only an officer decides whether it is the same.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from api.domain.registry import Element, ElementKind
from api.domain.spelling import plain_name, sounds, word_sound

_PLACE_KIND: Final = re.compile(r"^(KABUPATEN|KAB|KOTA|KECAMATAN|KEC|DESA|KELURAHAN|KEL)\.? ")
_ENOUGH: Final = 6  # letters, from which one slip still leaves a name recognisable


class Likeness(StrEnum):
    """How what was said compares with what is registered."""

    AGREES = "AGREES"
    NEARLY = "NEARLY"
    DIFFERS = "DIFFERS"
    NOT_SAID = "NOT_SAID"
    NOT_REGISTERED = "NOT_REGISTERED"


def compared(element: Element, said: object, registered: object) -> Likeness:
    """Compare two values of an element."""
    if said in (None, ""):
        return Likeness.NOT_SAID
    if registered in (None, ""):
        return Likeness.NOT_REGISTERED
    if isinstance(said, bool) or isinstance(registered, bool):
        return Likeness.AGREES if said is registered else Likeness.DIFFERS
    if element.kind is ElementKind.CODE:
        return codes(element.labels, str(said), str(registered))
    return _COMPARE[element.kind](str(said), str(registered))


def codes(labels: Mapping[str, str], said: str, registered: str) -> Likeness:
    """Compare a code, or its label as people write it, with a code."""
    alike = {_letters(registered), _letters(labels.get(registered, registered))}
    own = {_letters(said), _letters(labels.get(said, said))}
    return Likeness.AGREES if alike & own else Likeness.DIFFERS


def names(said: str, registered: str) -> Likeness:
    """Compare two names."""
    one, other = plain_name(said), plain_name(registered)
    if one == other:
        return Likeness.AGREES
    heard = sounds(one), sounds(other)
    joined = "".join(heard[0]), "".join(heard[1])
    if joined[0] == joined[1] or _has_initials(*heard):
        return Likeness.NEARLY
    long_enough = min(map(len, joined)) >= _ENOUGH
    return Likeness.NEARLY if long_enough and one_slip(*joined) else Likeness.DIFFERS


def _has_initials(one: list[str], other: list[str]) -> bool:
    """Tell whether word by word one is the other, some words by their first letter only."""
    pairs = list(zip(one, other, strict=False))
    if len(one) != len(other) or not any(a == b and len(a) > 1 for a, b in pairs):
        return False
    return all(a == b or (1 in (len(a), len(b)) and a[:1] == b[:1]) for a, b in pairs)


def one_slip(one: str, other: str) -> bool:
    """Tell whether one sign is wrong, missing or too many, or two neighbours changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if start < 0:
        return True  # the longer one has a last sign more
    rest, other_rest = one[start:], other[start:]
    swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] in (other_rest[1:], other_rest) or rest == other_rest[1:]


def places(said: str, registered: str) -> Likeness:
    """Compare two names of places; what kind of place it is does not count."""
    one, other = (_PLACE_KIND.sub("", plain_name(each)) for each in (said, registered))
    if one == other:
        return Likeness.AGREES
    long_enough = min(len(one), len(other)) >= _ENOUGH
    near = word_sound(one) == word_sound(other) or (long_enough and one_slip(one, other))
    return Likeness.NEARLY if near else Likeness.DIFFERS


def dates(said: str, registered: str) -> Likeness:
    """Compare two ISO dates; day and month exchanged, or one part different, is near."""
    if said == registered:
        return Likeness.AGREES
    one, other = said.split("-"), registered.split("-")
    if len(one) != 3 or len(other) != 3:  # year, month, day
        return Likeness.DIFFERS
    exchanged = one == [other[0], other[2], other[1]]
    same = sum(a == b for a, b in zip(one, other, strict=True))
    return Likeness.NEARLY if exchanged or same == len(one) - 1 else Likeness.DIFFERS


def numbers(said: str, registered: str) -> Likeness:
    """Compare two numbers; one slip is near."""
    if said == registered:
        return Likeness.AGREES
    return Likeness.NEARLY if one_slip(said, registered) else Likeness.DIFFERS


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9+-]", "", text.upper())


_COMPARE: Final[Mapping[ElementKind, Callable[[str, str], Likeness]]] = {
    ElementKind.NAME: names,
    ElementKind.PLACE: places,
    ElementKind.DATE: dates,
    ElementKind.NUMBER: numbers,
}
