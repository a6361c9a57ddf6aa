"""How often and how much people without a login may ask; kept in memory, per process."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from api.domain.ports import Verdict

MINUTE = 60.0
JUDGED_AT_ONCE = 2  # files whose signatures are judged at one time
TAKEN_AT_ONCE = 8  # files held in memory at one time
BUSY_SECONDS = 5  # after which it is worth asking again
PATIENCE = 20.0  # seconds for one file; what takes longer to read is not one of ours


class TooOften(Exception):
    """Somebody asks more often than strangers may; `seconds` until it is worth another try."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too often")
        self.seconds = seconds


class Allowance:
    """Token buckets by address: a minute's worth at once, refilled evenly; bounded in memory."""

    def __init__(self, per_minute: int, *, most: int = 20_000) -> None:
        self._per_minute = per_minute  # 0: no limit
        self._most = most
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def spend(self, who: str, now: datetime) -> None:
        """Take one, or raise `TooOften`."""
        if self._per_minute == 0:
            return
        rate = self._per_minute / MINUTE
        left, since = self._left.pop(who, (float(self._per_minute), now))
        gained = max(0.0, (now - since).total_seconds()) * rate
        left = min(float(self._per_minute), left + gained)
        is_allowed = left >= 1
        self._left[who] = (left - 1 if is_allowed else left, now)
        while len(self._left) > self._most:
            self._left.popitem(last=False)  # who has not asked for longest is full again anyway
        if not is_allowed:
            raise TooOften(max(1, math.ceil((1 - left) / rate)))

    def __len__(self) -> int:
        """Return how many addresses are remembered."""
        return len(self._left)


class Strangers:
    """The limits for everything that asks for no login, and how many proxies stand before us."""

    def __init__(
        self, lookups_per_minute: int = 0, checks_per_minute: int = 0, proxies: int = 0
    ) -> None:
        self.lookups = Allowance(lookups_per_minute)
        self.checks = Allowance(checks_per_minute)
        self.proxies = proxies
        self._free = asyncio.Semaphore(JUDGED_AT_ONCE)
        self._judging: set[asyncio.Task[Verdict]] = set()
        self._sending: set[str] = set()

    @contextmanager
    def one_file(self, who: str) -> Iterator[None]:
        """Hold this address's only place for a file; `TooOften` while it is taken, or all are."""
        if who in self._sending or len(self._sending) >= TAKEN_AT_ONCE:
            raise TooOften(BUSY_SECONDS)
        self._sending.add(who)
        try:
            yield
        finally:
            self._sending.discard(who)

    async def judge(self, verdict: Callable[[], Awaitable[Verdict]]) -> Verdict | None:
        """Return the verdict, or None when it takes too long; `TooOften` when nobody is free.

        A hostile file cannot be stopped while it is read, so it keeps its place until the end:
        it costs others a place, never all the threads.
        """
        try:
            await asyncio.wait_for(self._free.acquire(), BUSY_SECONDS)
        except TimeoutError:
            raise TooOften(BUSY_SECONDS) from None
        task = asyncio.ensure_future(verdict())
        self._judging.add(task)
        task.add_done_callback(self._judged)
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        return task.result() if done else None

    def _judged(self, task: "asyncio.Task[Verdict]") -> None:
        self._judging.discard(task)
        self._free.release()
        if not task.cancelled():
            task.exception()  # who gave up waiting need not hear of it
