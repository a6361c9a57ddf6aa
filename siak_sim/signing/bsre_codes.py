"""BSrE's one-time passwords: who may use which, for how many files, and until when."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from siak_sim.records import Json

_LIFE = timedelta(minutes=5)
_ACTIVE = timedelta(hours=8)
_DIGITS = 6
SIGN, ACTIVATION, SEAL = "sign", "activation", "seal"  # what a code is for


@dataclass(frozen=True)
class Code:
    """One code that has been given out."""

    whose: str
    purpose: str
    code: str
    files: int
    expires_at: datetime

    def as_json(self) -> Json:
        """Return the code as the control route shows it, instead of an e-mail."""
        return {
            "for": self.whose,
            "purpose": self.purpose,
            "code": self.code,
            "files": self.files,
            "expires_at": self.expires_at.isoformat(),
        }


class Codes:
    """The codes in force: one for each person and purpose, the latest."""

    def __init__(self, now: Callable[[], datetime], octets: Callable[[int], bytes]) -> None:
        self._now, self._octets = now, octets
        self._codes: dict[tuple[str, str], Code] = {}

    def give(self, whose: str, purpose: str, files: int = 1) -> Code:
        """Give out a code; an earlier one for the same is void."""
        number = int.from_bytes(self._octets(8)) % 10**_DIGITS
        ends = self._now() + (_ACTIVE if purpose == ACTIVATION else _LIFE)
        code = Code(whose, purpose, str(number).zfill(_DIGITS), files, ends)
        self._codes[whose, purpose] = code
        return code

    def fits(self, whose: str, purpose: str, code: str, files: int = 0) -> bool:
        """Tell whether this is the code in force, and good for so many files."""
        known = self._codes.get((whose, purpose))
        if known is None or known.expires_at <= self._now() or files > known.files:
            return False
        return hmac.compare_digest(known.code.encode(), code.encode())

    def void(self, whose: str, purpose: str) -> None:
        """Take a code out of force: used, or revoked."""
        self._codes.pop((whose, purpose), None)

    def all(self) -> list[Json]:
        """Return the codes in force."""
        now = self._now()
        return [code.as_json() for code in self._codes.values() if code.expires_at > now]

    def clear(self) -> None:
        """Void all codes."""
        self._codes.clear()
