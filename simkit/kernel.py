"""What one simulator stands on, held together: clock, draws, faults, journal, address."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from simkit.clock import SimClock
from simkit.faults import Faults, Json
from simkit.journal import Journal
from simkit.randomness import Seeded


@dataclass(frozen=True)
class Options:
    """What every simulator can be told at its start."""

    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 7
    clock: str = "real"
    state: str | None = None
    public_url: str | None = None
    control_token: str | None = None


@dataclass
class Kernel:
    """The parts of one simulator that are the same in all of them; one per application."""

    program: str
    options: Options
    clock: SimClock
    random: Seeded
    faults: Faults
    journal: Journal
    url: str = ""
    port: int = 0
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def make(cls, program: str, options: Options, kinds: Collection[str] = ()) -> Kernel:
        """Put the parts together; `kinds` are the program's own kinds of fault."""
        clock, random = SimClock.parse(options.clock), Seeded(options.seed)
        return cls(
            program=program,
            options=options,
            clock=clock,
            random=random,
            faults=Faults(random, kinds),
            journal=Journal(clock),
            url=(options.public_url or "").rstrip("/"),
        )

    def listens_at(self, host: str, port: int) -> None:
        """Take note of the address; a public one that was given stays the one to show."""
        self.port = port
        if not self.options.public_url:
            shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
            self.url = f"http://{shown}:{port}"


class World(Protocol):
    """The simulator's own state, as the control routes need it."""

    async def reset(self) -> None:
        """Begin anew; the kernel has been reset and reseeded already."""

    def dump(self) -> Json:
        """Return the whole state as JSON."""

    def restore(self, dumped: Json) -> None:
        """Take the state from what `dump` returned."""

    def busy(self) -> list[str]:
        """Name what is queued or in flight beyond the clock's due work."""

    def coverage(self) -> list[Json]:
        """List each endpoint of the original with how far it is imitated."""
