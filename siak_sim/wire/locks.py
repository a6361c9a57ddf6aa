"""Records another operator has open: nobody else enters or issues what concerns them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from siak_sim.records import Entry, Family, Json
from siak_sim.registry import Registry
from siak_sim.wire.refusals import Refusal
from simkit.clock import parse_instant

LONGEST_WAIT = 60
_NUMBER = re.compile(r"\d{16}")


@dataclass(frozen=True)
class Lock:
    """A person's or a family's record, open at an operator's desk until some time."""

    record: str  # NIK or family card number
    operator: str
    until: datetime

    def as_json(self) -> Json:
        """Return the lock as the control route shows it."""
        until = self.until.isoformat().replace("+00:00", "Z")
        return {"record": self.record, "operator": self.operator, "until": until}


class Locks:
    """Which records are open, and whom that keeps out."""

    def __init__(self, now: Callable[[], datetime], registry: Registry) -> None:
        self._now, self._registry = now, registry
        self._held: dict[str, Lock] = {}

    def take(self, record: str, operator: str, minutes: float) -> Lock:
        """Open a record for an operator; who had it open before has it no longer."""
        lock = Lock(record, operator, self._now() + timedelta(minutes=minutes))
        self._held[record] = lock
        return lock

    def release(self, record: str) -> bool:
        """Close a record; tells whether it was open."""
        return self._held.pop(record, None) is not None

    def clear(self) -> None:
        """Close every record."""
        self._held.clear()

    def held(self) -> list[Lock]:
        """Return the locks in force."""
        now = self._now()
        return [lock for lock in self._held.values() if lock.until > now]

    def require_free(self, operator: str, answers: Json, household: Iterable[str] = ()) -> None:
        """Refuse what names somebody whose record another operator has open."""
        others = [lock for lock in self.held() if lock.operator != operator]
        if not others:
            return
        named = {*_numbers(answers), *household}
        for lock in others:
            family = self._registry.get(Family, lock.record)
            if named & {lock.record, *(family.members if family else ())}:
                left = math.ceil((lock.until - self._now()).total_seconds())
                raise locked(min(left, LONGEST_WAIT))

    def require_free_for(self, operator: str, entry: Entry) -> None:
        """Refuse an issue that would change a record another operator has open."""
        self.require_free(operator, entry.answers, entry.household)

    def dump(self) -> list[Json]:
        """Return the locks in force as JSON."""
        return [lock.as_json() for lock in self.held()]

    def restore(self, rows: list[Json]) -> None:
        """Put dumped locks in force again."""
        locks = [Lock(r["record"], r["operator"], parse_instant(r["until"])) for r in rows]
        self._held = {lock.record: lock for lock in locks}


def locked(seconds: int) -> Refusal:
    """Return the refusal of a record that another operator has open."""
    words = "Data sedang dibuka operator lain."
    return Refusal(409, "RECORD_LOCKED", words, retry_after=seconds)


def _numbers(value: object, name: str = "") -> Iterator[str]:
    """Yield the NIKs and family card numbers answers name; who only witnesses does not count."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _numbers(each, str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each, name)
    elif isinstance(value, str) and not name.startswith("witness") and _NUMBER.fullmatch(value):
        yield value
