"""Migrations on both databases: repeatable, in step with the tables in code, all or nothing."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from api.storage import migrate
from api.storage.engine import make_engine
from api.storage.tables import metadata

NEXT = '''"""A change that goes wrong half-way."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, then fail."""
    op.create_table("half_way", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO half_way (id) VALUES (1)")
    op.execute("{statement}")
'''


async def _tables(url: str) -> set[str]:
    engine = make_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await engine.dispose()
    return names


async def _scalar(url: str, statement: str) -> object:
    engine = make_engine(url)
    async with engine.connect() as connection:
        found: object = await connection.scalar(text(statement))
    await engine.dispose()
    return found


async def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    await migrate.upgrade(database_url)
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO number_series VALUES ('202611', 41)"))
    await engine.dispose()

    await migrate.upgrade(database_url)

    assert await _scalar(database_url, "SELECT last FROM number_series") == 41
    assert await _scalar(database_url, "SELECT version_num FROM alembic_version") == migrate.head()


async def test_migrations_and_tables_in_code_agree(database_url: str) -> None:
    await migrate.upgrade(database_url)

    assert await migrate.differences(database_url) == []
    assert await _tables(database_url) == {*metadata.tables, "alembic_version"}


async def test_a_missing_column_is_noticed(database_url: str) -> None:
    await migrate.upgrade(database_url)
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE number_series DROP COLUMN last"))
    await engine.dispose()

    found = await migrate.differences(database_url)

    assert len(found) == 1
    assert "last" in found[0]


@pytest.mark.parametrize(
    ("_case", "statement"),
    [
        ("a statement the database refuses", "INSERT INTO nowhere (id) VALUES (1)"),
        ("a row that breaks a rule", "INSERT INTO half_way (id) VALUES (1)"),
    ],
)
async def test_a_failing_migration_leaves_the_old_revision(
    _case: str,
    statement: str,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await migrate.upgrade(database_url)
    old = migrate.head()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9999_half_way.py").write_text(
        NEXT.format(revision="9999", before=old, statement=statement), "utf-8"
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)

    with pytest.raises(DBAPIError):
        await migrate.upgrade(database_url)

    assert await _scalar(database_url, "SELECT version_num FROM alembic_version") == old
    assert "half_way" not in await _tables(database_url)


async def test_a_migration_that_breaks_references_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'db.sqlite3'}"
    await migrate.upgrade(url)
    old = migrate.head()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    statement = (
        "INSERT INTO token (id, principal_id, hash, label, created_at) "
        "VALUES ('1', 'nobody', 'h', 'l', '2026')"
    )
    (folder / "versions" / "v9999_half_way.py").write_text(
        NEXT.format(revision="9999", before=old, statement=statement), "utf-8"
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)

    with pytest.raises(RuntimeError, match="broke 1 references"):
        await migrate.upgrade(url)

    assert await _scalar(url, "SELECT version_num FROM alembic_version") == old
