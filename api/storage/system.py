"""Reads about the service itself."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t


async def ping(connection: AsyncConnection) -> None:
    """Ask the database for a sign of life."""
    await connection.execute(text("SELECT 1"))


async def open_effects(
    connection: AsyncConnection, now: datetime, spared: Sequence[str]
) -> Sequence[RowMapping]:
    """Return effects that are running or due; those held up behind a stuck one are not moving.

    Nor are the spared kinds, whose system is down and not to be tried yet.
    """
    older = t.effect.alias()
    held_up = (
        select(older.c.id)
        .where(
            older.c.lane == t.effect.c.lane,
            older.c.seq < t.effect.c.seq,
            older.c.state.in_(("dead", "unknown")),
            older.c.kind.like("siak.%"),
        )
        .exists()
    )
    query = select(t.effect.c.id, t.effect.c.kind, t.effect.c.state, t.effect.c.attempts).where(
        or_(
            t.effect.c.state == "running",
            and_(t.effect.c.state == "pending", t.effect.c.kind == "siak.submit", ~held_up),
            and_(
                t.effect.c.state == "pending",
                t.effect.c.due_at <= now,
                t.effect.c.kind.not_in(spared),
                ~held_up,
            ),
        )
    )
    return (await connection.execute(query)).mappings().all()


async def chained_events(connection: AsyncConnection) -> AsyncIterator[RowMapping]:
    """Yield every event in the order of its chain, with the head its application claims.

    An application without any event has one row, its event empty.
    """
    query = (
        select(
            t.event,
            t.application.c.id.label("head_id"),
            t.application.c.head_hash,
            t.application.c.version.label("head_version"),
        )
        .select_from(t.application)
        .outerjoin(t.event, t.application.c.id == t.event.c.application_id)
        .order_by(t.application.c.id, t.event.c.version)
    )
    rows = await connection.stream(query)
    async for row in rows.mappings():
        yield row
