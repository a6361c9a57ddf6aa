"""The one place where time, ids and randomness come from: the system's, or a test's."""

import random
import secrets
import time
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, readable aloud
_SPOKEN = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Clock:
    """Time that can be moved forwards, and randomness that can be seeded."""

    def __init__(self, *, seed: int | None = None, frozen_at: datetime | None = None) -> None:
        self._random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)
        self._frozen = frozen_at
        self._shift = timedelta()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return (self._frozen or datetime.now(UTC)) + self._shift

    def advance(self, seconds: float) -> datetime:
        """Move time forwards and return the new moment; `ValueError` for backwards."""
        if seconds < 0:
            raise ValueError("time only moves forwards")
        self._shift += timedelta(seconds=seconds)
        return self.now()

    def new_id(self) -> str:
        """Return an id that sorts by time: 48 bits of milliseconds, 80 of randomness."""
        number = (int(self.now().timestamp() * 1000) << 80) | self._random.getrandbits(80)
        return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))

    def token(self) -> str:
        """Return an unguessable text of 160 bits that is safe in an address."""
        number = self._random.getrandbits(160)
        return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(155, -1, -5)).lower()

    def nonce(self) -> int:
        """Return an unguessable number of 63 bits."""
        return self._random.getrandbits(63)

    def secret(self) -> str:
        """Return a secret of 256 bits from the operating system, never from a seed."""
        return secrets.token_urlsafe(32)

    def spoken_code(self, length: int = 6) -> str:
        """Return a short code that people can read aloud."""
        return "".join(self._random.choice(_SPOKEN) for _ in range(length))

    def jitter(self) -> float:
        """Return a number from 0 to 1, to spread retries."""
        return self._random.random()

    @staticmethod
    def elapsed() -> float:
        """Return seconds on a clock that only measures distances."""
        return time.perf_counter()
