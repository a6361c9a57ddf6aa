"""One installation of the service in a folder, put together without anything running."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from api.app import Parts, build_parts
from api.clock import Clock
from api.config import Settings
from api.storage import migrate
from api.usecases.access import save_principal
from api.usecases.people import PEOPLE

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning at the office


def sqlite_url(file: Path) -> str:
    """Return the address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


@asynccontextmanager
async def opened(folder: Path, certificates: Path, database_url: str) -> AsyncIterator[Parts]:
    """Offer the service on a database that is ready for it."""
    data = folder / "data"
    data.mkdir()
    (data / "pki").symlink_to(certificates)
    settings = Settings(
        database_url=database_url, data_dir=data, public_url="http://127.0.0.1:1", test_mode=True
    )
    parts = build_parts(settings, Clock(seed=6311, frozen_at=MONDAY))
    try:
        yield parts
    finally:
        await parts.close()


def prepare(folder: Path, certificates: Path, database_url: str) -> None:
    """Bring an empty database to the present schema and put the people in."""

    async def fill() -> None:
        await migrate.upgrade(database_url)
        async with opened(folder, certificates, database_url) as parts:
            for person in PEOPLE:
                await save_principal(parts.office, person)

    asyncio.run(fill())
