"""Knows which characters our fonts have: asks them about new ones only, and remembers."""

import unicodedata
from collections.abc import Callable, Sequence

# every font Typst carries has these; a test prints them all
PLAIN = frozenset(map(chr, range(0x20, 0x7F))) | {"\n"}
REMEMBERED = 5000  # characters
# controls, surrogates, private use have no shape; format characters hide or turn their neighbours
_SHAPELESS = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))


class Glyphs:
    """What is known so far of the fonts; `ask` names what they lack of a text."""

    def __init__(self, ask: Callable[[str], Sequence[str]]) -> None:
        self._ask = ask
        self._known: dict[str, bool] = {}

    def is_plain(self, text: str) -> bool:
        """Tell whether there is nothing in the text to ask about."""
        return PLAIN.issuperset(text)

    def unprintable(self, text: str) -> tuple[str, ...]:
        """Return the characters that cannot be seen on paper, in order of appearance."""
        strange = [sign for sign in dict.fromkeys(text) if sign not in PLAIN]
        shaped = [sign for sign in strange if unicodedata.category(sign) not in _SHAPELESS]
        has_glyph = {sign: self._known.get(sign) for sign in shaped}
        if new := [sign for sign, known in has_glyph.items() if known is None]:
            lacking = set(self._ask(" ".join(new)))
            has_glyph |= {sign: sign not in lacking for sign in new}
            self._remember({sign: sign not in lacking for sign in new})
        return tuple(sign for sign in strange if not has_glyph.get(sign))

    def _remember(self, learnt: dict[str, bool]) -> None:
        if len(self._known) < REMEMBERED:
            self._known.update(learnt)
