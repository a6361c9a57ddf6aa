"""Writes about requests themselves: idempotency keys and upload tickets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t


class Requests:
    """Keys and tickets, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_key(
        self, principal_id: str, command: str, key: str, input_hash: str, now: datetime
    ) -> RowMapping | None:
        """Take the key for this transaction, or return what was kept under it before.

        A concurrent holder of the same key is waited for: by the write lock on SQLite, by the
        unique index on PostgreSQL.
        """
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.idempotency).values(
            principal_id=principal_id,
            command=command,
            key=key,
            input_hash=input_hash,
            created_at=now,
        )
        statement = statement.on_conflict_do_nothing(
            index_elements=["principal_id", "command", "key"]
        )
        if (await self._connection.execute(statement)).rowcount == 1:
            return None
        query = select(t.idempotency).where(*_is(principal_id, command, key))
        return (await self._connection.execute(query)).mappings().first()

    async def kept_outcome(self, principal_id: str, command: str, key: str) -> RowMapping | None:
        """Return what is kept under the key, without taking it."""
        query = select(t.idempotency).where(*_is(principal_id, command, key))
        return (await self._connection.execute(query)).mappings().first()

    async def keep_outcome(
        self, principal_id: str, command: str, key: str, outcome: Mapping[str, Any]
    ) -> None:
        """Keep the outcome under the key taken before."""
        await self._connection.execute(
            update(t.idempotency)
            .where(*_is(principal_id, command, key))
            .values(outcome=dict(outcome))
        )

    async def forget_key(self, principal_id: str, command: str, key: str) -> None:
        """Forget one key: what was kept under it came to nothing, and may be asked again."""
        await self._connection.execute(
            delete(t.idempotency).where(*_is(principal_id, command, key))
        )

    async def forget_keys(self, before: datetime) -> None:
        """Forget keys older than their time."""
        await self._connection.execute(
            delete(t.idempotency).where(t.idempotency.c.created_at < before)
        )

    async def add_upload(self, upload: Mapping[str, Any]) -> None:
        """Store an upload ticket."""
        await self._connection.execute(insert(t.upload).values(dict(upload)))

    async def upload(self, upload_id: str) -> RowMapping | None:
        """Return a ticket, or None."""
        query = select(t.upload).where(t.upload.c.id == upload_id)
        return (await self._connection.execute(query)).mappings().first()

    async def fill_upload(self, upload_id: str, changes: Mapping[str, Any]) -> None:
        """Note that the file of a ticket has come."""
        await self._connection.execute(
            update(t.upload).where(t.upload.c.id == upload_id).values(dict(changes))
        )


def _is(principal_id: str, command: str, key: str) -> tuple[Any, ...]:
    return (
        t.idempotency.c.principal_id == principal_id,
        t.idempotency.c.command == command,
        t.idempotency.c.key == key,
    )
