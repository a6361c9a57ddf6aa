"""How Banjar names are spelt: titles, short forms, letters that sound alike.

Two ears listen. `sound` gives one spelling for a name, kept as a keyed fingerprint: what it knows
must not grow without computing the kept ones anew. `sounds` hears more, and word by word.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TITLES: Final = frozenset({"H", "HJ", "DRS", "DR", "IR"})
_MORE_TITLES: Final = _TITLES | {
    "HAJI", "HAJJAH", "DRA", "PROF", "KH", "TN", "NY", "SDR", "SDRI"
}  # fmt: skip
_SHORT: Final[Mapping[str, str]] = MappingProxyType(  # as written for short -> in full
    {
        **dict.fromkeys(("M", "MUH", "MOH"), "MUHAMMAD"),
        "ABD": "ABDUL",
        "ST": "SITI",
    }
)
_MORE_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        **_SHORT,
        **dict.fromkeys(("MUHD", "MOHD", "MHD", "MOCH"), "MUHAMMAD"),
        "ABDOEL": "ABDUL",
        **dict.fromkeys(("A", "ACHM"), "AHMAD"),
        "SIT": "SITI",
    }
)
_ONE_NAME: Final[Mapping[str, str]] = MappingProxyType(  # other spellings of whole words
    {
        **_SHORT,
        **dict.fromkeys(("NOOR", "NOR"), "NUR"),
        **dict.fromkeys(("AKHMAD", "ACHMAD"), "AHMAD"),
        **dict.fromkeys(("MUHAMAD", "MOHAMMAD", "MOHAMAD"), "MUHAMMAD"),
        "SITTI": "SITI",
    }
)
_SOUNDS: Final = (  # in this order
    ("OE", "U"), ("OO", "U"), ("DJ", "J"), ("TJ", "C"), ("NJ", "NY"), ("SJ", "SY"), ("SY", "S"),
    ("SH", "S"), ("KH", "H"), ("CH", "H"), ("DH", "D"), ("DZ", "Z"), ("TH", "T"), ("PH", "F"),
    ("V", "F"), ("Q", "K"), ("X", "KS"), ("Z", "J"), ("O", "U"), ("Y", "I"), ("E", "A"),
)  # fmt: skip


def sound(name: str) -> str:
    """Return a name as it sounds: no titles, no double letters, spellings of one name alike."""
    words = re.sub(r"[^A-Z ]", " ", name.upper()).split()
    kept = [_ONE_NAME.get(word, word) for word in words if word not in _TITLES] or words
    return " ".join(_single(word) for word in kept)


def plain_name(text: str) -> str:
    """Return a name in capitals with single spaces, without titles before or degrees after it."""
    spoken = unicodedata.normalize("NFKD", text.split(",")[0])
    plain = "".join(sign for sign in spoken if not unicodedata.combining(sign)).upper()
    words = re.sub(r"[’‘`]", "'", plain.replace(".", " ")).split()
    while len(words) > 1 and words[0] in _MORE_TITLES:
        words.pop(0)
    return " ".join(words)


def sounds(name: str) -> list[str]:
    """Return a plain name's words as they sound, short forms in full."""
    words = name.split()
    full = [_MORE_SHORT.get(word, word) if len(words) > 1 else word for word in words]
    return [word_sound(word) for word in full]


def word_sound(word: str) -> str:
    """Return a word, or a place's name, as it sounds."""
    word = word.replace("'", "")
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    word = _single(word)
    return word.removesuffix("H") if len(word) > 2 else word  # AH stays AH


def _single(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
