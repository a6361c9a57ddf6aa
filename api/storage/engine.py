"""Database engines with the settings that keep transactions honest on SQLite and PostgreSQL."""

from typing import Any

import orjson
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.storage.one_hop import OneHop

BUSY_TIMEOUT_MS = 30_000


def make_engine(url: str, *, pool_size: int = 8) -> AsyncEngine:
    """Return an engine; on SQLite every writing transaction takes the write lock at once.

    SQLAlchemy's default for SQLite starts no transaction before the first write, so that
    read-check-update loses updates without an error.
    """
    options: dict[str, Any] = {  # keyword arguments of several types
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": _read_json,
        "pool_size": pool_size,
        "max_overflow": 8,
    }
    if url.startswith("sqlite"):
        engine = create_async_engine(url, module=OneHop(), **options)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(url, pool_pre_ping=True, **options)


def _read_json(stored: Any) -> Any:  # text, or what SQLite made of a bare number; any JSON
    """Read a JSON column; SQLite gives its columns numeric affinity and hands numbers over."""
    return stored if isinstance(stored, int | float) else orjson.loads(stored)


def make_migration_engine(url: str) -> AsyncEngine:
    """Return an engine for migrations: all or nothing, foreign keys off while tables are rebuilt.

    Left to itself, Python's SQLite driver commits before every change of a table.
    """
    engine = create_async_engine(url)
    if url.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _begin_ourselves)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _begin_ourselves(connection: Any, _record: object) -> None:  # the driver's own type
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()


def _prepare_sqlite(connection: Any, _record: object) -> None:  # the driver's own type
    connection.isolation_level = None  # transactions begin where we say so
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
