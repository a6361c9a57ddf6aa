"""How BSrE's service behaves where installations differ: forms, clock, haste, patience."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

from siak_sim.records import Json

_FORMS = ("pdf", "id")
_ERROR_KEYS = ("error", "message")
_MOST_SKEW = 86_400.0
_LONGEST = 600.0


class MannerInvalid(ValueError):
    """A manner the service cannot have."""


@dataclass(frozen=True)
class Latency:
    """How long work takes beyond its own time, in seconds.

    Realistic values are those measured at a real service: 0.9 to sign, 0.5 for a status, and to
    verify 1.4 without, 2.2 with one, 41 with eight signatures.
    """

    sign: float = 0.0
    status: float = 0.0
    verify: float = 0.0
    growing: bool = False  # verifying takes longer the more signatures there are

    def verifying(self, signatures: int) -> float:
        """Return how long it takes to verify a file."""
        more = 0.2 * signatures + 0.6 * signatures**2 if self.growing else 0.0
        return min(self.verify + more, _LONGEST)


_NONE = Latency()
_REALISTIC = Latency(sign=0.9, status=0.5, verify=1.4, growing=True)


@dataclass(frozen=True)
class Manner:
    """The settings of the service; what a tester leaves out stays as it is."""

    delay_seconds: float = 0.0
    v1_answer: str = "pdf"
    v2_error_key: str = "error"
    clock_skew_seconds: float = 0.0
    suspend_after: int | None = None
    latency: Latency = _NONE

    def changed(self, told: Json) -> Manner:
        """Return the manner with what is told. Raises `MannerInvalid`."""
        unknown = set(told) - set(asdict(self))
        if unknown:
            raise MannerInvalid(f"known are {', '.join(asdict(self))}")
        patience = told.get("suspend_after", self.suspend_after)
        if patience is not None and (not _is_whole(patience) or patience < 1):
            raise MannerInvalid("suspend_after is a whole number from 1, or null")
        return replace(
            self,
            delay_seconds=_number(told, "delay_seconds", self.delay_seconds, 0, _LONGEST),
            v1_answer=_one_of(told, "v1_answer", self.v1_answer, _FORMS),
            v2_error_key=_one_of(told, "v2_error_key", self.v2_error_key, _ERROR_KEYS),
            clock_skew_seconds=_number(
                told, "clock_skew_seconds", self.clock_skew_seconds, -_MOST_SKEW, _MOST_SKEW
            ),
            suspend_after=patience,
            latency=_latency(told["latency"]) if "latency" in told else self.latency,
        )

    def as_json(self) -> Json:
        """Return the settings."""
        return asdict(self)


def _latency(told: object) -> Latency:
    if told in ("none", "realistic"):
        return _NONE if told == "none" else _REALISTIC
    if not isinstance(told, dict) or set(told) - set(asdict(_NONE)):
        raise MannerInvalid("latency is none, realistic, or {sign, status, verify, growing}")
    growing = told.get("growing", False)
    if not isinstance(growing, bool):
        raise MannerInvalid("growing is true or false")
    sign, status, verify = (
        _number(told, name, 0.0, 0, _LONGEST) for name in ("sign", "status", "verify")
    )
    return Latency(sign, status, verify, growing)


def _number(told: Json, name: str, otherwise: float, least: float, most: float) -> float:
    value = told.get(name, otherwise)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if numeric and math.isfinite(value) and least <= value <= most:
        return float(value)
    raise MannerInvalid(f"{name} is a number, {least:g} to {most:g}")


def _one_of(told: Json, name: str, otherwise: str, known: tuple[str, ...]) -> str:
    value = told.get(name, otherwise)
    if value not in known:
        raise MannerInvalid(f"{name}: one of {', '.join(known)}")
    return str(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
