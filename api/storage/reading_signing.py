"""Reads about the signing desk: batches with their counts, who may sign, who signs for whom."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.passphrases import LIMIT
from api.storage.reading import columns_of, fetch, keyset
from api.storage.reading_rows import (
    BatchItemRow,
    BatchRow,
    DelegationRow,
    Page,
    SignatoryRow,
    Window,
)

COUNTED = ("SIGNED", "REFUSED", "FAILED", "LEFT", "WAITING")


def _batches() -> Select[tuple[object, ...]]:
    batch, item = t.signing_batch.c, t.signing_item.c
    plain = (
        batch.id,
        batch.signer_id,
        batch.state,
        batch.created_at,
        batch.ended_at,
        batch.cancel_requested_at,
    )

    def count(state: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((item.state == state, 1), else_=0)), 0)

    return (
        select(*plain, func.count(item.document_id), *(count(state) for state in COUNTED))
        .outerjoin(t.signing_item, item.batch_id == batch.id)
        .group_by(*plain)
    )


async def batches_by_id(connection: AsyncConnection, ids: Sequence[str]) -> Sequence[BatchRow]:
    """Return the batches with these ids, with how far they came."""
    query = _batches().where(t.signing_batch.c.id.in_(list(ids)))
    return await fetch(connection, query, BatchRow)


async def batch_items(
    connection: AsyncConnection, batch_id: str, window: Window, *, only_unsigned: bool = False
) -> Page[BatchItemRow]:
    """Return a part of a batch's documents in their order, or of those to be tried again."""
    item = t.signing_item.c
    query = select(*columns_of(t.signing_item, BatchItemRow)).where(item.batch_id == batch_id)
    if only_unsigned:
        query = (
            query.join(t.document, t.document.c.id == item.document_id)
            .join(t.signing_batch, t.signing_batch.c.id == item.batch_id)
            .where(
                t.document.c.status == "VERIFIED",
                or_(item.state != "WAITING", t.signing_batch.c.state != "RUNNING"),
            )
        )
    key = (item.position, item.document_id)
    return await keyset(connection, query, key, window, BatchItemRow, descending=False)


async def signatories(
    connection: AsyncConnection, ids: Sequence[str] | None = None
) -> Sequence[SignatoryRow]:
    """Return who holds the role to sign."""
    person, failure = t.principal.c, t.passphrase_failure.c
    failures = func.coalesce(failure.failures, 0)
    query = (
        select(
            person.id,
            person.name,
            person.position,
            person.is_active,
            failures,
            case((failures >= LIMIT, func.coalesce(failure.locked_at, failure.last_at))),
        )
        .outerjoin(t.passphrase_failure, failure.signer_id == person.id)
        .where(cast(person.roles, Text).contains("HEAD_OF_OFFICE"))
        .order_by(person.id)
    )
    if ids is not None:
        query = query.where(person.id.in_(list(ids)))
    return await fetch(connection, query, SignatoryRow)


def _delegations() -> Select[tuple[object, ...]]:
    given = t.delegation.c
    return select(
        given.id,
        given.principal_id,
        t.principal.c.name,
        given.position,
        given.starts_on,
        given.ends_on,
        given.revoked_at,
    ).join(t.principal, t.principal.c.id == given.principal_id)


async def delegations(
    connection: AsyncConnection, ids: Sequence[str] | None = None, limit: int = 100
) -> Sequence[DelegationRow]:
    """Return the newest delegations, the latest first; or those with these ids."""
    query = _delegations().order_by(t.delegation.c.starts_on.desc(), t.delegation.c.id)
    if ids is not None:
        query = query.where(t.delegation.c.id.in_(list(ids)))
    return await fetch(connection, query.limit(limit), DelegationRow)
