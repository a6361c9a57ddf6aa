"""Projections of what hangs on applications: everything of one kind for many parents at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, Table, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.reading import beyond, columns_of, document_rows, page_of
from api.storage.reading_rows import (
    AnswerRow,
    AttachmentRow,
    DocumentRow,
    EffectRow,
    EventRow,
    Page,
    Window,
)

T = TypeVar("T")
IDS: BindParameter[Any] = bindparam("ids", expanding=True)


async def answers_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[AnswerRow]]:
    """Return the answers that count, by application, in the order they were given."""
    return await _grouped(connection, _answers(), ids, AnswerRow)


async def attachments_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[AttachmentRow]]:
    """Return the files that were not replaced, by application, oldest first."""
    return await _grouped(connection, _attachments(), ids, AttachmentRow)


async def documents_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> Mapping[str, list[DocumentRow]]:
    """Return the documents by application, those of the latest entry last."""
    return await _grouped(connection, _documents(), ids, DocumentRow)


async def events_of(
    connection: AsyncConnection, ids: Sequence[str], window: Window, *, descending: bool
) -> Mapping[str, Page[EventRow]]:
    """Return a part of each application's log."""
    return await _pages(connection, _events(descending, window), ids, window, EventRow)


async def effects_of(
    connection: AsyncConnection, ids: Sequence[str], window: Window, *, kinds: Sequence[str] = ()
) -> Mapping[str, Page[EffectRow]]:
    """Return a part of each application's promised effects, oldest first."""
    return await _pages(connection, _effects(tuple(kinds), window), ids, window, EffectRow)


async def _grouped(
    connection: AsyncConnection, query: Select[Any], ids: Sequence[str], kind: type[T]
) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in await connection.execute(query, {"ids": list(ids)}):
        found[row.application_id].append(kind(*row))
    return found


async def _pages(
    connection: AsyncConnection,
    query: Select[Any],
    ids: Sequence[str],
    window: Window,
    kind: type[T],
) -> Mapping[str, Page[T]]:
    found = await _grouped(connection, query, ids, kind)
    return {parent: page_of(rows, window) for parent, rows in found.items()}


# Statements are made once: making one costs more than running it.


@cache
def _answers() -> Select[Any]:
    query = select(*columns_of(t.answer, AnswerRow))
    query = query.where(t.answer.c.application_id.in_(IDS), t.answer.c.is_current)
    return query.order_by(t.answer.c.seq)


@cache
def _attachments() -> Select[Any]:
    query = select(*columns_of(t.attachment, AttachmentRow))
    here = t.attachment.c.application_id.in_(IDS), t.attachment.c.replaced_at.is_(None)
    return query.where(*here).order_by(t.attachment.c.attached_at, t.attachment.c.id)


@cache
def _documents() -> Select[Any]:
    query = document_rows().where(t.document.c.application_id.in_(IDS))
    return query.order_by(t.document.c.round, t.document.c.position, t.document.c.id)


@lru_cache(maxsize=64)
def _events(descending: bool, window: Window) -> Select[Any]:
    named = [*columns_of(t.event, EventRow), t.principal.c.name.label("actor_name")]
    joined = t.event.outerjoin(t.principal, t.principal.c.id == t.event.c.actor_id)
    query = select(*named).select_from(joined).where(t.event.c.application_id.in_(IDS))
    return _cut(query, t.event.c.cursor, t.event, window, descending)


@lru_cache(maxsize=64)
def _effects(kinds: tuple[str, ...], window: Window) -> Select[Any]:
    query = select(*columns_of(t.effect, EffectRow)).where(t.effect.c.application_id.in_(IDS))
    if kinds:
        query = query.where(t.effect.c.kind.in_(kinds))
    return _cut(query, t.effect.c.seq, t.effect, window, descending=False)


def _cut(
    query: Select[Any],
    order: ColumnElement[Any],
    table: Table,
    window: Window,
    descending: bool,
) -> Select[Any]:
    """Return the query for the window of each application's rows, with one row more."""
    upwards = descending is window.backwards
    owner = table.c.application_id
    place = func.row_number().over(
        partition_by=owner, order_by=order.asc() if upwards else order.desc()
    )
    ranked = query.where(*beyond((order,), window, descending=descending))
    rows = ranked.add_columns(place.label("place")).subquery()
    return (
        select(*(column for column in rows.c if column.key != "place"))
        .where(rows.c.place <= window.limit + 1)
        .order_by(rows.c.application_id, rows.c.place)
    )
