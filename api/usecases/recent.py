"""A short memory of what another system answered: asked once by many, bounded in size and time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Keeps answers for a while; failures are not kept. One per installation, never stored."""

    def __init__(self, *, seconds: float = 60.0, most: int = 2000, at_once: int = 8) -> None:
        self._seconds = seconds
        self._most = most
        self._free = asyncio.Semaphore(at_once)
        self._kept: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._asking: dict[Hashable, asyncio.Task[T]] = {}

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer, asking only if it is not known, and only so many at once.

        Whoever asks the same meanwhile waits for the same answer.
        """
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(key)
        if kept is not None and kept[0] > now:
            return kept[1]
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key, ask))
            task.add_done_callback(lambda done: self._ended(key, done))
        return await asyncio.shield(task)  # one who leaves does not take the others along

    async def _ask(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        async with self._free:
            answer = await ask()
        until = asyncio.get_running_loop().time() + self._seconds
        self._kept[key] = (until, answer)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return answer

    def _ended(self, key: Hashable, task: "asyncio.Task[T]") -> None:
        self._asking.pop(key, None)
        if not task.cancelled():
            task.exception()  # whoever still waits hears of it; nobody has to

    def forget(self) -> None:
        """Forget everything that was heard."""
        self._kept.clear()

    async def close(self) -> None:
        """End what is still being asked."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
