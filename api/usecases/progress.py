"""Tells that something of a signing batch changed: at once here, within a second elsewhere."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator

POLL_SECONDS = 1.0


class Progress:
    """Who waits for news of which batch; news are hints, the tables are the truth.

    Many pieces of news are one to whoever is slow; a batch that runs in another process is looked
    at once a second.
    """

    def __init__(self, poll_seconds: float = POLL_SECONDS) -> None:
        self._poll_seconds = poll_seconds
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    def tell(self, batch_id: str) -> None:
        """Wake everybody who waits for news of the batch."""
        for news in self._listeners.get(batch_id, ()):
            news.set()

    async def of(self, batch_id: str) -> AsyncGenerator[None, None]:
        """Yield at once, then at each change, and at the latest after the poll's time.

        It never ends by itself: whoever reads stops when the batch has ended, and closes it.
        """
        news = asyncio.Event()
        self._listeners[batch_id].add(news)
        try:
            while True:
                news.clear()
                yield
                await self._wait(news)
        finally:
            self._listeners[batch_id].discard(news)
            if not self._listeners[batch_id]:
                del self._listeners[batch_id]

    async def _wait(self, news: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._poll_seconds):
                await news.wait()
        except TimeoutError:
            return
