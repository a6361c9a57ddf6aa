"""SQLite with one hop to its thread a statement, where SQLAlchemy's adapter makes four.

The adapter opens a cursor, executes, fetches and closes, and waits for the driver's thread each
time; a wait costs more than the work of a small statement. A reading transaction begins with its
first statement, which is when SQLite takes its snapshot anyway.
"""

import sqlite3
from collections import deque
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_

Values = Any  # what SQLAlchemy binds and gets; the adapter's own type


BEGIN = "BEGIN"  # and nothing more: takes no lock


@dataclass(slots=True)
class Done:
    """What is left of a cursor that executed, fetched everything and was closed."""

    description: Values = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """Do nothing: it is closed."""


def _run(
    connection: sqlite3.Connection, statement: str, bound: Values, is_many: bool, begins: bool
) -> tuple[Done, list[Values]]:
    cursor = connection.cursor()
    try:
        if begins:
            cursor.execute(BEGIN)
        if is_many:
            cursor.executemany(statement, bound)
        else:
            cursor.execute(statement, bound or ())
        rows = cursor.fetchall() if cursor.description else []
        return Done(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, fetches and closes in the driver's thread at once."""

    __slots__ = ()
    _awaitable_cursor_close = False  # closing needs no hop

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor = Done()  # type: ignore[assignment]  # all the adapter asks of a cursor
        self._soft_closed_memoized = {}  # type: ignore[assignment]  # the adapter's own type
        self._rows = deque()

    async def _execute_async(self, operation: Values, parameters: Values) -> None:
        await self._hop(operation, parameters, is_many=False)

    async def _executemany_async(self, operation: Values, seq_of_parameters: Values) -> None:
        await self._hop(operation, seq_of_parameters, is_many=True)

    async def _hop(self, statement: str, bound: Values, *, is_many: bool) -> None:
        adapted: Values = self._adapt_connection
        driver: Values = self._connection
        async with adapted._execute_mutex:
            if statement == BEGIN:
                adapted.begins = True
                return
            begins, adapted.begins = adapted.begins, False
            self._cursor, rows = await driver._execute(
                _run, driver._conn, statement, bound, is_many, begins
            )
            self._rows = deque(rows)


class Connection(AsyncAdapt_aiosqlite_connection):
    """The adapter's connection with cursors of one hop."""

    __slots__ = ("begins",)
    _cursor_cls = Cursor  # type: ignore[assignment]  # declared for the adapter's exact class

    def __init__(self, *given: Values) -> None:
        super().__init__(*given)
        self.begins = False  # with the next statement

    def commit(self) -> None:
        """End the transaction, if it began."""
        if self.begins:
            self.begins = False
        else:
            super().commit()

    def rollback(self) -> None:
        """End the transaction, if it began."""
        if self.begins:
            self.begins = False
        else:
            super().rollback()


class OneHop(AsyncAdapt_aiosqlite_dbapi):
    """The driver as SQLAlchemy's engine takes it."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Values, **kw: Values) -> Connection:
        """Open a connection with a thread of its own that does not keep the process alive."""
        connection: Values = aiosqlite.connect(*arg, **kw)
        connection._thread.daemon = True  # as the adapter does
        return Connection(self, await_(connection))
