"""Writes about signing: batches, their items, and the attempt rows that precede a signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t

RUNNING, REMOTE = "RUNNING", "REMOTE"  # here, or elsewhere: there it may go on without us
UNDER_WAY = (RUNNING, REMOTE)
WAITING = "WAITING"

batch, item, attempt = t.signing_batch.c, t.signing_item.c, t.sign_attempt.c


class Signatures:
    """Signing batches and attempts, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_batch(
        self,
        batch_id: str,
        signer_id: str,
        document_ids: Sequence[str],
        now: datetime,
        lease_until: datetime,
    ) -> None:
        """Store a batch with its documents, all waiting."""
        await self._connection.execute(
            insert(t.signing_batch).values(
                id=batch_id,
                signer_id=signer_id,
                state=RUNNING,
                created_at=now,
                lease_until=lease_until,
            )
        )
        await self._connection.execute(
            insert(t.signing_item),
            [
                {
                    "batch_id": batch_id,
                    "document_id": document_id,
                    "position": position,
                    "state": WAITING,
                }
                for position, document_id in enumerate(document_ids)
            ],
        )

    async def applications_of(self, document_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the application of each document that exists."""
        document = t.document.c
        query = select(document.id, document.application_id).where(document.id.in_(document_ids))
        rows = await self._connection.execute(query)
        return {row.id: row.application_id for row in rows}

    async def go_on(self, batch_id: str, lease_until: datetime) -> bool:
        """Renew the lease and say whether the next document may be begun."""
        statement = update(t.signing_batch).where(
            batch.id == batch_id, batch.state == RUNNING, batch.cancel_requested_at.is_(None)
        )
        done = await self._connection.execute(statement.values(lease_until=lease_until))
        return done.rowcount == 1

    async def hold(self, batch_id: str, lease_until: datetime) -> None:
        """Renew the leases of a batch and of what it has under way."""
        for lease, condition in (
            (update(t.signing_batch), (batch.id == batch_id, batch.state == RUNNING)),
            (
                update(t.sign_attempt),
                (attempt.batch_id == batch_id, attempt.state.in_(UNDER_WAY)),
            ),
        ):
            await self._connection.execute(lease.where(*condition).values(lease_until=lease_until))

    async def batch(self, batch_id: str) -> RowMapping | None:
        """Return a batch, or None."""
        query = select(t.signing_batch).where(batch.id == batch_id)
        return (await self._connection.execute(query)).mappings().first()

    async def request_cancel(self, batch_id: str, now: datetime) -> None:
        """Ask whoever works on the batch, here or elsewhere, to begin nothing more."""
        await self._connection.execute(
            update(t.signing_batch)
            .where(
                batch.id == batch_id, batch.state == RUNNING, batch.cancel_requested_at.is_(None)
            )
            .values(cancel_requested_at=now)
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
            .where(item.batch_id == batch_id, item.document_id == document_id)
            .values(state=state, code=code, message=message)
        )

    async def set_waiting(self, batch_id: str, state: str, code: str, message: str) -> None:
        """Note what became of all documents that nobody began."""
        await self._connection.execute(
            update(t.signing_item)
            .where(item.batch_id == batch_id, item.state == WAITING)
            .values(state=state, code=code, message=message)
        )

    async def end_batch(self, batch_id: str, state: str, now: datetime) -> bool:
        """Close a batch; say whether it was still open."""
        statement = update(t.signing_batch).where(batch.id == batch_id, batch.state == RUNNING)
        done = await self._connection.execute(statement.values(state=state, ended_at=now))
        return done.rowcount == 1

    async def add_attempt(self, values: Mapping[str, Any]) -> None:
        """Note that a signature is about to be made."""
        await self._connection.execute(insert(t.sign_attempt).values(dict(values)))

    async def end_attempt(
        self, attempt_id: str, state: str, now: datetime, code: str | None = None
    ) -> bool:
        """Note how an attempt ended; say whether it was still under way."""
        statement = update(t.sign_attempt).where(
            attempt.id == attempt_id, attempt.state.in_(UNDER_WAY)
        )
        done = await self._connection.execute(
            statement.values(state=state, ended_at=now, code=code)
        )
        return done.rowcount == 1

    async def stranded(self, now: datetime, *, everything: bool) -> Sequence[RowMapping]:
        """Return running attempts whose process is gone."""
        query = select(t.sign_attempt).where(attempt.state.in_(UNDER_WAY))
        if not everything:
            query = query.where(attempt.lease_until < now)
        return (await self._connection.execute(query)).mappings().all()

    async def stranded_batches(self, now: datetime, *, everything: bool) -> Sequence[RowMapping]:
        """Return running batches that nobody works on any more."""
        working = select(attempt.batch_id).where(attempt.state.in_(UNDER_WAY))
        query = select(t.signing_batch).where(batch.state == RUNNING, batch.id.not_in(working))
        if not everything:
            query = query.where(or_(batch.lease_until.is_(None), batch.lease_until < now))
        return (await self._connection.execute(query)).mappings().all()

    async def naming_another(self, signatory_id: str | None) -> int:
        """Count verified documents that name somebody else than the present signatory."""
        document = t.document.c
        query = select(func.count()).where(
            document.status == "VERIFIED",
            document.medium == "PDF",
            document.signatory_id.is_distinct_from(signatory_id),
        )
        return int(await self._connection.scalar(query) or 0)
