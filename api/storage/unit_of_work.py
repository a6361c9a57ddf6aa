"""Transactions: commit on success, roll back on error, and wake whoever waits for promises."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.storage.store import Store


class UnitOfWork:
    """The way to the database; on SQLite writers queue here instead of inside the engine."""

    def __init__(self, engine: AsyncEngine, new_id: Callable[[], str]) -> None:
        self.engine = engine
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

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a reading transaction: one snapshot on SQLite, one statement each otherwise."""
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)
            yield connection
