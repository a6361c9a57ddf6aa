"""Writes about signing: batches, their items, and the attempt rows that precede a signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t

RUNNING, REMOTE = "RUNNING", "REMOTE"  # here, or elsewhere: there it may go on without us
UNDER_WAY = (RUNNING, REMOTE)


class Signatures:
    """Signing batches and attempts, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_batch(
        self, batch_id: str, signer_id: str, document_ids: Sequence[str], now: datetime
    ) -> None:
        """Store a batch with its documents, all waiting."""
        await self._connection.execute(
            insert(t.signing_batch).values(
                id=batch_id, signer_id=signer_id, state="RUNNING", created_at=now
            )
        )
        await self._connection.execute(
            insert(t.signing_item),
            [
                {
                    "batch_id": batch_id,
                    "document_id": document_id,
                    "position": position,
                    "state": "WAITING",
                }
                for position, document_id in enumerate(document_ids)
            ],
        )

    async def set_item(
        self,
        batch_id: str,
        document_id: str,
        state: str,
        *,
        code: str | None = None,
        message: str | None = None,
    ) -> None:
        """Note how one document of a batch fared."""
        await self._connection.execute(
            update(t.signing_item)
            .where(
                t.signing_item.c.batch_id == batch_id, t.signing_item.c.document_id == document_id
            )
            .values(state=state, code=code, message=message)
        )

    async def end_batch(self, batch_id: str, state: str, now: datetime) -> None:
        """Close a batch."""
        await self._connection.execute(
            update(t.signing_batch)
            .where(t.signing_batch.c.id == batch_id, t.signing_batch.c.state == "RUNNING")
            .values(state=state, ended_at=now)
        )

    async def add_attempt(self, attempt: Mapping[str, Any]) -> None:
        """Note that a signature is about to be made."""
        await self._connection.execute(insert(t.sign_attempt).values(dict(attempt)))

    async def end_attempt(
        self, attempt_id: str, state: str, now: datetime, code: str | None = None
    ) -> None:
        """Note how an attempt ended."""
        await self._connection.execute(
            update(t.sign_attempt)
            .where(t.sign_attempt.c.id == attempt_id)
            .values(state=state, ended_at=now, code=code)
        )

    async def stranded(self, now: datetime, *, everything: bool) -> Sequence[RowMapping]:
        """Return running attempts whose process is gone."""
        query = select(t.sign_attempt).where(t.sign_attempt.c.state.in_(UNDER_WAY))
        if not everything:
            query = query.where(t.sign_attempt.c.lease_until < now)
        return (await self._connection.execute(query)).mappings().all()

    async def stranded_batches(self, before: datetime, *, everything: bool) -> Sequence[str]:
        """Return running batches that nobody works on any more."""
        working = select(t.sign_attempt.c.batch_id).where(t.sign_attempt.c.state.in_(UNDER_WAY))
        query = select(t.signing_batch.c.id).where(
            t.signing_batch.c.state == "RUNNING", t.signing_batch.c.id.not_in(working)
        )
        if not everything:
            query = query.where(t.signing_batch.c.created_at < before)
        return (await self._connection.execute(query)).scalars().all()
