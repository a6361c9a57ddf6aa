"""How the lines to the outside systems are, shared by all processes; written when that changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.line import Line, LineStatus, Remote
from api.storage import tables as t
from api.storage.outbox import BY_HAND, STUCK, UNDER_WAY

WAITING = (*UNDER_WAY, BY_HAND)


class Lines:
    """The table `remote` inside one writing transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, remote: Remote) -> Line:
        """Return the line as it stands."""
        found = await self._connection.execute(select(t.remote).where(t.remote.c.name == remote))
        row = found.mappings().first()
        return Line(remote) if row is None else _line(row)

    async def get_locked(self, remote: Remote, now: datetime) -> Line:
        """Return the line, nobody else changing it until the end of the transaction."""
        query = select(t.remote).where(t.remote.c.name == remote).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            await self._insert(remote, now)
            row = (await self._connection.execute(query)).mappings().one()
        return _line(row)

    async def get_to_try(self, remote: Remote, now: datetime) -> Line | None:
        """Return the line, locked, if it may be tried now and nobody else is about to."""
        query = (
            select(t.remote)
            .where(t.remote.c.name == remote, t.remote.c.status == LineStatus.DOWN)
            .where(t.remote.c.retry_at <= now)
            .with_for_update(skip_locked=True)
        )
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _line(row)

    async def all(self) -> tuple[Line, ...]:
        """Return every line a call was ever made over."""
        return await read_lines(self._connection)

    async def keep(self, line: Line) -> None:
        """Write a line down that was read with its lock."""
        values = {
            "status": line.status,
            "since": line.since,
            "code": line.code,
            "failures": line.failures,
            "retry_at": line.retry_at,
            "answered_at": line.answered_at,
            "suspects": list(line.suspects),
        }
        await self._connection.execute(
            update(t.remote).where(t.remote.c.name == line.remote).values(values)
        )

    async def _insert(self, remote: Remote, now: datetime) -> None:
        dialect = self._connection.dialect.name
        made = sqlite.insert(t.remote) if dialect == "sqlite" else postgresql.insert(t.remote)
        fresh: dict[str, Any] = {  # columns of several types
            "name": remote,
            "status": LineStatus.UP,
            "since": now,
            "failures": 0,
            "suspects": [],
        }
        await self._connection.execute(
            made.values(fresh).on_conflict_do_nothing(index_elements=["name"])
        )


async def read_lines(connection: AsyncConnection) -> tuple[Line, ...]:
    """Return every line a call was ever made over."""
    rows = await connection.execute(select(t.remote).order_by(t.remote.c.name))
    return tuple(_line(row) for row in rows.mappings())


async def read_queues(connection: AsyncConnection) -> Sequence[RowMapping]:
    """Return, per kind of effect, how many wait, how many are stuck, and since when one waits."""
    waits = t.effect.c.state.in_(WAITING)
    query = (
        select(
            t.effect.c.kind,
            func.sum(case((waits, 1), else_=0)).label("queued"),
            func.sum(case((waits, 0), else_=1)).label("stuck"),
            func.min(case((waits, t.effect.c.created_at))).label("oldest_queued_at"),
        )
        .where(t.effect.c.state.in_((*WAITING, *STUCK)))
        .group_by(t.effect.c.kind)
    )
    return (await connection.execute(query)).mappings().all()


def _line(row: RowMapping) -> Line:
    return Line(
        remote=Remote(row["name"]),
        status=LineStatus(row["status"]),
        since=row["since"],
        code=row["code"],
        failures=row["failures"],
        retry_at=row["retry_at"],
        answered_at=row["answered_at"],
        suspects=tuple(row["suspects"] or ()),
    )
