"""Transactions: commit on success, roll back on error, and wake whoever waits for promises."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.storage.store import Store

T = TypeVar("T")
TRIES = 4
CONFLICTS = ("40P01", "40001")  # PostgreSQL: deadlock, serialization failure


class UnitOfWork:
    """The way to the database; on SQLite writers queue here instead of inside the engine."""

    def __init__(self, engine: AsyncEngine, new_id: Callable[[], str]) -> None:
        self.engine = engine
        self._readers = engine.execution_options(read_only=True)  # the same pool
        self.is_postgresql = engine.dialect.name == "postgresql"
        self._new_id = new_id
        self._writer = nullcontext() if self.is_postgresql else asyncio.Lock()
        self._listeners: list[Callable[[], None]] = []

    def on_promise(self, listener: Callable[[], None]) -> None:
        """Call the listener after each commit that promised an effect."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Store]:
        """Open a writing transaction."""
        async with self._writer, self.engine.begin() as connection:
            store = Store(connection, self._new_id)
            yield store
            if store.has_promised and self.is_postgresql:
                await connection.execute(text("SELECT pg_notify('effect', '')"))
        if store.has_promised:
            for listener in self._listeners:
                listener()

    async def run(self, act: Callable[[Store], Awaitable[T]]) -> T:
        """Act in a transaction; again from the start when the database chose it as a victim."""
        for _ in range(TRIES - 1):
            try:
                return await self._once(act)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in CONFLICTS:
                    raise
        return await self._once(act)

    async def _once(self, act: Callable[[Store], Awaitable[T]]) -> T:
        async with self.begin() as store:
            return await act(store)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a reading transaction: one snapshot on SQLite, one statement each otherwise."""
        async with self._readers.connect() as connection:
            yield connection
