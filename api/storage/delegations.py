"""Writes and look-ups about who signs in place of the head of office, and until when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Text, cast, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t

given, person = t.delegation.c, t.principal.c


class Delegations:
    """Delegations, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, delegation: Mapping[str, Any]) -> None:
        """Store a delegation."""
        await self._connection.execute(insert(t.delegation).values(dict(delegation)))

    async def get(self, delegation_id: str) -> RowMapping | None:
        """Return a delegation, or None."""
        query = select(t.delegation).where(given.id == delegation_id)
        return (await self._connection.execute(query)).mappings().first()

    async def overlapping(self, starts_on: date, ends_on: date) -> RowMapping | None:
        """Return a delegation in force on one of these days, with its delegate's name."""
        query = (
            select(t.delegation, person.name)
            .join(t.principal, person.id == given.principal_id)
            .where(
                given.revoked_at.is_(None), given.starts_on <= ends_on, given.ends_on >= starts_on
            )
        )
        return (await self._connection.execute(query.limit(1))).mappings().first()

    async def revoke(self, delegation_id: str, now: datetime) -> None:
        """End a delegation from now on."""
        await self._connection.execute(
            update(t.delegation)
            .where(given.id == delegation_id, given.revoked_at.is_(None))
            .values(revoked_at=now)
        )

    async def head(self, *, lock: bool = False) -> RowMapping | None:
        """Return the head of office; `lock` lets delegations be made one after the other.

        Who was ever a delegate counts only where there is nobody else.
        """
        query = (
            select(t.principal)
            .where(
                person.is_active,
                person.position.is_not(None),
                person.position != "",
                cast(person.roles, Text).contains("HEAD_OF_OFFICE"),
            )
            .order_by(exists().where(given.principal_id == person.id), person.id)
            .limit(1)
        )
        if lock:
            query = query.with_for_update()
        return (await self._connection.execute(query)).mappings().first()
