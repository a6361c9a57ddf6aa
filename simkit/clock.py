"""The clock of a simulator: real, shifted or frozen, forwards only, with the work that is due."""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

Job = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)


class ClockMode(StrEnum):
    """How the clock relates to the machine's own time."""

    REAL = "real"
    SHIFTED = "shifted"
    FROZEN = "frozen"


class ClockBackwards(ValueError):
    """Somebody asked the clock to go back."""


@dataclass(order=True, frozen=True)
class _Due:
    at: datetime
    number: int
    job: Job = field(compare=False)
    label: str = field(compare=False)
    lane: str = field(compare=False)


def parse_instant(text: str) -> datetime:
    """Read an ISO instant; one without a zone is taken as UTC."""
    when = datetime.fromisoformat(text)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


class SimClock:
    """Tells the time and runs scheduled work when its time has come, however time moves.

    Work of one lane runs one after the other; lanes run side by side. Only `advance` and `set`
    run everything strictly in time order, each piece at its own instant.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._frozen_at = start
        self._shift = timedelta()
        self._latest = start or datetime.now(UTC)
        self._queue: list[_Due] = []
        self._number = 0
        self._running: dict[asyncio.Task[None], str] = {}
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._follower: asyncio.Task[None] | None = None

    @classmethod
    def parse(cls, option: str) -> SimClock:
        """Make the clock the option `--clock` asks for: `real`, or frozen at an ISO instant."""
        return cls(None if option == "real" else parse_instant(option))

    @property
    def mode(self) -> ClockMode:
        """How this clock relates to the machine's time at present."""
        if self._frozen_at is not None:
            return ClockMode.FROZEN
        return ClockMode.SHIFTED if self._shift else ClockMode.REAL

    def now(self) -> datetime:
        """Return the simulated time in UTC; it never goes back."""
        at = self._frozen_at if self._frozen_at is not None else datetime.now(UTC) + self._shift
        self._latest = max(self._latest, at)
        return self._latest

    def schedule(self, at: datetime, job: Job, label: str, lane: str = "") -> int:
        """Run `job` at `at` (at once when that has passed); the number is good for `cancel`."""
        self._number += 1
        heapq.heappush(self._queue, _Due(at, self._number, job, label, lane))
        self._wake.set()
        return self._number

    def cancel(self, number: int) -> bool:
        """Forget work that has not begun; tells whether there was such work."""
        kept = [due for due in self._queue if due.number != number]
        found = len(kept) != len(self._queue)
        self._queue[:] = kept
        heapq.heapify(self._queue)
        return found

    async def advance(self, seconds: float) -> datetime:
        """Move time forwards; all work due by then is done when this returns."""
        if seconds < 0:
            raise ClockBackwards("time only moves forwards")
        return await self.set(self.now() + timedelta(seconds=seconds))

    async def set(self, when: datetime) -> datetime:
        """Move time forwards to `when`; all work due by then is done when this returns."""
        if when < self.now():
            raise ClockBackwards("time only moves forwards")
        async with self._turn:
            await self._finish_running()
            while self._queue and self._queue[0].at <= when:
                due = heapq.heappop(self._queue)
                self._jump(due.at)
                await self._attempt(due)
            self._jump(when)
        return self.now()

    def freeze(self) -> None:
        """Stop following the machine's time."""
        self._frozen_at = self.now()
        self._wake.set()

    def run_free(self) -> None:
        """Follow the machine's time from the present simulated instant on."""
        now = self.now()
        system = datetime.now(UTC)
        self._shift = now - system if now > system else timedelta()
        self._frozen_at = None
        self._wake.set()

    def busy(self) -> list[str]:
        """Name the work that runs or is due by now."""
        now = self.now()
        return sorted(self._running.values()) + [
            d.label for d in sorted(self._queue) if d.at <= now
        ]

    def waiting(self) -> list[tuple[datetime, str]]:
        """List what is scheduled, in time order."""
        return [(due.at, due.label) for due in sorted(self._queue)]

    def start(self) -> None:
        """Begin to run due work in the background."""
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop for good; work under way is given up."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.wait([self._follower])
            self._follower = None
        await self._give_up()

    async def drop_work(self) -> None:
        """Forget all work that is scheduled or under way."""
        self._queue.clear()
        await self._give_up()

    async def reset(self) -> None:
        """Forget all work and return to the time the clock began with."""
        await self.drop_work()
        self._frozen_at, self._shift = self._start, timedelta()
        self._latest = self._start or datetime.now(UTC)
        self._wake.set()

    async def _give_up(self) -> None:
        running = list(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    async def _finish_running(self) -> None:
        while self._running:
            await asyncio.wait(list(self._running))

    async def _follow(self) -> None:
        while True:
            self._wake.clear()
            async with self._turn:
                self._launch_due()
            try:
                async with asyncio.timeout(self._seconds_to_next()):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _launch_due(self) -> None:
        now = self.now()
        while self._queue and self._queue[0].at <= now:
            self._launch(heapq.heappop(self._queue))

    def _launch(self, due: _Due) -> None:
        task = asyncio.create_task(self._attempt_after(self._lanes.get(due.lane), due))
        self._running[task] = due.label
        self._lanes[due.lane] = task
        task.add_done_callback(lambda done: self._forget(done, due.lane))

    def _forget(self, task: asyncio.Task[None], lane: str) -> None:
        self._running.pop(task, None)
        if self._lanes.get(lane) is task:
            del self._lanes[lane]

    async def _attempt_after(self, earlier: asyncio.Task[None] | None, due: _Due) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        await self._attempt(due)

    async def _attempt(self, due: _Due) -> None:
        try:
            await due.job()
        except Exception:  # one failing piece of work must not stop time
            _log.exception("scheduled work failed: %s", due.label)

    def _seconds_to_next(self) -> float | None:
        if not self._queue or self._frozen_at is not None:
            return None
        return max(0.0, (self._queue[0].at - self.now()).total_seconds())

    def _jump(self, when: datetime) -> None:
        if when <= self.now():
            return
        if self._frozen_at is not None:
            self._frozen_at = when
        else:
            self._shift = when - datetime.now(UTC)
        self._wake.set()
