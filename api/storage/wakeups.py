"""Hears PostgreSQL's notices that an effect was promised; a hint only, the table is the truth."""

import asyncio
from collections.abc import Callable

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

RECONNECT_SECONDS = 2.0
CHANNEL = "effect"


async def listen(engine: AsyncEngine, wake: Callable[[], None]) -> None:
    """Call `wake` at every notice, over a connection of its own, until cancelled."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            connection = await asyncpg.connect(url)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(RECONNECT_SECONDS)
            continue
        try:
            await _hear(connection, wake)
        finally:
            await connection.close(timeout=RECONNECT_SECONDS)


async def _hear(connection: asyncpg.Connection, wake: Callable[[], None]) -> None:
    gone = asyncio.Event()
    connection.add_termination_listener(lambda *_: gone.set())
    await connection.add_listener(CHANNEL, lambda *_: wake())
    wake()  # whatever was promised while nobody listened
    await gone.wait()
