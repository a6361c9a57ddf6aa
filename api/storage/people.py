"""Writes and look-ups about those who act: principals, their tokens, and who signs for whom."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage import tables as t
from api.storage.columns import Instant
from api.storage.delegations import Delegations


class People:
    """Principals, tokens and delegations, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, principal: Mapping[str, Any]) -> None:
        """Store a principal, or its present particulars."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(t.principal).values(dict(principal))
        changes = {name: value for name, value in principal.items() if name != "id"}
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=changes)
        await self._connection.execute(statement)

    async def get(self, principal_id: str) -> RowMapping | None:
        """Return a principal, or None."""
        query = select(t.principal).where(t.principal.c.id == principal_id)
        return (await self._connection.execute(query)).mappings().first()

    async def add_token(self, token: Mapping[str, Any]) -> None:
        """Store a token by its hash."""
        await self._connection.execute(insert(t.token).values(dict(token)))

    async def revoke_token(self, token_id: str, now: datetime) -> bool:
        """End a token; say whether it was still good."""
        statement = (
            update(t.token)
            .where(t.token.c.id == token_id, t.token.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def tokens(self) -> Sequence[RowMapping]:
        """Return every token without its hash."""
        columns = [c for c in t.token.c if c.name != "hash"]
        query = select(*columns).order_by(t.token.c.created_at)
        return (await self._connection.execute(query)).mappings().all()

    async def bearer(self, token_hash: str, now: datetime) -> RowMapping | None:
        """Return the active principal a good token belongs to."""
        asked = {"hash": token_hash, "now": now}
        row: RowMapping | None = (
            (await self._connection.execute(_bearer(), asked)).mappings().first()
        )
        return row

    async def signatory(self, on: date) -> RowMapping | None:
        """Return who signs on that day: a dated delegate before the head of office."""
        delegate = (
            select(t.principal, t.delegation.c.position.label("delegated_position"))
            .join(t.delegation, t.delegation.c.principal_id == t.principal.c.id)
            .where(
                t.delegation.c.starts_on <= on,
                t.delegation.c.ends_on >= on,
                t.delegation.c.revoked_at.is_(None),
                t.principal.c.is_active,
            )
            .order_by(t.delegation.c.starts_on.desc(), t.delegation.c.id)
        )
        found = (await self._connection.execute(delegate)).mappings().first()
        if found:
            return found
        return await Delegations(self._connection).head()


@cache
def _bearer() -> Select[Any]:  # of many columns; made once, for every request asks it
    now = bindparam("now", type_=Instant)
    return (
        select(t.principal)
        .join(t.token, t.token.c.principal_id == t.principal.c.id)
        .where(
            t.token.c.hash == bindparam("hash"),
            t.token.c.revoked_at.is_(None),
            or_(t.token.c.expires_at.is_(None), t.token.c.expires_at > now),
            t.principal.c.is_active,
        )
    )
