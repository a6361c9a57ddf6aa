"""Projections of what hangs on applications: everything of one kind for many parents at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.reading import beyond, columns_of, document_rows, fetch, keyset, page_of
from api.storage.reading_rows import (
    AnswerRow,
    AttachmentRow,
    BatchItemRow,
    BatchRow,
    DocumentRow,
    EffectRow,
    EventRow,
    Page,
    Window,
)

T = TypeVar("T")


async def answers_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[AnswerRow]]:
    """Return the answers that count, by application, in the order they were given."""
    query = (
        select(*columns_of(t.answer, AnswerRow))
        .where(t.answer.c.application_id.in_(ids), t.answer.c.is_current)
        .order_by(t.answer.c.seq)
    )
    return await _grouped(connection, query, AnswerRow)


async def attachments_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[AttachmentRow]]:
    """Return the files that were not replaced, by application, oldest first."""
    query = (
        select(*columns_of(t.attachment, AttachmentRow))
        .where(t.attachment.c.application_id.in_(ids), t.attachment.c.replaced_at.is_(None))
        .order_by(t.attachment.c.attached_at, t.attachment.c.id)
    )
    return await _grouped(connection, query, AttachmentRow)


async def documents_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[DocumentRow]]:
    """Return the documents by application, those of the latest entry last."""
    query = (
        document_rows()
        .where(t.document.c.application_id.in_(ids))
        .order_by(t.document.c.round, t.document.c.position, t.document.c.id)
    )
    return await _grouped(connection, query, DocumentRow)


async def events_of(
    connection: AsyncConnection, ids: Sequence[str], window: Window, *, descending: bool
) -> Mapping[str, Page[EventRow]]:
    """Return a part of each application's log."""
    named = [*columns_of(t.event, EventRow), t.principal.c.name.label("actor_name")]
    query = (
        select(*named)
        .select_from(t.event.outerjoin(t.principal, t.principal.c.id == t.event.c.actor_id))
        .where(t.event.c.application_id.in_(ids))
    )
    order = t.event.c.cursor
    return await _pages(connection, query, order, window, EventRow, t.event, descending)


async def effects_of(
    connection: AsyncConnection, ids: Sequence[str], window: Window, *, kinds: Sequence[str] = ()
) -> Mapping[str, Page[EffectRow]]:
    """Return a part of each application's promised effects, oldest first."""
    query = select(*columns_of(t.effect, EffectRow)).where(t.effect.c.application_id.in_(ids))
    if kinds:
        query = query.where(t.effect.c.kind.in_(kinds))
    order = t.effect.c.seq
    return await _pages(connection, query, order, window, EffectRow, t.effect, False)


async def batch(connection: AsyncConnection, batch_id: str) -> BatchRow | None:
    """Return a signing batch, or None."""
    query = select(*columns_of(t.signing_batch, BatchRow)).where(t.signing_batch.c.id == batch_id)
    found = await fetch(connection, query, BatchRow)
    return found[0] if found else None


async def batch_items(
    connection: AsyncConnection, batch_id: str, window: Window
) -> Page[BatchItemRow]:
    """Return a part of a batch's documents, in the order they are signed."""
    query = select(*columns_of(t.signing_item, BatchItemRow)).where(
        t.signing_item.c.batch_id == batch_id
    )
    key = (t.signing_item.c.position, t.signing_item.c.document_id)
    return await keyset(connection, query, key, window, BatchItemRow, descending=False)


async def _grouped(
    connection: AsyncConnection, query: Select[Any], kind: type[T]
) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.application_id].append(kind(*row))
    return found


async def _pages(
    connection: AsyncConnection,
    query: Select[Any],
    order: ColumnElement[Any],
    window: Window,
    kind: type[T],
    table: Any,  # the table that holds `application_id`
    descending: bool,
) -> Mapping[str, Page[T]]:
    upwards = descending is window.backwards
    place = func.row_number().over(
        partition_by=table.c.application_id, order_by=order.asc() if upwards else order.desc()
    )
    ranked = query.where(*beyond((order,), window, descending=descending))
    ranked_rows = ranked.add_columns(place.label("place")).subquery()
    cut = (
        select(ranked_rows)
        .where(ranked_rows.c.place <= window.limit + 1)
        .order_by(ranked_rows.c.application_id, ranked_rows.c.place)
    )
    found: dict[str, list[T]] = defaultdict(list)
    for row in await connection.execute(cut):
        found[row.application_id].append(kind(*row[:-1]))
    return {parent: page_of(rows, window) for parent, rows in found.items()}
