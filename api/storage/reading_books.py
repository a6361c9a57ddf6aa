"""Reads about the comparisons of our books with SIAK's."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.reading import columns_of, fetch, keyset
from api.storage.reading_rows import DifferenceRow, Page, ReconciliationRow, Window


def _reconciliations() -> Select[tuple[object, ...]]:
    count = (
        select(func.count())
        .where(t.difference.c.reconciliation_id == t.reconciliation.c.id)
        .correlate(t.reconciliation)
        .scalar_subquery()
        .label("difference_count")
    )
    return select(*columns_of(t.reconciliation, ReconciliationRow), count)


async def reconciliations(connection: AsyncConnection, window: Window) -> Page[ReconciliationRow]:
    """Return a part of the comparisons, newest first."""
    key = (t.reconciliation.c.started_at, t.reconciliation.c.id)
    return await keyset(
        connection, _reconciliations(), key, window, ReconciliationRow, descending=True
    )


async def reconciliations_by_id(
    connection: AsyncConnection, ids: Sequence[str]
) -> Sequence[ReconciliationRow]:
    """Return the comparisons with these ids."""
    query = _reconciliations().where(t.reconciliation.c.id.in_(list(ids)))
    return await fetch(connection, query, ReconciliationRow)


async def differences(
    connection: AsyncConnection, own_id: str, window: Window, *, only_open: bool
) -> Page[DifferenceRow]:
    """Return a part of what a comparison found, in the order found."""
    query = select(*columns_of(t.difference, DifferenceRow)).where(
        t.difference.c.reconciliation_id == own_id
    )
    if only_open:
        query = query.where(t.difference.c.mended_at.is_(None))
    key = (t.difference.c.position, t.difference.c.id)
    return await keyset(connection, query, key, window, DifferenceRow, descending=False)


async def differences_by_id(
    connection: AsyncConnection, ids: Sequence[str]
) -> Sequence[DifferenceRow]:
    """Return the differences with these ids."""
    query = select(*columns_of(t.difference, DifferenceRow)).where(t.difference.c.id.in_(list(ids)))
    return await fetch(connection, query, DifferenceRow)
