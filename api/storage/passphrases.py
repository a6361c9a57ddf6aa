"""Counts wrong passphrases by signatory; a try is counted before the passphrase is looked at."""

from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t

LIMIT = 5  # wrong ones in a row

failure = t.passphrase_failure.c


class Passphrases:
    """Wrong passphrases in a row, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_try(self, signer_id: str, now: datetime) -> int | None:
        """Count a try in advance and return how many there are; None when none is left."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.passphrase_failure).values(
            signer_id=signer_id, failures=1, last_at=now
        )
        statement = statement.on_conflict_do_update(
            index_elements=["signer_id"],
            set_={"failures": failure.failures + 1, "last_at": now},
            where=failure.failures < LIMIT,
        ).returning(failure.failures)
        number: int | None = await self._connection.scalar(statement)
        return number

    async def give_back(self, signer_id: str) -> None:
        """Take a try back that told nothing of the passphrase."""
        await self._connection.execute(
            update(t.passphrase_failure)
            .where(
                failure.signer_id == signer_id, failure.failures > 0, failure.locked_at.is_(None)
            )
            .values(failures=failure.failures - 1)
        )

    async def lock(self, signer_id: str, now: datetime) -> None:
        """Note when the last try proved wrong."""
        await self._connection.execute(
            update(t.passphrase_failure)
            .where(failure.signer_id == signer_id, failure.failures >= LIMIT)
            .values(locked_at=now)
        )

    async def clear(self, signer_id: str) -> bool:
        """Forget all failures; say whether there were any."""
        done = await self._connection.execute(
            delete(t.passphrase_failure).where(failure.signer_id == signer_id)
        )
        return done.rowcount == 1

    async def of(self, signer_id: str) -> RowMapping | None:
        """Return what is counted, or None."""
        query = select(t.passphrase_failure).where(failure.signer_id == signer_id)
        return (await self._connection.execute(query)).mappings().first()
