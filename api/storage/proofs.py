"""Reads for proofs of service and checkpoints: one application's whole story, all chains' heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t


@dataclass(frozen=True)
class Story:
    """What the books hold of one application, personal data left out."""

    application: RowMapping
    steps: Sequence[RowMapping]
    received: Sequence[RowMapping]
    documents: Sequence[RowMapping]
    people: Mapping[str, RowMapping]  # officers among those who acted


async def story_of(connection: AsyncConnection, application_id: str) -> Story | None:
    """Return an application's story in five statements, or None if there is none."""
    of = t.application.c.id == application_id
    application = await _first(connection, select(t.application).where(of))
    if application is None:
        return None
    steps = await _all(
        connection,
        select(t.event)
        .where(t.event.c.application_id == application_id)
        .order_by(t.event.c.version),
    )
    received = await _all(
        connection,
        select(t.attachment)
        .where(t.attachment.c.application_id == application_id)
        .order_by(t.attachment.c.attached_at, t.attachment.c.id),
    )
    documents = await _all(
        connection,
        select(t.document)
        .where(t.document.c.application_id == application_id)
        .order_by(t.document.c.round, t.document.c.position, t.document.c.id),
    )
    acted = {row["human_id"] for row in steps} | {row["actor_id"] for row in steps}
    officers = await _all(
        connection,
        select(t.principal).where(t.principal.c.id.in_(acted), t.principal.c.kind == "OFFICER"),
    )
    return Story(application, steps, received, documents, {row["id"]: row for row in officers})


async def id_of_number(connection: AsyncConnection, number: str) -> str | None:
    """Return the id of the application with this number."""
    query = select(t.application.c.id).where(t.application.c.number == number)
    found: str | None = await connection.scalar(query)
    return found


async def last_event_before(connection: AsyncConnection, moment: datetime) -> int:
    """Return the cursor of the last event before a moment; 0 if there is none."""
    query = select(func.max(t.event.c.cursor)).where(t.event.c.occurred_at < moment)
    return await connection.scalar(query) or 0


async def heads_upto(connection: AsyncConnection, upto: int) -> Sequence[RowMapping]:
    """Return each chain's head as of an event, in the order of the applications' ids."""
    last = (
        select(func.max(t.event.c.cursor))
        .where(t.event.c.cursor <= upto)
        .group_by(t.event.c.application_id)
    )
    query = (
        select(t.event.c.application_id, t.event.c.hash, t.event.c.version)
        .where(t.event.c.cursor.in_(last))
        .order_by(t.event.c.application_id)
    )
    return await _all(connection, query)


async def add_checkpoint(connection: AsyncConnection, checkpoint: Mapping[str, Any]) -> None:
    """Keep a checkpoint."""
    await connection.execute(insert(t.checkpoint).values(dict(checkpoint)))


async def checkpoints(connection: AsyncConnection) -> Sequence[RowMapping]:
    """Return every checkpoint, oldest first."""
    return await _all(connection, select(t.checkpoint).order_by(t.checkpoint.c.upto))


async def checkpoint_after(connection: AsyncConnection, cursor: int) -> RowMapping | None:
    """Return the first checkpoint that covers an event, or else the latest there is."""
    covering = select(t.checkpoint).where(t.checkpoint.c.upto >= cursor)
    found = await _first(connection, covering.order_by(t.checkpoint.c.upto).limit(1))
    if found is not None:
        return found
    latest = select(t.checkpoint).order_by(t.checkpoint.c.upto.desc()).limit(1)
    return await _first(connection, latest)


async def _all(connection: AsyncConnection, query: Any) -> Sequence[RowMapping]:  # any select
    return (await connection.execute(query)).mappings().all()


async def _first(connection: AsyncConnection, query: Any) -> RowMapping | None:  # any select
    return (await connection.execute(query)).mappings().first()
