"""The office's day: when SIAK is closed, when it is slow, and how many calls a minute it bears."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from siak_sim.records import Json
from siak_sim.wire.refusals import Refusal
from simkit.clock import parse_instant

LONGEST_WAIT = 600
_MINUTE = timedelta(minutes=1)
_SLOW_ANSWER = 0.02  # seconds of an ordinary answer that a slow hour multiplies
_SLOWEST_ANSWER = 0.5


class DayRefused(ValueError):
    """A day that cannot be."""


@dataclass(frozen=True)
class Hours:
    """A stretch of time, and how slow SIAK is in it."""

    begin: datetime
    end: datetime
    factor: float = 1.0

    def hold(self, at: datetime) -> bool:
        """Tell whether an instant lies in it."""
        return self.begin <= at < self.end

    def as_json(self) -> Json:
        """Return begin and end as the control route shows them."""
        return {"from": _shown(self.begin), "until": _shown(self.end)}


class Day:
    """What the hour of the day makes of SIAK; told by the control route."""

    def __init__(self, now: Callable[[], datetime], per_minute: int | None) -> None:
        self._now, self._usual = now, per_minute
        self._maintenance: tuple[Hours, ...] = ()
        self._slow: tuple[Hours, ...] = ()
        self._per_minute = per_minute
        self._minute: datetime | None = None
        self._count = 0

    def change(self, told: Json) -> None:
        """Take over what is told; what is left out stays. Raises `DayRefused`."""
        maintenance, slow = self._maintenance, self._slow
        per_minute = told.get("per_minute", self._per_minute)
        if "maintenance" in told:
            maintenance = tuple(_hours(row) for row in _rows(told["maintenance"]))
        if "slow" in told:
            slow = tuple(_hours(row, _factor(row)) for row in _rows(told["slow"]))
        whole = isinstance(per_minute, int) and not isinstance(per_minute, bool)
        if per_minute is not None and not (whole and per_minute > 0):
            raise DayRefused("per_minute is a whole number from 1, or null")
        self._maintenance, self._slow, self._per_minute = maintenance, slow, per_minute

    def closed_until(self) -> datetime | None:
        """Return when the maintenance under way ends, windows that follow at once included."""
        end = at = self._now()
        while True:
            later = max((h.end for h in self._maintenance if h.hold(end)), default=end)
            if later == end:
                return end if end > at else None
            end = later

    def require_open(self) -> None:
        """Refuse while SIAK is being maintained."""
        until = self.closed_until()
        if until is not None:
            left = math.ceil((until - self._now()).total_seconds())
            raise maintained(min(left, LONGEST_WAIT))

    def count(self) -> None:
        """Count one call of the integration; refuse when the minute is used up."""
        if self._per_minute is None:
            return
        now = self._now()
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._count = minute, 0
        if self._count >= self._per_minute:
            left = math.ceil((minute + _MINUTE - now).total_seconds())
            raise too_many(max(1, left))
        self._count += 1

    def factor(self) -> float:
        """Return how many times longer than usual things take now."""
        now = self._now()
        return max((hours.factor for hours in self._slow if hours.hold(now)), default=1.0)

    def answer_delay(self) -> float:
        """Return how many seconds an answer is held back now."""
        factor = self.factor()
        return min(_SLOW_ANSWER * factor, _SLOWEST_ANSWER) if factor > 1 else 0.0

    def reset(self) -> None:
        """Return to an ordinary day."""
        self._maintenance, self._slow, self._per_minute = (), (), self._usual
        self._minute, self._count = None, 0

    def as_json(self) -> Json:
        """Return the day as the control route shows it."""
        return {
            "maintenance": [hours.as_json() for hours in self._maintenance],
            "slow": [{**hours.as_json(), "factor": hours.factor} for hours in self._slow],
            "per_minute": self._per_minute,
        }


def maintained(seconds: int) -> Refusal:
    """Return the refusal of a SIAK under maintenance."""
    return Refusal(503, "MAINTENANCE", "SIAK sedang dipelihara.", retry_after=seconds)


def too_many(seconds: int) -> Refusal:
    """Return the refusal of one call too many."""
    words = "Terlalu banyak permintaan dalam satu menit."
    return Refusal(429, "TOO_MANY_REQUESTS", words, retry_after=seconds)


def _rows(told: object) -> list[Json]:
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise DayRefused("maintenance and slow are lists of {from, until}")
    return told


def _hours(row: Json, factor: float = 1.0) -> Hours:
    try:
        begin, end = parse_instant(str(row["from"])), parse_instant(str(row["until"]))
    except (KeyError, ValueError):
        raise DayRefused("from and until are instants") from None
    if begin >= end:
        raise DayRefused("until comes after from")
    return Hours(begin, end, factor)


def _factor(row: Json) -> float:
    factor = row.get("factor", 10)
    if not isinstance(factor, int | float) or isinstance(factor, bool) or factor < 1:
        raise DayRefused("factor is a number from 1")
    return float(factor)


def _shown(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
