"""One installation of the service in a folder, put together without anything running."""

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


@asynccontextmanager
async def installed(
    folder: Path, certificates: Path, database_url: str | None = None
) -> AsyncIterator[Parts]:
    """Offer the service on an empty database, by default a SQLite file in the folder."""
    url = database_url or f"sqlite+aiosqlite:///{folder / 'db.sqlite3'}"
    data = folder / "data"
    data.mkdir()
    (data / "pki").symlink_to(certificates)
    settings = Settings(
        database_url=url, data_dir=data, public_url="http://127.0.0.1:1", test_mode=True
    )
    await migrate.upgrade(url)
    parts = build_parts(settings, Clock(seed=6311, frozen_at=MONDAY))
    for person in PEOPLE:
        await save_principal(parts.office, person)
    try:
        yield parts
    finally:
        await parts.close()
