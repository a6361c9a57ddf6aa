"""Every id and every draw of a simulator, all from one seed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Seeded:
    """A source of ids and draws; the same seed gives the same values for ever.

    Each stream counts on its own, so one more draw for a fault does not shift the ids of people.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._counters: dict[str, int] = {}

    def number(self, below: int, stream: str = "") -> int:
        """Draw a whole number from 0 up to, not including, `below`."""
        return int.from_bytes(self.octets(16, stream)) % below

    def draw(self, stream: str = "") -> float:
        """Draw a number from 0 up to, not including, 1."""
        return self.number(2**53, stream) / 2**53

    def between(self, low: float, high: float, stream: str = "") -> float:
        """Draw a number between two bounds."""
        return low + (high - low) * self.draw(stream)

    def choice(self, among: Sequence[T], stream: str = "") -> T:
        """Pick one of several."""
        return among[self.number(len(among), stream)]

    def digits(self, length: int, stream: str = "", first: str = "1") -> str:
        """Make an id of digits that begins with `first`."""
        rest = length - len(first)
        return first + str(self.number(10**rest, stream)).zfill(rest) if rest else first

    def text(self, length: int, stream: str = "", alphabet: str = _LETTERS) -> str:
        """Make an id of letters and digits."""
        value = int.from_bytes(self.octets(length + 8, stream))
        signs = []
        for _ in range(length):
            value, place = divmod(value, len(alphabet))
            signs.append(alphabet[place])
        return "".join(signs)

    def octets(self, length: int, stream: str = "") -> bytes:
        """Draw bytes."""
        self._counters[stream] = self._counters.get(stream, 0) + 1
        name = f"{self.seed}:{stream}:{self._counters[stream]}"
        return hashlib.shake_256(name.encode()).digest(length)

    def fixed(self, length: int, name: str) -> bytes:
        """Derive bytes from seed and name alone, without counting."""
        key = str(self.seed).encode()
        return hashlib.shake_256(hmac.digest(key, name.encode(), "sha256")).digest(length)

    def reseed(self, seed: int) -> None:
        """Begin anew with another seed, or the same."""
        self.seed = seed
        self._counters.clear()

    def dump(self) -> dict[str, object]:
        """Return where every stream stands, as JSON."""
        return {"seed": self.seed, "counters": dict(self._counters)}

    def restore(self, dumped: dict[str, object]) -> None:
        """Continue where `dump` left off."""
        counters = dumped.get("counters")
        self.seed = int(str(dumped["seed"]))
        self._counters = dict(counters) if isinstance(counters, dict) else {}
